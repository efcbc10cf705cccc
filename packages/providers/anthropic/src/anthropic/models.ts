import { type Capabilities, merge, type Override, unknown } from "@turnout/core/Capabilities"

/** What is known of a family of models by their ids on the wire. */
export interface Family {
  readonly match: RegExp
  /** The most output tokens of one answer. */
  readonly output: number
  readonly override: Override
  /** The word for "no thinking", where it is not `disabled`. */
  readonly off?: string
}

const levels = (...values: ReadonlyArray<string>): Override => ({
  params: { reasoning_effort: { support: "yes", values } }
})

const refused = { support: "no" } as const

/** From the model after Opus 4.6 on, sampling is the model's own business. */
const noSampling: Override = { params: { temperature: refused, top_p: refused, top_k: refused } }

/** Without a forced tool there is nothing to bring an object of any shape about with. */
const noForcing: Override = {
  features: { tool_choice_required: "no", tool_choice_named: "no", json_object: "no" }
}

const adaptive: Override = {
  features: { json_schema: "yes", prefill: "no", assistant_last: "no" },
  reasoning: { support: "yes", control: "adaptive", always: false }
}

const always: Override = { reasoning: { always: true } }

const budget: Override = {
  ...levels("none", "minimal", "low", "medium", "high", "xhigh", "max"),
  features: { json_schema: "yes", prefill: "yes", assistant_last: "yes" },
  reasoning: { support: "yes", control: "budget", always: false, min_budget: 1024 }
}

const noSchema: Override = { features: { json_schema: "emulated" } }

const silent: Override = {
  params: { reasoning_effort: refused },
  features: { json_schema: "emulated", prefill: "yes", assistant_last: "yes" },
  reasoning: { support: "no" }
}

const fromLow = levels("low", "medium", "high", "xhigh", "max")
const fromNone = levels("none", "low", "medium", "high", "xhigh", "max")
const withoutXhigh = levels("none", "low", "medium", "high", "max")

/** Several statements as one; a later one wins. */
const all = (...overrides: ReadonlyArray<Override>): Override => {
  const { params, features, reasoning }: Capabilities = overrides.reduce<Capabilities>(merge, unknown)
  const stated = overrides.some((override) => override.reasoning !== undefined)
  return { params, features, ...(stated ? { reasoning } : {}) }
}

/** The first that matches holds; a dated id belongs to the family of its undated one. */
export const families: ReadonlyArray<Family> = [
  {
    match: /^claude-(?:(?:fable|mythos)-5-[12]|opus-5-5)/,
    output: 128_000,
    override: all(adaptive, always, fromLow, noSampling, noForcing)
  },
  {
    match: /^claude-(?:fable|mythos)/,
    output: 128_000,
    override: all(adaptive, always, fromLow, noSampling)
  },
  {
    match: /^claude-sonnet-5-5/,
    output: 128_000,
    override: all(adaptive, fromNone, noSampling, noForcing),
    off: "between_tools"
  },
  { match: /^claude-(?:opus|sonnet)-4-6/, output: 128_000, override: all(adaptive, withoutXhigh) },
  { match: /^claude-(?:opus|sonnet|haiku)-4-5/, output: 64_000, override: budget },
  { match: /^claude-opus-4-1/, output: 32_000, override: budget },
  { match: /^claude-opus-4(?:-0|-\d{8}|$)/, output: 32_000, override: all(budget, noSchema) },
  { match: /^claude-(?:sonnet-4(?:-0|-\d{8}|$)|3-7)/, output: 64_000, override: all(budget, noSchema) },
  { match: /^claude-3-5/, output: 8192, override: silent },
  { match: /^claude-(?:3|2|instant)/, output: 4096, override: silent },
  // Opus 4.7, 4.8 and 5, Sonnet 5, Haiku 5.5; and what comes after them, until more is known.
  { match: /^claude-/, output: 128_000, override: all(adaptive, fromNone, noSampling) }
]

export const familyOf = (providerModelId: string): Family | undefined =>
  families.find(({ match }) => match.test(providerModelId))

/** What a version of the API takes from all models: later ones have no sampling parameters. */
const versions: ReadonlyArray<{ readonly from: string; readonly override: Override }> = [
  { from: "2026-10-21", override: noSampling }
]

/** What is known of a model by its id, over what the catalog states. */
export const overrideOf = (providerModelId: string, version: string): Override => {
  const later = versions.filter(({ from }) => version >= from).map(({ override }) => override)
  const family = familyOf(providerModelId)
  return family === undefined ? all(...later) : all(family.override, ...later)
}
