import type { Event } from "@turnout/core/Event"
import * as Usage from "@turnout/core/Usage"

export type Frame = { readonly type: string; readonly [key: string]: unknown }

/** Server-sent events as the vendor writes them: named like their type, and numbered. */
export const stream = (...frames: ReadonlyArray<Frame>): string =>
  frames
    .map((data, sequence_number) => ({ ...data, sequence_number }))
    .map((data) => `event: ${(data as Frame).type}\ndata: ${JSON.stringify(data)}\n\n`)
    .join("")

const counts = {
  input_tokens: 100,
  input_tokens_details: { cached_tokens: 60, cache_write_tokens: 10 },
  output_tokens: 40,
  output_tokens_details: { reasoning_tokens: 25 },
  total_tokens: 140
}

const response = (status: string, more: object = {}) => ({
  id: "resp_1",
  object: "response",
  created_at: 1_767_225_600,
  status,
  error: null,
  incomplete_details: null,
  instructions: null,
  metadata: {},
  model: "some-model-2026-01-01",
  output: [],
  parallel_tool_calls: true,
  temperature: 1,
  tool_choice: "auto",
  tools: [],
  top_p: 1,
  service_tier: "auto",
  usage: null,
  ...more
})

export const created: Frame = { type: "response.created", response: response("in_progress") }
export const going: Frame = { type: "response.in_progress", response: response("in_progress") }

const ended = (status: string, more: object): Frame => ({
  type: `response.${status}`,
  response: response(status, { service_tier: "default", usage: counts, ...more })
})
export const completed = (output: ReadonlyArray<object> = [], more: object = {}): Frame =>
  ended("completed", { output, ...more })
export const incomplete = (reason: string, output: ReadonlyArray<object> = []): Frame =>
  ended("incomplete", { output, incomplete_details: { reason } })
export const failed = (error: object | null): Frame => ended("failed", { error, usage: null })

/** An item-level event: `at` is its place in the output. */
export const on = (type: string, at: number, more: object = {}): Frame => ({
  type: `response.${type}`,
  output_index: at,
  item_id: `item_${at}`,
  ...more
})
export const added = (at: number, item: object): Frame => ({
  type: "response.output_item.added",
  output_index: at,
  item: { id: `item_${at}`, ...item }
})
export const done = (at: number, item: object): Frame => ({
  type: "response.output_item.done",
  output_index: at,
  item: { id: `item_${at}`, ...item }
})

export const message = (...content: ReadonlyArray<object>) => ({
  type: "message",
  role: "assistant",
  status: "completed",
  content
})
export const output = (text: string, annotations: ReadonlyArray<object> = []) => ({
  type: "output_text",
  text,
  annotations,
  logprobs: []
})

/** A message of one text as the vendor streams it: its pieces, and three times the whole. */
export const spoken = (at: number, ...pieces: ReadonlyArray<string>): ReadonlyArray<Frame> => {
  const whole = output(pieces.join(""))
  return [
    added(at, { ...message(), status: "in_progress" }),
    on("content_part.added", at, { content_index: 0, part: output("") }),
    ...pieces.map((delta) => on("output_text.delta", at, { content_index: 0, delta, logprobs: [] })),
    on("output_text.done", at, { content_index: 0, text: whole.text, logprobs: [] }),
    on("content_part.done", at, { content_index: 0, part: whole }),
    done(at, message(whole))
  ]
}

export const called = (at: number, name: string, call_id: string, ...pieces: ReadonlyArray<string>) => {
  const item = { type: "function_call", call_id, name }
  const words = pieces.join("")
  return [
    added(at, { ...item, arguments: "", status: "in_progress" }),
    ...pieces.map((delta) => on("function_call_arguments.delta", at, { delta })),
    on("function_call_arguments.done", at, { arguments: words }),
    done(at, { ...item, arguments: words, status: "completed" })
  ]
}

export const item = (at: number, native: object): Event => ({
  type: "item",
  item: { id: `item_${at}`, ...native } as never
})
export const begun: Event = {
  type: "start",
  id: "resp_1",
  model: "some-model-2026-01-01",
  created: 1_767_225_600
}
export const text = (words: string): Event => ({ type: "text", choice: 0, text: words })
export const start = (call: number, id: string, name: string): Event => ({
  type: "tool_start",
  choice: 0,
  call,
  id,
  name
})
export const args = (call: number, words: string): Event => ({
  type: "tool_arguments",
  choice: 0,
  call,
  text: words
})
export const format = "openai-responses-v1"

/** How a good answer ends. */
export const over = (
  reason: "stop" | "length" | "tool_calls" | "content_filter",
  native = "completed",
  more: Usage.Usage = {}
): ReadonlyArray<Event> => [
  { type: "finish", choice: 0, reason, native },
  {
    type: "usage",
    usage: Usage.make({
      input: 30,
      cache_read: 60,
      cache_write: 10,
      output: 15,
      reasoning: 25,
      ...more
    } as never),
    tier: "default"
  },
  { type: "end" }
]
