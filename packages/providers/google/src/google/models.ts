import type { Override, Rule } from "@turnout/core/Capabilities"
import type { ModelQuirks } from "@turnout/wire/Gemini"
import type { ModelFacts } from "@turnout/wire/Vendor"

const no: Rule = { support: "no" }

const efforts = (...values: ReadonlyArray<string>): Override => ({
  params: { reasoning_effort: { support: "yes", values } }
})

const byBudget = efforts("none", "minimal", "low", "medium", "high", "xhigh", "max")
const fromLow = efforts("low", "medium", "high")
const fromMinimal = efforts("minimal", "low", "medium", "high")
const toXhigh = efforts("low", "medium", "high", "xhigh")

/** From the third generation on; the names that move with the newest model are of it, too. */
const third = /^gemini-(?:[3-9]|\d\d|(?:pro|flash|flash-lite)-latest)/

/** Models for images, speech and live sessions have efforts of their own, where they have any: the catalog's word holds. */
const chat = (pattern: string): RegExp => new RegExp(`^gemini-${pattern}(?!.*(?:image|tts|live|embedding))`)

/**
 * What is known of Google's models by their ids (providers' facts of November 2026); later entries win, field by field.
 * A budget of the second generation is switched off by 0, but for Pro; a level of the third cannot be.
 */
export const models: ReadonlyArray<ModelFacts> = [
  {
    match: /^gemini-2\.5/,
    override: { params: { presence_penalty: no, frequency_penalty: no } }
  },
  {
    match: chat("2\\.5-flash"),
    override: {
      ...byBudget,
      reasoning: { support: "yes", control: "budget", by_default: true, min_budget: 0, max_budget: 24_576 }
    }
  },
  {
    match: chat("2\\.5-flash-lite"),
    override: { reasoning: { by_default: false, min_budget: 512 } }
  },
  {
    match: chat("2\\.5-pro"),
    override: {
      ...byBudget,
      reasoning: { support: "yes", control: "budget", always: true, min_budget: 128, max_budget: 32_768 }
    }
  },
  // Addresses of the public web: "on newer models".
  { match: third, override: { features: { image_url: "yes" } } },
  {
    match: chat("(?:[3-9]|\\d\\d|(?:pro|flash|flash-lite)-latest)"),
    override: { ...fromLow, reasoning: { support: "yes", control: "level", always: true } }
  },
  // Flash until 3.6 and every Flash-Lite think least; so do two of the fourth generation.
  { match: chat("3(?:\\.[0-6])?-flash"), override: fromMinimal },
  { match: chat("3(?:\\.\\d+)?-flash-lite"), override: fromMinimal },
  { match: chat("4-(?:argon|carbon)"), override: fromMinimal },
  { match: chat("4-hydrogen"), override: toXhigh },
  { match: /^gemma-/, override: { params: { presence_penalty: no, frequency_penalty: no } } }
]

/** How some models are spoken to. */
export const quirks: ReadonlyArray<ModelQuirks> = [
  { match: third, quirks: { signed: true, resultMedia: true, formatWithTools: true, searchWithTools: true } },
  { match: /^gemma-/, quirks: { instructions: false } }
]

/** Served by another of Google's APIs, or by none that answers a chat. */
export const elsewhere: RegExp = /embedding|^veo-|^lyria-|^imagen-|-live-|-tts|^deep-research|^aqa$/
