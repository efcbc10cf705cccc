import { assert, describe, it } from "@effect/vitest"
import type { Event } from "@turnout/core/Event"
import * as Failure from "@turnout/core/Failure"
import type { RouterError } from "@turnout/core/RouterError"
import * as Usage from "@turnout/core/Usage"
import * as Budget from "@turnout/router/Budget"
import type { CallOptions } from "@turnout/router/Principal"
import { Router } from "@turnout/router/Router"
import * as FakeProvider from "@turnout/testing/FakeProvider"
import { Effect, Fiber, Layer, Stream } from "effect"
import { TestClock } from "effect/testing"
import * as fc from "fast-check"
import { ask, failed, fake, house, key, timed } from "../house.ts"

/** A dollar per thousand tokens, in and out. */
const costly = {
  models: { m: { price: { input: 1000, output: 1000 }, limits: { context: 2000, output: 1000 } } }
}
/** The most that a request of `small` can cost: 43 bytes of its prompt, and its answer, 0.143 USD. */
const small = { max_completion_tokens: 100 }

const uses = (usage: Partial<Usage.Usage>) => FakeProvider.text("an answer", { usage })
const dime = uses({ input: 20, output: 80 })

const account = (id: string, script: FakeProvider.Script = dime, more: Partial<FakeProvider.Options> = {}) =>
  fake(id, script, { ...costly, ...more })

const daily = (limit_usd: number, more: Partial<Budget.Rule> = {}): Budget.BudgetOptions => ({
  rules: [{ scope: "workspace", period: "daily", limit_usd, ...more }]
})

const budgeted = (providers: Parameters<typeof house>[0], options: Budget.BudgetOptions) =>
  Effect.provide(house(providers).pipe(Layer.provide(Budget.Budget.layer(options))))

const chat = (order: ReadonlyArray<string>, options?: CallOptions, more = {}) =>
  Effect.flatMap(Router, (router) => router.chat(ask(order, {}, { ...small, ...more }), options))

const spending = (options?: CallOptions) =>
  Effect.map(
    Effect.flatMap(Router, (router) => router.quotaStatus(options)),
    ({ budgets }) => budgets.map(({ reserved_usd, spend_usd }) => [spend_usd, reserved_usd])
  )

describe("a budget", () => {
  it.effect("is spent by what answers cost, and ends as 429 budget_exhausted until its period does", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.parse("2026-11-10T18:00:00Z"))
      for (let index = 0; index < 10; index++) yield* chat(["a"])
      assert.deepStrictEqual(yield* spending(), [[1, 0]])
      const error = yield* failed(chat(["a"]))
      assert.deepStrictEqual(
        [error._tag, error.status, error.code, error.rate_limit_source],
        ["RateLimitError", 429, "budget_exhausted", "local"]
      )
      assert.strictEqual(
        error.message,
        "The daily budget of 1.1 USD of this workspace has too little left for this request: 0.100 USD are left, and this request can cost up to 0.143 USD at 'a/m'."
      )
      assert.match(error.suggestion ?? "", /max_completion_tokens.*limit_usd.*budgets\.reserve/)
      assert.strictEqual(error.retry_after_ms, 6 * 3_600_000)
      assert.deepStrictEqual(error.budget, {
        scope: "workspace",
        period: "daily",
        limit_usd: 1.1,
        spend_usd: 1
      })
      assert.deepStrictEqual(
        error.attempts.map(({ outcome, message }) => [outcome, message]),
        [["skipped", error.message]]
      )
    }).pipe(budgeted([account("a")], daily(1.1)))
  )

  it.effect("is full again at midnight UTC", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.parse("2026-11-10T23:59:59.998Z"))
      yield* chat(["a"])
      yield* Effect.flip(chat(["a"]))
      yield* TestClock.adjust(1)
      yield* Effect.flip(chat(["a"]))
      yield* TestClock.adjust(1)
      yield* chat(["a"])
    }).pipe(budgeted([account("a", uses({ input: 600, output: 600 }))], daily(1.3)))
  )

  it.effect("of which too little is left is a skipped step, and a cheaper endpoint answers", () =>
    Effect.gen(function* () {
      const answer = yield* chat(["dear", "cheap"])
      assert.deepStrictEqual(
        answer.routing_metadata.attempts?.map(({ endpoint, outcome }) => [endpoint, outcome]),
        [
          ["dear/m", "skipped"],
          ["cheap/m", "answered"]
        ]
      )
    }).pipe(
      budgeted(
        [
          account("dear"),
          fake("cheap", dime, { models: { m: { price: { input: 1, output: 1 }, limits: { output: 10 } } } })
        ],
        daily(0.1)
      )
    )
  )

  it.effect("does not hide why an endpoint failed", () =>
    Effect.gen(function* () {
      const error = yield* failed(chat(["broken", "dear"]))
      assert.strictEqual(error.code, "upstream_error")
      assert.deepStrictEqual(
        error.attempts.map(({ outcome }) => outcome),
        ["failed", "skipped"]
      )
    }).pipe(
      budgeted(
        [
          fake("broken", FakeProvider.fail(new Failure.MalformedResponse({ message: "" })), {
            models: { m: { price: { input: 0, output: 0 }, limits: { output: 10 } } }
          }),
          account("dear")
        ],
        daily(0.1)
      )
    )
  )

  it.effect("of one workspace is not another's", () =>
    Effect.gen(function* () {
      yield* chat(["a"], { principal: { workspace_id: "one" } })
      const error = yield* failed(chat(["a"], { principal: { workspace_id: "one" } }))
      assert.strictEqual(error.code, "budget_exhausted")
      yield* chat(["a"], { principal: { workspace_id: "other", api_key_id: null } })
      assert.deepStrictEqual(yield* spending({ principal: { workspace_id: "one" } }), [[0.6, 0]])
    }).pipe(budgeted([account("a", uses({ input: 300, output: 300 }))], daily(0.7)))
  )

  it.effect("of a workspace pays for the platform's keys alone; a caller's own has its provider's", () =>
    Effect.gen(function* () {
      yield* chat(["own"])
      assert.deepStrictEqual(yield* spending(), [
        [0, 0],
        [0.1, 0]
      ])
      yield* chat(["platform"])
      assert.deepStrictEqual(yield* spending(), [
        [0.1, 0],
        [0.1, 0]
      ])
    }).pipe(
      budgeted([account("own", dime, { credentials: [key("k", "byok")] }), account("platform")], {
        rules: [
          { scope: "workspace", period: "daily", limit_usd: 10 },
          { scope: "byok_provider", id: "own", period: "daily", limit_usd: 10 }
        ]
      })
    )
  )

  it.effect("pays for attempts that failed after they had used something", () =>
    Effect.gen(function* () {
      const router = yield* Router
      yield* Stream.runDrain(router.chatStream(ask(["a", "b"], {}, small)))
      assert.deepStrictEqual(yield* spending(), [[0.3, 0]])
    }).pipe(
      budgeted(
        [
          account(
            "a",
            FakeProvider.broken(
              [{ type: "start" }, { type: "usage", usage: Usage.make({ input: 200 }) }],
              new Failure.ServerError({ message: "", should_retry: false })
            )
          ),
          account("b")
        ],
        daily(10)
      )
    )
  )

  it.effect("holds nothing for attempts that failed", () =>
    Effect.gen(function* () {
      const error = yield* failed(chat(["a"]))
      assert.strictEqual(error.code, "upstream_error")
      assert.deepStrictEqual(yield* spending(), [[0, 0]])
    }).pipe(budgeted([account("a", FakeProvider.fail(new Failure.ServerError({ message: "" })))], daily(10)))
  )

  it.effect("keeps what was held for an answer that does not say what it used", () =>
    Effect.gen(function* () {
      yield* chat(["a"])
      const [[spent, reserved] = []] = yield* spending()
      assert.isAbove(spent!, 0.1)
      assert.strictEqual(reserved, 0)
    }).pipe(budgeted([account("a", FakeProvider.text("an answer", { usage: null }))], daily(10)))
  )
})

describe("an endpoint of unknown cost", () => {
  const unpriced = fake("free", dime)

  it.effect("is not used while a budget applies, and the error says what to do", () =>
    Effect.gen(function* () {
      const error = yield* failed(chat(["free"]))
      assert.deepStrictEqual([error.status, error.code], [400, "no_provider_available"])
      assert.match(error.suggestion ?? "", /price.*unknown_price/)
      assert.strictEqual(unpriced.journal().length, 0)
    }).pipe(budgeted([unpriced], daily(10)))
  )

  it.effect("is asked where the host allows it", () =>
    Effect.gen(function* () {
      yield* chat(["free"])
      const { budgets } = yield* Effect.flatMap(Router, (router) => router.quotaStatus())
      assert.deepStrictEqual(
        budgets.map(({ spend_usd, unpriced }) => [spend_usd, unpriced]),
        [[0, 1]]
      )
    }).pipe(budgeted([fake("free", dime)], { ...daily(10), unknown_price: "allow" }))
  )
})

describe("calls at the same time", () => {
  const many = (calls: number, options: Budget.BudgetOptions) => {
    const provider = account("a", FakeProvider.after(1000, uses({ input: 30, output: 100 })))
    return Effect.gen(function* () {
      const all = Effect.forEach(
        Array.from({ length: calls }, (_, index) => index),
        (index) => {
          const call: Effect.Effect<unknown, RouterError, Router> =
            index % 2 === 0
              ? chat(["a"])
              : Effect.flatMap(Router, (router) =>
                  Stream.runCollect(router.chatStream(ask(["a"], {}, small)))
                )
          return Effect.match(call, {
            onSuccess: () => "answered",
            onFailure: ({ code, retry_after_ms }) => `${code} ${retry_after_ms}`
          })
        },
        { concurrency: "unbounded" }
      )
      const { exit } = yield* timed(all)
      assert.strictEqual(exit._tag, "Success")
      const told = exit._tag === "Success" ? exit.value : []
      const [[spent = 0, reserved] = []] = yield* spending()
      return { answered: told.filter((each) => each === "answered").length, told, spent, reserved, provider }
    }).pipe(budgeted([provider], options))
  }

  it.effect("1,000 against 100 USD overspend by nothing where the most that each can cost is held", () =>
    Effect.gen(function* () {
      const { answered, provider, reserved, spent, told } = yield* many(1000, daily(100))
      // 43 tokens of input at most and 100 of output: 0.143 USD each.
      assert.isAbove(answered, 650)
      assert.isAtMost(spent, 100)
      assert.strictEqual(reserved, 0)
      assert.strictEqual(Math.round(spent * 100), answered * 13)
      assert.strictEqual(provider.journal().length, answered)
      // The others did not find it spent, but held: it is not tomorrow that they may try again.
      assert.deepStrictEqual([...new Set(told)].sort(), ["answered", "budget_exhausted 1000"])
    })
  )

  it.effect("hold less, and overspend by no more than that, where the likely cost is held", () =>
    Effect.gen(function* () {
      const { answered, reserved, spent } = yield* many(1000, { ...daily(100), reserve: "expected" })
      assert.isAbove(answered, 500)
      assert.strictEqual(reserved, 0)
      assert.isAtMost(spent, 100 + answered * 0.13)
    })
  )
})

describe("an interrupted call", () => {
  const interrupted = (script: FakeProvider.Answer, streamed: boolean) =>
    Effect.gen(function* () {
      const router = yield* Router
      const call = streamed
        ? Effect.asVoid(Stream.runCollect(router.chatStream(ask(["a"], {}, small))))
        : Effect.asVoid(router.chat(ask(["a"], {}, small)))
      const fiber = yield* Effect.forkChild(call, { startImmediately: true })
      yield* TestClock.adjust("1 second")
      const [[, held] = []] = yield* spending()
      assert.isAbove(held!, 0.1)
      yield* Fiber.interrupt(fiber)
      return yield* spending()
    }).pipe(budgeted([account("a", script)], daily(10)))

  for (const streamed of [false, true]) {
    it.effect(`releases at once what it held, ${streamed ? "streamed" : "unary"}`, () =>
      Effect.gen(function* () {
        // Its prompt is billed for all we know: ten tokens of a tenth of a cent.
        assert.deepStrictEqual(yield* interrupted(FakeProvider.hang, streamed), [[0.01, 0]])
        assert.deepStrictEqual(yield* interrupted(FakeProvider.stall([{ type: "start" }]), streamed), [
          [0.01, 0]
        ])
      })
    )
  }

  it.effect("holds nothing either when it had begun to be answered", () =>
    Effect.gen(function* () {
      const said: Event = { type: "text", choice: 0, text: "half an " }
      const answer = FakeProvider.stall([{ type: "start" }, said])
      // And two tokens of an answer.
      assert.deepStrictEqual(yield* interrupted(answer, true), [[0.012, 0]])
    })
  )
})

describe("calls that start, fail and are interrupted at any time", () => {
  const plan = fc.record({
    at: fc.nat(5000),
    latency: fc.nat(3000),
    givenUp: fc.option(fc.nat(4000)),
    ends: fc.constantFrom("answers", "fails", "breaks off"),
    streamed: fc.boolean()
  })
  const said: Event = { type: "text", choice: 0, text: "half an " }
  const broken = new Failure.ServerError({ message: "", should_retry: false })

  it.effect("never spend and hold more than there is, and leave nothing held", () =>
    Effect.promise(() =>
      fc.assert(
        fc.asyncProperty(fc.array(plan, { minLength: 1, maxLength: 25 }), (plans) => {
          const script = ({ prepared }: FakeProvider.Call): FakeProvider.Answer => {
            const text = JSON.stringify(prepared.body)
            const { ends, latency } = plans[Number(/call (\d+)/.exec(text)?.[1])]!
            const answer =
              ends === "answers"
                ? dime
                : ends === "fails"
                  ? FakeProvider.fail(broken)
                  : FakeProvider.broken([said], broken)
            return FakeProvider.after(latency, answer)
          }
          const program = Effect.gen(function* () {
            const router = yield* Router
            const fibers: Array<Fiber.Fiber<unknown>> = []
            for (const [index, { at, givenUp, streamed }] of plans.entries()) {
              const request = {
                ...ask(["a", "b"], {}, small),
                messages: [{ role: "user", content: `call ${index}` }]
              } as const
              const call: Effect.Effect<unknown, RouterError> = streamed
                ? Stream.runCollect(router.chatStream(request))
                : router.chat(request)
              const patient = givenUp === null ? call : Effect.timeoutOption(call, givenUp)
              fibers.push(yield* Effect.forkChild(Effect.exit(Effect.delay(patient, at))))
            }
            for (let step = 0; step < 40; step++) {
              yield* TestClock.adjust(500)
              for (const [spent, held] of yield* spending()) assert.isAtMost(spent! + held!, 1 + 1e-9)
            }
            yield* TestClock.adjust("1 hour")
            for (const fiber of fibers) assert.isDefined(fiber.pollUnsafe(), "it has ended")
            assert.deepStrictEqual(
              (yield* spending()).map(([, held]) => held),
              [0]
            )
          }).pipe(
            budgeted([account("a", script), account("b", script)], daily(1)),
            Effect.provide(TestClock.layer()),
            Effect.scoped
          )
          return Effect.runPromise(program)
        }),
        { numRuns: 40 }
      )
    )
  )
})
