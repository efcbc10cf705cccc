import type { RequestFacts } from "@turnout/core/Candidate"
import type { Endpoint } from "@turnout/core/Endpoint"
import * as Price from "@turnout/core/Price"

/** What one attempt may cost, nano-dollars; absent is not known. */
export interface Amount {
  readonly expected?: number
  readonly upper?: number
}

/** What the size of an answer and of its bill depends on. */
export interface Asked extends Pick<RequestFacts, "prompt_tokens" | "output_tokens" | "choices"> {
  /** Audio is among the input. */
  readonly audio: boolean
}

/**
 * A token of text is never less than a byte, and the estimate counts four bytes as one: so many times the
 * estimate no tokenizer exceeds.
 */
const bytesPerEstimate = 4
/** What vendors put before a prompt by themselves, for tools above all. */
const preamble = 1000

/** `until` when the answer may come: prices change with the date and the hour. */
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
 * Every token at the dearest rate that it could have. Only what a vendor does of its own accord and bills by the
 * piece (searches) is not foreseen. Unknown where nothing bounds the answer.
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

/** All rates that the answer could be billed at: those of the hour may have ended by then, or begun. */
const ratesOf = (
  price: Price.Price,
  tier: string,
  now: number,
  inputTokens: number
): ReadonlyArray<Price.Rates> => {
  const rates = Price.ratesAt(price, { now, tier, inputTokens })
  return price.hours === undefined ? [rates] : [rates, price.rates, price.hours.rates]
}
