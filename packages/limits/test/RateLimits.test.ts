import { assert, describe, it } from "@effect/vitest"
import * as RateLimits from "@turnout/limits/RateLimits"
import {
  type Exceeded,
  isExceeded,
  Limits,
  type Place,
  type State,
  type Subject
} from "@turnout/router/Limits"
import type { Principal } from "@turnout/router/Principal"
import * as Stored from "@turnout/router/Stored"
import { Effect, Layer } from "effect"
import { RateLimiter } from "effect/persistence"
import { TestClock } from "effect/testing"
import * as fc from "fast-check"

const who = (principal: Principal = {}): Subject => ({ type: "principal", principal })
const provider = (id: string): Subject => ({ type: "provider", provider: id })

/** Runs with the limits that a layer gives. */
const limited = (options: RateLimits.LimitsOptions, use: (limits: State) => Effect.Effect<void>) =>
  Effect.gen(function* () {
    const limits = yield* Limits
    assert.isDefined(limits)
    yield* use(limits)
  }).pipe(Effect.provide(RateLimits.layer(options)))

const take = (limits: State, subject: Subject, tokens = 0): Effect.Effect<Exceeded | undefined> =>
  Stored.effect(limits.take(subject, tokens))

/** How many of so many requests are let through at once. */
const burst = (limits: State, subject: Subject, requests: number) =>
  Effect.map(
    Effect.forEach(Array.from({ length: requests }), () => take(limits, subject)),
    (all) => all.filter((each) => each === undefined).length
  )

const place = (value: Stored.Stored<Place | Exceeded | undefined>): Place => {
  assert.ok(value !== undefined && !Stored.isAsked(value) && !isExceeded(value))
  return value
}

describe("requests per minute", () => {
  it.effect("as many as stated come at once, then one whenever its time is there", () =>
    limited({ principal: { requests_per_minute: 6 } }, (limits) =>
      Effect.gen(function* () {
        assert.strictEqual(yield* burst(limits, who(), 10), 6)
        assert.deepStrictEqual(yield* take(limits, who()), {
          code: "rate_limit_exceeded",
          limit: 6,
          retry_after_ms: 10_000
        })
        yield* TestClock.adjust(9999)
        assert.strictEqual((yield* take(limits, who()))?.retry_after_ms, 1)
        yield* TestClock.adjust(1)
        assert.strictEqual(yield* burst(limits, who(), 10), 1)
        yield* TestClock.adjust("1 hour")
        assert.strictEqual(yield* burst(limits, who(), 10), 6)
      })
    )
  )

  it.effect("are not used up by a request whose tokens are refused, nor the tokens by one of too many", () =>
    limited({ principal: { requests_per_minute: 2, tokens_per_minute: 100 } }, (limits) =>
      Effect.gen(function* () {
        assert.isUndefined(yield* take(limits, who(), 90))
        for (let again = 0; again < 5; again++) {
          assert.strictEqual((yield* take(limits, who(), 20))?.code, "tokens_per_min_exceeded")
        }
        assert.isUndefined(yield* take(limits, who(), 5))
        assert.strictEqual((yield* take(limits, who(), 5))?.code, "rate_limit_exceeded")
        yield* Stored.effect(limits.restore(who(), 5))
        assert.isUndefined(yield* take(limits, who(), 5))
        yield* Stored.effect(limits.restore(who(), 5))
        assert.isUndefined(yield* take(limits, who(), 10))
      })
    )
  )

  it.effect("are each key's own, else the person's, else the workspace's; those without any share one", () =>
    limited({ principal: { requests_per_minute: 1 } }, (limits) =>
      Effect.gen(function* () {
        const principals: ReadonlyArray<Principal> = [
          { api_key_id: "k", user_id: "u", workspace_id: "w" },
          { api_key_id: null, user_id: "u", workspace_id: "w" },
          { workspace_id: "w" },
          { workspace_id: "user:u" },
          {}
        ]
        for (const each of principals) assert.strictEqual(yield* burst(limits, who(each), 2), 1)
        const same: ReadonlyArray<Principal> = [
          { api_key_id: "k" },
          { user_id: "u", workspace_id: "other" },
          { tier: "gold" }
        ]
        for (const each of same) assert.strictEqual(yield* burst(limits, who(each), 2), 0)
      })
    )
  )

  it.effect("of a principal that has its own stand in place of everybody's", () =>
    limited({ principal: { requests_per_minute: 2 } }, (limits) =>
      Effect.gen(function* () {
        assert.strictEqual(yield* burst(limits, who({ api_key_id: "k", rate_limit_rpm: 5 }), 10), 5)
        assert.strictEqual(yield* burst(limits, who({ api_key_id: "l", rate_limit_rpm: null }), 10), 2)
        assert.strictEqual(yield* burst(limits, who({ api_key_id: "m", rate_limit_rpm: 0 }), 10), 0)
        assert.strictEqual(yield* burst(limits, who({ api_key_id: "n", rate_limit_rpm: Number.NaN }), 10), 0)
      })
    )
  )

  it.effect("hold for a principal with its own where the host has none for everybody", () =>
    limited({}, (limits) =>
      Effect.gen(function* () {
        assert.strictEqual(yield* burst(limits, who({ api_key_id: "k", rate_limit_rpm: 3 }), 10), 3)
        assert.isUndefined(limits.take(who(), 1), "nothing is asked of the store for those without a limit")
      })
    )
  )

  it.effect("of a provider are those of everybody together", () =>
    limited({ providers: { a: { requests_per_minute: 2 } } }, (limits) =>
      Effect.gen(function* () {
        assert.strictEqual(yield* burst(limits, provider("a"), 5), 2)
        for (const id of ["b", "constructor", "__proto__"]) assert.isUndefined(limits.take(provider(id), 1))
      })
    )
  )

  it.effect("what is left of them can be read without taking one", () =>
    limited({ principal: { requests_per_minute: 6 } }, (limits) =>
      Effect.gen(function* () {
        yield* TestClock.setTime(1_000_000)
        assert.deepStrictEqual(yield* Stored.effect(limits.status({})), {
          limit: 6,
          remaining: 6,
          resets_at: 1_000_000
        })
        yield* burst(limits, who(), 4)
        yield* TestClock.adjust(5000)
        for (let index = 0; index < 3; index++) {
          assert.deepStrictEqual(yield* Stored.effect(limits.status({})), {
            limit: 6,
            remaining: 2,
            resets_at: 1_040_000
          })
        }
        assert.strictEqual(yield* burst(limits, who(), 10), 2)
        assert.isUndefined(yield* Stored.effect(limits.status({ rate_limit_rpm: 0.5 })))
      })
    )
  )
})

describe("tokens per minute", () => {
  const options = { principal: { tokens_per_minute: 600 } }

  it.effect("are taken with the prompt; what the answer used beyond it is owed", () =>
    limited(options, (limits) =>
      Effect.gen(function* () {
        assert.isUndefined(yield* take(limits, who(), 500))
        yield* Stored.effect(limits.charge(who(), 300))
        assert.deepStrictEqual(yield* take(limits, who(), 1), {
          code: "tokens_per_min_exceeded",
          limit: 600,
          retry_after_ms: 20_100
        })
        yield* TestClock.adjust(20_099)
        assert.isDefined(yield* take(limits, who(), 1))
        yield* TestClock.adjust(1)
        assert.isUndefined(yield* take(limits, who(), 1))
      })
    )
  )

  it.effect("a prompt larger than a minute's worth takes a whole one", () =>
    limited(options, (limits) =>
      Effect.gen(function* () {
        assert.isUndefined(yield* take(limits, who(), 5000))
        assert.strictEqual((yield* take(limits, who(), 5000))?.retry_after_ms, 60_000)
        yield* TestClock.adjust("1 minute")
        assert.isUndefined(yield* take(limits, who(), 5000))
      })
    )
  )
})

describe("concurrent calls", () => {
  it.effect("have so many places, each given back once", () =>
    limited({ principal: { concurrent: 2 } }, (limits) =>
      Effect.sync(() => {
        const one = place(limits.place(who()))
        place(limits.place(who()))
        assert.deepStrictEqual(limits.place(who()), {
          code: "concurrent_requests_exceeded",
          limit: 2,
          retry_after_ms: 1000
        })
        place(limits.place(who({ user_id: "another" })))
        one.leave()
        one.leave()
        place(limits.place(who()))
        assert.ok(isExceeded(limits.place(who())))
        assert.isUndefined(limits.place(provider("a")))
      })
    )
  )

  it.effect("are never more than the limit, in whatever order they come and go", () =>
    limited({ providers: () => ({ concurrent: 3 }) }, (limits) =>
      Effect.sync(() =>
        fc.assert(
          fc.property(fc.array(fc.nat(9), { maxLength: 60 }), (steps) => {
            const held: Array<Place> = []
            for (const step of steps) {
              if (step < 5) {
                const taken = limits.place(provider("a"))
                assert.strictEqual(isExceeded(taken), held.length === 3)
                if (!isExceeded(taken)) held.push(place(taken))
              } else held.splice(step % Math.max(1, held.length), 1)[0]?.leave()
            }
            for (const each of held) each.leave()
          })
        )
      )
    )
  )
})

describe("memory", () => {
  it.effect("remembers so many rates, the last used ones", () =>
    limited({ principal: { requests_per_minute: 1 }, remembered: 2 }, (limits) =>
      Effect.gen(function* () {
        const by = (api_key_id: string) => burst(limits, who({ api_key_id }), 1)
        assert.deepStrictEqual([yield* by("a"), yield* by("b"), yield* by("a")], [1, 1, 0])
        assert.strictEqual(yield* by("c"), 1)
        assert.deepStrictEqual([yield* by("a"), yield* by("b")], [0, 1])
      })
    )
  )
})

describe("a shared store", () => {
  const over = (store: Layer.Layer<RateLimiter.RateLimiterStore>) =>
    Effect.provide(
      RateLimits.layerNoStore({ principal: { requests_per_minute: 2 } }).pipe(Layer.provide(store))
    )

  it.effect("limits by the same laws", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* burst((yield* Limits)!, who(), 5), 2)
    }).pipe(over(RateLimiter.layerStoreMemory))
  )

  const broken = Effect.fail(
    new RateLimiter.RateLimiterError({ reason: new RateLimiter.RateLimitStoreError({ message: "gone" }) })
  )

  it.effect("that is gone limits nobody", () =>
    Effect.gen(function* () {
      const limits = (yield* Limits)!
      assert.strictEqual(yield* burst(limits, who(), 5), 5)
      assert.isUndefined(yield* Stored.effect(limits.status({})))
      yield* Stored.effect(limits.charge(who(), 5))
    }).pipe(
      over(
        Layer.succeed(RateLimiter.RateLimiterStore, {
          tokenBucket: () => broken,
          fixedWindow: () => broken,
          adaptiveConsume: () => broken,
          adaptiveFeedback: () => broken
        })
      )
    )
  )
})
