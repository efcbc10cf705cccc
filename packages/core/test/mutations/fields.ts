import { type Mutation, pickOf, refused, warned, without } from "./Mutation.ts"

const retired = [
  ["metadata", { a: "b" }],
  ["service_tier", "flex"],
  ["prediction", { type: "content", content: "x" }],
  ["store", true]
] as const

const credentials = ["api_key", "API-KEY", "authorization", "x-api-key", "accessToken", "password"]
const governed = ["temperature", "model", "messages", "stream", "system_instruction", "moderation"]

const typos = [
  [{ rooting: {} }, "gateway.rooting"],
  [{ routing: { optimise: "cost" } }, "gateway.routing.optimise"],
  [{ routing: { weights: { price: 1 } } }, "gateway.routing.weights.price"],
  [{ metadata: { tag: [] } }, "gateway.metadata.tag"]
] as const

const far = [
  [{ routing: { min_success_rate: 1.1 } }, "gateway.routing.min_success_rate"],
  [{ routing: { max_ttft_ms: 0 } }, "gateway.routing.max_ttft_ms"],
  [{ routing: { max_fallback_attempts: -1 } }, "gateway.routing.max_fallback_attempts"],
  [{ routing: { ttft_percentile: "p42" } }, "gateway.routing.ttft_percentile"],
  [{ routing: { weights: { cost: -1 } } }, "gateway.routing.weights.cost"],
  [{ routing: { providers: ["a", 5] } }, "gateway.routing.providers[1]"],
  [{ metadata: { tags: ["a", "x".repeat(51)] } }, "gateway.metadata.tags[1]"],
  [{ metadata: { user_id: "x".repeat(256) } }, "gateway.metadata.user_id"],
  [{ metadata: { custom_fields: { a: 5 } } }, "gateway.metadata.custom_fields.a"],
  [{ include: ["everything"] }, "gateway.include[0]"]
] as const

const deep = (levels: number): object => {
  let value: object = {}
  for (let level = 0; level < levels; level++) value = { deep: value }
  return value
}

const cycle = (): object => {
  const value: { self?: object } = {}
  value.self = value
  return value
}

const unspeakable = [10n, Symbol("x"), () => 1, Infinity]

/** What is said to the router and the host, what is not sent, and what nobody can send. */
export const fields: { readonly [promise: string]: Mutation } = {
  "a request without a model is refused": (request) =>
    refused(without(request, "model"), "missing_required_parameter", "model"),
  "a model does not stand beside a list of them": (request) =>
    refused({ ...request, gateway: { models: ["a"] } }, "invalid_request", "model"),
  "a retired field is left out, and told": (request, pick) => {
    const [field, value] = pickOf(retired, pick)
    return warned(request, { ...request, [field]: value }, "unsupported_field", field)
  },
  "audio output is refused": (request) =>
    refused({ ...request, audio: { voice: "alloy", format: "mp3" } }, "unsupported_modalities", "audio"),
  "audio is no modality of answers": (request) =>
    refused({ ...request, modalities: ["text", "audio"] }, "unsupported_modalities", "modalities"),
  "probabilities of tokens need probabilities": (request, pick) =>
    refused(
      { ...without(request, "logprobs"), ...(pick % 2 === 0 ? {} : { logprobs: false }), top_logprobs: 1 },
      "invalid_parameter_value",
      "top_logprobs"
    ),
  "a key that nobody knows is refused where the contract knows them all": (request, pick) => {
    const [gateway, param] = pickOf(typos, pick)
    return refused({ ...request, gateway }, "unknown_parameter", param)
  },
  "a wish of the wrong kind is refused where it stands": (request, pick) => {
    const [gateway, param] = pickOf(far, pick)
    return refused({ ...request, gateway }, "invalid_parameter_value", param)
  },
  "whose keys may be one side's alone": (request) =>
    refused(
      { ...request, gateway: { routing: { only_byok: true, only_platform: true } } },
      "invalid_request",
      "gateway.routing.only_byok"
    ),
  "weights that weigh nothing are refused": (request) =>
    refused(
      { ...request, gateway: { routing: { weights: { cost: 0 } } } },
      "invalid_parameter_value",
      "gateway.routing.weights"
    ),
  "an extension carries no credential": (request, pick) => {
    const key = pickOf(credentials, pick)
    return warned(
      { ...request, extensions: { acme: { in: [{ kept: 1 }] } } },
      { ...request, extensions: { acme: { in: [{ kept: 1, [key]: "sk-1" }] } } },
      "blocked_field",
      `extensions.acme.in[0].${key}`
    )
  },
  "an extension carries nothing that the request governs": (request, pick) => {
    const key = pickOf(governed, pick)
    return warned(
      { ...request, extensions: { acme: { kept: 1 } } },
      { ...request, extensions: { acme: { kept: 1, [key]: 1 } } },
      "blocked_field",
      `extensions.acme.${key}`
    )
  },
  "the older way to think is an effort": (request, pick) => {
    const [budget_tokens, reasoning_effort] = pickOf(
      [
        [4_999, "low"],
        [5_000, "medium"],
        [15_000, "high"]
      ] as const,
      pick
    )
    return warned(
      { ...without(request, "extensions"), reasoning_effort },
      {
        ...without(request, "extensions", "reasoning_effort"),
        extensions: { thinking: { enabled: true, budget_tokens } }
      },
      "deprecated_parameter",
      "extensions.thinking"
    )
  },
  "what holds itself is refused": (request) =>
    refused({ ...request, later: cycle() }, "invalid_parameter_value", "later.self"),
  "what is too deep is refused": (request) => {
    const path = `later${".deep".repeat(127)}`
    return refused({ ...request, later: deep(200) }, "invalid_parameter_value", path)
  },
  "what JSON cannot say is refused": (request, pick) =>
    refused({ ...request, later: { in: pickOf(unspeakable, pick) } }, "invalid_parameter_value", "later.in")
}
