import type { Capabilities, Feature, Rule } from "@turnout/core/Capabilities"
import * as Param from "@turnout/core/Param"

const params = Param.names.filter((name) => Param.params[name].governs === "wire")

const features: ReadonlyArray<Feature> = [
  "stream",
  "tools",
  "tools_with_reasoning",
  "custom_tools",
  "tool_choice_none",
  "tool_choice_required",
  "tool_choice_named",
  "json_object",
  "json_schema",
  "image",
  "image_url",
  "audio",
  "file",
  "system_later",
  "prefill",
  "assistant_last",
  "text_output"
]

const rule: Rule = { support: "yes" }

/** Takes everything that the contract names, so that a test states only what its endpoint lacks. */
export const capable: Capabilities = {
  params: Object.fromEntries(params.map((name) => [name, rule])),
  features: Object.fromEntries(features.map((name) => [name, "yes" as const])),
  reasoning: { support: "yes", control: "effort" },
  unlisted: "pass"
}
