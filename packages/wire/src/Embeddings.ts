import type { Capabilities } from "@turnout/core/Capabilities"
import type { EmbeddingFacts } from "@turnout/core/Embedding"
import type { Endpoint } from "@turnout/core/Endpoint"
import type { UsageReport } from "@turnout/core/Event"
import type { Failure } from "@turnout/core/Failure"
import type { Fitted } from "@turnout/core/Fit"
import type { JsonObject } from "@turnout/core/Json"
import type { Body } from "./Protocol.ts"

export { byIndex, malformed } from "./embeddings/vectors.ts"
export { asNumbers, sizeOf, typesOf, uncut, wordOf, type Words } from "./embeddings/words.ts"

/** What a vendor answered, before its vectors are looked at. */
export interface Answer {
  /** In the order of the inputs: arrays of numbers, or the base64 of numbers of 32 bits. */
  readonly vectors: ReadonlyArray<unknown>
  readonly id?: string | undefined
  readonly model?: string | undefined
  /** Absent where the vendor counted nothing. */
  readonly usage?: Omit<UsageReport, "type"> | undefined
}

/**
 * An API for embeddings as pure functions in both directions. It is asked for no more inputs than its endpoint takes at
 * once, and its vectors are checked by who asks: their number, their size and each of their numbers.
 */
export interface Protocol {
  readonly name: string
  /** What its endpoints take beside inputs, dimensions and the type of input. */
  readonly capabilities: Capabilities
  /** What is known of all its endpoints. */
  readonly facts: EmbeddingFacts
  readonly body: (fitted: Fitted, endpoint: Endpoint) => Body
  readonly read: (json: JsonObject, headers: Headers) => Answer | Failure
  /** Of a status other than 2xx. Default: as the vendor's chat has it. */
  readonly failure?: (status: number, headers: Headers, body: string, now: number) => Failure
}

export interface Headers {
  readonly [name: string]: string
}

/** What is known of the models whose id on the wire matches; later entries win, field by field. */
export interface ModelFacts {
  readonly match: RegExp
  readonly facts: EmbeddingFacts
}

export const factsOf = (models: ReadonlyArray<ModelFacts>, providerModelId: string): EmbeddingFacts =>
  Object.assign({}, ...models.map(({ facts, match }) => (match.test(providerModelId) ? facts : {})))

/** Capabilities of endpoints that take these parameters alone; `unlisted`: what becomes of fields that nobody knows. */
export const capable = (
  params: Capabilities["params"],
  unlisted: Capabilities["unlisted"] = "drop"
): Capabilities => ({
  params,
  features: {},
  reasoning: { support: "no", control: "unknown" },
  unlisted
})
