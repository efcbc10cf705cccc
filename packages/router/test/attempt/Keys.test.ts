import { assert, describe, it } from "@effect/vitest"
import * as Failure from "@turnout/core/Failure"
import * as FakeProvider from "@turnout/testing/FakeProvider"
import { Effect } from "effect"
import { answered, ask, failed, fake, house, key, messages, modes, observed, tell } from "../house.ts"

const message = "no"
const classes = [Failure.AuthenticationFailed, Failure.PermissionDenied, Failure.QuotaExhausted] as const
const credentials = ["k1", "k2", "k3"].map((id) => key(id))

const tried = (
  attempts: ReadonlyArray<{ readonly endpoint: string; readonly credential?: string }> | undefined
) => (attempts ?? []).map(({ credential, endpoint }) => `${endpoint} ${credential}`)

/** Refuses some keys and takes the others. */
const refusing =
  (failure: Failure.Failure, ...bad: ReadonlyArray<string>) =>
  ({ credential }: FakeProvider.Call) =>
    bad.includes(credential) ? FakeProvider.fail(failure) : FakeProvider.text("open")

describe("keys", () => {
  for (const Class of classes) {
    const failure = new Class({ message })
    for (const mode of modes) {
      it.effect(`${failure._tag}: the next key of the endpoint is tried at once, ${mode}`, () => {
        const signals = observed()
        const a = fake("a", refusing(failure, "k1", "k2"), { credentials })
        const b = fake("b")
        return Effect.gen(function* () {
          const told = yield* answered(tell(mode, ask(["a", "b"])))
          assert.deepStrictEqual([told.text, told.took], ["open", 0])
          assert.deepStrictEqual(tried(told.metadata.attempts), ["a/m k1", "a/m k2", "a/m k3"])
          assert.strictEqual(b.journal().length, 0)
          assert.strictEqual(
            signals.of("a/m", 0, credentials).cooling_until,
            0,
            "a bad key cools no endpoint"
          )
        }).pipe(Effect.provide(house([a, b], {}, signals.layer)))
      })
    }

    it.effect(`${failure._tag}: with no key left the next endpoint is tried, and this one cools`, () => {
      const signals = observed()
      const a = fake("a", refusing(failure, "k1", "k2", "k3"), { credentials })
      return Effect.gen(function* () {
        const told = yield* answered(tell("unary", ask(["a", "b"])))
        assert.deepStrictEqual(tried(told.metadata.attempts), ["a/m k1", "a/m k2", "a/m k3", "b/m fake"])
        assert.strictEqual(signals.of("a/m", 0, credentials).cooling_until, 60_000)
      }).pipe(Effect.provide(house([a, fake("b")], {}, signals.layer)))
    })
  }

  it.effect("a key that was refused is not used again in the call, at any endpoint of its provider", () => {
    const failure = new Failure.AuthenticationFailed({ message })
    const models = ["m1", "m2"]
    const script = (call: FakeProvider.Call) =>
      call.credential === "k1"
        ? FakeProvider.fail(failure)
        : call.endpoint.provider_model_id === "m1"
          ? FakeProvider.fail(new Failure.ModelNotFound({ message }))
          : FakeProvider.text("open")
    const a = fake("a", script, { models, credentials })
    return Effect.gen(function* () {
      const gateway = { models, routing: { mode: "fallback" }, include: ["attempts"] } as const
      const told = yield* answered(tell("unary", { messages, gateway }))
      assert.deepStrictEqual(tried(told.metadata.attempts), ["a/m1 k1", "a/m1 k2", "a/m2 k2"])
    }).pipe(Effect.provide(house([a])))
  })

  it.effect("nor by a retry that was put off before it was refused", () => {
    const models = ["m1", "m2"]
    const busy = new Failure.Overloaded({ message, retry_after_ms: 1000 })
    const script = ({ credential, endpoint, index }: FakeProvider.Call) => {
      if (index === 0) return FakeProvider.fail(busy)
      if (credential === "k1") return FakeProvider.fail(new Failure.AuthenticationFailed({ message }))
      return endpoint.provider_model_id === "m2"
        ? FakeProvider.fail(new Failure.MalformedResponse({ message }))
        : FakeProvider.text("open")
    }
    const a = fake("a", script, { models, credentials })
    return Effect.gen(function* () {
      const gateway = { models, routing: { mode: "fallback" }, include: ["attempts"] } as const
      const told = yield* answered(tell("unary", { messages, gateway }))
      assert.deepStrictEqual(tried(told.metadata.attempts), ["a/m1 k1", "a/m2 k1", "a/m2 k2", "a/m1 k2"])
      assert.strictEqual(told.took, 1000)
    }).pipe(Effect.provide(house([a])))
  })

  it.effect("a key of the same name at another provider is another key", () => {
    const failure = new Failure.AuthenticationFailed({ message })
    return Effect.gen(function* () {
      const told = yield* answered(tell("unary", ask(["a", "b"])))
      assert.deepStrictEqual(tried(told.metadata.attempts), ["a/m k1", "b/m k1"])
    }).pipe(
      Effect.provide(
        house([
          fake("a", FakeProvider.fail(failure), { credentials: [key("k1")] }),
          fake("b", undefined, { credentials: [key("k1")] })
        ])
      )
    )
  })

  it.effect(
    "the caller's own keys are tried before the host's, in the order the provider states them",
    () => {
      const mixed = [key("ours", "platform"), key("mine", "byok")]
      const a = fake("a", refusing(new Failure.QuotaExhausted({ message }), "mine", "ours"), {
        credentials: mixed
      })
      return Effect.gen(function* () {
        const error = yield* failed(tell("unary", ask(["a"])))
        assert.deepStrictEqual(tried(error.attempts), ["a/m mine", "a/m ours"])
        assert.deepStrictEqual([error.status, error.code], [502, "upstream_error"])
      }).pipe(Effect.provide(house([a])))
    }
  )
})
