/** The canned answers of both API families, as the upstream and the memory dispatcher send them. */
import { words } from "./workload.ts"

const id = "chatcmpl-bench00000000000000000001"
const text = "The quick brown fox jumps over the lazy dog. ".repeat(8)
const envelope = { id, created: 1790000000, model: "gpt-4o-mini-2024-07-18", system_fingerprint: "fp_bench" }

export const completion = JSON.stringify({
  ...envelope,
  object: "chat.completion",
  choices: [
    {
      index: 0,
      message: { role: "assistant", content: text, refusal: null },
      logprobs: null,
      finish_reason: "stop"
    }
  ],
  usage: {
    prompt_tokens: 210,
    completion_tokens: 80,
    total_tokens: 290,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 }
  },
  service_tier: "default"
})

export const message = JSON.stringify({
  id: "msg_bench01",
  type: "message",
  role: "assistant",
  model: "claude-sonnet-4-5-20250929",
  content: [{ type: "text", text }],
  stop_reason: "end_turn",
  stop_sequence: null,
  usage: { input_tokens: 210, output_tokens: 80, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 }
})

const chunk = (delta: object, rest: object = {}) =>
  `data: ${JSON.stringify({
    ...envelope,
    object: "chat.completion.chunk",
    service_tier: "default",
    choices: [{ index: 0, delta, logprobs: null, finish_reason: null, ...rest }],
    usage: null
  })}\n\n`

const event = (type: string, rest: object) => `event: ${type}\ndata: ${JSON.stringify({ type, ...rest })}\n\n`

export const openaiStream = [
  chunk({ role: "assistant", content: "", refusal: null }),
  ...words.map((content) => chunk({ content })),
  chunk({}, { finish_reason: "stop" }),
  `data: ${JSON.stringify({
    ...envelope,
    object: "chat.completion.chunk",
    choices: [],
    usage: { prompt_tokens: 210, completion_tokens: 200, total_tokens: 410 }
  })}\n\ndata: [DONE]\n\n`
]

export const anthropicStream = [
  event("message_start", {
    message: { ...(JSON.parse(message) as object), content: [], stop_reason: null }
  }) + event("content_block_start", { index: 0, content_block: { type: "text", text: "" } }),
  ...words.map((text) => event("content_block_delta", { index: 0, delta: { type: "text_delta", text } })),
  event("content_block_stop", { index: 0 }) +
    event("message_delta", {
      delta: { stop_reason: "end_turn", stop_sequence: null },
      usage: { output_tokens: 200 }
    }) +
    event("message_stop", {})
]
