import { assert, describe, it } from "@effect/vitest"
import * as ApiKey from "@turnout/core/ApiKey"
import * as Failure from "@turnout/core/Failure"
import type { Credential } from "@turnout/core/Provider"
import type { Request } from "@turnout/core/Request"
import { Router } from "@turnout/router/Router"
import type { RouterOptions } from "@turnout/router/RouterOptions"
import * as FakeProvider from "@turnout/testing/FakeProvider"
import { Deferred, Effect, Fiber, Redacted } from "effect"
import { TestClock } from "effect/testing"
import * as KeyOrder from "../../src/intake/KeyOrder.ts"
import { ask, failed, fake, house, key, tell } from "../house.ts"

const credentials = ["k1", "k2", "k3"].map((id) => key(id))

const say = (content: string, more: object = {}, routing: object = {}) =>
  ask(["a"], routing, { messages: [{ role: "user", content }], ...more })

const used = (provider: FakeProvider.FakeProvider) => provider.journal().map(({ credential }) => credential)

describe("several healthy keys of one owner", () => {
  it.effect("share the load: each conversation has one, however it goes on", () => {
    const a = fake("a", FakeProvider.text("ok"), { credentials })
    return Effect.gen(function* () {
      for (let call = 0; call < 60; call++) yield* tell("unary", say(`question ${call}`))
      const counts = credentials.map(({ id }) => used(a).filter((each) => each === id).length)
      for (const count of counts) assert.isAbove(count, 8)
      const before = used(a)[7]
      const messages = [
        { role: "user", content: "question 7" },
        { role: "assistant", content: "ok" },
        { role: "user", content: "and then?" }
      ] as const
      yield* tell("unary", say("", { messages }))
      assert.strictEqual(used(a).at(-1), before)
    }).pipe(Effect.provide(house([a])))
  })

  it.effect("a session decides before what is said", () => {
    const a = fake("a", FakeProvider.text("ok"), { credentials })
    return Effect.gen(function* () {
      for (let call = 0; call < 9; call++) yield* tell("unary", say(`question ${call}`, {}, { session: "s" }))
      assert.strictEqual(new Set(used(a)).size, 1)
    }).pipe(Effect.provide(house([a])))
  })

  it.effect("one without room for the request leaves it to the next", () => {
    const rate_limit = {
      limit_tokens: 1000,
      remaining_tokens: 5,
      reset_tokens_at: 60_000,
      limit_requests: 9,
      remaining_requests: 8,
      reset_requests_at: 60_000
    }
    const a = fake("a", { ...FakeProvider.text("ok"), rate_limit }, { credentials })
    const long = "word ".repeat(40)
    return Effect.gen(function* () {
      for (let call = 0; call < 4; call++) yield* tell("unary", say(long))
      assert.strictEqual(new Set(used(a).slice(0, 3)).size, 3, "each once")
      assert.strictEqual(used(a)[3], used(a)[0], "and then the first: nobody has room")
    }).pipe(Effect.provide(house([a])))
  })

  it.effect("in_order: the next only when the one before fails", () => {
    const refused = new Failure.AuthenticationFailed({ message: "" })
    const a = fake(
      "a",
      ({ credential }) => (credential === "k1" ? FakeProvider.fail(refused) : FakeProvider.text("ok")),
      { credentials }
    )
    return Effect.gen(function* () {
      for (let call = 0; call < 5; call++) yield* tell("unary", say(`question ${call}`))
      assert.deepStrictEqual(used(a), ["k1", "k2", "k2", "k2", "k2", "k2"])
    }).pipe(Effect.provide(house([a], { keys: "in_order" })))
  })

  it.effect("owners never mix: the caller's come first, and share among themselves", () => {
    const a = fake("a", FakeProvider.text("ok"), { credentials })
    const own: RouterOptions["credentials"] = () => ({
      a: [
        { id: "own1", key: "x" },
        { id: "own2", key: "y" }
      ]
    })
    return Effect.gen(function* () {
      for (let call = 0; call < 30; call++) yield* tell("unary", say(`question ${call}`))
      assert.sameMembers([...new Set(used(a))], ["own1", "own2"])
    }).pipe(Effect.provide(house([a], { credentials: own })))
  })

  it("a conversation is known by its system, its tools and its first question", () => {
    const request: Request = { messages: [{ role: "user", content: "q" }], stream: false }
    const tools = [{ type: "function", function: { name: "f" } }] as never
    const of = (more: Partial<Request>) => KeyOrder.beginning({ ...request, ...more }, undefined)
    const texts = [
      of({}),
      of({ tools }),
      of({ messages: [{ role: "system", content: "s" }, ...request.messages] }),
      of({ messages: [{ role: "user", content: "r" }] })
    ]
    assert.strictEqual(new Set(texts).size, 4)
    assert.strictEqual(of({ messages: [...request.messages, { role: "user", content: "r" }] }), of({}))
    assert.strictEqual(KeyOrder.beginning(request, "session"), "session")
  })
})

describe("a key that has to be asked for", () => {
  const refused = new Failure.AuthenticationFailed({ message: "", status: 401 })
  /** Takes the keys that are listed, and remembers which it saw. */
  const vendor = (
    source: ApiKey.Source,
    good: ReadonlyArray<string>,
    more: ReadonlyArray<Credential> = []
  ) => {
    const seen: Array<string> = []
    const made = fake("a", FakeProvider.text("ok"), {
      credentials: [ApiKey.credential("asked", "platform", source), ...more]
    })
    const provider: typeof made = {
      ...made,
      run: (prepared, endpoint, credential, options) => {
        seen.push(Redacted.value(credential.key))
        return good.includes(seen.at(-1)!)
          ? made.run(prepared, endpoint, credential, options)
          : Effect.fail(refused)
      }
    }
    return { provider, seen }
  }

  for (const [form, given] of [
    ["a function", (next: () => string) => next],
    ["a function that promises", (next: () => string) => async () => next()],
    ["a function that gives an effect", (next: () => string) => () => Effect.sync(next)],
    ["an effect", (next: () => string) => Effect.sync(() => Redacted.make(next()))]
  ] as const) {
    it.effect(`${form}: asked at the first request, kept, and asked again after a 401`, () => {
      let asked = 0
      const { provider, seen } = vendor(
        given(() => `key ${(asked += 1)}`.replace(" ", "-")),
        ["key-1", "key-2"]
      )
      return Effect.gen(function* () {
        yield* Router
        assert.strictEqual(asked, 0)
        yield* tell("unary", ask(["a"]))
        yield* tell("unary", ask(["a"]))
        assert.deepStrictEqual([asked, seen], [1, ["key-1", "key-1"]])
      }).pipe(Effect.provide(house([provider])))
    })
  }

  it.effect("a token that expired is renewed in the same call, and nothing cools for it", () => {
    let asked = 0
    const { provider, seen } = vendor(() => `key-${(asked += 1)}`, ["key-2"])
    return Effect.gen(function* () {
      const told = yield* tell("unary", ask(["a"]))
      assert.deepStrictEqual(
        told.metadata.attempts?.map(({ outcome }) => outcome),
        ["failed", "answered"]
      )
      yield* tell("unary", ask(["a"]))
      assert.deepStrictEqual(seen, ["key-1", "key-2", "key-2"])
    }).pipe(Effect.provide(house([provider])))
  })

  it.effect("the same key again is not sent again: the next key follows", () => {
    const { provider, seen } = vendor(
      () => "bad",
      ["good"],
      [{ id: "fixed", owner: "platform", key: Redacted.make("good") }]
    )
    return Effect.gen(function* () {
      const told = yield* tell("unary", ask(["a"]))
      assert.deepStrictEqual(seen, ["bad", "good"])
      assert.deepStrictEqual(
        told.metadata.attempts?.map(({ credential, outcome, skipped }) => [credential, outcome, skipped]),
        [
          ["asked", "failed", undefined],
          ["asked", "skipped", "key_unavailable"],
          ["fixed", "answered", undefined]
        ]
      )
    }).pipe(Effect.provide(house([provider], { keys: "in_order" })))
  })

  it.effect(
    "one that cannot be had is a mistake of the host, with its cause; other keys and endpoints are tried",
    () => {
      const cause = new Error("the vault is shut")
      const { provider } = vendor(() => Promise.reject(cause), [])
      return Effect.gen(function* () {
        const error = yield* Effect.flip(tell("unary", ask([], { providers: ["a"] })))
        assert.deepStrictEqual([error.status, error.code], [500, "internal_error"])
        assert.include(error.message, "'asked' of provider 'a'")
        assert.strictEqual((error as { cause?: unknown }).cause, cause)
        assert.strictEqual((yield* tell("unary", ask(["a", "b"]))).text, "b")
      }).pipe(Effect.provide(house([provider, fake("b", FakeProvider.text("b"))])))
    }
  )

  it.effect("what is given has to be a key, and stands in no error", () =>
    Effect.gen(function* () {
      for (const wrong of ["", " ", "two\nlines", 5, undefined, {}]) {
        const { provider } = vendor(() => wrong as never, [])
        const error = yield* Effect.flip(tell("unary", ask(["a"]))).pipe(Effect.provide(house([provider])))
        assert.strictEqual(error.code, "internal_error")
        assert.notInclude(JSON.stringify(error), "lines")
      }
    })
  )

  it.effect("calls that wait together ask once; when the last one leaves, the asking ends", () => {
    let asked = 0
    let ended = 0
    const gate = Deferred.makeUnsafe<string>()
    const { provider } = vendor(
      Effect.suspend(() => {
        asked += 1
        return Effect.onInterrupt(Deferred.await(gate), () => Effect.sync(() => void (ended += 1)))
      }),
      ["key"]
    )
    return Effect.gen(function* () {
      const first = yield* Effect.forkChild(tell("unary", ask(["a"])), { startImmediately: true })
      const second = yield* Effect.forkChild(tell("unary", ask(["a"])), { startImmediately: true })
      yield* Fiber.interrupt(first)
      assert.deepStrictEqual([asked, ended], [1, 0])
      yield* Fiber.interrupt(second)
      yield* TestClock.adjust(1)
      assert.deepStrictEqual([asked, ended], [1, 1])
      const third = yield* Effect.forkChild(tell("unary", ask(["a"])), { startImmediately: true })
      yield* Deferred.succeed(gate, "key")
      assert.strictEqual((yield* Fiber.join(third)).text, "ok")
      assert.strictEqual(asked, 2)
    }).pipe(Effect.provide(house([provider])))
  })

  it.effect("asking never outlasts the deadline, and takes nothing from the vendor's time", () => {
    const { provider } = vendor(() => Effect.never, [])
    const slow = vendor(() => Effect.as(Effect.sleep(500), "key"), ["key"])
    return Effect.gen(function* () {
      const error = yield* failed(tell("unary", ask(["a"], { deadline_ms: 2000 }))).pipe(
        Effect.provide(house([provider]))
      )
      assert.deepStrictEqual([error.took, error.code], [2000, "internal_error"])
      const waiting = yield* Effect.forkChild(
        tell("unary", ask(["a"], { first_token_timeout_ms: 100 })).pipe(
          Effect.provide(house([slow.provider]))
        ),
        { startImmediately: true }
      )
      yield* TestClock.adjust(500)
      const told = yield* Fiber.join(waiting)
      assert.deepStrictEqual([told.text, told.metadata.ttft_ms], ["ok", 0])
    })
  })

  it.effect("a caller's own may be one too", () => {
    const a = fake("a", FakeProvider.text("ok"))
    return Effect.gen(function* () {
      yield* tell("unary", ask(["a"]))
      assert.deepStrictEqual(used(a), ["byok"])
    }).pipe(Effect.provide(house([a], { credentials: () => ({ a: () => Promise.resolve("own") }) })))
  })
})
