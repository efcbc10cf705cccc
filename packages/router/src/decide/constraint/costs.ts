import type { RequestFacts } from "@turnout/core/Candidate"
import type { Endpoint } from "@turnout/core/Endpoint"
import * as Price from "@turnout/core/Price"
import type { ExpectedCost } from "@turnout/core/Price"
import type { Served, SignalsSnapshot } from "@turnout/core/Signals"
import type { Models } from "../gather.ts"
import type { List } from "./list.ts"
import * as Rates from "./rates.ts"
import { tierAt } from "./tier.ts"

/** Assumed lifetime of a cached prompt in milliseconds, and probability of a hit. */
const cacheMs = 300_000
const hitChance = 0.9

/** Prompt tokens from which on vendors cache. */
const leastCached = 1024

/**
 * The expected cost of one request per endpoint. Output length: as learned of the model, else the caller's limit,
 * else a general prior. At the endpoint that served the conversation last, the prompt may still be cached.
 */
export class Costing {
  readonly isWarm: boolean
  private readonly facts: RequestFacts
  private readonly date: number
  private readonly tier: string | undefined
  private readonly snapshot: SignalsSnapshot | undefined
  /** Where the conversation was served last, if its prompt may still be cached there. */
  private readonly warm: Served | undefined
  private readonly chance: number
  /** The models of the candidates, and by position what was learned of them. */
  private models: Models | undefined = undefined
  private learned: ReadonlyArray<number | undefined> = none

  constructor(
    facts: RequestFacts,
    now: number,
    date: number,
    snapshot: SignalsSnapshot | undefined,
    tier: string | undefined
  ) {
    const { prompt_tokens, session } = facts
    const served = session === undefined ? undefined : snapshot?.session?.(session)
    const warm = served !== undefined && now - served.at <= cacheMs ? served : undefined
    this.facts = facts
    this.date = date
    this.tier = tier
    this.snapshot = snapshot
    this.warm = warm
    this.chance =
      warm === undefined || prompt_tokens <= 0
        ? 0
        : hitChance * Math.min(1, warm.prompt_tokens / prompt_tokens)
    this.isWarm = this.chance > 0 && prompt_tokens >= leastCached
  }

  /** Reads what was learned of the models' answers: costs that are asked for later are those of this moment. */
  learn(models: Models): void {
    const output = this.snapshot?.output
    const { names } = models
    this.models = models
    this.learned =
      output === undefined
        ? none
        : names.length === 1
          ? [output(names[0]!)]
          : names.map((name) => output(name))
  }

  cost(endpoint: Endpoint, outputTokens: number | undefined = this.facts.output_tokens): ExpectedCost {
    const { facts, models } = this
    const position = models?.positions.get(endpoint.model)
    const learned = position === undefined ? this.snapshot?.output?.(endpoint.model) : this.learned[position]
    expectation.now = this.date
    expectation.promptTokens = facts.prompt_tokens
    expectation.choices = facts.choices
    expectation.tier = tierAt(endpoint, this.tier)
    expectation.outputTokens = outputTokens
    expectation.outputLimit = endpoint.facts.limits.output
    expectation.expectedOutput = learned ?? outputTokens
    expectation.cacheHitChance = this.warm?.endpoint === endpoint.id ? this.chance : 0
    return Price.expected(endpoint.facts.prices, expectation)
  }

  /** Writes the expected costs of a whole list, by row; false if they must be computed one by one. */
  column(list: List, into: Float64Array): boolean {
    const { date, facts, learned, models, tier, warm } = this
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
        : (this.cost(endpoints[row]!).expected ?? NaN)
    }
    const warmed = warm === undefined ? -1 : endpoints.findIndex(({ id }) => id === warm.endpoint)
    if (warmed >= 0) into[warmed] = this.cost(endpoints[warmed]!).expected ?? NaN
    return true
  }
}

const none: ReadonlyArray<undefined> = []

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

/** The rates of one row, likewise. */
const rate = { input: 0.5, output: 0.5, read: 0.5, fee: 0.5 }
