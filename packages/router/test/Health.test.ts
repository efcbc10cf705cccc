import { assert, describe, it } from "@effect/vitest"
import * as Failure from "@turnout/core/Failure"
import type { Credential } from "@turnout/core/Provider"
import type { EndpointSignals, SignalsSnapshot } from "@turnout/core/Signals"
import * as FakeProvider from "@turnout/testing/FakeProvider"
import * as Health from "@turnout/router/Health"
import { Router } from "@turnout/router/Router"
import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import * as fc from "fast-check"
import { answered, ask, endpoints, failed, failureOf, fake, house, key, observed, tell } from "./house.ts"

const ids = ["a", "b", "c", "d"] as const
type Id = (typeof ids)[number]
const subjects = Object.fromEntries(
  ids.map((id) => {
    const provider = fake(id)
    return [id, { endpoint: provider.endpoints([])[0]!, credential: provider.credentials[0]! }]
  })
) as { readonly [id in Id]: Health.Subject }

const signals: SignalsSnapshot = {
  digest: "",
  endpoint: () => ({ cooling_until: 0 }) as EndpointSignals
}

const keysOf = (provider: string): ReadonlyArray<Credential> => [subjects[provider as Id].credential]

const coolingUntil = (health: Health.State, id: Id, now: number) =>
  health.over(signals, keysOf, now).endpoint(`${id}/m`).cooling_until

interface Told {
  readonly failure?: Failure.Failure
  readonly at?: number
  readonly reached?: boolean
  readonly siblings?: ReadonlyArray<string>
}

const down = new Failure.ServerError({ message: "" })
const unreachable = new Failure.ConnectionFailed({ message: "" })

const fails = (health: Health.State, id: Id, times: number, told: Told = {}) => {
  const { at = 0, failure = down, reached = failure !== unreachable, siblings = [] } = told
  for (let time = 0; time < times; time++) {
    health.failed(subjects[id], { failure, at, reached, fair: true, siblings })
  }
}

describe("an endpoint that fails", () => {
  it("cools down after the third failure in a row, and longer each time", () => {
    const health = Health.make()
    fails(health, "a", 2)
    assert.strictEqual(coolingUntil(health, "a", 0), 0)
    fails(health, "a", 1)
    assert.strictEqual(coolingUntil(health, "a", 0), 15_000)
    assert.deepStrictEqual(health.enter(subjects.a, { now: 14_999 }), {
      because: "cooling",
      until: 15_000,
      limited: false,
      asked: false
    })
    fails(health, "a", 1, { at: 15_000 })
    assert.strictEqual(coolingUntil(health, "a", 15_000), 45_000)
  })

  it("is tried by one request when its time is over; an answer opens it to all", () => {
    const health = Health.make()
    fails(health, "a", 3)
    assert.isUndefined(health.enter(subjects.a, { now: 15_000 }))
    assert.deepStrictEqual(health.enter(subjects.a, { now: 15_001 }), { because: "probing" })
    assert.isUndefined(health.enter(subjects.a, { now: 15_001, lenience: {} }), "unless nobody else is left")
    health.answered(subjects.a, 16_000)
    assert.isUndefined(health.enter(subjects.a, { now: 16_000 }))
    assert.isUndefined(health.enter(subjects.a, { now: 16_000 }))
  })

  it("a probe that is abandoned, or never ends, makes way for another", () => {
    const health = Health.make()
    fails(health, "a", 3)
    assert.isUndefined(health.enter(subjects.a, { now: 15_000 }))
    health.abandoned(subjects.a)
    assert.isUndefined(health.enter(subjects.a, { now: 15_001 }))
    assert.isUndefined(health.enter(subjects.a, { now: 75_001 }))
  })

  it("a deadline never becomes an earlier one, whatever happens but an answer", () => {
    const event = fc.record({
      name: fc.constantFrom(
        "ServerError" as const,
        "RateLimited" as const,
        "QuotaExhausted" as const,
        "PermissionDenied" as const,
        "TimedOut" as const
      ),
      wait: fc.integer({ min: 0, max: 5000 }),
      wish: fc.constantFrom(undefined, 0, 500, 90_000)
    })
    fc.assert(
      fc.property(fc.array(event, { maxLength: 20 }), (events) => {
        const health = Health.make()
        let now = 0
        for (const { name, wait, wish } of events) {
          now += wait
          const before = coolingUntil(health, "a", now)
          const failure = failureOf(name, wish === undefined ? {} : { retry_after_ms: wish })
          fails(health, "a", 1, { failure, at: now })
          assert.isAtLeast(coolingUntil(health, "a", now), before)
          const stated = name === "RateLimited" && wish !== undefined ? now + wish : 0
          assert.isAtLeast(coolingUntil(health, "a", now), stated > now ? stated : 0)
        }
      })
    )
  })
})

describe("a caller in a hurry", () => {
  const hurried = { max_fallback_attempts: 0, first_token_timeout_ms: 1 }
  const call = (routing: object) =>
    Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(Effect.flip(tell("streamed", ask(["a"], routing))), {
        startImmediately: true
      })
      yield* TestClock.adjust("11 seconds")
      return yield* Fiber.join(fiber)
    })
  const slow = () => fake("a", FakeProvider.hang)

  it.effect("says nothing of an endpoint to others, however often", () => {
    const seen = observed()
    return Effect.gen(function* () {
      for (const routing of [hurried, { attempt_timeout_ms: 100 }, { deadline_ms: 100 }]) {
        for (let times = 0; times < 5; times++) yield* call(routing)
      }
      assert.strictEqual(seen.of("a/m", 165_000).cooling_until, 0)
    }).pipe(Effect.provide(house([slow()], {}, seen.layer)))
  })

  it.effect("is fair where the host is in no less of a hurry", () => {
    const seen = observed()
    return Effect.gen(function* () {
      for (let times = 0; times < 3; times++) yield* call({})
      assert.isAbove(seen.of("a/m", 33_000).cooling_until, 33_000)
    }).pipe(Effect.provide(house([slow()], { routing: hurried }, seen.layer)))
  })

  it.effect(
    "ranks an endpoint last that nobody had an answer of, however long it waited; it cools nothing",
    () => {
      const seen = observed()
      return Effect.gen(function* () {
        for (let times = 0; times < 3; times++) yield* call({ attempt_timeout_ms: 10_000 })
        assert.deepStrictEqual(seen.of("a/m", 33_000).demoted, { because: "unanswered", until: 47_000 })
        assert.strictEqual(seen.of("a/m", 33_000).cooling_until, 0)
      }).pipe(Effect.provide(house([slow()], {}, seen.layer)))
    }
  )

  it.effect("nor does one whose output format the model violates", () => {
    const seen = observed()
    const validate = () => () => [{ path: "", message: "never" }]
    const response_format = { type: "json_schema", json_schema: { name: "x", schema: {} } } as const
    return Effect.gen(function* () {
      for (let times = 0; times < 5; times++) {
        const error = yield* Effect.flip(tell("unary", ask(["a"], {}, { response_format })))
        assert.strictEqual(error.attempts[0]?.rule, "structured_output")
      }
      assert.strictEqual(seen.of("a/m").cooling_until, 0)
    }).pipe(Effect.provide(house([fake("a", FakeProvider.text("{}"))], { validate }, seen.layer)))
  })
})

describe("endpoints of one model", () => {
  it("never more than the stated share is in failure cooldown, and one stays available", () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true })
    const order = fc.array(fc.constantFrom(...ids), { maxLength: 40 })
    fc.assert(
      fc.property(share, order, fc.integer({ min: 2, max: 4 }), (max_ejected, order, count) => {
        const health = Health.make({ max_ejected })
        const group = ids.slice(0, count)
        const siblings = group.map((id) => `${id}/m`)
        const most = Math.min(count - 1, Math.max(1, Math.floor(count * max_ejected)))
        for (const [index, id] of order.entries()) {
          if (!group.includes(id)) continue
          fails(health, id, 1, { siblings, at: index * 100 })
          const out = group.filter((each) => coolingUntil(health, each, index * 100) > 0)
          assert.isAtMost(out.length, most)
        }
      })
    )
  })

  it("an only endpoint may cool down", () => {
    const health = Health.make()
    fails(health, "a", 3, { siblings: ["a/m"] })
    assert.strictEqual(coolingUntil(health, "a", 0), 15_000)
  })

  it("one that had to stay cools down at its next failure, once the share allows it", () => {
    const health = Health.make()
    const siblings = ["a/m", "b/m"]
    fails(health, "a", 3, { siblings })
    fails(health, "b", 9, { siblings })
    assert.strictEqual(coolingUntil(health, "b", 0), 0)
    health.answered(subjects.a, 1000)
    fails(health, "b", 1, { siblings, at: 1000 })
    assert.strictEqual(coolingUntil(health, "b", 1000), 16_000)
  })

  it("a vendor's word is kept by all of them", () => {
    const health = Health.make()
    const siblings = ["a/m", "b/m"]
    const failure = new Failure.Overloaded({ message: "", retry_after_ms: 5000 })
    for (const id of ["a", "b"] as const) fails(health, id, 1, { siblings, failure })
    assert.deepStrictEqual(
      (["a", "b"] as const).map((id) => coolingUntil(health, id, 0)),
      [5000, 5000]
    )
  })
})

describe("what headers announce", () => {
  const empty = { limit_requests: 60, remaining_requests: 0, reset_requests_at: 20_000 }

  it("no quota left: the endpoint cools down until the quota is refilled", () => {
    const health = Health.make()
    health.reached(subjects.a, 1000, empty)
    assert.strictEqual(coolingUntil(health, "a", 1000), 20_000)
    assert.deepStrictEqual(health.enter(subjects.a, { now: 1000 }), {
      because: "key_cooling",
      until: 20_000,
      limited: true,
      asked: false
    })
    assert.isUndefined(health.enter(subjects.a, { now: 1000, lenience: { announced: false } }))
    assert.strictEqual(coolingUntil(health, "a", 20_000), 0)
  })

  it("a limit of none, a time that is over, something left: it is not", () => {
    const health = Health.make()
    health.reached(subjects.a, 1000, { ...empty, limit_requests: 0 })
    health.reached(subjects.a, 1000, { ...empty, reset_requests_at: 999 })
    health.reached(subjects.a, 1000, { ...empty, remaining_requests: 1 })
    health.reached(subjects.a, 1000, { remaining_tokens: 0 })
    assert.strictEqual(coolingUntil(health, "a", 1000), 0)
  })

  it("is believed for a minute at most", () => {
    const health = Health.make()
    health.reached(subjects.a, 0, { remaining_tokens: 0, reset_tokens_at: 3_600_000 })
    assert.strictEqual(coolingUntil(health, "a", 0), 60_000)
  })
})

describe("second requests", () => {
  it("are budgeted: in the long run one for five first ones", () => {
    const health = Health.make()
    let retries = 0
    for (let call = 0; call < 1000; call++) {
      assert.isUndefined(health.enter(subjects.a, { now: call }))
      if (health.enter(subjects.a, { now: call, again: true, retry: true }) === undefined) retries++
    }
    assert.approximately(retries, 10 + 200, 2)
  })

  it("with another key are no second requests", () => {
    const health = Health.make({ retry_budget: { burst: 0 } })
    assert.isUndefined(health.enter(subjects.a, { now: 0, again: true }))
    assert.deepStrictEqual(health.enter(subjects.a, { now: 0, again: true, retry: true }), {
      because: "retry_budget"
    })
  })
})

describe("the host's own network", () => {
  it("is suspected when several providers are unreachable at the same time; no endpoint cools down", () => {
    const health = Health.make()
    fails(health, "a", 5, { failure: unreachable })
    assert.isAbove(coolingUntil(health, "a", 0), 0)
    fails(health, "b", 5, { failure: unreachable })
    assert.isTrue(health.isNetworkSuspect(0))
    for (const id of ["a", "b"] as const) assert.strictEqual(coolingUntil(health, id, 0), 0)
  })

  it("is not, once a connection succeeds: then the failures since are counted", () => {
    const health = Health.make()
    fails(health, "a", 3, { failure: unreachable })
    fails(health, "b", 3, { failure: unreachable })
    health.reached(subjects.c, 0)
    assert.isFalse(health.isNetworkSuspect(0))
    for (const id of ["a", "b"] as const) assert.isAbove(coolingUntil(health, id, 0), 0, id)
  })

  it("a vendor that says no was reached", () => {
    const health = Health.make()
    fails(health, "a", 3, { failure: unreachable })
    fails(health, "b", 1, { failure: down })
    fails(health, "c", 1, { failure: unreachable })
    assert.isFalse(health.isNetworkSuspect(0))
    assert.isAbove(coolingUntil(health, "a", 0), 0)
  })

  it("a moment is ten seconds", () => {
    const health = Health.make()
    fails(health, "a", 3, { failure: unreachable })
    fails(health, "b", 3, { failure: unreachable, at: 10_000 })
    assert.isFalse(health.isNetworkSuspect(10_000))
    assert.isAbove(coolingUntil(health, "b", 10_000), 0)
  })

  it("earlier failures of another kind are not forgiven with it", () => {
    const health = Health.make()
    fails(health, "a", 2)
    fails(health, "a", 1, { failure: unreachable })
    fails(health, "b", 1, { failure: unreachable })
    assert.strictEqual(coolingUntil(health, "a", 0), 0)
    fails(health, "a", 1, { failure: down })
    assert.isAbove(coolingUntil(health, "a", 0), 0)
  })

  it.effect("the error says so, and the next call tries all of them", () => {
    const seen = observed()
    const providers = ["a", "b"].map((id) => fake(id, FakeProvider.fail(unreachable)))
    return Effect.gen(function* () {
      for (let call = 0; call < 6; call++) {
        const error = yield* failed(tell("unary", ask(["a", "b"])))
        assert.deepStrictEqual([error.status, error.code], [502, "upstream_error"])
        assert.include(error.message, "this host's own network may be down")
        assert.deepStrictEqual(endpoints(error.attempts), ["a/m", "a/m", "b/m", "b/m"])
      }
      assert.isAtMost(seen.of("b/m").outcomes, 0, "it says nothing of their reliability")
    }).pipe(Effect.provide(house(providers, { health: { retry_budget: { burst: 100 } } }, seen.layer)))
  })

  it.effect("with one provider that cannot be reached it is that provider", () => {
    const a = fake("a", FakeProvider.fail(unreachable))
    return Effect.gen(function* () {
      const error = yield* Effect.flip(tell("unary", ask(["a"])))
      assert.notInclude(error.message, "network")
      yield* Effect.flip(tell("unary", ask(["a"])))
      const before = a.journal().length
      const cooled = yield* Effect.flip(tell("unary", ask(["a"])))
      assert.strictEqual(cooled.code, "upstream_error", "it is asked all the same: no vendor asks to wait")
      assert.isAbove(a.journal().length, before)
    }).pipe(Effect.provide(house([a])))
  })
})

describe("memory", () => {
  it("is bounded, however many keys come and go", () => {
    const health = Health.make()
    for (let index = 0; index < 20_000; index++) {
      const subject = {
        endpoint: subjects.a.endpoint,
        credential: { ...key(`k${index}`, "byok"), owner: "byok" } as const
      }
      health.failed(subject, {
        failure: failureOf("QuotaExhausted"),
        at: 0,
        reached: true,
        fair: true,
        siblings: []
      })
    }
    const last = { endpoint: subjects.a.endpoint, credential: key("k19999", "byok") }
    assert.strictEqual(health.keyUntil(last, 0), 60_000)
    assert.strictEqual(health.keyUntil({ ...last, credential: key("k0", "byok") }, 0), 0, "forgotten")
  })
})

describe("when every endpoint is cooling down", () => {
  const limit = (id: string, retry_after_ms: number) =>
    fake(id, [
      FakeProvider.fail(new Failure.RateLimited({ message: "", retry_after_ms })),
      FakeProvider.text(id)
    ])
  const once = { max_fallback_attempts: 0 }

  it.effect("all limited by their vendors: 429 at once, with the earliest reopening", () => {
    const [a, b] = [limit("a", 9000), limit("b", 8_000)]
    return Effect.gen(function* () {
      const router = tell("unary", ask(["a", "b"]))
      yield* Effect.flip(tell("unary", ask([], { ...once, providers: ["a"] })))
      yield* Effect.flip(tell("unary", ask([], { ...once, providers: ["b"] })))
      const error = yield* failed(router)
      assert.deepStrictEqual(
        [error.status, error.code, error.retry_after_ms, error.took],
        [429, "rate_limit_exceeded", 8000, 0]
      )
    }).pipe(Effect.provide(house([a, b])))
  })

  it.effect("wait: as long as the host allows, then it is asked", () => {
    const a = limit("a", 5000)
    return Effect.gen(function* () {
      yield* Effect.flip(tell("unary", ask(["a"], once)))
      const told = yield* answered(tell("unary", ask(["a"])))
      assert.deepStrictEqual([told.text, told.took], ["a", 5000])
    }).pipe(Effect.provide(house([a], { cooling: { wait_ms: 5000 } })))
  })

  it.effect("wait: a plan fails at once", () => {
    const a = limit("a", 5000)
    return Effect.gen(function* () {
      yield* Effect.flip(tell("unary", ask(["a"], once)))
      const router = yield* Router
      const error = yield* Effect.flip(router.plan(ask(["a"])))
      assert.deepStrictEqual([error.code, error.retry_after_ms], ["rate_limit_exceeded", 5000])
    }).pipe(Effect.provide(house([a], { cooling: { wait_ms: 5000 } })))
  })

  it.effect("wait: not at all where it would be too long, or past the deadline", () => {
    const a = limit("a", 5000)
    return Effect.gen(function* () {
      yield* Effect.flip(tell("unary", ask(["a"], once)))
      const late = yield* failed(tell("unary", ask(["a"], { deadline_ms: 4000 })))
      assert.deepStrictEqual([late.code, late.took], ["rate_limit_exceeded", 0])
    }).pipe(
      Effect.provide(house([a], { cooling: { wait_ms: 10_000 } })),
      Effect.andThen(
        Effect.gen(function* () {
          yield* Effect.flip(tell("unary", ask(["b"], once)))
          const long = yield* failed(tell("unary", ask(["b"])))
          assert.deepStrictEqual(
            [long.code, long.retry_after_ms, long.took],
            ["rate_limit_exceeded", 5000, 0]
          )
        }).pipe(Effect.provide(house([limit("b", 5000)], { cooling: { wait_ms: 4999 } })))
      )
    )
  })

  it.effect("wait: the deadline counts from the start of the call", () => {
    const a = fake("a", [
      FakeProvider.fail(new Failure.RateLimited({ message: "", retry_after_ms: 5000 })),
      FakeProvider.hang
    ])
    return Effect.gen(function* () {
      yield* Effect.flip(tell("unary", ask(["a"], once)))
      const error = yield* failed(tell("unary", ask(["a"], { deadline_ms: 6000 })))
      assert.deepStrictEqual([error.code, error.took], ["upstream_timeout", 6000])
    }).pipe(Effect.provide(house([a], { cooling: { wait_ms: 60_000 } })))
  })

  it.effect(
    "least bad: an endpoint for whose cooldown no vendor asked is asked at once, whatever its policy before",
    () => {
      const a = fake("a", ({ index }) => (index < 4 ? FakeProvider.fail(down) : FakeProvider.text("a")))
      return Effect.gen(function* () {
        for (let call = 0; call < 3; call++) yield* Effect.flip(tell("unary", ask(["a"], once)))
        const still = yield* failed(tell("unary", ask(["a"], once)))
        assert.deepStrictEqual([still.status, still.code], [502, "upstream_error"])
        const told = yield* tell("unary", ask(["a"], once))
        assert.deepStrictEqual([told.text, endpoints(told.metadata.attempts)], ["a", ["a/m"]])
      }).pipe(Effect.provide(house([a])))
    }
  )

  it.effect(
    "least bad: a limit without a stated wait is such a guess, and the error says how long ours is",
    () => {
      const a = fake("a", FakeProvider.fail(new Failure.RateLimited({ message: "", status: 429 })))
      return Effect.gen(function* () {
        for (const wait of [10_000, 10_000]) {
          const error = yield* Effect.flip(tell("unary", ask(["a"], once)))
          assert.deepStrictEqual(
            [error.status, error.code, error.retry_after_ms],
            [429, "rate_limit_exceeded", wait]
          )
        }
        assert.strictEqual(a.journal().length, 2)
      }).pipe(Effect.provide(house([a])))
    }
  )

  it.effect(
    "a wait that a vendor asks for is kept: 503 where not all of them are limits, with the earliest",
    () => {
      const busy = new Failure.Overloaded({ message: "", retry_after_ms: 4000, should_retry: false })
      const [a, b] = [limit("a", 9000), fake("b", FakeProvider.fail(busy))]
      return Effect.gen(function* () {
        yield* Effect.flip(tell("unary", ask(["a", "b"], { max_fallback_attempts: 1 })))
        const error = yield* failed(tell("unary", ask(["a", "b"])))
        assert.deepStrictEqual(
          [error.status, error.code, error.retry_after_ms, error.attempts],
          [503, "model_unavailable", 4000, []]
        )
      }).pipe(Effect.provide(house([a, b])))
    }
  )

  it.effect("fail: 503 at once, with the earliest reopening", () => {
    const a = fake("a", FakeProvider.fail(down))
    return Effect.gen(function* () {
      for (let call = 0; call < 3; call++) yield* Effect.flip(tell("unary", ask(["a"], once)))
      const error = yield* failed(tell("unary", ask(["a"])))
      assert.deepStrictEqual(
        [error.status, error.code, error.retry_after_ms],
        [503, "model_unavailable", 15_000]
      )
    }).pipe(Effect.provide(house([a], { cooling: "fail" })))
  })

  it.effect("an endpoint that only announced exhausted quota is used all the same", () => {
    const rate_limit = { limit_requests: 1, remaining_requests: 0, reset_requests_at: 30_000 }
    const a = fake("a", { ...FakeProvider.text("a"), rate_limit })
    const b = fake("b", FakeProvider.text("b"))
    return Effect.gen(function* () {
      assert.strictEqual((yield* tell("unary", ask(["a"]))).text, "a")
      assert.strictEqual((yield* tell("unary", ask(["a"]))).text, "b", "but behind everybody else")
      assert.strictEqual((yield* tell("unary", ask([], { providers: ["a"] }))).text, "a")
      yield* TestClock.adjust(30_000)
      assert.strictEqual((yield* tell("unary", ask(["a"]))).text, "a")
    }).pipe(Effect.provide(house([a, b])))
  })

  it.effect("under way: an endpoint that is being tried out by another call is asked last", () => {
    const seen = observed()
    const a = fake("a", ({ index }) => (index < 3 ? FakeProvider.fail(down) : FakeProvider.stall([])))
    const b = fake("b", FakeProvider.text("b"))
    return Effect.gen(function* () {
      for (let call = 0; call < 3; call++)
        yield* Effect.ignore(tell("unary", ask([], { ...once, providers: ["a"] })))
      yield* TestClock.adjust(15_000)
      yield* Effect.forkChild(tell("unary", ask(["a"])), { startImmediately: true })
      const told = yield* tell("unary", ask(["a", "b"]))
      assert.deepStrictEqual(
        told.metadata.attempts?.map(({ endpoint, outcome, skipped }) => [endpoint, outcome, skipped]),
        [
          ["a/m", "skipped", "probing"],
          ["b/m", "answered", undefined]
        ]
      )
    }).pipe(Effect.provide(house([a, b], {}, seen.layer)))
  })
})
