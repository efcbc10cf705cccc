import type { RequestFacts } from "@turnout/core/Candidate"
import type { Endpoint } from "@turnout/core/Endpoint"
import * as Price from "@turnout/core/Price"
import * as PromptBound from "@turnout/core/PromptBound"

/** Cost bounds of one attempt in nano-dollars; an absent bound is unknown. */
export interface Amount {
  readonly expected?: number
  readonly upper?: number
}

/** The inputs that bound the size and cost of an answer. */
export interface Asked extends Pick<RequestFacts, "prompt_tokens" | "output_tokens" | "choices" | "inputs"> {
  /** The bound of the prompt. Absent: its estimate bounds it, which counts four bytes as one token. */
  readonly prompt?: PromptBound.PromptBound
  /** The output may contain audio. */
  readonly speaks?: boolean
  /** The caller may have asked for a service tier: any of them may be billed. */
  readonly tiers?: boolean
}

const bytesPerEstimate = 4

/** `until`: the latest time of the answer, since prices change by date and hour. */
export const of = (endpoint: Endpoint, asked: Asked, now: number, until: number): Amount => {
  const { limits, prices } = endpoint.facts
  const { expected } = Price.expected(prices, {
    now,
    tier: endpoint.tier,
    promptTokens: asked.prompt_tokens,
    outputTokens: asked.output_tokens,
    outputLimit: limits.output,
    choices: asked.choices
  })
  const upper = upperOf(endpoint, asked, now, until)
  return {
    ...(expected === undefined ? {} : { expected }),
    ...(upper === undefined ? {} : { upper: Math.max(upper, expected ?? 0) })
  }
}

/**
 * Every token at the highest rate that may apply. Undefined if the size of the prompt or of the answer is unbounded, or
 * the vendor may be asked to use tools of its own: it bills each use, and the prompt again with what they bring.
 */
const upperOf = (endpoint: Endpoint, asked: Asked, now: number, until: number): number | undefined => {
  if (asked.prompt?.searches === true) return undefined
  const { capabilities, limits } = endpoint.facts
  const window = limits.context ?? Infinity
  const bytes =
    asked.prompt === undefined
      ? asked.prompt_tokens * bytesPerEstimate
      : PromptBound.tokens(asked.prompt, capabilities.overhead)
  // Limits hold for each input of an embedding request.
  const most = (asked.inputs?.count ?? 1) * Math.min(limits.input ?? window, window)
  const input = Math.min(bytes, most)
  const isTold = capabilities.params["max_completion_tokens"]?.support !== "no"
  const output = Math.min((isTold ? asked.output_tokens : undefined) ?? Infinity, limits.output ?? window)
  if (output === Infinity || input === Infinity) return undefined
  let dearest = 0
  for (const moment of [now, until]) {
    const price = Price.at(endpoint.facts.prices, moment)
    if (price === undefined) return undefined
    for (const rates of ratesOf(price, endpoint.tier, moment, input, asked.tiers === true)) {
      const picos =
        input * inputRate(rates, endpoint.facts.cache_write_1h_factor ?? 1, (asked.prompt?.audio ?? 0) > 0) +
        output * asked.choices * outputRate(rates, asked.speaks === true) +
        (rates.request ?? price.rates.request ?? 0)
      dearest = Math.max(dearest, Math.ceil(picos / 1000))
    }
  }
  return dearest
}

const inputRate = (rates: Price.Rates, longerWrite: number, audio: boolean): number =>
  Math.max(
    rates.input,
    rates.cache_read ?? 0,
    (rates.cache_write ?? 0) * Math.max(1, longerWrite),
    rates.cache_write_1h ?? 0,
    rates.input_image ?? 0,
    audio ? (rates.input_audio ?? 0) : 0
  )

const outputRate = (rates: Price.Rates, speaks: boolean): number =>
  Math.max(
    rates.output,
    rates.reasoning ?? 0,
    rates.output_image ?? 0,
    speaks ? (rates.output_audio ?? 0) : 0
  )

/** All rates at which the answer may be billed: hourly rates may start or end before it arrives. */
const ratesOf = (
  price: Price.Price,
  tier: string,
  now: number,
  inputTokens: number,
  tiers: boolean
): ReadonlyArray<Price.Rates> => {
  const all = [Price.ratesAt(price, { now, tier, inputTokens })]
  if (price.hours !== undefined) all.push(price.rates, price.hours.rates)
  if (tiers && price.service !== undefined) all.push(...Object.values(price.service))
  return all
}
