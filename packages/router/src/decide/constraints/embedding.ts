import { type EmbeddingFacts, offers } from "@turnout/core/Embedding"
import type { Constraint } from "../constraint/contract.ts"

/** The sizes that an endpoint has, for a decision. */
const shown = ({ dimensions = {}, resizes }: EmbeddingFacts): string => {
  const { max, min, usual, values } = dimensions
  if (resizes === "no" || (values === undefined && max === undefined && min === undefined)) return `${usual}`
  return values === undefined ? `${min ?? 1} to ${max ?? "any"}` : values.join(", ")
}

/** Only a known `no` excludes: a vector of another size than asked for fails its attempt. */
export const dimensions: Constraint = {
  reason: "dimensions",
  compile: ({ request: { embedding } }) => {
    const wanted = embedding?.dimensions
    if (wanted === undefined) return undefined
    return ({ endpoint: { facts } }) => {
      const { embeddings = {} } = facts
      return offers(embeddings, wanted) === "no" ? shown(embeddings) : undefined
    }
  }
}

/** Tokens mean something to the model's own tokenizer alone: where it is not known that they are taken, they are not. */
export const tokens: Constraint = {
  reason: "tokens",
  compile: ({ request: { embedding } }) =>
    typeof embedding?.input[0] !== "object"
      ? undefined
      : ({ endpoint: { facts } }) =>
          facts.embeddings?.tokens === "yes" ? undefined : "arrays of tokens are not supported"
}

/** For callers who want every parameter honoured. */
export const inputType: Constraint = {
  reason: "parameters",
  compile: ({ request: { embedding }, routing, strict }) => {
    const type = embedding?.input_type
    if (type === undefined || (!strict && routing.require_parameters !== true)) return undefined
    return ({ endpoint: { facts } }) =>
      facts.embeddings?.input_types?.includes(type) === true ? undefined : "gateway.input_type"
  }
}

export const ofEmbeddings: ReadonlyArray<Constraint> = [dimensions, tokens, inputType]
