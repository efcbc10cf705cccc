import { assert, describe, it } from "@effect/vitest"
import * as Cooldown from "../../src/memory/Cooldown.ts"
import * as fc from "fast-check"

const failed = (failure: string, retry_after_ms?: number): Cooldown.CooldownEvent => ({
  type: "failed",
  class: failure,
  ...(retry_after_ms === undefined ? {} : { retry_after_ms })
})
const answered: Cooldown.CooldownEvent = { type: "answered" }

/** Each event at a time; how long it cools from the last one on. */
const after = (...events: ReadonlyArray<readonly [at: number, event: Cooldown.CooldownEvent]>): number => {
  let state = Cooldown.zero
  let now = 0
  for (const [at, event] of events) {
    now = at
    state = Cooldown.step(state, event, at)
  }
  const until = Cooldown.until(state, now)
  return until === 0 ? 0 : until - now
}

describe("Cooling", () => {
  it("a limit cools for as long as the vendor wishes", () =>
    assert.strictEqual(after([0, failed("RateLimited", 1234)]), 1234))

  it("without a wish for ten seconds, and twice as long each time it strikes again", () => {
    assert.strictEqual(after([0, failed("RateLimited")]), 10_000)
    assert.strictEqual(after([0, failed("RateLimited")], [10_000, failed("RateLimited")]), 20_000)
    assert.strictEqual(
      after([0, failed("RateLimited")], [10_000, answered], [10_001, failed("RateLimited")]),
      10_000
    )
  })

  it("many answers to one limit are one limit", () =>
    assert.strictEqual(after([0, failed("RateLimited")], [5, failed("RateLimited")]), 9_995))

  it("a shorter wish does not end a longer one", () =>
    assert.strictEqual(after([0, failed("RateLimited", 60_000)], [1, failed("RateLimited", 10)]), 59_999))

  it("an answer that was under way does not end a vendor's limit", () =>
    assert.strictEqual(after([0, failed("RateLimited", 60_000)], [1, answered]), 59_999))

  it("a senseless wish is no wish, and an endless one ends within a day", () => {
    assert.strictEqual(after([0, failed("RateLimited", NaN)]), 10_000)
    assert.strictEqual(after([0, failed("RateLimited", -1)]), 10_000)
    assert.strictEqual(after([0, failed("RateLimited", 1e15)]), 86_400_000)
  })

  it("two failures are borne, the third cools, and the first after that cools longer", () => {
    const three = [0, 1, 2].map((at) => [at, failed("ServerError")] as const)
    assert.strictEqual(after(...three.slice(0, 2)), 0)
    assert.strictEqual(after(...three), 15_000)
    assert.strictEqual(after(...three, [15_002, failed("TimedOut")]), 30_000)
    assert.strictEqual(after(...three, [15_002, answered], [15_003, failed("TimedOut")]), 0)
  })

  it("a burst of failures in one moment cools once, and an answer ends it", () => {
    const burst = Array.from({ length: 50 }, () => [0, failed("ConnectionFailed")] as const)
    assert.strictEqual(after(...burst), 15_000)
    assert.strictEqual(after(...burst, [1, answered]), 0)
  })

  it("failing never cools for more than five minutes", () => {
    const events: Array<readonly [number, Cooldown.CooldownEvent]> = []
    for (let n = 0; n < 40; n++) events.push([n * 300_000, failed("Overloaded")])
    assert.strictEqual(after(...events), 300_000)
  })

  it("an account that cannot pay or enter cools for a minute", () => {
    for (const failure of ["QuotaExhausted", "AuthenticationFailed", "PermissionDenied"]) {
      assert.strictEqual(after([0, failed(failure)]), 60_000)
    }
  })

  it("a client fault causes no cooldown", () => {
    for (const failure of ["InvalidRequest", "ContentFiltered", "Unsupported", "ContextLengthExceeded"]) {
      assert.strictEqual(after([0, failed(failure)], [1, failed(failure)], [2, failed(failure)]), 0)
    }
  })

  const event = fc.oneof(
    fc.constant(answered),
    fc.record({
      type: fc.constant("failed" as const),
      class: fc.constantFrom("RateLimited", "ServerError", "QuotaExhausted", "InvalidRequest"),
      retry_after_ms: fc.option(fc.nat(100_000), { nil: undefined })
    })
  ) as fc.Arbitrary<Cooldown.CooldownEvent>
  const history = fc
    .array(fc.tuple(fc.nat(50_000), event))
    .map((steps) => steps.reduce((state, [at, each]) => Cooldown.step(state, each, at), Cooldown.zero))

  it("no failure makes a deadline earlier", () =>
    fc.assert(
      fc.property(history, event, fc.nat(100_000), (state, each, at) => {
        const next = Cooldown.step(state, each, at)
        assert.isAtLeast(next.limited_until, state.limited_until)
        if (each.type === "failed") assert.isAtLeast(next.failing_until, state.failing_until)
      })
    ))

  it("merging is commutative, associative and idempotent", () =>
    fc.assert(
      fc.property(history, history, history, (a, b, c) => {
        assert.deepStrictEqual(Cooldown.merge(a, b), Cooldown.merge(b, a))
        assert.deepStrictEqual(
          Cooldown.merge(a, Cooldown.merge(b, c)),
          Cooldown.merge(Cooldown.merge(a, b), c)
        )
        assert.deepStrictEqual(Cooldown.merge(a, a), a)
      })
    ))
})
