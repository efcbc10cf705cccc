/** What the upstreams of the soak say, known to both sides: an answer that is off by a byte is found. */
import type { Speech } from "@turnout/testing/Trouble"

/** The prompt of a call; its number comes back in the answer. */
export const prompt = (call: number): string => `soak ${call}`

export const callOf = (body: string): number => Number(/soak (\d+)/.exec(body)?.[1] ?? -1)

const words = (call: number): ReadonlyArray<string> => [
  `answer ${call}: `,
  "a word, ",
  "ein Wört\u2019, ",
  "\u{1F6F0}\uFE0F in orbit, ",
  `${"x".repeat(call % 97)} `,
  "the end."
]

export const text = (call: number): string => words(call).join("")

interface Said {
  readonly messages?: ReadonlyArray<{ readonly role: string; readonly content?: unknown }>
}

/** What stands at the end of a request that is to be gone on with. */
const begun = (body: string): string => {
  const last = (JSON.parse(body) as Said).messages?.at(-1)
  if (last?.role !== "assistant") return ""
  if (typeof last.content === "string") return last.content
  return (last.content as ReadonlyArray<{ readonly text?: string }>).map(({ text = "" }) => text).join("")
}

/** The words behind those that were said; white space at the end of a request is not repeated. */
const rest = (call: number, said: string): ReadonlyArray<string> => {
  const whole = text(call)
  if (said === "" || !whole.startsWith(said)) return words(call)
  return whole.slice(said.length).match(/\s*\S+\s*|\s+/gu) ?? []
}

const usage = { prompt_tokens: 20, completion_tokens: 10, total_tokens: 30 }

const openAi = (call: number, stream: boolean, words: ReadonlyArray<string>): Speech => {
  const head = { id: `chatcmpl-${call}`, created: 1_790_000_000, model: "m-1" }
  const frame = (data: object | string) =>
    `data: ${typeof data === "string" ? data : JSON.stringify(data)}\n\n`
  const chunk = (delta: object, finish_reason: string | null = null) =>
    frame({ ...head, object: "chat.completion.chunk", choices: [{ index: 0, delta, finish_reason }] })
  const error = (status: number, message: string) =>
    JSON.stringify({ error: { message, type: status === 429 ? "requests" : "server_error", code: null } })
  return {
    stream,
    whole: JSON.stringify({
      ...head,
      object: "chat.completion",
      choices: [
        {
          index: 0,
          message: { role: "assistant", content: words.join("") },
          finish_reason: "stop",
          logprobs: null
        }
      ],
      usage
    }),
    frames: [
      chunk({ role: "assistant", content: "" }),
      ...words.map((content) => chunk({ content })),
      chunk({}, "stop"),
      frame({ ...head, object: "chat.completion.chunk", choices: [], usage }),
      frame("[DONE]")
    ],
    error,
    broken: frame(error(500, "The server had an error."))
  }
}

const anthropic = (call: number, stream: boolean, words: ReadonlyArray<string>): Speech => {
  const message = { id: `msg_${call}`, type: "message", role: "assistant", model: "m-1", stop_sequence: null }
  const counts = { input_tokens: 20, output_tokens: 10 }
  const frame = (data: { readonly type: string; readonly [key: string]: unknown }) =>
    `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`
  const error = (status: number, message: string) =>
    JSON.stringify({
      type: "error",
      error: {
        type: status === 429 ? "rate_limit_error" : status === 529 ? "overloaded_error" : "api_error",
        message
      }
    })
  return {
    stream,
    whole: JSON.stringify({
      ...message,
      content: [{ type: "text", text: words.join("") }],
      stop_reason: "end_turn",
      usage: counts
    }),
    frames: [
      frame({
        type: "message_start",
        message: { ...message, content: [], stop_reason: null, usage: counts }
      }),
      frame({ type: "content_block_start", index: 0, content_block: { type: "text", text: "" } }),
      frame({ type: "ping" }),
      ...words.map((text) =>
        frame({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text } })
      ),
      frame({ type: "content_block_stop", index: 0 }),
      frame({
        type: "message_delta",
        delta: { stop_reason: "end_turn", stop_sequence: null },
        usage: { output_tokens: 10 }
      }),
      frame({ type: "message_stop" })
    ],
    error,
    broken: frame({ type: "error", error: { type: "overloaded_error", message: "Overloaded" } })
  }
}

/** By the path that was asked: each API has its own. */
export const of = (path: string, body: string): Speech => {
  const stream = /"stream" ?: ?true/.test(body)
  const call = callOf(body)
  const words = rest(call, begun(body))
  return path.endsWith("/messages") ? anthropic(call, stream, words) : openAi(call, stream, words)
}
