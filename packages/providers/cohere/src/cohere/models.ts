import type { Override } from "@turnout/core/Capabilities"
import type { ModelFacts } from "@turnout/wire/Vendor"

const thinks: Override = { reasoning: { support: "yes", control: "budget", by_default: true } }
const silent: Override = { reasoning: { support: "no" }, params: { reasoning_effort: { support: "no" } } }
const sees: Override = { features: { image: "yes", image_url: "yes" } }
const blind: Override = { features: { image: "no", image_url: "no" } }

/** What is known of the vendor's models by their ids (its SDK's comments and pages of models); later entries win. */
export const models: ReadonlyArray<ModelFacts> = [
  { match: /^(?:command|c4ai)-/, override: { ...silent, ...blind } },
  { match: /^command-a-(?:reasoning|plus)/, override: thinks },
  {
    match: /^command-a-(?:reasoning|plus)/,
    override: { params: { reasoning_effort: { support: "yes" } } }
  },
  { match: /^(?:command-a-vision|command-a-plus|c4ai-aya-vision)/, override: sees },
  // `REQUIRED` and `NONE`: "command-r7b and newer".
  {
    match: /^command-r(?:-plus)?(?:-|$)/,
    override: { features: { tool_choice_required: "no", tool_choice_named: "no" } }
  }
]
