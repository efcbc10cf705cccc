import type { Rule } from "@turnout/core/Capabilities"
import { fitted, type Mutation, pickOf, without } from "./Mutation.ts"

const no: Rule = { support: "no" }

const given: ReadonlyArray<readonly [param: string, value: unknown]> = [
  ["temperature", 0.5],
  ["top_p", 0.5],
  ["seed", 5],
  ["n", 2],
  ["logit_bias", { "1": 1 }],
  ["presence_penalty", 1],
  ["stop", ["x"]],
  ["top_k", 5],
  ["user", "u"],
  ["verbosity", "low"],
  ["prompt_cache_key", "k"],
  ["prompt_cache_options", { mode: "explicit" }],
  ["moderation", { model: "m" }],
  ["web_search_options", {}],
  ["logprobs", true]
]

const ranges: ReadonlyArray<readonly [param: string, rule: Rule, asked: number, sent: number]> = [
  ["temperature", { support: "yes", max: 1 }, 1.5, 1],
  ["temperature", { support: "yes", min: 0.1 }, 0, 0.1],
  ["top_p", { support: "yes", min: 0.9 }, 0.5, 0.9],
  ["max_completion_tokens", { support: "yes", max: 4096 }, 100_000, 4096],
  ["max_completion_tokens", { support: "yes", min: 16 }, 1, 16],
  ["top_k", { support: "yes", max: 40 }, 100, 40]
]

const tools = [{ type: "function", function: { name: "f" } }]

/** What one endpoint does not take: it gets what it takes, and one entry tells the difference. */
export const fits: { readonly [promise: string]: Mutation } = {
  "a parameter that an endpoint does not take is dropped": (request, pick) => {
    const [param, value] = pickOf(given, pick)
    return fitted(without(request, param), { ...request, [param]: value }, `dropped ${param}`, {
      params: { [param]: no }
    })
  },
  "a parameter of which nothing is known is sent, and told": (request, pick) => {
    const [param, value] = pickOf(given, pick)
    const after = { ...request, [param]: value }
    return { before: after, after, expect: { unverified: param } }
  },
  "a number moves into the endpoint's range": (request, pick) => {
    const [param, rule, asked, sent] = pickOf(ranges, pick)
    return fitted({ ...request, [param]: sent }, { ...request, [param]: asked }, `clamped ${param}`, {
      params: { [param]: rule }
    })
  },
  "of too many stops the first stay": (request) =>
    fitted({ ...request, stop: ["a", "b"] }, { ...request, stop: ["a", "b", "c", "d"] }, "clamped stop", {
      params: { stop: { support: "yes", max_items: 2 } }
    }),
  "an effort moves to the next lower, else to the next higher": (request, pick) => {
    const [asked, sent] = pickOf(
      [
        ["max", "high"],
        ["xhigh", "high"],
        ["medium", "low"],
        ["minimal", "low"],
        ["none", "low"]
      ] as const,
      pick
    )
    return fitted(
      { ...request, reasoning_effort: sent },
      { ...request, reasoning_effort: asked },
      "clamped reasoning_effort",
      { params: { reasoning_effort: { support: "yes", values: ["low", "high"] } } }
    )
  },
  "no effort of a model that has none is silence": (request, pick) =>
    fitted(
      without(request, "reasoning_effort"),
      { ...request, reasoning_effort: pickOf(["none", "off"], pick) },
      "dropped reasoning_effort",
      { reasoning: { support: "no", control: "unknown" } },
      true
    ),
  "an effort yields to tools where a model refuses both": (request) =>
    fitted(
      { ...request, tools, reasoning_effort: "none" },
      { ...request, tools, reasoning_effort: "high" },
      "clamped reasoning_effort",
      {
        features: { tools_with_reasoning: "no" },
        reasoning: { support: "yes", control: "effort", by_default: true }
      }
    ),
  "a model that reasons unasked is told not to, next to tools that it refuses then": (request) =>
    fitted(
      { ...request, tools, reasoning_effort: "none" },
      { ...without(request, "reasoning_effort"), tools },
      "defaulted reasoning_effort",
      {
        features: { tools_with_reasoning: "no" },
        reasoning: { support: "yes", control: "effort", by_default: true }
      }
    ),
  "a temperature goes where a model reasons and refuses it then": (request) =>
    fitted(
      { ...without(request, "temperature"), reasoning_effort: "high" },
      { ...request, temperature: 0.5, reasoning_effort: "high" },
      "dropped temperature",
      { params: { temperature: { support: "yes", with_reasoning: "no" } } }
    ),
  "one of two that do not go together goes": (request) =>
    fitted(
      { ...without(request, "top_p"), temperature: 1 },
      { ...request, temperature: 1, top_p: 0.5 },
      "dropped top_p",
      { params: { top_p: { support: "yes", yields_to: ["temperature"] } } }
    ),
  "a value that an endpoint demands is given": (request) =>
    fitted(
      { ...request, max_completion_tokens: 4096 },
      without(request, "max_completion_tokens", "max_tokens"),
      "defaulted max_completion_tokens",
      { params: { max_completion_tokens: { support: "yes", demanded: 4096 } } }
    ),
  "a field that nobody knows stays out of another family's words": (request) =>
    fitted(without(request, "brand_new"), { ...request, brand_new: 1 }, "dropped brand_new", {
      unlisted: "drop"
    }),
  "one choice is no choice": (request) =>
    fitted(without(request, "n"), { ...request, n: 1 }, "dropped n", { params: { n: no } }, true)
}
