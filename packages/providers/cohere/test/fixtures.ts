import type { Fixtures } from "@turnout/testing/ProviderSuite"

const content = "Sunny in Zürich — 24 °C, with a breeze 🌤️ from the west."
const input = '{"city":"Zürich","days":[1,2],"note":"\\"quoted\\" 🌤"}'

const usage = {
  billed_units: { input_tokens: 12, output_tokens: 60 },
  tokens: { input_tokens: 1_200, output_tokens: 90 },
  cached_tokens: 1_024
}

const sse = (events: ReadonlyArray<{ readonly type: string }>): string =>
  events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join("") +
  "data: [DONE]\n\n"

const start = { id: "suite", type: "message-start", delta: { message: { role: "assistant", content: [] } } }
const end = (finish_reason: string) => ({
  type: "message-end",
  id: "suite",
  delta: { finish_reason, usage }
})

const third = (text: string): ReadonlyArray<string> => {
  const size = Math.ceil(text.length / 3)
  return [text.slice(0, size), text.slice(size, 2 * size), text.slice(2 * size)]
}

const call = { id: "suite-call", type: "function", function: { name: "lookup", arguments: input } }

/** What servers of the chat API (v2) say. */
export const fixtures: Fixtures = {
  model: "suite-model",
  text: {
    content,
    unary: JSON.stringify(
      {
        id: "suite",
        message: { role: "assistant", content: [{ type: "text", text: content }] },
        finish_reason: "COMPLETE",
        usage
      },
      null,
      2
    ),
    stream: sse([
      start,
      {
        type: "content-start",
        index: 0,
        delta: { message: { content: { type: "text", text: "" } } }
      } as never,
      ...third(content).map((text) => ({
        type: "content-delta",
        index: 0,
        delta: { message: { content: { text } } }
      })),
      { type: "content-end", index: 0 } as never,
      end("COMPLETE")
    ]),
    usage: { prompt_tokens: 1_200, completion_tokens: 90 }
  },
  toolCall: {
    name: "lookup",
    arguments: input,
    unary: JSON.stringify({
      id: "suite",
      message: { role: "assistant", tool_calls: [call] },
      finish_reason: "TOOL_CALL",
      usage
    }),
    stream: sse([
      start,
      {
        type: "tool-call-start",
        index: 0,
        delta: { message: { tool_calls: { ...call, function: { name: "lookup", arguments: "" } } } }
      } as never,
      ...third(input).map((text) => ({
        type: "tool-call-delta",
        index: 0,
        delta: { message: { tool_calls: { function: { arguments: text } } } }
      })),
      { type: "tool-call-end", index: 0 } as never,
      end("TOOL_CALL")
    ])
  },
  error: (_, message) => JSON.stringify({ id: "suite", message }),
  streamedError: {
    stream: sse([
      start,
      { type: "message-end", delta: { finish_reason: "ERROR", error: "It broke." } } as never
    ]),
    failure: "ServerError"
  }
}
