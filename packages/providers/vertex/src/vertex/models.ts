import type { Override } from "@turnout/core/Capabilities"
import * as Claude from "@turnout/anthropic/Claude"
import { models } from "@turnout/google/GeminiModels"
import type { ModelFacts } from "@turnout/wire/Vendor"

/** The maker of a model, by its id: Google's are named alone, partners' by their publisher. */
export type Publisher = "google" | "anthropic" | "mistral" | "open"

export const publisherOf = (id: string): Publisher => {
  if (/^(?:anthropic\/)?claude-/.test(id)) return "anthropic"
  if (/^(?:mistralai\/)?(?:mistral|codestral|ministral|magistral)-/.test(id) && !id.endsWith("-maas")) {
    return "mistral"
  }
  return /^(?!google\/|endpoints\/)[\w.-]+\/|-maas$/.test(id) ? "open" : "google"
}

/** The name without its publisher. */
export const nameOf = (id: string): string => id.replace(/^(?:anthropic|google|mistralai)\//, "")

/** The vendor's own id of a Claude: `claude-sonnet-4-5@20250929`, `…@default`. */
export const claudeOf = (id: string): string =>
  nameOf(id)
    .replace(/@default$/, "")
    .replace("@", "-")

/** What Gemini takes here otherwise than at Google's own API. */
export const gemini: ReadonlyArray<ModelFacts> = [
  ...models,
  // "Supported range is from 1 (inclusive) to 65536 (exclusive)."
  { match: /^gemini-2\.5-flash-lite/, override: { params: { max_completion_tokens: { max: 65_535 } } } },
  {
    match: /^gemini-2\.5/,
    override: { params: { presence_penalty: { support: "yes" }, frequency_penalty: { support: "yes" } } }
  }
]

/** A Claude here takes no addresses, and structured output only where the organisation allows it: a tool stands in for it. */
export const claude = (id: string): Override => {
  const known = Claude.overrideOf(claudeOf(id), "2023-06-01")
  return {
    ...known,
    features: { ...known.features, image_url: "no", json_schema: "emulated" }
  }
}

/** What is known of open and partner models behind the door in OpenAI's format. */
export const open: ReadonlyArray<ModelFacts> = [
  { match: /^xai\/grok/, override: { params: { reasoning_effort: { support: "no" } } } }
]
