import type { Dimensions } from "@turnout/core/Embedding"
import type { FactEndpoint } from "./facts.ts"

/** Ids of models that give vectors. The sources say of all of them that they write text. */
const names = /embed|^voyage\/voyage-|(?:^|\/)bge-(?!.*rerank)/i

/** Vectors to rank by, of texts beside each other, are no vectors of texts. */
export const isEmbedding = ({ id }: FactEndpoint): boolean => names.test(id) && !/rerank/i.test(id)

/**
 * Sizes of vectors by family, as the makers of the models document them: `limits.output` of the sources holds other figures
 * as often as the size.
 */
const sizes: ReadonlyArray<readonly [match: RegExp, dimensions: Dimensions]> = [
  [/text-embedding-3-large$/, { usual: 3_072, min: 1, max: 3_072 }],
  [/text-embedding-3-small$/, { usual: 1_536, min: 1, max: 1_536 }],
  [/text-embedding-ada-002$/, { usual: 1_536, values: [1_536] }],
  [/gemini-embedding-(?:001|2)$/, { usual: 3_072, min: 128, max: 3_072 }],
  [/(?:^|\/)(?:cohere-)?embed-v-?4[-.]0$/, { usual: 1_536, values: [256, 512, 1_024, 1_536] }],
  [/cohere-embed-v3-(?:english|multilingual)$/, { usual: 1_024, values: [1_024] }],
  [/titan-embed-text-v2/, { usual: 1_024, values: [256, 512, 1_024] }],
  [/mistral-embed$/, { usual: 1_024, values: [1_024] }],
  [/codestral-embed/, { usual: 1_536, min: 1, max: 3_072 }],
  [/qwen3-embedding-0\.6b$/i, { usual: 1_024, min: 32, max: 1_024 }],
  [/qwen3-embedding-4b$/i, { usual: 2_560, min: 32, max: 2_560 }],
  [/qwen3-embedding-8b$/i, { usual: 4_096, min: 32, max: 4_096 }],
  [/(?:^|\/)text-(?:embedding-005|multilingual-embedding-002)$/, { usual: 768, min: 1, max: 768 }]
]

export const dimensionsOf = ({ id }: FactEndpoint): Dimensions | undefined =>
  sizes.find(([match]) => match.test(id))?.[1]
