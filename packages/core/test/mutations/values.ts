import { type Mutation, pickOf, refused, same, without } from "./Mutation.ts"

const invalid = "invalid_parameter_value"

const limits: ReadonlyArray<readonly [param: string, below: number, above: number]> = [
  ["temperature", -0.001, 2.001],
  ["top_p", -0.001, 1.001],
  ["min_p", -0.001, 1.001],
  ["top_a", -0.001, 1.001],
  ["presence_penalty", -2.001, 2.001],
  ["frequency_penalty", -2.001, 2.001],
  ["n", 0, 11],
  ["top_logprobs", -1, 21]
]

const wholes = ["max_tokens", "max_completion_tokens", "seed", "top_k", "n"]
const texts = [
  "user",
  "prompt_cache_key",
  "prompt_cache_retention",
  "safety_identifier",
  "model",
  "region",
  "signature",
  "service_tier"
]
const words = ["reasoning_effort", "verbosity"]
const flags = ["logprobs", "parallel_tool_calls", "stream", "drop_params", "store", "use_custom_keys"]
const objects = [
  "gateway",
  "extensions",
  "stream_options",
  "web_search_options",
  "moderation",
  "prompt_cache_options",
  "metadata",
  "prediction",
  "audio",
  "response_format"
]
const lists = ["messages", "tools", "functions", "models", "modalities"]

/** Every value of the wrong kind is refused under the parameter's own name. */
export const values: { readonly [promise: string]: Mutation } = {
  "a number above the highest is refused": (request, pick) => {
    const [param, , above] = pickOf(limits, pick)
    return refused({ ...request, [param]: above }, invalid, param)
  },
  "a number below the lowest is refused": (request, pick) => {
    const [param, below] = pickOf(limits, pick)
    return refused({ ...request, [param]: below }, invalid, param)
  },
  "a fraction is no whole number": (request, pick) => {
    const param = pickOf(wholes, pick)
    return refused({ ...request, [param]: 1.5 }, invalid, param)
  },
  "a number is no text": (request, pick) => {
    const param = pickOf(texts, pick)
    return refused({ ...request, [param]: 5 }, invalid, param)
  },
  "a text is no number": (request, pick) => {
    const param = pickOf([...limits.map(([param]) => param), ...wholes], pick)
    return refused({ ...request, [param]: "1" }, invalid, param)
  },
  "a word that is none of the known ones is refused": (request, pick) => {
    const param = pickOf(words, pick)
    return refused({ ...request, [param]: "extreme" }, invalid, param)
  },
  "a text is no switch": (request, pick) => {
    const param = pickOf(flags, pick)
    return refused({ ...request, [param]: "true" }, invalid, param)
  },
  "a list is no object": (request, pick) => {
    const param = pickOf(objects, pick)
    return refused({ ...request, [param]: [] }, invalid, param)
  },
  "an object is no list": (request, pick) => {
    const param = pickOf(lists, pick)
    return refused({ ...request, [param]: {} }, invalid, param)
  },
  "a token's bias has its range": (request) =>
    refused({ ...request, logit_bias: { "50256": 101 } }, invalid, "logit_bias.50256"),
  "an identifier may be long, but not longer": (request) =>
    refused({ ...request, safety_identifier: "x".repeat(129) }, invalid, "safety_identifier"),
  "what is not finite is no number": (request, pick) => {
    const [param] = pickOf(limits, pick)
    return refused({ ...request, [param]: pickOf([NaN, Infinity, -Infinity], pick) }, invalid, param)
  },
  "null is the same as absent": (request, pick) => {
    const optional = [...texts, ...words, ...flags, ...objects, ...lists, ...wholes].filter(
      (param) => param !== "messages" && param !== "model"
    )
    const param = pickOf(optional, pick)
    return same(without(request, param), { ...request, [param]: null })
  },
  "undefined is the same as absent": (request, pick) => {
    const param = pickOf([...words, ...objects, ...wholes], pick)
    return same(without(request, param), { ...request, [param]: undefined })
  }
}
