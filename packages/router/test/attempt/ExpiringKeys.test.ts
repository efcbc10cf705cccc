import { assert, describe, it } from "@effect/vitest"
import * as ApiKey from "@turnout/core/ApiKey"
import * as Failure from "@turnout/core/Failure"
import * as FakeProvider from "@turnout/testing/FakeProvider"
import { Deferred, Effect, Fiber, Redacted } from "effect"
import { TestClock } from "effect/testing"
import * as KeyLease from "../../src/attempt/KeyLease.ts"
import { ask, fake, house, tell } from "../house.ts"

const hour = 3_600_000

/** A provider whose key has to be asked for, with the keys that it was sent. */
const vendor = (source: Exclude<ApiKey.Source, ApiKey.Given>, refuses?: (key: string) => boolean) => {
  const seen: Array<string> = []
  const plain = fake("a", FakeProvider.text("ok"), {
    credentials: [ApiKey.credential("token", "platform", source)]
  })
  const run: typeof plain.run = (prepared, endpoint, credential, options) => {
    const key = Redacted.value(credential.key)
    seen.push(key)
    return refuses?.(key) === true
      ? Effect.fail(new Failure.AuthenticationFailed({ message: "refused", status: 401 }))
      : plain.run(prepared, endpoint, credential, options)
  }
  return { provider: { ...plain, run }, seen }
}

const call = tell("unary", ask(["a"]))

describe("a lease", () => {
  it("is renewed a minute before it ends, a short one in its last tenth", () => {
    const given = (expiresAt: number) => ({ key: Redacted.make("k"), expiresAt })
    assert.strictEqual(KeyLease.of(given(hour), 0).renewAt, hour - 60_000)
    assert.strictEqual(KeyLease.of(given(100_000), 0).renewAt, 90_000)
    const over = KeyLease.of(given(5), 10)
    assert.deepStrictEqual([KeyLease.isDue(over, 10), KeyLease.isGood(over, 10)], [true, false])
  })

  it("without a stated end is used until it is refused", () => {
    const lease = KeyLease.of(Redacted.make("k"), 0)
    assert.deepStrictEqual([KeyLease.isDue(lease, 1e15), KeyLease.isGood(lease, 1e15)], [false, true])
  })

  it("that could not be renewed is used on, and tried again in seconds, not at every call", () => {
    const lease = KeyLease.kept(KeyLease.of({ key: Redacted.make("k"), expiresAt: hour }, 0), hour - 60_000)
    assert.deepStrictEqual(
      [hour - 59_000, hour - 55_000].map((now) => [KeyLease.isDue(lease, now), KeyLease.isGood(lease, now)]),
      [
        [false, true],
        [true, true]
      ]
    )
  })
})

describe("a key that ends", () => {
  it.effect("is asked for once, and anew before it ends, so that no call is refused", () => {
    let asked = 0
    const { provider, seen } = vendor(
      Effect.sync(() => ({ key: `token-${++asked}`, expiresAt: asked * hour }))
    )
    return Effect.gen(function* () {
      for (const wait of [0, hour - 61_000, 2_000, 1_000]) {
        yield* TestClock.adjust(wait)
        yield* call
      }
      assert.deepStrictEqual(seen, ["token-1", "token-1", "token-2", "token-2"])
      assert.strictEqual(asked, 2)
    }).pipe(Effect.provide(house([provider])))
  })

  it.effect("may say when as a date, from a function or a promise", () =>
    Effect.gen(function* () {
      let asked = 0
      const { provider, seen } = vendor(() =>
        Promise.resolve({ key: Redacted.make(`token-${++asked}`), expiresAt: new Date(asked * 1000) })
      )
      yield* Effect.gen(function* () {
        yield* call
        yield* TestClock.adjust(1_500)
        yield* call
      }).pipe(Effect.provide(house([provider])))
      assert.deepStrictEqual(seen, ["token-1", "token-2"])
    })
  )

  it.effect("is renewed in one flight; who comes meanwhile uses the one that is still good", () => {
    let asked = 0
    const gate = Deferred.makeUnsafe<void>()
    const { provider, seen } = vendor(
      Effect.suspend(() => {
        const token = { key: `token-${++asked}`, expiresAt: asked * hour }
        return asked === 1 ? Effect.succeed(token) : Effect.as(Deferred.await(gate), token)
      })
    )
    return Effect.gen(function* () {
      yield* call
      yield* TestClock.adjust(hour - 30_000)
      const renewing = yield* Effect.forkChild(call, { startImmediately: true })
      yield* call
      yield* call
      assert.deepStrictEqual(seen, ["token-1", "token-1", "token-1"])
      yield* Deferred.succeed(gate, undefined)
      yield* Fiber.join(renewing)
      yield* call
      assert.deepStrictEqual(seen.slice(3), ["token-2", "token-2"])
      assert.strictEqual(asked, 2)
    }).pipe(Effect.provide(house([provider])))
  })

  it.effect("that has ended is waited for by all, and asked for once", () => {
    let asked = 0
    const gate = Deferred.makeUnsafe<void>()
    const { provider, seen } = vendor(
      Effect.suspend(() => {
        const token = { key: `token-${++asked}`, expiresAt: asked * hour }
        return asked === 1 ? Effect.succeed(token) : Effect.as(Deferred.await(gate), token)
      })
    )
    return Effect.gen(function* () {
      yield* call
      yield* TestClock.adjust(hour)
      const waiting = yield* Effect.forkChild(Effect.all([call, call, call], { concurrency: 3 }), {
        startImmediately: true
      })
      assert.lengthOf(seen, 1)
      yield* Deferred.succeed(gate, undefined)
      yield* Fiber.join(waiting)
      assert.deepStrictEqual([seen.slice(1), asked], [["token-2", "token-2", "token-2"], 2])
    }).pipe(Effect.provide(house([provider])))
  })

  it.effect("is used on where it cannot be renewed, until it has ended", () => {
    let asked = 0
    const { provider, seen } = vendor(
      Effect.suspend(() =>
        ++asked === 1 ? Effect.succeed({ key: "token", expiresAt: hour }) : Effect.fail(new Error("down"))
      )
    )
    return Effect.gen(function* () {
      yield* call
      yield* TestClock.adjust(hour - 30_000)
      yield* call
      yield* call
      assert.deepStrictEqual([seen.length, asked], [3, 2])
      yield* TestClock.adjust(30_000)
      const error = yield* Effect.flip(call)
      assert.strictEqual(error.code, "internal_error")
    }).pipe(Effect.provide(house([provider])))
  })

  it.effect(
    "that the account is refused is that key's failure: the next key follows, nothing was sent",
    () => {
      const refusal = new Failure.AuthenticationFailed({ message: "No token: invalid_grant." })
      let asked = 0
      const plain = fake("a", FakeProvider.text("ok"), {
        credentials: [
          ApiKey.credential(
            "token",
            "platform",
            Effect.suspend(() => (asked++, Effect.fail(refusal)))
          ),
          { id: "fixed", owner: "platform", key: Redacted.make("good") }
        ]
      })
      return Effect.gen(function* () {
        const told = yield* call
        assert.deepStrictEqual(
          told.metadata.attempts?.map(({ credential, message, outcome, reason }) => [
            credential,
            outcome,
            reason,
            message
          ]),
          [
            ["token", "failed", "AuthenticationFailed", "No token: invalid_grant."],
            ["fixed", "answered", undefined, undefined]
          ]
        )
        assert.deepStrictEqual([asked, plain.journal().length], [1, 1])
      }).pipe(Effect.provide(house([plain], { keys: "in_order" })))
    }
  )

  it.effect("that no key is left for ends the call as an error upstream", () => {
    const refusal = new Failure.AuthenticationFailed({ message: "No token: invalid_grant." })
    const { provider, seen } = vendor(Effect.fail(refusal))
    return Effect.gen(function* () {
      const error = yield* Effect.flip(call)
      assert.deepStrictEqual([error.status, error.code, seen], [502, "upstream_error", []])
      assert.deepStrictEqual(
        error.attempts?.map(({ outcome, reason }) => [outcome, reason]),
        [["failed", "AuthenticationFailed"]]
      )
    }).pipe(Effect.provide(house([provider])))
  })

  it.effect("that was refused with 401 is asked for anew, however long it would have lasted", () => {
    let asked = 0
    const { provider, seen } = vendor(
      Effect.sync(() => ({ key: `token-${++asked}`, expiresAt: hour })),
      (key) => key === "token-1"
    )
    return Effect.gen(function* () {
      yield* call
      assert.deepStrictEqual(seen, ["token-1", "token-2"])
    }).pipe(Effect.provide(house([provider])))
  })

  it.effect("whose end is no time is the host's mistake, and no key is told", () => {
    const { provider } = vendor(() => ({ key: "very-secret", expiresAt: NaN }))
    return Effect.gen(function* () {
      const error = yield* Effect.flip(call)
      assert.strictEqual(error.code, "internal_error")
      assert.notInclude(JSON.stringify(error) + String((error as { cause?: unknown }).cause), "very-secret")
    }).pipe(Effect.provide(house([provider])))
  })
})
