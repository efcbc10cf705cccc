import { assert, describe, it } from "@effect/vitest"
import * as Failure from "@turnout/core/Failure"
import * as FakeProvider from "@turnout/testing/FakeProvider"
import type { EndpointHealth } from "@turnout/router/HealthList"
import { Router } from "@turnout/router/Router"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { ask, failureOf, fake, house, key } from "./house.ts"

const listed = Effect.flatMap(Router, ({ lists }) => Effect.flatMap(lists, ({ health }) => health))

/** Calls that go to this provider and nowhere else, whatever comes of them. */
const call = (provider: string, times = 1) =>
  Effect.flatMap(Router, (router) =>
    Effect.repeat(
      Effect.exit(router.chat(ask([provider], { providers: [provider], allow_fallbacks: false }))),
      {
        times: times - 1
      }
    )
  )

const brief = ({ cooldown, failures, id, status }: EndpointHealth) => [
  id,
  status,
  cooldown?.because,
  cooldown?.until,
  failures
]

describe("the list of endpoints' health", () => {
  it.effect(
    "says of each why it is cooling down and until when, as a date, and of those that are not nothing",
    () => {
      const broken = failureOf("ServerError", { should_retry: false })
      const limited = new Failure.RateLimited({
        message: "slow down",
        retry_after_ms: 40_000,
        should_retry: false
      })
      const asking = new Failure.Overloaded({ message: "busy", retry_after_ms: 30_000, should_retry: false })
      const refused = new Failure.AuthenticationFailed({ message: "no", status: 401 })
      const providers = [
        fake("asked", FakeProvider.fail(asking)),
        fake("broken", FakeProvider.fail(broken)),
        fake("limited", FakeProvider.fail(limited)),
        fake("refused", FakeProvider.fail(refused), { credentials: [key("main")] }),
        fake("well", FakeProvider.text("hi")),
        fake("new")
      ]
      return Effect.gen(function* () {
        yield* TestClock.setTime(1_000_000)
        for (const provider of ["limited", "refused", "well"]) yield* call(provider)
        yield* call("asked")
        yield* call("broken", 3)
        const { at, data, network_suspect } = yield* listed
        assert.deepStrictEqual([at, network_suspect], [1_000_000, false])
        assert.deepStrictEqual(data.map(brief), [
          ["asked/m", "cooling_down", "asked", 1_030_000, 1],
          ["broken/m", "cooling_down", "failures", 1_015_000, 3],
          ["limited/m", "cooling_down", "rate_limit", 1_040_000, 0],
          ["new/m", "unmeasured", undefined, undefined, 0],
          ["refused/m", "cooling_down", "account", 1_060_000, 0],
          ["well/m", "healthy", undefined, undefined, 0]
        ])
        const of = (id: string) => data.find((each) => each.id === id)!
        assert.deepStrictEqual(of("refused/m").cooling_keys, [
          { credential: "main", at: "provider", because: "account", until: 1_060_000 }
        ])
        assert.deepStrictEqual(
          of("limited/m").cooling_keys.map(({ at }) => at),
          ["endpoint"]
        )
        assert.deepStrictEqual(
          [of("broken/m").error_share, of("well/m").error_share, of("new/m").error_share],
          [1, 0, undefined]
        )
        assert.deepStrictEqual(
          [of("well/m").last_outcome_at, of("new/m").last_outcome_at],
          [1_000_000, undefined]
        )
        assert.strictEqual(of("well/m").signals.outcomes, 1)
        assert.notInclude(JSON.stringify(data), "secret", "no key is in it")
        assert.deepStrictEqual((yield* listed).data, data, "reading changes nothing")
        yield* TestClock.adjust("20 seconds")
        const later = (yield* listed).data
        assert.deepStrictEqual(brief(later[1]!), ["broken/m", "reopening", undefined, undefined, 3])
      }).pipe(Effect.provide(house(providers)))
    }
  )

  it.effect("holds percentiles with their samples", () =>
    Effect.gen(function* () {
      const router = yield* Router
      for (let call = 0; call < 12; call++) yield* router.chat(ask(["a"]))
      const [a] = (yield* listed).data
      assert.strictEqual(a!.signals.outcomes, 12)
      assert.strictEqual(a!.signals.unary?.samples, 12)
      assert.isDefined(a!.signals.unary?.ms.p50)
      assert.isDefined(a!.signals.unary?.ms.p90)
    }).pipe(Effect.provide(house([fake("a", FakeProvider.text("hi"))])))
  )
})
