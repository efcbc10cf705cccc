import { assert, describe, it } from "@effect/vitest"
import { Unsupported } from "@turnout/core/Failure"
import type { Gathering, Provider } from "@turnout/core/Provider"
import { Router } from "@turnout/router/Router"
import { Limits } from "@turnout/router/Limits"
import * as FakeProvider from "@turnout/testing/FakeProvider"
import { Effect, Layer } from "effect"
import { answered, ask, failed, fake, house, modes, observed, tell } from "../house.ts"

/** A provider whose requests need something of `pictures.test`, with what it sent. */
const needing = (id: string, prepared: Gathering["prepared"]) => {
  const inner = fake(id, FakeProvider.text(`from ${id}`))
  const sent: Array<unknown> = []
  const provider: Provider = {
    ...inner,
    gather: () => ({ hosts: ["pictures.test"], prepared }),
    run: (request, ...rest) => {
      sent.push(request.body)
      return inner.run(request, ...rest)
    }
  }
  return { provider, sent }
}

const gathered = { body: { pictures: 1 }, ledger: [], stream: false }
const timers = { first_token_timeout_ms: 100, attempt_timeout_ms: 100, stall_timeout_ms: 100 }

describe("what a request needs from elsewhere", () => {
  for (const mode of modes) {
    it.effect(`is had before the clock of the attempt starts (${mode})`, () => {
      const prepared = { ...gathered, stream: mode === "streamed" }
      const { provider, sent } = needing("a", Effect.as(Effect.sleep(5_000), prepared))
      const { layer, outcomes } = observed()
      return Effect.gen(function* () {
        const { metadata, took } = yield* answered(tell(mode, ask(["a"], timers)))
        assert.strictEqual(took, 5_000)
        const [attempt] = metadata.attempts ?? []
        assert.deepStrictEqual(
          [attempt?.outcome, attempt?.started_ms, attempt?.duration_ms, attempt?.ttft_ms],
          ["answered", 5_000, 0, 0]
        )
        assert.deepStrictEqual(sent, [{ pictures: 1 }])
        assert.deepStrictEqual(
          outcomes.filter(({ type }) => type === "failed"),
          []
        )
      }).pipe(Effect.provide(house([provider], {}, layer)))
    })
  }

  it.effect(
    "and cannot be had is no attempt of the endpoint: the next one is tried, and nothing is learned",
    () => {
      const why = new Unsupported({
        message: "No picture from pictures.test.",
        rule: "download:time",
        param: "messages[0]"
      })
      const { provider, sent } = needing("a", Effect.andThen(Effect.sleep(5_000), Effect.fail(why)))
      const { layer, outcomes } = observed()
      return Effect.gen(function* () {
        const router = yield* Router
        const { routing_metadata } = yield* answered(
          router.chat(ask(["a", "b"], { max_fallback_attempts: 0 }))
        )
        assert.deepStrictEqual(
          routing_metadata.attempts?.map(({ endpoint, outcome, skipped, rule }) => [
            endpoint,
            outcome,
            skipped,
            rule
          ]),
          [
            ["a/m", "skipped", "media", "download:time"],
            ["b/m", "answered", undefined, undefined]
          ]
        )
        assert.deepStrictEqual(
          outcomes.filter((outcome) => "endpoint" in outcome && outcome.endpoint === "a/m"),
          []
        )
        const error = yield* failed(router.chat(ask(["a"], { providers: ["a"] })))
        assert.deepStrictEqual([error.status, error.param, error.message], [400, "messages[0]", why.message])
        assert.deepStrictEqual(sent, [])
      }).pipe(Effect.provide(house([provider, fake("b", FakeProvider.text("from b"))], {}, layer)))
    }
  )

  it.effect("and a store of limits that is slow to admit it, take nothing of the attempt's own time", () => {
    const slow = Layer.succeed(Limits, {
      place: () => undefined,
      take: ({ type }) => (type === "provider" ? Effect.as(Effect.sleep(5_000), undefined) : undefined),
      restore: () => Effect.void,
      charge: () => Effect.void,
      status: () => Effect.undefined
    })
    return Effect.gen(function* () {
      const { metadata } = yield* answered(tell("streamed", ask(["a"], timers)))
      assert.deepStrictEqual(
        metadata.attempts?.map(({ outcome, started_ms, ttft_ms }) => [outcome, started_ms, ttft_ms]),
        [["answered", 5_000, 0]]
      )
    }).pipe(Effect.provide(Layer.provide(house([fake("a", FakeProvider.text("hi"))]), slow)))
  })

  it.effect("where the provider's own code for it is wrong, is the host's error and no vendor's", () => {
    const boom = (): never => {
      throw new Error("boom")
    }
    const gathers: ReadonlyArray<Provider["gather"]> = [
      boom,
      () => "rubbish" as never,
      () => ({ hosts: [], prepared: Effect.die(new Error("boom")) }),
      () => ({ hosts: [], prepared: Effect.fail(new Error("boom") as never) })
    ]
    return Effect.forEach(gathers, (gather) =>
      Effect.gen(function* () {
        const error = yield* failed(tell("unary", ask(["a"])))
        assert.deepStrictEqual([error.status, error.code], [500, "internal_error"])
        assert.isDefined(error.cause)
      }).pipe(Effect.provide(house([{ ...fake("a"), gather: gather! }])))
    )
  })

  it.effect("is waited for until the deadline of the call, and its host is named", () => {
    const { provider, sent } = needing("a", Effect.uninterruptible(Effect.never))
    return Effect.gen(function* () {
      const router = yield* Router
      const error = yield* failed(router.chat(ask(["a"], { deadline_ms: 1_000 })))
      assert.deepStrictEqual([error.status, error.took, error.provider], [504, 1_000, undefined])
      assert.include(error.message, "pictures.test")
      assert.deepStrictEqual(sent, [])
    }).pipe(Effect.provide(house([provider])))
  })
})
