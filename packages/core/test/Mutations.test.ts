import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import * as fc from "fast-check"
import * as Normalize from "@turnout/core/Normalize"
import * as Param from "@turnout/core/Param"
import * as Fit from "@turnout/core/Fit"
import type { Capabilities } from "@turnout/core/Capabilities"
import type { Endpoint } from "@turnout/core/Endpoint"
import * as Warning from "@turnout/core/Warning"
import { fields } from "./mutations/fields.ts"
import { forms } from "./mutations/forms.ts"
import { fits } from "./mutations/fits.ts"
import type { Expectation, Mutated, Mutation } from "./mutations/Mutation.ts"
import { requests, type Wild } from "./mutations/requests.ts"
import { spellings } from "./mutations/spellings.ts"
import { values } from "./mutations/values.ts"

const mutations: { readonly [promise: string]: Mutation } = {
  ...values,
  ...forms,
  ...spellings,
  ...fields,
  ...fits
}

/** Together, over all operators. */
const total = 10_000
const each = Math.ceil(total / Object.keys(mutations).length)

/** As it is accepted, but for the caller's word where two say the same: it is kept for servers that know only one. */
const accepted = (request: unknown): Normalize.Normalized => {
  const result = Normalize.normalize(request)
  if (Result.isFailure(result)) assert.fail(`refused: ${result.failure.message}`)
  const { spelled: _, ...rest } = result.success.request
  return { ...result.success, request: rest }
}

const without = <A>(list: ReadonlyArray<A>, extra: ReadonlyArray<A>): ReadonlyArray<A> =>
  list.filter((item) => !extra.includes(item))

const provider = { id: "acme", aliases: [] }

/** An endpoint that takes everything but what is stated. */
const endpoint = (capabilities: Partial<Capabilities>): Endpoint => ({
  id: "acme/m",
  provider: "acme",
  provider_model_id: "m",
  model: "m",
  tier: "standard",
  facts: {
    limits: {},
    prices: [],
    listed: true,
    capabilities: {
      features: {},
      reasoning: { support: "yes", control: "effort" },
      unlisted: "pass",
      ...capabilities,
      params: { ...everything, ...capabilities.params }
    }
  }
})

const everything: Capabilities["params"] = Object.fromEntries(
  Param.optional.map((name) => [name, { support: "yes" }])
)

const key = ({ action, param }: { readonly action: string; readonly param: string }): string =>
  `${action} ${param}`

const fitsAsBefore = (
  [was, is]: readonly [Normalize.Normalized, Normalize.Normalized],
  expect: Extract<Expectation, { readonly fitted: string }>
): void => {
  const [before, after] = [was, is].map(({ request }) => Fit.fit(request, endpoint(expect.at), provider))
  const known = new Set(before!.ledger.map(key))
  const more = after!.ledger.filter((entry) => !known.has(key(entry)))
  assert.deepStrictEqual(more.map(key), [expect.fitted])
  assert.deepStrictEqual(after!.request, before!.request)
  const codes = Warning.fromLedger(more).map(({ code }) => code)
  assert.deepStrictEqual(codes, expect.silent === true ? [] : [expect.fitted.split(" ")[1]])
}

const isUnverified = ({ request }: Normalize.Normalized, param: string): void => {
  const at = endpoint({ params: { [param]: { support: "unknown" } } })
  const { ledger, request: sent } = Fit.fit(request, at, provider)
  assert.deepStrictEqual(sent, Fit.fit(request, endpoint({}), provider).request)
  assert.include(ledger.map(key), `unverified ${param}`)
}

const holds = (request: Wild, { after, before = request, expect }: Mutated): void => {
  if (typeof expect === "object" && "refused" in expect) {
    const result = Normalize.normalize(after)
    if (Result.isSuccess(result)) assert.fail("accepted")
    const { violations } = result.failure
    assert.include(
      violations.map(({ code, param }) => `${code} ${param}`),
      `${expect.refused} ${expect.param}`
    )
    assert.strictEqual(result.failure.status, 400)
    return
  }
  const [was, is] = [accepted(before), accepted(after)]
  if (typeof expect === "object" && "fitted" in expect) return fitsAsBefore([was, is], expect)
  if (typeof expect === "object" && "unverified" in expect) return isUnverified(is, expect.unverified)
  const news = is.warnings.filter(
    (warning) =>
      typeof expect === "object" &&
      "warned" in expect &&
      warning.type === expect.warned &&
      warning.code === expect.code
  )
  const entries = is.ledger.filter(
    ({ action, param }) =>
      typeof expect === "object" && "entry" in expect && `${action} ${param}` === expect.entry
  )
  if (expect !== "same") assert.strictEqual(news.length + entries.length, 1, "it is told, once")
  assert.deepStrictEqual(
    { ...is, warnings: without(is.warnings, news), ledger: without(is.ledger, entries) },
    was
  )
}

describe("a mutated request", () => {
  it("comes of one that is accepted", () => {
    fc.assert(fc.property(requests, (request) => void accepted(request)))
  })

  for (const [promise, mutate] of Object.entries(mutations)) {
    it(promise, () => {
      fc.assert(
        fc.property(requests, fc.nat(999), (request, pick) => holds(request, mutate(request, pick))),
        { numRuns: each }
      )
    })
  }
})
