import type { Feature, Known, Override } from "@turnout/core/Capabilities"
import * as Param from "@turnout/core/Param"
import * as fc from "fast-check"
import { maybe, rarely, record } from "./words.ts"

const known: fc.Arbitrary<Known> = fc.constantFrom("yes", "no", "unknown")

const levels = ["none", "minimal", "low", "medium", "high", "xhigh", "max"]

const ruleOf = (name: Param.ParamName): fc.Arbitrary<unknown> => {
  const { fit } = Param.params[name]
  return record({
    support: known,
    with_reasoning: rarely(known),
    ...(fit === "clamp"
      ? { min: rarely(fc.constantFrom(0, 0.5, 1)), max: rarely(fc.constantFrom(1, 2, 4096)) }
      : {}),
    ...(fit === "cut" ? { max_items: rarely(fc.constantFrom(0, 1, 4)) } : {}),
    ...(name === "reasoning_effort"
      ? { values: maybe(fc.subarray(levels, { minLength: 1 })) }
      : name === "verbosity"
        ? { values: rarely(fc.constantFrom(["low"], ["medium"], ["low", "high"])) }
        : {}),
    ...(name === "max_completion_tokens" ? { demanded: rarely(fc.constantFrom(777, 50_000)) } : {})
  })
}

/** What an endpoint can state of its parameters: a few at a time, the rest as the protocol has them. */
const params = fc
  .subarray([...Param.optional], { maxLength: 6 })
  .chain((names) => fc.record(Object.fromEntries(names.map((name) => [name, ruleOf(name)]))))

const supports: ReadonlyArray<Feature> = [
  "tools",
  "tools_with_reasoning",
  "custom_tools",
  "tool_choice_none",
  "tool_choice_required",
  "tool_choice_named",
  "image",
  "image_url",
  "audio",
  "file",
  "system_later",
  "prefill"
]

const features = record({
  ...Object.fromEntries(supports.map((name) => [name, rarely(known)])),
  json_object: rarely(fc.constantFrom("yes", "no", "unknown", "emulated")),
  json_schema: rarely(fc.constantFrom("yes", "no", "unknown", "emulated"))
})

const reasoning = record({
  support: maybe(known),
  control: maybe(fc.constantFrom("effort", "adaptive", "budget", "level", "toggle", "unknown")),
  always: rarely(fc.boolean()),
  by_default: rarely(fc.boolean()),
  min_budget: rarely(fc.constantFrom(128, 1024)),
  max_budget: rarely(fc.constantFrom(2000, 32_000))
})

/** What catalog, provider or host may say of an endpoint, over what its protocol says. */
export const override = record({
  params: maybe(params),
  features: maybe(features),
  reasoning: maybe(reasoning),
  unlisted: rarely(fc.constantFrom("pass", "drop"))
}) as fc.Arbitrary<Override>
