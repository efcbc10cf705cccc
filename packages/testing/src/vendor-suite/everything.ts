import type { ChatRequest } from "@turnout/core/ChatRequest"

/** A request, what is changed of it, and the body beside model and messages. */
export type Row = readonly [
  name: string,
  request: Omit<ChatRequest, "messages"> & { readonly messages?: ChatRequest["messages"] },
  changes: ReadonlyArray<string>,
  body: object
]

/** All parameters at once. */
export const everything = (
  hi: ReadonlyArray<{ readonly role: "user"; readonly content: string }>,
  weather: NonNullable<ChatRequest["tools"]>[number]
): Row => [
  "everything",
  {
    messages: [
      ...hi,
      { role: "assistant", content: [{ type: "refusal", refusal: "No." }] },
      { role: "user", content: "Why?" }
    ],
    temperature: 0.5,
    top_p: 0.9,
    top_k: 40,
    min_p: 0.1,
    top_a: 0.2,
    repetition_penalty: 1.1,
    presence_penalty: 0.1,
    frequency_penalty: -0.1,
    logit_bias: { "50256": -100 },
    seed: 7,
    max_completion_tokens: 100,
    stop: ["a", "b"],
    logprobs: true,
    top_logprobs: 3,
    tools: [weather],
    parallel_tool_calls: false,
    response_format: { type: "text" },
    modalities: ["text"],
    verbosity: "high",
    prompt_cache_key: "k",
    safety_identifier: "guest-1",
    user: "guest-2",
    stream: true
  } as ChatRequest,
  [
    ...[
      "top_k",
      "min_p",
      "top_a",
      "repetition_penalty",
      "logit_bias",
      "logprobs",
      "top_logprobs",
      "parallel_tool_calls",
      "verbosity",
      "prompt_cache_key",
      "safety_identifier",
      "user"
    ].map((param) => `unverified ${param}`),
    "translated messages[1].content[0]",
    "dropped response_format",
    "renamed max_completion_tokens",
    "translated stream_options.include_usage"
  ],
  {
    messages: [
      ...hi,
      { role: "assistant", content: [{ type: "text", text: "No." }] },
      { role: "user", content: "Why?" }
    ],
    temperature: 0.5,
    top_p: 0.9,
    top_k: 40,
    min_p: 0.1,
    top_a: 0.2,
    repetition_penalty: 1.1,
    presence_penalty: 0.1,
    frequency_penalty: -0.1,
    logit_bias: { "50256": -100 },
    seed: 7,
    max_tokens: 100,
    stop: ["a", "b"],
    logprobs: true,
    top_logprobs: 3,
    tools: [weather],
    parallel_tool_calls: false,
    verbosity: "high",
    prompt_cache_key: "k",
    safety_identifier: "guest-1",
    user: "guest-2",
    stream: true,
    stream_options: { include_usage: true }
  }
]
