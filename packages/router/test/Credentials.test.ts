import { assert, describe, it } from "@effect/vitest"
import * as Failure from "@turnout/core/Failure"
import * as RouterError from "@turnout/core/RouterError"
import * as FakeProvider from "@turnout/testing/FakeProvider"
import type * as Credentials from "@turnout/router/Credentials"
import { Router } from "@turnout/router/Router"
import { Effect, Redacted } from "effect"
import { TestClock } from "effect/testing"
import { answered, ask, failed, fake, house, key, modes, tell } from "./house.ts"

const message = "no"
const canary = "sk-canary-0123456789"

const tried = (
  attempts: ReadonlyArray<{ readonly endpoint: string; readonly credential?: string }> | undefined
) => (attempts ?? []).map(({ credential, endpoint }) => `${endpoint} ${credential}`)

/** Refuses the keys of these names. */
const refusing =
  (failure: Failure.Failure, ...bad: ReadonlyArray<string>) =>
  ({ credential }: FakeProvider.Call) =>
    bad.includes(credential) ? FakeProvider.fail(failure) : FakeProvider.text("open")

describe("keys that come with a request", () => {
  const rings: ReadonlyArray<readonly [name: string, hook: Credentials.Hook]> = [
    ["given at once", () => ({ a: Redacted.make("own") })],
    ["given as a text", () => ({ a: "own" })],
    ["in a list", () => ({ a: [Redacted.make("own")] })],
    ["promised", () => Promise.resolve({ a: Redacted.make("own") })],
    ["from an effect", () => Effect.succeed({ a: Redacted.make("own") })]
  ]
  for (const [name, credentials] of rings) {
    it.effect(`${name}: they are tried before the host's`, () => {
      const a = fake("a")
      return Effect.gen(function* () {
        for (const mode of modes) {
          const told = yield* tell(mode, ask(["a"]))
          assert.deepStrictEqual(tried(told.metadata.attempts), ["a/m byok"])
        }
      }).pipe(Effect.provide(house([a], { credentials })))
    })
  }

  it.effect("may have a name, and several rotate before the host's own", () => {
    const credentials: Credentials.Hook = () => ({
      a: [{ id: "mine", key: "1" }, Redacted.make("2")]
    })
    const a = fake("a", refusing(new Failure.QuotaExhausted({ message }), "mine", "byok-2"))
    return Effect.gen(function* () {
      const told = yield* answered(tell("unary", ask(["a"])))
      assert.deepStrictEqual(tried(told.metadata.attempts), ["a/m mine", "a/m byok-2", "a/m fake"])
    }).pipe(Effect.provide(house([a], { credentials })))
  })

  it.effect("tell whose money it was", () => {
    const models = { m: {} }
    const a = fake("a", FakeProvider.text("hello"), { models })
    return Effect.gen(function* () {
      const told = yield* tell("unary", ask(["a"]))
      assert.strictEqual(told.metadata.attempts?.[0]?.cost?.payer, "byok")
    }).pipe(Effect.provide(house([a], { credentials: () => ({ a: "own" }) })))
  })

  it.effect("the host is told who calls, and what was sent", () => {
    const asked: Array<unknown> = []
    const credentials: Credentials.Hook = (request, principal) => {
      asked.push([request, principal])
      return undefined
    }
    const request = ask(["a"])
    return Effect.gen(function* () {
      const router = yield* Router
      yield* router.chat(request, { principal: { user_id: "u" } })
      yield* router.plan(request, { principal: { user_id: "v" } })
      assert.deepStrictEqual(asked, [
        [request, { user_id: "u" }],
        [request, { user_id: "v" }]
      ])
    }).pipe(Effect.provide(house([fake("a")], { credentials })))
  })

  it.effect("a caller's bad key is the caller's to mend, once the host's failed too", () => {
    const bad = new Failure.AuthenticationFailed({ message })
    const a = fake("a", FakeProvider.fail(bad))
    return Effect.gen(function* () {
      const routing = { only_byok: true }
      const error = yield* failed(tell("unary", ask(["a"], routing)))
      assert.deepStrictEqual([error.status, error.code], [401, "invalid_api_key"])
    }).pipe(Effect.provide(house([a], { credentials: () => ({ a: "own" }) })))
  })

  it.effect("one caller's exhausted key does not affect other callers", () => {
    const credentials: Credentials.Hook = (_, { user_id }) => ({ a: String(user_id) })
    const limited = new Failure.RateLimited({ message, retry_after_ms: 60_000 })
    const a = fake("a", ({ index }) => (index === 0 ? FakeProvider.fail(limited) : FakeProvider.text("open")))
    return Effect.gen(function* () {
      const router = yield* Router
      const only = ask(["a"], { only_byok: true })
      const first = yield* Effect.flip(router.chat(only, { principal: { user_id: "one" } }))
      assert.strictEqual(first.code, "rate_limit_exceeded")
      const again = yield* Effect.flip(router.chat(only, { principal: { user_id: "one" } }))
      assert.deepStrictEqual([again.code, again.retry_after_ms], ["rate_limit_exceeded", 60_000])
      const other = yield* router.chat(only, { principal: { user_id: "two" } })
      assert.strictEqual(other.choices[0]?.message.content, "open")
    }).pipe(Effect.provide(house([a], { credentials, routing: { max_fallback_attempts: 0 } })))
  })

  const broken: ReadonlyArray<readonly [name: string, hook: Credentials.Hook]> = [
    [
      "throws",
      () => {
        throw new Error(canary)
      }
    ],
    ["rejects", () => Promise.reject(new Error(canary))],
    ["dies", () => Effect.die(new Error(canary))],
    ["fails with an error of its own", () => Effect.fail(new Error(canary) as never)]
  ]
  for (const [name, credentials] of broken) {
    it.effect(`a hook that ${name} is the host's error, and its words stand in the cause alone`, () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(tell("unary", ask(["a"])))
        assert.deepStrictEqual([error.status, error.code], [500, "internal_error"])
        assert.notInclude(JSON.stringify(error) + String(error.stack), canary)
        assert.strictEqual((error.cause as Error).message, canary)
      }).pipe(Effect.provide(house([fake("a")], { credentials })))
    )
  }

  it.effect("a hook may refuse the call itself", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(tell("unary", ask(["a"])))
      assert.strictEqual(error.code, "insufficient_permissions")
    }).pipe(
      Effect.provide(
        house([fake("a")], {
          credentials: () => Effect.fail(RouterError.make("insufficient_permissions", "Not you."))
        })
      )
    )
  )

  it.effect("stand in no answer, plan or error", () => {
    const refused = new Failure.AuthenticationFailed({ message })
    const a = fake("a", ({ credential }) =>
      credential === "byok" ? FakeProvider.fail(refused) : FakeProvider.text("open")
    )
    return Effect.gen(function* () {
      const router = yield* Router
      const all = [
        yield* tell("unary", ask(["a"])),
        yield* router.plan(ask(["a"])),
        yield* Effect.flip(router.chat(ask(["a"], { only_byok: true })))
      ]
      for (const each of all) assert.notInclude(JSON.stringify(each), canary)
    }).pipe(Effect.provide(house([a], { credentials: () => ({ a: canary }) })))
  })
})

describe("whose keys", () => {
  const mixed = [key("ours"), key("mine", "byok")]
  const used = (more: object, routing: object = {}) =>
    Effect.map(tell("unary", ask([], routing, more)), ({ metadata }) => tried(metadata.attempts))

  it.effect("only the caller's, only the host's, or both", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* used({}), ["a/m mine"])
      assert.deepStrictEqual(yield* used({}, { only_byok: true }), ["a/m mine"])
      assert.deepStrictEqual(yield* used({}, { only_platform: true }), ["a/m ours"])
      assert.deepStrictEqual(yield* used({ use_custom_keys: true }), ["a/m mine"])
      assert.deepStrictEqual(yield* used({ use_custom_keys: false }), ["a/m ours"])
      assert.deepStrictEqual(yield* used({ use_custom_keys: null }), ["a/m mine"])
    }).pipe(Effect.provide(house([fake("a", undefined, { credentials: mixed })])))
  )

  it.effect("what a request says of them stands before what the host says", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* used({}), ["a/m ours"])
      assert.deepStrictEqual(yield* used({ use_custom_keys: true }), ["a/m mine"])
    }).pipe(
      Effect.provide(
        house([fake("a", undefined, { credentials: mixed })], { routing: { only_platform: true } })
      )
    )
  )

  it.effect("a provider without such a key is no candidate", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(used({}, { only_byok: true }))
      assert.deepStrictEqual([error.status, error.code], [400, "no_provider_available"])
      assert.include(error.message, "credential 1")
    }).pipe(Effect.provide(house([fake("a")])))
  )

  it.effect("contradictions are refused", () =>
    Effect.gen(function* () {
      const wishes = [
        [{ use_custom_keys: true }, { only_platform: true }],
        [{ use_custom_keys: false }, { only_byok: true }],
        [{}, { only_byok: true, only_platform: true }]
      ] as const
      for (const [more, routing] of wishes) {
        assert.strictEqual((yield* Effect.flip(used(more, routing))).code, "invalid_request")
      }
    }).pipe(Effect.provide(house([fake("a", undefined, { credentials: mixed })])))
  )
})

describe("a key's own health", () => {
  const credentials = ["k1", "k2"].map((id) => key(id))

  it.effect("a rate-limited key is skipped until its cooldown ends, without waiting", () => {
    const limited = new Failure.RateLimited({ message, retry_after_ms: 30_000 })
    const a = fake("a", refusing(limited, "k1"), { credentials })
    return Effect.gen(function* () {
      const asked = Effect.map(tell("unary", ask(["a"])), ({ metadata }) => tried(metadata.attempts))
      assert.deepStrictEqual(yield* asked, ["a/m k1", "a/m k2"])
      assert.deepStrictEqual(yield* asked, ["a/m k2"])
      yield* TestClock.adjust(29_999)
      assert.deepStrictEqual(yield* asked, ["a/m k2"])
      yield* TestClock.adjust(1)
      assert.deepStrictEqual(yield* asked, ["a/m k1", "a/m k2"])
    }).pipe(Effect.provide(house([a])))
  })

  it.effect("a key without the permission for one model is good for another", () => {
    const models = ["m1", "m2"]
    const script = ({ credential, endpoint }: FakeProvider.Call) =>
      credential === "k1" && endpoint.provider_model_id === "m1"
        ? FakeProvider.fail(new Failure.PermissionDenied({ message }))
        : FakeProvider.text("open")
    const a = fake("a", script, { models, credentials })
    const asked = (model: string) =>
      Effect.map(tell("unary", { ...ask([]), model }), ({ metadata }) => tried(metadata.attempts))
    return Effect.gen(function* () {
      assert.deepStrictEqual(yield* asked("m1"), ["a/m1 k1", "a/m1 k2"])
      assert.deepStrictEqual(yield* asked("m1"), ["a/m1 k2"], "it was learned")
      assert.deepStrictEqual(yield* asked("m2"), ["a/m2 k1"])
    }).pipe(Effect.provide(house([a])))
  })

  it.effect("a key that is refused is not tried by the next call, at any model", () => {
    const models = ["m1", "m2"]
    const a = fake("a", refusing(new Failure.AuthenticationFailed({ message }), "k1"), {
      models,
      credentials
    })
    return Effect.gen(function* () {
      yield* tell("unary", { ...ask([]), model: "m1" })
      const told = yield* tell("unary", { ...ask([]), model: "m2" })
      assert.deepStrictEqual(tried(told.metadata.attempts), ["a/m2 k2"])
    }).pipe(Effect.provide(house([a])))
  })
})
