import type { Fixtures } from "@turnout/testing/ProviderSuite"
import { bytes, event, exception } from "./events.ts"

const content = "Sunny in Zürich — 24 °C, with a breeze 🌤️ from the west."
const input = '{"city":"Zürich","days":[1,2],"note":"\\"quoted\\" 🌤"}'

const usage = {
  inputTokens: 176,
  cacheReadInputTokens: 1_000,
  cacheWriteInputTokens: 24,
  outputTokens: 90,
  totalTokens: 1_290
}

const third = (text: string): ReadonlyArray<string> => {
  const size = Math.ceil(text.length / 3)
  return [text.slice(0, size), text.slice(size, 2 * size), text.slice(2 * size)]
}

const call = { toolUseId: "suite-call", name: "lookup" }

const whole = (said: object, stopReason: string) =>
  JSON.stringify(
    {
      output: { message: { role: "assistant", content: [said] } },
      stopReason,
      usage,
      metrics: { latencyMs: 9 }
    },
    null,
    2
  )

const stream = (stopReason: string, ...messages: ReadonlyArray<Uint8Array>) =>
  bytes(
    event("messageStart", { role: "assistant", p: "abc" }),
    ...messages,
    event("contentBlockStop", { contentBlockIndex: 0 }),
    event("messageStop", { stopReason }),
    event("metadata", { usage, metrics: { latencyMs: 9 } })
  )

const delta = (change: object) => event("contentBlockDelta", { contentBlockIndex: 0, delta: change, p: "a" })

/** What Converse says. */
export const fixtures: Fixtures = {
  model: "suite-model",
  contentType: "application/vnd.amazon.eventstream",
  text: {
    content,
    unary: whole({ text: content }, "end_turn"),
    stream: stream("end_turn", ...third(content).map((text) => delta({ text }))),
    usage: { prompt_tokens: 1_200, completion_tokens: 90 }
  },
  toolCall: {
    name: "lookup",
    arguments: input,
    unary: whole({ toolUse: { ...call, input: JSON.parse(input) as object } }, "tool_use"),
    stream: stream(
      "tool_use",
      event("contentBlockStart", { contentBlockIndex: 0, start: { toolUse: call } }),
      ...third(input).map((text) => delta({ toolUse: { input: text } }))
    )
  },
  error: (_, message) => JSON.stringify({ message }),
  streamedError: {
    stream: bytes(
      event("messageStart", { role: "assistant" }),
      exception("throttlingException", "Too many requests, please wait before trying again.")
    ),
    failure: "RateLimited"
  }
}
