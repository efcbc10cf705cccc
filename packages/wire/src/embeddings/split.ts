import type { Embedding, EmbeddingFacts } from "@turnout/core/Embedding"
import { inputTokens } from "@turnout/core/Estimate"

type Input = Embedding["input"]

/** Tokens are estimated from bytes: a request is held below its limit by so much. */
const margin = 1.25

/** The inputs in runs that an endpoint takes at once, in order; each holds one input at least. */
export const split = (
  input: Input,
  { batch = Infinity, batch_tokens }: EmbeddingFacts
): ReadonlyArray<Input> => {
  if (input.length <= batch && batch_tokens === undefined) return [input]
  const isCounted = typeof input[0] === "object"
  const most = (batch_tokens ?? Infinity) / (isCounted ? 1 : margin)
  const runs: Array<Input> = []
  let from = 0
  let tokens = 0
  for (let index = 0; index < input.length; index++) {
    const own = batch_tokens === undefined ? 0 : inputTokens(input.slice(index, index + 1) as Input).sum
    if (index > from && (index - from >= batch || tokens + own > most)) {
      runs.push(input.slice(from, index) as Input)
      from = index
      tokens = 0
    }
    tokens += own
  }
  runs.push(input.slice(from) as Input)
  return runs
}
