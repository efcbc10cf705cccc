import type { Event } from "@turnout/core/Event"
import * as Usage from "@turnout/core/Usage"

/** One server-sent event, as the vendor writes it: named like its type, padded at the end. */
export const frame = (data: { readonly type: string; readonly [key: string]: unknown }): string =>
  `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`

export const stream = (...frames: ReadonlyArray<Parameters<typeof frame>[0]>): string =>
  frames.map(frame).join("")

export const begun = {
  type: "message_start",
  message: {
    id: "msg_1",
    type: "message",
    role: "assistant",
    model: "some-model-20250514",
    content: [],
    stop_reason: null,
    usage: { input_tokens: 10, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 1 }
  }
}

export const opened = (index: number, content_block: object) => ({
  type: "content_block_start",
  index,
  content_block
})
export const moved = (index: number, delta: object) => ({ type: "content_block_delta", index, delta })
export const closed = (index: number) => ({ type: "content_block_stop", index })
export const concluded = (stop_reason: string, output_tokens = 20) => ({
  type: "message_delta",
  delta: { stop_reason, stop_sequence: null },
  usage: { output_tokens }
})
export const stopped = { type: "message_stop" }

const start: Event = { type: "start", id: "msg_1", model: "some-model-20250514" }
const usage = (output: number): Event => ({
  type: "usage",
  usage: Usage.make({ input: 10, cache_read: 0, cache_write: 0, output })
})
const finish = (reason: "stop" | "length" | "tool_calls" | "content_filter", native: string): Event => ({
  type: "finish",
  choice: 0,
  reason,
  native
})
const end: Event = { type: "end" }
const text = (words: string): Event => ({ type: "text", choice: 0, text: words })

/** An answer on the wire and what it says. */
export interface Fixture {
  readonly name: string
  readonly sse: string
  readonly events: ReadonlyArray<Event>
}

export const fixtures: ReadonlyArray<Fixture> = [
  {
    name: "text, with a ping between its parts and letters of several bytes",
    sse: stream(
      begun,
      opened(0, { type: "text", text: "" }),
      { type: "ping" },
      moved(0, { type: "text_delta", text: "Grüße" }),
      moved(0, { type: "text_delta", text: " 東京 🎉" }),
      closed(0),
      concluded("end_turn"),
      stopped
    ),
    events: [start, usage(1), text("Grüße"), text(" 東京 🎉"), usage(20), finish("stop", "end_turn"), end]
  },
  {
    name: "thinking with its signature, an encrypted block, then text",
    sse: stream(
      begun,
      opened(0, { type: "thinking", thinking: "", signature: "" }),
      moved(0, { type: "thinking_delta", thinking: "Let me" }),
      moved(0, { type: "thinking_delta", thinking: " see." }),
      moved(0, { type: "signature_delta", signature: "c2lnbmVk" }),
      closed(0),
      opened(1, { type: "redacted_thinking", data: "c2VjcmV0" }),
      closed(1),
      opened(2, { type: "text", text: "Yes" }),
      moved(2, { type: "text_delta", text: "." }),
      closed(2),
      concluded("end_turn"),
      stopped
    ),
    events: [
      start,
      usage(1),
      { type: "reasoning", choice: 0, block: 0, text: "Let me" },
      { type: "reasoning", choice: 0, block: 0, text: " see." },
      { type: "reasoning_opaque", choice: 0, block: 0, format: "anthropic-claude-v1", signature: "c2lnbmVk" },
      { type: "reasoning_opaque", choice: 0, block: 1, format: "anthropic-claude-v1", data: "c2VjcmV0" },
      text("Yes"),
      text("."),
      usage(20),
      finish("stop", "end_turn"),
      end
    ]
  },
  {
    name: "thinking whose text is withheld: the signature comes alone",
    sse: stream(
      begun,
      opened(0, { type: "thinking", thinking: "", signature: "" }),
      moved(0, { type: "signature_delta", signature: "c2lnbmVk" }),
      closed(0),
      opened(1, { type: "text", text: "" }),
      moved(1, { type: "text_delta", text: "Ok" }),
      closed(1),
      concluded("end_turn"),
      stopped
    ),
    events: [
      start,
      usage(1),
      { type: "reasoning_opaque", choice: 0, block: 0, format: "anthropic-claude-v1", signature: "c2lnbmVk" },
      text("Ok"),
      usage(20),
      finish("stop", "end_turn"),
      end
    ]
  },
  {
    name: "parallel calls, one of them without arguments",
    sse: stream(
      begun,
      opened(0, { type: "text", text: "" }),
      moved(0, { type: "text_delta", text: "Looking." }),
      closed(0),
      opened(1, { type: "tool_use", id: "toolu_a", name: "now", input: {} }),
      moved(1, { type: "input_json_delta", partial_json: "" }),
      closed(1),
      opened(2, { type: "tool_use", id: "toolu_b", name: "add", input: {} }),
      moved(2, { type: "input_json_delta", partial_json: "" }),
      moved(2, { type: "input_json_delta", partial_json: '{"a": 2' }),
      moved(2, { type: "input_json_delta", partial_json: ', "b": 3}' }),
      closed(2),
      concluded("tool_use"),
      stopped
    ),
    events: [
      start,
      usage(1),
      text("Looking."),
      { type: "tool_start", choice: 0, call: 0, id: "toolu_a", name: "now" },
      { type: "tool_arguments", choice: 0, call: 0, text: "{}" },
      { type: "tool_start", choice: 0, call: 1, id: "toolu_b", name: "add" },
      { type: "tool_arguments", choice: 0, call: 1, text: '{"a": 2' },
      { type: "tool_arguments", choice: 0, call: 1, text: ', "b": 3}' },
      usage(20),
      finish("tool_calls", "tool_use"),
      end
    ]
  },
  {
    name: "a call cut off before its arguments keeps none",
    sse: stream(
      begun,
      opened(0, { type: "tool_use", id: "toolu_a", name: "now", input: {} }),
      moved(0, { type: "input_json_delta", partial_json: "" }),
      closed(0),
      concluded("max_tokens"),
      stopped
    ),
    events: [
      start,
      usage(1),
      { type: "tool_start", choice: 0, call: 0, id: "toolu_a", name: "now" },
      usage(20),
      finish("length", "max_tokens"),
      end
    ]
  },
  {
    name: "an answer given through our own tool is text, and ends as text",
    sse: stream(
      begun,
      opened(0, { type: "tool_use", id: "toolu_a", name: "json_response", input: {} }),
      moved(0, { type: "input_json_delta", partial_json: '{"ok":' }),
      moved(0, { type: "input_json_delta", partial_json: "true}" }),
      closed(0),
      concluded("tool_use"),
      stopped
    ),
    events: [start, usage(1), text('{"ok":'), text("true}"), usage(20), finish("stop", "tool_use"), end]
  },
  {
    name: "a vendor's search, its result, and text that cites it",
    sse: stream(
      begun,
      opened(0, { type: "server_tool_use", id: "srvtoolu_1", name: "web_search", input: {} }),
      moved(0, { type: "input_json_delta", partial_json: '{"query": "x"}' }),
      closed(0),
      opened(1, { type: "web_search_tool_result", tool_use_id: "srvtoolu_1", content: [] }),
      closed(1),
      opened(2, { type: "text", text: "" }),
      moved(2, { type: "text_delta", text: "It is " }),
      closed(2),
      opened(3, { type: "text", text: "", citations: [] }),
      moved(3, {
        type: "citations_delta",
        citation: {
          type: "web_search_result_location",
          cited_text: "x",
          url: "https://example.org/x",
          title: "X"
        }
      }),
      moved(3, { type: "text_delta", text: "so" }),
      closed(3),
      {
        type: "message_delta",
        delta: { stop_reason: "end_turn" },
        usage: { input_tokens: 90, output_tokens: 30, server_tool_use: { web_search_requests: 1 } }
      },
      stopped
    ),
    events: [
      start,
      usage(1),
      {
        type: "item",
        item: { type: "server_tool_use", id: "srvtoolu_1", name: "web_search", input: { query: "x" } }
      },
      { type: "item", item: { type: "web_search_tool_result", tool_use_id: "srvtoolu_1", content: [] } },
      text("It is "),
      text("so"),
      {
        type: "annotation",
        choice: 0,
        annotation: {
          type: "url_citation",
          url_citation: { start_index: 6, end_index: 8, title: "X", url: "https://example.org/x" }
        }
      },
      {
        type: "usage",
        usage: Usage.make({ input: 90, cache_read: 0, cache_write: 0, output: 30, web_search: 1 })
      },
      {
        type: "provider_fields",
        choice: 0,
        fields: {
          citations: [
            {
              type: "web_search_result_location",
              cited_text: "x",
              url: "https://example.org/x",
              title: "X"
            }
          ]
        }
      },
      finish("stop", "end_turn"),
      end
    ]
  },
  {
    name: "events, deltas and blocks that nobody knows yet",
    sse: stream(
      begun,
      { type: "weather_report", sunny: true },
      opened(0, { type: "text", text: "" }),
      moved(0, { type: "shade_delta", shade: 3 }),
      moved(0, { type: "text_delta", text: "Hi" }),
      closed(0),
      begun,
      concluded("a_new_reason"),
      stopped,
      { type: "ping" }
    ),
    events: [start, usage(1), text("Hi"), usage(20), finish("stop", "a_new_reason"), end]
  }
]
