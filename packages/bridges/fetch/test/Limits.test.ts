import { assert, describe, it } from "@effect/vitest"
import * as RouterError from "@turnout/core/RouterError"
import * as FetchDoor from "@turnout/fetch/FetchDoor"
import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import * as Fake from "./FakeRouter.ts"

const url = "http://in.process/v1/chat/completions"
const ask = { model: "m", messages: [{ role: "user", content: "hi" }] }
const stream: RequestInit = { method: "POST", body: JSON.stringify({ ...ask, stream: true }) }

const withDoor = <A>(
  script: Fake.Script,
  options: Partial<FetchDoor.Options>,
  use: (door: FetchDoor.FetchDoor, state: ReturnType<typeof Fake.make>["state"]) => Effect.Effect<A>
) => {
  const fake = Fake.make(script)
  return FetchDoor.make({ requestId: () => "id", ...options }).pipe(
    Effect.flatMap((door) => use(door, fake.state)),
    Effect.provide(fake.layer),
    Effect.scoped
  )
}

describe("a body that does not come", () => {
  it.effect("is 408 at the host's limit, is read no further, and asks for nothing", () => {
    let isCancelled = false
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode('{"model":')),
      cancel: () => void (isCancelled = true)
    })
    return withDoor({}, { body_timeout_ms: 5000 }, (door, state) =>
      Effect.gen(function* () {
        const answer = yield* Effect.forkChild(door.handle(url, { method: "POST", body }), {
          startImmediately: true
        })
        yield* TestClock.adjust(4999)
        assert.isUndefined(answer.pollUnsafe())
        yield* TestClock.adjust(1)
        const response = yield* Fiber.join(answer)
        assert.strictEqual(response.status, 408)
        assert.strictEqual(response.headers.get("x-should-retry"), "false")
        const { error } = (yield* Effect.promise(() => response.json())) as { error: object }
        assert.deepInclude(error, { type: "invalid_request_error", code: "invalid_request" })
        assert.isTrue(isCancelled)
        assert.deepStrictEqual(state.requests, [])
      })
    )
  })
})

describe("a stream", () => {
  it.live("says to whatever is between that events must not wait", () =>
    withDoor({}, {}, (door) =>
      Effect.gen(function* () {
        const { headers, body } = yield* door.handle(url, stream)
        assert.strictEqual(headers.get("cache-control"), "no-cache, no-transform")
        assert.strictEqual(headers.get("x-accel-buffering"), "no")
        assert.isNull(headers.get("content-length"))
        yield* Effect.promise(() => body!.cancel())
      })
    )
  )

  it.live("writes comments into a silence, and none without the option", () =>
    withDoor({ reads: [[Fake.chunk("a")], "wait"] }, { heartbeat_ms: 1 }, (door, state) =>
      Effect.promise(async () => {
        const reader = (await door.fetch(url, stream)).body!.getReader()
        const next = async () => new TextDecoder().decode((await reader.read()).value)
        assert.include(await next(), '"content":"a"')
        assert.strictEqual(await next(), ": ping\n\n")
        assert.strictEqual(await next(), ": ping\n\n")
        // Waits for the one read that began before the first comment.
        assert.strictEqual(state.reads, 2)
        await reader.cancel()
        assert.strictEqual(state.open, 0)
      })
    )
  )

  it.live("with comments is the same stream behind them", () =>
    withDoor(
      { reads: [[Fake.chunk("a")], [], [Fake.chunk("b")], RouterError.make("upstream_error", "It broke.")] },
      { heartbeat_ms: 60_000 },
      (door, state) =>
        Effect.promise(async () => {
          const text = await (await door.fetch(url, stream)).text()
          assert.deepStrictEqual(text.match(/"content":"\w"|upstream_error/g), [
            '"content":"a"',
            '"content":"b"',
            "upstream_error"
          ])
          assert.strictEqual(state.open, 0)
        })
    )
  )

  it.live("whose client goes away is told once, by the signal, by the body or by both", () =>
    withDoor({ reads: [[Fake.chunk("a")], "wait"] }, {}, (door, state) =>
      Effect.promise(async () => {
        const ways: ReadonlyArray<(abort: () => void, cancel: () => Promise<void>) => unknown> = [
          (abort) => abort(),
          (_, cancel) => cancel(),
          (abort, cancel) => (abort(), cancel().catch(() => {})),
          async (abort, cancel) => (await cancel(), abort())
        ]
        for (const leave of ways) {
          const controller = new AbortController()
          const response = await door.fetch(url, { ...stream, signal: controller.signal })
          assert.strictEqual(state.open, 1)
          await leave(
            () => controller.abort(),
            () => response.body!.cancel()
          )
          await new Promise((resolve) => setTimeout(resolve, 0))
          assert.strictEqual(state.open, 0)
        }
      })
    )
  )

  it.live("that has ended takes no notice of an abort or a cancel", () =>
    withDoor({}, {}, (door, state) =>
      Effect.promise(async () => {
        const controller = new AbortController()
        const response = await door.fetch(url, { ...stream, signal: controller.signal })
        const reader = response.body!.getReader()
        let last = ""
        for (;;) {
          const { done, value } = await reader.read()
          if (done) break
          last = new TextDecoder().decode(value)
        }
        assert.strictEqual(last, "data: [DONE]\n\n")
        controller.abort()
        await reader.cancel()
        assert.isTrue((await reader.read()).done)
        assert.strictEqual(state.open, 0)
        assert.strictEqual(state.opened, 1)
      })
    )
  )
})

describe("onError", () => {
  const failing = { unary: Effect.die(new Error("why")) }
  const post = { method: "POST", body: JSON.stringify(ask) }

  it.live("is told of every refusal, with the cause that no answer shows", () => {
    const told: Array<readonly [number, string, unknown]> = []
    const onError: FetchDoor.Options["onError"] = ({ cause, status }, { path }) =>
      void told.push([status, path, cause instanceof Error ? cause.message : cause])
    return withDoor(failing, { onError }, (door) =>
      Effect.gen(function* () {
        for (const [path, init] of [
          ["/chat/completions", post],
          ["/none", post],
          ["/models", post]
        ] as const) {
          const response = yield* door.handle(path, init)
          assert.notInclude(yield* Effect.promise(() => response.text()), "why")
        }
        assert.deepStrictEqual(told, [
          [500, "/chat/completions", "why"],
          [404, "/none", undefined],
          [405, "/models", undefined]
        ])
      })
    )
  })

  it.live("that fails itself changes no answer", () =>
    Effect.gen(function* () {
      const hooks: ReadonlyArray<FetchDoor.Options["onError"]> = [
        () => {
          throw new Error("boo")
        },
        (() => Promise.reject(new Error("boo"))) as never
      ]
      for (const onError of hooks) {
        const { status } = yield* withDoor(failing, { onError: onError! }, (door) => door.handle(url, post))
        assert.strictEqual(status, 500)
      }
    })
  )
})
