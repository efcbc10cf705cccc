import type { RequestFacts } from "@turnout/core/Candidate"
import type { Endpoint } from "@turnout/core/Endpoint"
import * as Price from "@turnout/core/Price"

/** Cost bounds of one attempt in nano-dollars; an absent bound is unknown. */
export interface Amount {
  readonly expected?: number
  readonly upper?: number
}

/** The inputs that bound the size and cost of an answer. */
export interface Asked extends Pick<RequestFacts, "prompt_tokens" | "output_tokens" | "choices"> {
  /** The input contains audio. */
  readonly audio: boolean
}

/**
 * A text token is at least one byte and the estimate counts four bytes per token, so no tokenizer exceeds the
 * estimate by more than this factor.
 */
const bytesPerEstimate = 4
/** Tokens that vendors prepend to a prompt, mostly for tools. */
const preamble = 1000

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
 * Every token at the highest rate that may apply. Does not include what a vendor bills per use on its own
 * initiative (searches). Undefined if the answer's size is unbounded.
 */
const upperOf = (endpoint: Endpoint, asked: Asked, now: number, until: number): number | undefined => {
  const { capabilities, limits } = endpoint.facts
  const window = limits.context ?? Infinity
  const input = Math.min(asked.prompt_tokens * bytesPerEstimate + preamble, limits.input ?? window, window)
  const isTold = capabilities.params["max_completion_tokens"]?.support !== "no"
  const output = Math.min((isTold ? asked.output_tokens : undefined) ?? Infinity, limits.output ?? window)
  if (output === Infinity) return undefined
  let most = 0
  for (const moment of [now, until]) {
    const price = Price.at(endpoint.facts.prices, moment)
    if (price === undefined) return undefined
    for (const rates of ratesOf(price, endpoint.tier, moment, input)) {
      const picos =
        input * inputRate(rates, endpoint.facts.cache_write_1h_factor ?? 1, asked.audio) +
        output * asked.choices * Math.max(rates.output, rates.reasoning ?? 0, rates.output_image ?? 0) +
        (rates.request ?? price.rates.request ?? 0)
      most = Math.max(most, Math.ceil(picos / 1000))
    }
  }
  return most
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

/** All rates at which the answer may be billed: hourly rates may start or end before it arrives. */
const ratesOf = (
  price: Price.Price,
  tier: string,
  now: number,
  inputTokens: number
): ReadonlyArray<Price.Rates> => {
  const rates = Price.ratesAt(price, { now, tier, inputTokens })
  return price.hours === undefined ? [rates] : [rates, price.rates, price.hours.rates]
}
