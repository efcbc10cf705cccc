import * as Rules from "@turnout/wire/Rules"
import type { ModelFacts } from "@turnout/wire/Vendor"

/** What is known of Grok's models by their ids (November 2026). */
export const models: ReadonlyArray<ModelFacts> = [
  {
    match: /./,
    override: { features: { audio: "no" }, types: { image: ["image/jpeg", "image/png"] } }
  },
  {
    match: /^grok-4\.3/,
    override: { params: { reasoning_effort: Rules.efforts("none", "low", "medium", "high") } }
  },
  {
    match: /^grok-4\.5/,
    override: {
      params: { reasoning_effort: Rules.efforts("low", "medium", "high") },
      reasoning: { support: "yes", control: "effort", always: true }
    }
  },
  {
    match: /^grok-4\.[67]/,
    override: {
      params: { reasoning_effort: Rules.efforts("low", "medium", "high", "xhigh") },
      reasoning: { support: "yes", control: "effort", always: true }
    }
  },
  // Any value is a 400: the id says whether it reasons.
  { match: /^grok-4\.20/, override: { params: Rules.refused("reasoning_effort") } },
  {
    match: /^grok-4\.20.*-reasoning/,
    override: { reasoning: { support: "yes", control: "unknown", always: true } }
  },
  { match: /^grok-4\.20.*non-reasoning/, override: { reasoning: { support: "no", always: false } } }
]
