import type { RequestFacts } from "@turnout/core/Candidate"
import type { Endpoint } from "@turnout/core/Endpoint"
import * as Price from "@turnout/core/Price"
import type { ExpectedCost } from "@turnout/core/Price"
import type { Served, SignalsSnapshot } from "@turnout/core/Signals"
import type { Models } from "../gather.ts"
import type { Context } from "./contract.ts"
import type { List } from "./list.ts"
import * as Rates from "./rates.ts"
import { tierAt } from "./tier.ts"

/** Assumed lifetime of a cached prompt in milliseconds, and probability of a hit. */
const cacheMs = 300_000
const hitChance = 0.9

/** Prompt tokens from which on vendors cache. */
const leastCached = 1024

/** What the costs of one request are computed from. */
interface Asked {
  readonly facts: RequestFacts
  readonly date: number
  readonly tier: string | undefined
  readonly snapshot: SignalsSnapshot | undefined
  /** Where the conversation was served last, if its prompt may still be cached there. */
  readonly warm: Served | undefined
  readonly chance: number
  /** The models of the candidates, and by position what was learned of them. */
  models: Models | undefined
  learned: ReadonlyArray<number | undefined>
}

/**
 * The expected cost of this request per endpoint. Output length: as learned of the model, else the caller's limit,
 * else a general prior. At the endpoint that served the conversation last, the prompt may still be cached.
 */
export const of = (
  facts: RequestFacts,
  { now, date }: Pick<Context, "now" | "date">,
  snapshot: SignalsSnapshot | undefined,
  tier: string | undefined
): Pick<Context, "cost" | "costs" | "learn" | "isWarm"> => {
  const { prompt_tokens, session } = facts
  const served = session === undefined ? undefined : snapshot?.session?.(session)
  const warm = served !== undefined && now - served.at <= cacheMs ? served : undefined
  const chance =
    warm === undefined || prompt_tokens <= 0 ? 0 : hitChance * Math.min(1, warm.prompt_tokens / prompt_tokens)
  const asked: Asked = { facts, date, tier, snapshot, warm, chance, models: undefined, learned: none }
  return {
    isWarm: chance > 0 && prompt_tokens >= leastCached,
    cost: (endpoint, outputTokens = facts.output_tokens) => cost(asked, endpoint, outputTokens),
    costs: (list, into) => costs(asked, list, into),
    learn: (models) => {
      asked.models = models
      asked.learned = learned(asked, models.names)
    }
  }
}

const none: ReadonlyArray<undefined> = []

const learned = ({ snapshot }: Asked, names: ReadonlyArray<string>): ReadonlyArray<number | undefined> => {
  const output = snapshot?.output
  if (output === undefined) return none
  return names.length === 1 ? [output(names[0]!)] : names.map((name) => output(name))
}

const learnedOf = ({ learned, models, snapshot }: Asked, model: string): number | undefined => {
  const position = models?.positions.get(model)
  return position === undefined ? snapshot?.output?.(model) : learned[position]
}

/** One object for all candidates: it is read and not retained. */
const expectation = {
  now: 0.5,
  tier: undefined as string | undefined,
  promptTokens: 0.5,
  outputTokens: undefined as number | undefined,
  outputLimit: undefined as number | undefined,
  expectedOutput: undefined as number | undefined,
  choices: 1,
  cacheHitChance: 0.5
}

const cost = (asked: Asked, endpoint: Endpoint, outputTokens: number | undefined): ExpectedCost => {
  const { chance, date, facts, tier, warm } = asked
  expectation.now = date
  expectation.promptTokens = facts.prompt_tokens
  expectation.choices = facts.choices
  expectation.tier = tierAt(endpoint, tier)
  expectation.outputTokens = outputTokens
  expectation.outputLimit = endpoint.facts.limits.output
  expectation.expectedOutput = learnedOf(asked, endpoint.model) ?? outputTokens
  expectation.cacheHitChance = warm?.endpoint === endpoint.id ? chance : 0
  return Price.expected(endpoint.facts.prices, expectation)
}

/** The rates of one row, likewise. */
const rate = { input: 0.5, output: 0.5, read: 0.5, fee: 0.5 }

const costs = (asked: Asked, list: List, into: Float64Array): boolean => {
  const { date, facts, learned, models, tier, warm } = asked
  const { endpoints, model, outputs, rates } = list
  if (rates.tier !== tier || models === undefined) return false
  Rates.update(rates, endpoints, date)
  const { choices, output_tokens, prompt_tokens } = facts
  const most = output_tokens ?? Infinity
  for (let row = 0; row < endpoints.length; row++) {
    rate.input = rates.input[row]!
    rate.output = rates.output[row]!
    rate.read = rates.read[row]!
    rate.fee = rates.request[row]!
    const isFixed = prompt_tokens < rates.below[row]! && !Number.isNaN(rate.input)
    const output = Price.likelyOutput(learned[model[row]!] ?? output_tokens, Math.min(most, outputs[row]!))
    into[row] = isFixed
      ? Price.likely(rate, prompt_tokens, output * choices, 0)
      : (cost(asked, endpoints[row]!, output_tokens).expected ?? NaN)
  }
  const warmed = warm === undefined ? -1 : endpoints.findIndex(({ id }) => id === warm.endpoint)
  if (warmed >= 0) into[warmed] = cost(asked, endpoints[warmed]!, output_tokens).expected ?? NaN
  return true
}
