import { assert, describe, it } from "@effect/vitest"
import * as FetchDoor from "@turnout/fetch/FetchDoor"
import * as RouterError from "@turnout/core/RouterError"
import { Effect, Exit, Fiber, Scope } from "effect"
import * as Fake from "./FakeRouter.ts"

const url = "http://in.process/any/base/v1/chat/completions"
const ask = { model: "m", messages: [{ role: "user", content: "hi" }] }
const post = (body: unknown, more: RequestInit = {}): RequestInit => ({
  method: "POST",
  body: JSON.stringify(body),
  ...more
})

interface Opened {
  readonly door: FetchDoor.FetchDoor
  readonly state: ReturnType<typeof Fake.make>["state"]
}

const withDoor = (
  script: Fake.Script,
  use: (opened: Opened) => Promise<void> | Effect.Effect<void, never, Scope.Scope>,
  options: Partial<FetchDoor.Options> = {}
) => {
  let count = 0
  const fake = Fake.make(script)
  return Effect.gen(function* () {
    const door = yield* FetchDoor.make({ requestId: () => `id-${++count}`, ...options })
    const used = use({ door, state: fake.state })
    yield* used instanceof Promise ? Effect.promise(() => used) : used
  }).pipe(Effect.provide(fake.layer), Effect.scoped)
}

const read = async (response: Response) => (await response.json()) as { error: Record<string, unknown> }

describe("a long body", () => {
  /** Turns of the event loop from the call to its answer. */
  const turns = async (door: FetchDoor.FetchDoor, content: string) => {
    let [count, isDone] = [0, false]
    const turn = () => {
      count += 1
      if (!isDone) setImmediate(turn)
    }
    setImmediate(turn)
    const response = await door.fetch(url, post({ ...ask, messages: [{ role: "user", content }] }))
    isDone = true
    assert.strictEqual(response.status, 200)
    return count
  }

  it.live("lets other work run between being parsed and being checked", () =>
    withDoor({}, async ({ door }) => {
      assert.isAbove(await turns(door, "x".repeat(200_000)), await turns(door, "x"))
    })
  )
})

describe("answers", () => {
  it.live("a completion is JSON with the id of its request", () =>
    withDoor({}, async ({ door, state }) => {
      const response = await door.fetch(url, post(ask))
      assert.strictEqual(response.status, 200)
      assert.strictEqual(response.headers.get("content-type"), "application/json; charset=utf-8")
      assert.strictEqual(response.headers.get("x-request-id"), "id-1")
      assert.deepStrictEqual(await response.json(), Fake.completion("hello"))
      assert.deepStrictEqual(state.requests, [ask])
      assert.strictEqual(state.open, 0)
    })
  )

  it.live("a stream is one piece per network read, then [DONE]", () =>
    withDoor(
      { reads: [[Fake.chunk("a"), Fake.chunk("b")], [], [Fake.chunk("c")]] },
      async ({ door, state }) => {
        const response = await door.fetch(url, post({ ...ask, stream: true }))
        assert.strictEqual(response.headers.get("content-type"), "text/event-stream; charset=utf-8")
        assert.strictEqual(response.headers.get("x-request-id"), "id-1")
        const pieces: Array<string> = []
        for await (const piece of response.body!) pieces.push(new TextDecoder().decode(piece))
        const event = (content: string) => `data: ${JSON.stringify(Fake.chunk(content))}\n\n`
        assert.deepStrictEqual(pieces, [event("a") + event("b"), event("c"), "data: [DONE]\n\n"])
        assert.strictEqual(state.open, 0)
      }
    )
  )

  it.live("two reads of a body at a time get one piece each, in order", () =>
    withDoor({ reads: [[Fake.chunk("a")], [], [Fake.chunk("b")]] }, async ({ door, state }) => {
      const response = await door.fetch(url, post({ ...ask, stream: true }))
      const reader = response.body!.getReader()
      const pieces = await Promise.all([reader.read(), reader.read(), reader.read(), reader.read()])
      const event = (content: string) => `data: ${JSON.stringify(Fake.chunk(content))}\n\n`
      assert.deepStrictEqual(
        pieces.map(({ done, value }) => (done ? "over" : new TextDecoder().decode(value))),
        [event("a"), event("b"), "data: [DONE]\n\n", "over"]
      )
      assert.strictEqual(state.open, 0)
    })
  )

  it.live("a body that is cancelled while it is read ends quietly, and so does its read", () =>
    withDoor({ reads: [[Fake.chunk("a")], "wait"] }, async ({ door, state }) => {
      const response = await door.fetch(url, post({ ...ask, stream: true }))
      const reader = response.body!.getReader()
      await reader.read()
      const waiting = reader.read()
      await reader.cancel()
      assert.isTrue((await waiting).done)
      assert.strictEqual(state.open, 0)
    })
  )

  it.live("nothing is read of the answer until somebody reads the body", () =>
    withDoor({}, async ({ door, state }) => {
      const response = await door.fetch(url, post({ ...ask, stream: true }))
      await new Promise((resolve) => setTimeout(resolve, 5))
      assert.strictEqual(state.reads, 0)
      const reader = response.body!.getReader()
      await reader.read()
      await new Promise((resolve) => setTimeout(resolve, 5))
      assert.strictEqual(state.reads, 1)
      await reader.cancel()
      assert.strictEqual(state.open, 0)
    })
  )

  it.live("a request is understood in every form that fetch takes", () =>
    withDoor({}, async ({ door, state }) => {
      const text = JSON.stringify(ask)
      const bytes = new TextEncoder().encode(text)
      const method = "POST"
      const trickle = () =>
        new ReadableStream<Uint8Array>({
          start(controller) {
            for (const byte of bytes) controller.enqueue(Uint8Array.of(byte))
            controller.close()
          }
        })
      const answers = [
        await door.fetch(new URL(url), { method, body: text }),
        await door.fetch(`${url}?api-version=1#x`, { method: "post", body: text }),
        await door.fetch("/chat/completions", { method, body: bytes }),
        await door.fetch(url, { method, body: bytes.buffer }),
        await door.fetch(url, { method, body: new Blob([bytes]) }),
        await door.fetch(url, { method, body: trickle() }),
        await door.fetch(new Request(url, { method, body: text })),
        await door.fetch(new Request(url, { method, body: "{}" }), { body: text })
      ]
      assert.deepStrictEqual(
        answers.map((each) => each.status),
        answers.map(() => 200)
      )
      assert.deepStrictEqual(
        state.requests,
        answers.map(() => ask)
      )
    })
  )
})

describe("refusals", () => {
  const refusals: ReadonlyArray<readonly [string, string, RequestInit | undefined, number, string]> = [
    ["another path", "http://x/v1/files", post(ask), 404, "resource_not_found"],
    ["a path that only contains ours", "http://x/chat/completions/1", post(ask), 404, "resource_not_found"],
    ["another method", url, { method: "GET" }, 405, "invalid_request"],
    ["another method of a list", "http://x/v1/models", post(ask), 405, "invalid_request"],
    ["no init", url, undefined, 405, "invalid_request"],
    ["no body", url, { method: "POST" }, 400, "invalid_request"],
    ["half a JSON", url, { method: "POST", body: '{"model": "' }, 400, "invalid_request"],
    ["broken UTF-8", url, { method: "POST", body: Uint8Array.of(34, 0xff, 34) }, 400, "invalid_request"],
    ["a text over the limit", url, { method: "POST", body: `"${"é".repeat(50)}"` }, 413, "payload_too_large"],
    ["bytes over the limit", url, { method: "POST", body: new Uint8Array(101) }, 413, "payload_too_large"],
    [
      "a blob over the limit",
      url,
      { method: "POST", body: new Blob(["x".repeat(101)]) },
      413,
      "payload_too_large"
    ]
  ]
  for (const [name, target, init, status, code] of refusals) {
    it.live(`${name} is ${status} ${code}, and the router is not asked`, () =>
      withDoor(
        {},
        async ({ door, state }) => {
          const response = await door.fetch(target, init)
          assert.strictEqual(response.status, status)
          assert.strictEqual(response.headers.get("x-should-retry"), "false")
          assert.strictEqual(response.headers.get("x-request-id"), "id-1")
          const { error } = await read(response)
          assert.strictEqual(error["code"], code)
          assert.strictEqual(response.headers.get("x-error-type"), error["type"])
          assert.strictEqual(error["param"], null)
          assert.isAbove(String(error["message"]).length, 0)
          const methods = target === url ? "POST" : "GET, HEAD"
          assert.strictEqual(response.headers.get("allow"), status === 405 ? `${methods}, OPTIONS` : null)
          if (status === 404) assert.include(error["message"], "POST …/chat/completions")
          assert.deepStrictEqual(state.requests, [])
        },
        { max_body_bytes: 100 }
      )
    )
  }

  it.live("a body that breaks off is 400, and an endless one is cut at the limit", () =>
    withDoor(
      {},
      async ({ door }) => {
        const broken = new ReadableStream({
          pull: () => Promise.reject(new Error("secret"))
        })
        const first = await door.fetch(url, { method: "POST", body: broken })
        assert.strictEqual(first.status, 400)
        assert.notInclude(await first.text(), "secret")
        let cancelled = false
        const endless = new ReadableStream({
          pull: (controller) => controller.enqueue(new Uint8Array(60)),
          cancel: () => void (cancelled = true)
        })
        assert.strictEqual((await door.fetch(url, { method: "POST", body: endless })).status, 413)
        assert.isTrue(cancelled)
      },
      { max_body_bytes: 100 }
    )
  )

  it.live("arguments that are no request at all are answered too", () =>
    withDoor({}, async ({ door }) => {
      const hostile = {
        get url(): string {
          throw new Error("boo")
        }
      }
      for (const input of [undefined, null, 7, {}, Symbol("x"), hostile] as ReadonlyArray<unknown>) {
        const response = await door.fetch(input as string)
        assert.strictEqual(response.status, 404)
      }
    })
  )
})

describe("failures", () => {
  const failing = (error: RouterError.RouterError) => ({
    unary: Effect.fail(error),
    begin: Effect.fail(error)
  })

  it.live("a rate limit says whose it is, how long to wait, and not to retry", () =>
    withDoor(
      failing(
        RouterError.make("rate_limit_exceeded", "Slow down.", {
          retry_after_ms: 1200,
          rate_limit_source: "upstream",
          provider: "groq-ü\n"
        })
      ),
      async ({ door, state }) => {
        for (const stream of [false, true]) {
          const { headers, status } = await door.fetch(url, post({ ...ask, stream }))
          assert.strictEqual(status, 429)
          assert.strictEqual(headers.get("retry-after"), "2")
          assert.strictEqual(headers.get("x-rate-limit-source"), "upstream")
          assert.strictEqual(headers.get("x-error-provider"), "groq-??")
          assert.strictEqual(headers.get("x-error-type"), "rate_limit_error")
          assert.strictEqual(headers.get("x-error-retryable"), "true")
          assert.strictEqual(headers.get("x-should-retry"), "false")
        }
        assert.strictEqual(state.open, 0)
      }
    )
  )

  it.live("a spent account is no reason to try again", () =>
    withDoor(failing(RouterError.make("insufficient_quota", "Empty.")), async ({ door }) => {
      const { headers } = await door.fetch(url, post(ask))
      assert.strictEqual(headers.get("x-error-retryable"), "false")
      assert.strictEqual(headers.get("retry-after"), "60")
    })
  )

  it.live("a bug in the router is 500, and its words stay inside", () =>
    withDoor({ unary: Effect.die(new Error("sk-secret")) }, async ({ door }) => {
      const response = await door.fetch(url, post(ask))
      assert.strictEqual(response.status, 500)
      const text = await response.text()
      assert.strictEqual(JSON.parse(text).error.code, "internal_error")
      assert.notInclude(text, "sk-secret")
    })
  )

  it.live("a stream that breaks ends with its error and no [DONE]", () =>
    withDoor(
      { reads: [[Fake.chunk("a")], RouterError.make("upstream_error", "It broke.")] },
      async ({ door, state }) => {
        const response = await door.fetch(url, post({ ...ask, stream: true }))
        const text = await response.text()
        const last = text.trimEnd().split("\n\n").at(-1)!
        assert.strictEqual(JSON.parse(last.slice("data: ".length)).error.code, "upstream_error")
        assert.notInclude(text, "[DONE]")
        assert.strictEqual(state.open, 0)
      }
    )
  )
})

describe("ending early", () => {
  const reason = new Error("changed my mind")
  const rejection = async (promise: Promise<unknown>): Promise<unknown> => {
    try {
      await promise
    } catch (error) {
      return error
    }
    return assert.fail("should have rejected")
  }

  for (const stream of [false, true]) {
    it.live(`an abort before the answer rejects with its reason (stream: ${stream})`, () =>
      withDoor({ unary: Effect.never, begin: Effect.never }, async ({ door, state }) => {
        const controller = new AbortController()
        const answer = door.fetch(url, post({ ...ask, stream }, { signal: controller.signal }))
        assert.strictEqual(state.open, 1)
        controller.abort(reason)
        assert.strictEqual(await rejection(answer), reason)
        assert.strictEqual(state.open, 0)
        assert.strictEqual(await rejection(door.fetch(url, post(ask, { signal: controller.signal }))), reason)
        assert.strictEqual(state.opened, 1)
      })
    )
  }

  it.live("an abort rejects while the body of the request is still coming", () =>
    withDoor({}, async ({ door }) => {
      const controller = new AbortController()
      const body = new ReadableStream({ pull: () => new Promise(() => {}) })
      const answer = door.fetch(url, { method: "POST", body, signal: controller.signal })
      controller.abort(reason)
      assert.strictEqual(await rejection(answer), reason)
    })
  )

  it.live("an abort inside the stream rejects the read that waits", () =>
    withDoor({ reads: [[Fake.chunk("a")], "wait"] }, async ({ door, state }) => {
      const controller = new AbortController()
      const request = new Request(url, post({ ...ask, stream: true }, { signal: controller.signal }))
      const reader = (await door.fetch(request)).body!.getReader()
      await reader.read()
      const waiting = reader.read()
      controller.abort(reason)
      assert.strictEqual(await rejection(waiting), reason)
      assert.strictEqual(state.open, 0)
    })
  )

  it.live("an abort releases the upstream of a stream that nobody reads", () =>
    withDoor({ reads: ["wait"] }, async ({ door, state }) => {
      const controller = new AbortController()
      const response = await door.fetch(url, post({ ...ask, stream: true }, { signal: controller.signal }))
      assert.strictEqual(state.open, 1)
      controller.abort(reason)
      await new Promise((resolve) => setTimeout(resolve, 0))
      assert.strictEqual(state.open, 0)
      assert.strictEqual(await rejection(response.text()), reason)
    })
  )

  it.live("cancelling the body releases the upstream, a waiting read or not", () =>
    withDoor({ reads: ["wait"] }, async ({ door, state }) => {
      for (const waits of [false, true]) {
        const reader = (await door.fetch(url, post({ ...ask, stream: true }))).body!.getReader()
        if (waits) void reader.read()
        await reader.cancel()
        assert.strictEqual(state.open, 0)
      }
    })
  )

  it.live("interrupting the effect releases the upstream", () =>
    withDoor({ unary: Effect.never }, ({ door, state }) =>
      Effect.gen(function* () {
        const fiber = yield* Effect.forkChild(door.handle(url, post(ask)), { startImmediately: true })
        assert.strictEqual(state.open, 1)
        yield* Fiber.interrupt(fiber)
        assert.strictEqual(state.open, 0)
      })
    )
  )

  it.live("a door that closes answers what is in flight with 503", () =>
    Effect.gen(function* () {
      const fake = Fake.make({ unary: Effect.never, reads: [[Fake.chunk("a")], "wait"] })
      const scope = yield* Scope.make()
      const door = yield* FetchDoor.make({ requestId: () => "id" }).pipe(
        Effect.provide(fake.layer),
        Scope.provide(scope)
      )
      const unary = door.fetch(url, post(ask))
      const stream = yield* Effect.promise(() => door.fetch(url, post({ ...ask, stream: true })))
      const text = stream.text()
      yield* Effect.sleep(1)
      assert.strictEqual(fake.state.open, 2)
      yield* Scope.close(scope, Exit.void)
      assert.strictEqual(fake.state.open, 0)
      const late = door.fetch(url, post(ask))
      for (const answer of [yield* Effect.promise(() => unary), yield* Effect.promise(() => late)]) {
        assert.strictEqual(answer.status, 503)
        assert.strictEqual((yield* Effect.promise(() => read(answer))).error["code"], "service_unavailable")
      }
      assert.include(yield* Effect.promise(() => text), '"service_unavailable"')
    })
  )
})

describe("options of a door", () => {
  it.effect("that are wrong are an error that names each", () => {
    const given = { requestId: "id", max_body_byte: 3, max_body_bytes: "3", authenticate_timeout_ms: -1 }
    return Effect.gen(function* () {
      const error = yield* Effect.flip(FetchDoor.make(given as never))
      assert.deepInclude(error, { status: 500, code: "internal_error" })
      assert.deepStrictEqual(
        error.violations.map(({ param }) => param),
        ["requestId", "max_body_byte", "max_body_bytes", "authenticate_timeout_ms"]
      )
    }).pipe(Effect.provide(Fake.make({}).layer), Effect.scoped)
  })
})
