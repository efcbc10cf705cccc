import * as fc from "fast-check"
import { choice, format, tool } from "./tools.ts"
import { list, maybe, record, word } from "./words.ts"

const between = (min: number, max: number) =>
  fc.oneof(
    fc.constantFrom(min, max),
    fc.integer({ min: Math.ceil(min * 64), max: Math.floor(max * 64) }).map((each) => each / 64)
  )

const levels = ["none", "minimal", "low", "medium", "high", "xhigh", "max"] as const

const free = fc.dictionary(
  fc.constantFrom("a", "b", "mode", "ttl"),
  fc.oneof(word, fc.boolean(), fc.nat(9)),
  {
    minKeys: 1,
    maxKeys: 2
  }
)

const webSearch = record({
  search_context_size: maybe(fc.constantFrom("low", "high")),
  user_location: maybe(
    record({
      type: fc.constant("approximate"),
      approximate: maybe(record({ city: maybe(word), country: maybe(word), zip: maybe(word) }))
    })
  )
})

/** Every optional parameter, over its whole range and its limits. */
const values: { readonly [name: string]: fc.Arbitrary<unknown> } = {
  temperature: between(0, 2),
  top_p: between(0, 1),
  max_completion_tokens: fc.oneof(fc.constantFrom(1, 1024, 1025), fc.integer({ min: 1, max: 200_000 })),
  reasoning_effort: fc.constantFrom(...levels),
  stop: list(fc.oneof({ weight: 6, arbitrary: word }, { weight: 1, arbitrary: fc.constant(" ") }), 6),
  presence_penalty: between(-2, 2),
  frequency_penalty: between(-2, 2),
  logit_bias: fc.dictionary(fc.constantFrom("1", "50256"), fc.integer({ min: -100, max: 100 }), {
    minKeys: 1
  }),
  seed: fc.integer(),
  top_k: fc.integer({ min: 1, max: 500 }),
  min_p: between(0, 1),
  top_a: between(0, 1),
  repetition_penalty: between(0.125, 3),
  n: fc.integer({ min: 1, max: 10 }),
  logprobs: fc.boolean(),
  top_logprobs: fc.integer({ min: 0, max: 20 }),
  user: word,
  web_search_options: webSearch,
  verbosity: fc.constantFrom("low", "medium", "high"),
  prompt_cache_key: word,
  prompt_cache_options: free,
  prompt_cache_retention: fc.constantFrom("24h", "in_memory"),
  safety_identifier: word,
  moderation: free,
  stream_options: record({ include_obfuscation: maybe(fc.boolean()), odd: maybe(word) })
}

/** Half of all requests set few parameters, the other half many. */
const present = fc.oneof(
  fc.subarray(Object.keys(values), { maxLength: 4 }),
  fc.subarray(Object.keys(values), { minLength: 4 })
)

export const parameters: fc.Arbitrary<{ readonly [name: string]: unknown }> = fc
  .tuple(present, record(values))
  .map(([names, all]) => Object.fromEntries(names.map((name) => [name, all[name]])))

const nameOf = (given: unknown): string => {
  const { type, ...rest } = given as { readonly type: string; readonly [key: string]: unknown }
  const inner = (rest["function"] ?? rest["custom"] ?? rest) as { readonly name?: string }
  return inner.name ?? type
}

const tooling = record({
  tools: fc.uniqueArray(tool, { minLength: 1, maxLength: 3, selector: nameOf }),
  tool_choice: maybe(choice),
  parallel_tool_calls: maybe(fc.boolean())
})

export const needs: fc.Arbitrary<{ readonly [name: string]: unknown }> = fc
  .tuple(
    fc.oneof(fc.constant({}), tooling),
    record({
      response_format: maybe(format),
      modalities: fc.oneof(
        { weight: 9, arbitrary: fc.constant(undefined) },
        { weight: 1, arbitrary: fc.constantFrom(["image"], ["text", "image"]) }
      )
    })
  )
  .map(([first, second]) => ({ ...first, ...second }))
