import { assert, describe, it } from "@effect/vitest"
import type { PromptBound } from "@turnout/core/PromptBound"
import * as Budget from "@turnout/router/Budget"
import * as fc from "fast-check"
import { endpoint } from "./world.ts"

const day = 86_400_000
const utc = (text: string) => Date.parse(`${text}Z`)

const usd = (dollars: number) => Math.round(dollars * 1e9)
const amount =
  (dollars: number, upper = dollars) =>
  () => ({ expected: usd(dollars), upper: usd(upper) })

const spender = (
  principal: Budget.Spender["principal"] = {},
  payer: Budget.Spender["payer"] = "platform",
  provider = "a"
): Budget.Spender => ({ principal, payer, provider })

const rule = (limit_usd: number, more: Partial<Budget.Rule> = {}): Budget.Rule => ({
  scope: "workspace",
  period: "daily",
  limit_usd,
  ...more
})

const lease = (value: ReturnType<Budget.State["reserve"]>): Budget.Lease => {
  assert.ok(value !== undefined && !Budget.isRefused(value), "it was refused")
  return value
}

const refused = (value: ReturnType<Budget.State["reserve"]>): Budget.Refused => {
  assert.ok(Budget.isRefused(value), "it was let through")
  return value
}

/** Spends at a moment. */
const spend = (budget: Budget.State, dollars: number, now: number, by = spender()) =>
  budget.settle(lease(budget.reserve(by, amount(dollars), now)), usd(dollars), now)

const spent = (budget: Budget.State, now: number, principal = {}) =>
  budget.status(principal, now).map(({ spend_usd }) => spend_usd)

describe("periods", () => {
  const edges: ReadonlyArray<readonly [Budget.Period, string, string]> = [
    ["daily", "2026-11-10T00:00:00", "the day"],
    ["daily", "2024-02-29T00:00:00", "the leap day"],
    ["daily", "2024-03-01T00:00:00", "the day after it"],
    ["weekly", "2026-11-09T00:00:00", "Monday"],
    ["weekly", "2024-12-30T00:00:00", "the Monday of a week across the year"],
    ["weekly", "1970-01-05T00:00:00", "the first Monday there is"],
    ["monthly", "2026-11-01T00:00:00", "the 1st"],
    ["monthly", "2026-03-01T00:00:00", "the 1st after a February of 28 days"],
    ["monthly", "2024-03-01T00:00:00", "the 1st after a February of 29 days"],
    ["monthly", "2100-03-01T00:00:00", "the 1st after a February that is no leap one"],
    ["monthly", "2026-01-01T00:00:00", "the 1st of a year"]
  ]
  for (const [period, text, words] of edges) {
    it(`a ${period} budget is new at 00:00 UTC of ${words} (${text}), and not a millisecond before`, () => {
      const budget = Budget.make({ rules: [rule(10, { period })] })
      const edge = utc(text)
      spend(budget, 10, edge - 1)
      const before = refused(budget.reserve(spender(), amount(1), edge - 1))
      assert.strictEqual(before.resets_at, edge)
      assert.deepStrictEqual(spent(budget, edge - 1), [10])
      assert.deepStrictEqual(spent(budget, edge), [0])
      spend(budget, 10, edge)
      refused(budget.reserve(spender(), amount(1), edge))
    })
  }

  it("a week has seven days, and a month as many as the calendar gives it", () => {
    const lengths = (period: Budget.Period, starts: ReadonlyArray<string>) =>
      starts.map((text) => {
        const budget = Budget.make({ rules: [rule(0, { period })] })
        return (refused(budget.reserve(spender(), amount(1), utc(text))).resets_at - utc(text)) / day
      })
    assert.deepStrictEqual(lengths("weekly", ["2026-11-09T00:00:00", "2024-02-26T00:00:00"]), [7, 7])
    const months = Array.from(
      { length: 12 },
      (_, month) => `2024-${String(month + 1).padStart(2, "0")}-01T00:00:00`
    )
    assert.deepStrictEqual(lengths("monthly", months), [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
  })

  it("every moment of a year lies in the period that the calendar says", () => {
    fc.assert(
      fc.property(fc.integer({ min: utc("2023-12-20T00:00:00"), max: utc("2025-01-10T00:00:00") }), (now) => {
        const ends = (period: Budget.Period) =>
          refused(Budget.make({ rules: [rule(0, { period })] }).reserve(spender(), amount(1), now)).resets_at
        const date = new Date(now)
        const midnight = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate())
        assert.strictEqual(ends("daily"), midnight + day)
        assert.strictEqual(ends("weekly"), midnight + (7 - ((date.getUTCDay() + 6) % 7)) * day)
        assert.strictEqual(ends("monthly"), Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1))
      })
    )
  })

  it("what was reserved in one period is settled in it, however late", () => {
    const budget = Budget.make({ rules: [rule(10)] })
    const late = lease(budget.reserve(spender(), amount(10), day - 1))
    spend(budget, 10, day)
    budget.settle(late, usd(10), day + 1)
    assert.deepStrictEqual(spent(budget, day + 1), [10])
    refused(budget.reserve(spender(), amount(1), day + 1))
  })

  it("a clock that goes back brings no money back", () => {
    const budget = Budget.make({ rules: [rule(10)] })
    spend(budget, 10, day)
    refused(budget.reserve(spender(), amount(1), day - 1))
  })
})

describe("reserving", () => {
  it("holds the most that an attempt can cost, settles what it did, and releases what it did not", () => {
    const budget = Budget.make({ rules: [rule(10)] })
    const one = lease(budget.reserve(spender(), amount(1, 6), 0))
    assert.strictEqual(refused(budget.reserve(spender(), amount(1, 5), 0)).why, "held")
    budget.settle(one, usd(1), 0)
    const other = lease(budget.reserve(spender(), amount(1, 9), 0))
    budget.release(other, 0)
    assert.deepStrictEqual(
      budget.status({}, 0).map(({ reserved_usd, spend_usd }) => [spend_usd, reserved_usd]),
      [[1, 0]]
    )
    assert.strictEqual(refused(budget.reserve(spender(), amount(1, 9.5), 0)).why, "spent")
  })

  it("holds what it will likely cost where the host prefers that", () => {
    const budget = Budget.make({ rules: [rule(10)], reserve: "expected" })
    const leases = Array.from({ length: 10 }, () => lease(budget.reserve(spender(), amount(1, 6), 0)))
    refused(budget.reserve(spender(), amount(1, 6), 0))
    for (const each of leases) budget.settle(each, usd(2), 0)
    // Overspent by no more than what those in flight cost beyond their reserve.
    assert.deepStrictEqual(spent(budget, 0), [20])
  })

  it("takes from every budget that concerns it, or from none", () => {
    const budget = Budget.make({
      rules: [rule(100), rule(5, { scope: "api_key", period: "monthly" })]
    })
    const principal = { workspace_id: "w", api_key_id: "k" }
    const said = refused(budget.reserve(spender(principal), amount(6), 0))
    assert.deepStrictEqual([said.rule.scope, said.rule.period], ["api_key", "monthly"])
    assert.deepStrictEqual(
      budget.status(principal, 0).map(({ reserved_usd }) => reserved_usd),
      [0, 0]
    )
    spend(budget, 5, 0, spender(principal))
    assert.deepStrictEqual(spent(budget, 0, principal), [5, 5])
  })

  it("each workspace and key has a budget of its own; calls without one share one", () => {
    const budget = Budget.make({ rules: [rule(1)] })
    spend(budget, 1, 0, spender({ workspace_id: "one" }))
    spend(budget, 1, 0, spender({ workspace_id: "other" }))
    spend(budget, 1, 0, spender({ workspace_id: null, api_key_id: "k" }))
    refused(budget.reserve(spender({}), amount(1), 0))
    refused(budget.reserve(spender({ workspace_id: "one" }), amount(1), 0))
  })

  it("a name that looks like another's counter is only a name", () => {
    const budget = Budget.make({ rules: [rule(1), rule(1, { scope: "api_key" })] })
    spend(budget, 1, 0, spender({ workspace_id: "a:b", api_key_id: "__proto__" }))
    spend(budget, 1, 0, spender({ workspace_id: "a", api_key_id: "b" }))
    spend(budget, 1, 0, spender({ workspace_id: "daily:a", api_key_id: "constructor" }))
  })

  it("a rule that names its subject replaces the general one", () => {
    const budget = Budget.make({ rules: [rule(1), rule(3, { id: "big" })] })
    spend(budget, 3, 0, spender({ workspace_id: "big" }))
    refused(budget.reserve(spender({ workspace_id: "small" }), amount(2), 0))
  })

  it("what the callers' own keys cost counts in the budget of their provider, and in no other", () => {
    const budget = Budget.make({
      rules: [rule(1), rule(1, { scope: "api_key" }), rule(2, { scope: "byok_provider", id: "a" })]
    })
    spend(budget, 2, 0, spender({}, "byok", "a"))
    refused(budget.reserve(spender({}, "byok", "a"), amount(1), 0))
    lease(budget.reserve(spender({ workspace_id: "another" }, "byok", "a"), amount(1), 0))
    assert.isUndefined(budget.reserve(spender({}, "byok", "b"), amount(1), 0))
    spend(budget, 1, 0)
    assert.deepStrictEqual(spent(budget, 0), [1, 1, 2])
  })

  it("a budget that is not enforced counts and stops nothing", () => {
    const budget = Budget.make({ rules: [rule(1, { enforce: false })] })
    spend(budget, 5, 0)
    assert.deepStrictEqual(spent(budget, 0), [5])
  })

  it("what is free fits into an empty budget", () => {
    const budget = Budget.make({ rules: [rule(0)] })
    spend(budget, 0, 0)
    refused(budget.reserve(spender(), amount(0.000_000_001), 0))
  })

  it("a limit that is no number stops everything", () => {
    const budget = Budget.make({ rules: () => [rule(Number.NaN)] })
    refused(budget.reserve(spender(), amount(1), 0))
  })

  it("nothing is priced where no budget is concerned", () => {
    const budget = Budget.make({ rules: [rule(1, { id: "w" })] })
    const never = () => assert.fail("it was priced")
    assert.isUndefined(budget.reserve(spender({ workspace_id: "v" }), never, 0))
  })
})

describe("an attempt of unknown cost", () => {
  const nothing = () => ({})

  it("is not sent while an enforced budget stands", () => {
    const budget = Budget.make({ rules: [rule(10)] })
    assert.strictEqual(refused(budget.reserve(spender(), nothing, 0)).why, "unpriced")
    const counted = Budget.make({ rules: [rule(10, { enforce: false })] })
    lease(counted.reserve(spender(), nothing, 0))
  })

  it("is sent where the host allows it, counted as unpriced and never as 0 USD of a sum", () => {
    const budget = Budget.make({ rules: [rule(10)], unknown_price: "allow" })
    budget.settle(lease(budget.reserve(spender(), nothing, 0)), undefined, 0)
    budget.settle(lease(budget.reserve(spender(), nothing, 0)), usd(3), 0)
    assert.deepStrictEqual(
      budget.status({}, 0).map(({ spend_usd, unpriced }) => [spend_usd, unpriced]),
      [[3, 1]]
    )
  })

  it("an answer that does not say what it used cost what was held for it", () => {
    const budget = Budget.make({ rules: [rule(10)] })
    budget.settle(lease(budget.reserve(spender(), amount(1, 4), 0)), undefined, 0)
    assert.deepStrictEqual(spent(budget, 0), [4])
  })
})

describe("at the same time", () => {
  /** What one attempt does, and when each of its steps comes among those of the others. */
  const attempt = fc.record({
    upper: fc.integer({ min: 0, max: 40 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    end: fc.constantFrom("settled", "released", "unknown"),
    workspace: fc.constantFrom("v", "w"),
    api_key: fc.constantFrom("i", "j", "k")
  })
  const rules = [rule(100), rule(60, { scope: "api_key" }), rule(150, { period: "monthly" })]

  it("no interleaving of reserving and settling spends or holds more than the limit", () => {
    fc.assert(
      fc.property(
        fc.array(attempt, { maxLength: 40 }),
        fc.infiniteStream(fc.nat(1000)),
        (attempts, choices) => {
          const budget = Budget.make({ rules })
          const open: Array<readonly [Budget.Lease, (typeof attempts)[number]]> = []
          const waiting = [...attempts]
          let now = 0
          const holds = () => {
            for (const workspace_id of ["v", "w"]) {
              for (const api_key_id of ["i", "j", "k"]) {
                for (const each of budget.status({ workspace_id, api_key_id }, now)) {
                  assert.isAtMost(each.spend_usd + each.reserved_usd, each.limit_usd)
                  assert.isAtLeast(each.reserved_usd, 0)
                }
              }
            }
          }
          while (waiting.length + open.length > 0) {
            now += choices.next().value * 40_000
            const pick = choices.next().value % (waiting.length + open.length)
            if (pick < waiting.length) {
              const [next] = waiting.splice(pick, 1)
              const { api_key, upper, workspace } = next!
              const by = spender({ workspace_id: workspace, api_key_id: api_key })
              const held = budget.reserve(by, amount(0, upper), now)
              if (held !== undefined && !Budget.isRefused(held)) open.push([held, next!])
            } else {
              const [[held, { end, share }]] = open.splice(pick - waiting.length, 1) as [
                (typeof open)[number]
              ]
              if (end === "released") budget.release(held, now)
              else budget.settle(held, end === "unknown" ? undefined : Math.floor(held.nanos * share), now)
            }
            holds()
          }
          const left = budget.status({ workspace_id: "v", api_key_id: "i" }, now)
          for (const { reserved_usd } of left) assert.strictEqual(reserved_usd, 0)
        }
      )
    )
  })

  it("what is spent is the sum of what was settled, to the nano-dollar", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 999_999_937 }), { maxLength: 50 }), (nanos) => {
        const budget = Budget.make({ rules: [rule(1000)] })
        const leases = nanos.map((each) => lease(budget.reserve(spender(), () => ({ upper: each }), 0)))
        for (const [index, each] of leases.entries()) budget.settle(each, nanos[index], 0)
        assert.strictEqual(
          Math.round(spent(budget, 0)[0]! * 1e9),
          nanos.reduce((sum, each) => sum + each, 0)
        )
      })
    )
  })
})

describe("memory", () => {
  it("remembers so many counters and forgets the one unused for longest, never one that holds money", () => {
    const budget = Budget.make({ rules: [rule(1)], counters: 3 })
    const by = (workspace_id: string) => spender({ workspace_id })
    lease(budget.reserve(by("holds"), amount(1), 0))
    spend(budget, 1, 0, by("old"))
    spend(budget, 1, 0, by("used"))
    spend(budget, 1, 0, by("new"))
    refused(budget.reserve(by("holds"), amount(1), 0))
    lease(budget.reserve(by("old"), amount(1), 0))
    refused(budget.reserve(by("new"), amount(1), 0))
  })

  it("reading a status creates no counter", () => {
    const budget = Budget.make({ rules: [rule(1)], counters: 1 })
    spend(budget, 1, 0, spender({ workspace_id: "w" }))
    for (let index = 0; index < 10; index++) budget.status({ workspace_id: String(index) }, 0)
    assert.deepStrictEqual(spent(budget, 0, { workspace_id: "w" }), [1])
  })
})

describe("balance", () => {
  it("is the least that the workspace's enforced budgets have left, in whole micro-dollars", () => {
    const budget = Budget.make({
      rules: [
        rule(10, { period: "monthly" }),
        rule(4),
        rule(1, { enforce: false, period: "weekly" }),
        rule(0.5, { scope: "api_key" })
      ]
    })
    spend(budget, 0.123_456_789, 0, spender({ workspace_id: "w" }))
    assert.deepStrictEqual(Budget.balance(budget, { workspace_id: "w" }, 0), {
      object: "credit_balance",
      workspace_id: "w",
      balance_microdollars: 3_876_543,
      currency: "USD"
    })
    assert.isUndefined(Budget.balance(Budget.make({ rules: [] }), {}, 0))
    assert.isUndefined(Budget.balance(undefined, {}, 0))
  })
})

describe("the most that an attempt can cost", () => {
  const asked = { prompt_tokens: 1000, output_tokens: 100, choices: 1 }
  const prompt: PromptBound = { text: 3000, images: 0, audio: 0, tools: false, open: false, searches: false }
  const priced = (rates: object, more = {}) => [
    { rates: { input: 1e6, output: 2e6, ...rates }, source: "test", date: "2026-01-01", ...more }
  ]
  const upper = (
    stated: Parameters<typeof endpoint>[2],
    more: Partial<Budget.Asked> = {},
    now = 0,
    until = now
  ) => Budget.amount(endpoint("a", "m", stated), { ...asked, ...more }, now, until).upper

  it("is every byte a token, and the whole of what may be answered", () => {
    assert.strictEqual(upper({ prices: priced({}) }), 4000 * 1000 + 100 * 2000)
    assert.strictEqual(upper({ prices: priced({}) }, { choices: 3 }), 4000 * 1000 + 300 * 2000)
  })

  it("is the bytes of the prompt where those were counted, with what its media and the vendor's template take", () => {
    const prices = priced({})
    const cost = (more: Partial<PromptBound>, stated = {}) =>
      (upper({ prices, ...stated }, { prompt: { ...prompt, audio: 0, ...more } })! - 100 * 2000) / 1000
    assert.strictEqual(cost({}), 3000)
    assert.strictEqual(cost({ audio: 500 }), 3500)
    assert.isAtLeast(cost({ images: 1 }), 3000 + 10_000)
    const overhead = { overhead: { prompt: 50, tools: 400, image: 1445 } }
    assert.strictEqual(cost({ images: 2 }, overhead), 3050 + 2 * 1445)
    assert.strictEqual(cost({ tools: true }, overhead), 3450)
    assert.isUndefined(upper({ prices }, { prompt: { ...prompt, open: true } }))
    assert.strictEqual(cost({ open: true }, { limits: { context: 9000 } }), 9000)
  })

  it("is unknown where the vendor may use tools of its own: each use is billed, and brings what it likes", () => {
    const stated = { prices: priced({ web_search: 1e10 }), limits: { context: 9000 } }
    assert.isUndefined(upper(stated, { prompt: { ...prompt, searches: true } }))
    assert.isDefined(upper(stated, { prompt }))
  })

  it("knows the window", () => {
    assert.strictEqual(upper({ prices: priced({}), limits: { context: 2000 } }), 2000 * 1000 + 100 * 2000)
    const { output_tokens: _, ...open } = asked
    const most = Budget.amount(
      endpoint("a", "m", { prices: priced({}), limits: { context: 9000 } }),
      open,
      0,
      0
    )
    assert.strictEqual(most.upper, 4000 * 1000 + 9000 * 2000)
  })

  it("is unknown without a price, or where nothing ends the answer", () => {
    assert.isUndefined(upper({}))
    const { output_tokens: _, ...open } = asked
    assert.isUndefined(Budget.amount(endpoint("a", "m", { prices: priced({}) }), open, 0, 0).upper)
    assert.isUndefined(upper({ prices: priced({}), params: { max_completion_tokens: { support: "no" } } }))
  })

  it("takes the dearest rate that a token could have", () => {
    const written = priced({ cache_write: 3e6, reasoning: 5e6 })
    assert.strictEqual(upper({ prices: written }), 4000 * 3000 + 100 * 5000)
    assert.strictEqual(upper({ prices: written, cache_write_1h_factor: 1.6 }), 4000 * 4800 + 100 * 5000)
    const spoken = priced({ input_audio: 40e6 })
    assert.strictEqual(upper({ prices: spoken }), 4000 * 1000 + 100 * 2000)
    assert.strictEqual(
      upper({ prices: spoken }, { prompt: { ...prompt, audio: 1000 } }),
      4000 * 40_000 + 100 * 2000
    )
    const tiers = priced({}, { service: { priority: { input: 7e6, output: 9e6 } } })
    assert.strictEqual(upper({ prices: tiers }), 4000 * 1000 + 100 * 2000)
    assert.strictEqual(upper({ prices: tiers }, { tiers: true }), 4000 * 7000 + 100 * 9000)
    const aloud = priced({ output_audio: 80e6 })
    assert.strictEqual(upper({ prices: aloud }, { speaks: true }), 4000 * 1000 + 100 * 80_000)
  })

  it("knows the context tier, the hours and the price of tomorrow", () => {
    const dear = { input: 10e6, output: 20e6 }
    const tiers = [{ from_input_tokens: 4000, rates: dear }]
    assert.strictEqual(upper({ prices: priced({}, { tiers }) }), 4000 * 10_000 + 100 * 20_000)
    const hours = { utc: [["12:00", "13:00"]] as const, rates: dear }
    assert.strictEqual(upper({ prices: priced({}, { hours }) }), 4000 * 10_000 + 100 * 20_000)
    const prices = [...priced(dear, { from: "1970-01-02" }), ...priced({}, { until: "1970-01-02" })]
    assert.strictEqual(upper({ prices }, {}, 0), 4000 * 1000 + 100 * 2000)
    assert.strictEqual(upper({ prices }, {}, day - 1, day + 1), 4000 * 10_000 + 100 * 20_000)
    assert.isUndefined(upper({ prices: priced({}, { until: "1970-01-02" }) }, {}, day - 1, day))
  })
})
