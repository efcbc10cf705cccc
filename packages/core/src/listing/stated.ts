import type { MediaTypes, Overhead, Override, Reasoning, Rule } from "../Capabilities.ts"
import type { Dimensions, EmbeddingFacts } from "../Embedding.ts"
import type { InputType } from "../InputType.ts"
import type { DataPolicy, Limits, Tier } from "../Endpoint.ts"
import type { Stated } from "./statement.ts"
import * as Options from "../Options.ts"
import type { ContextTier, Hours, Price, Rates } from "../Price.ts"

const known = Options.oneOf("yes", "no", "unknown")
const orEmulated = Options.oneOf("yes", "no", "unknown", "emulated")
const count = Options.number(0, Infinity, "whole")
const words = Options.list(Options.string)

const rule = Options.object<Partial<Rule>>({
  support: known,
  with_reasoning: known,
  only: Options.anything(),
  min: Options.number(),
  max: Options.number(),
  max_items: count,
  values: words,
  yields_to: words,
  demanded: Options.anything()
})

const reasoning = Options.object<Partial<Reasoning>>({
  support: known,
  control: Options.oneOf("effort", "adaptive", "budget", "level", "toggle", "unknown"),
  always: Options.boolean,
  by_default: Options.boolean,
  min_budget: count,
  max_budget: count
})

/** What a host may state of what an endpoint takes. */
export const override: Options.Check<Override> = Options.object<Override>({
  params: Options.record(rule),
  features: Options.object<NonNullable<Override["features"]>>({
    stream: orEmulated,
    tools: orEmulated,
    tools_with_reasoning: orEmulated,
    custom_tools: orEmulated,
    tool_choice_none: orEmulated,
    tool_choice_required: orEmulated,
    tool_choice_named: orEmulated,
    json_object: orEmulated,
    json_schema: orEmulated,
    image: orEmulated,
    image_url: orEmulated,
    audio: orEmulated,
    file: orEmulated,
    system_later: orEmulated,
    prefill: orEmulated,
    blank: orEmulated,
    assistant_last: orEmulated,
    text_output: orEmulated,
    audio_output: orEmulated,
    image_output: orEmulated
  }),
  reasoning,
  types: Options.object<MediaTypes>({ image: words, audio: words, file: words }),
  unlisted: Options.oneOf("pass", "drop"),
  overhead: Options.object<Overhead>({ prompt: count, tools: count, image: count })
})

const rate = Options.number(0)

const rates = Options.object<Rates>(
  {
    input: rate,
    output: rate,
    cache_read: rate,
    cache_write: rate,
    cache_write_1h: rate,
    reasoning: rate,
    input_audio: rate,
    output_audio: rate,
    input_image: rate,
    output_image: rate,
    web_search: rate,
    request: rate
  },
  ["input", "output"]
)

const price = Options.object<Price>(
  {
    from: Options.string,
    until: Options.string,
    rates,
    tiers: Options.list(
      Options.object<ContextTier>({ from_input_tokens: count, rates }, ["from_input_tokens", "rates"])
    ),
    hours: Options.object<Hours>(
      {
        utc: Options.where("a list of pairs of hours", Array.isArray),
        days: Options.list(Options.number(0, 6, "whole")),
        rates
      },
      ["utc", "rates"]
    ),
    service: Options.record(rates),
    source: Options.string,
    date: Options.where("a text", (value) => typeof value === "string")
  },
  ["rates", "source", "date"]
)

const embeddings = Options.object<EmbeddingFacts>({
  dimensions: Options.object<Dimensions>({
    usual: count,
    values: Options.list(count),
    min: count,
    max: count
  }),
  resizes: known,
  batch: count,
  batch_tokens: count,
  tokens: known,
  // A word that is no type is never asked for; the list of types is not loaded with every vendor.
  input_types: words as Options.Check<ReadonlyArray<InputType>>
})

/** What a host may state of an endpoint. */
export const stated: Options.Check<Stated> = Options.object<Stated>({
  model: Options.string,
  tier: Options.oneOf<Tier>("standard", "priority", "flex", "spot", "free", "contributor", "batch"),
  limits: Options.object<Limits>({ context: count, input: count, output: count }),
  capabilities: override,
  embeddings,
  price: rates,
  prices: Options.list(price),
  regions: words,
  quantization: Options.string,
  data_policy: Options.oneOf<DataPolicy>("none", "no_training", "zdr"),
  quality: Options.number(0, 1)
})
