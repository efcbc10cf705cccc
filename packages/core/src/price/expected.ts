import type { ExpectedCost, Price } from "./contract.ts"
import { at, pick } from "./select.ts"

/** What is known of a request before it is sent. */
export interface Expectation {
  readonly now: number
  readonly tier?: string | undefined
  readonly promptTokens: number
  /** The caller's limit per choice. */
  readonly outputTokens?: number | undefined
  /** The endpoint's limit per choice. */
  readonly outputLimit?: number | undefined
  /** What such answers had on average, where it was measured. */
  readonly expectedOutput?: number | undefined
  readonly choices: number
  /** 0–1: how likely the prompt is read from a cache. */
  readonly cacheHitChance?: number | undefined
}

/**
 * The expected cost alone, in nano-dollars, from rates in force (`read` where the prompt is cached, `fee` for the
 * call) and the tokens of all choices: for use over thousands of candidates.
 */
export const likely = (
  rates: { readonly input: number; readonly output: number; readonly read: number; readonly fee: number },
  promptTokens: number,
  outputTokens: number,
  chance: number
): number => {
  const prompt = promptTokens * (rates.input + (rates.read - rates.input) * chance)
  return Math.round((prompt + outputTokens * rates.output + rates.fee) / 1000)
}

/** Tokens of an answer's choice: no more than its limit. */
export const likelyOutput = (learned: number | undefined, limit: number): number =>
  Math.min(learned ?? outputPrior, limit)

/** Tokens per choice where nothing better is known. Ranking needs their ratio to the prompt, not their number. */
const outputPrior = 500

/** The estimate of a prompt is off by less than this. */
const margin = 1.1

/**
 * What a request will cost, in nano-dollars: `lower` as if all were cached and one token answered, `upper` as if
 * nothing were cached and the limit reached (absent without a limit). Unknown prices give an empty record.
 * Called for every candidate: allocates its result and nothing else.
 */
export const expected = (prices: ReadonlyArray<Price>, expectation: Expectation): ExpectedCost => {
  const { now, tier, promptTokens, choices } = expectation
  const price = at(prices, now)
  if (price === undefined) return unknown
  const rates = pick(price, now, tier, promptTokens)
  const limit = lesser(expectation.outputTokens, expectation.outputLimit)
  const output = likelyOutput(expectation.expectedOutput, limit)
  const fee = rates.request ?? price.rates.request ?? 0
  const read = rates.cache_read ?? rates.input
  const chance = expectation.cacheHitChance ?? 0
  const { input, output: word } = rates
  const middle = likely({ input, output: word, read, fee }, promptTokens, output * choices, chance)
  const least = promptTokens * Math.min(read, rates.input) + Math.min(1, output) * choices * rates.output
  const lower = Math.min(middle, Math.round((least + fee) / 1000))
  if (limit === Infinity) return { lower, expected: middle }
  const most = Math.ceil(promptTokens * margin)
  const dear = pick(price, now, tier, most)
  const dearest = Math.max(dear.output, dear.reasoning ?? 0)
  const upper = Math.round((most * dear.input + limit * choices * dearest + fee) / 1000)
  return { lower, expected: middle, upper: Math.max(middle, upper) }
}

const unknown: ExpectedCost = Object.freeze({})

const lesser = (one: number | undefined, other: number | undefined): number =>
  Math.min(one ?? Infinity, other ?? Infinity)
