import type { Fixtures } from "@turnout/testing/ProviderSuite"

const content = "Sunny in Zürich — 24 °C, with a breeze 🌤️ from the west."
const input = '{"city":"Zürich","days":[1,2],"note":"\\"quoted\\" 🌤"}'

const envelope = { model: "suite-model", created_at: "2026-01-01T00:00:00.5Z" }

const counts = {
  done: true,
  total_duration: 9_000_000,
  load_duration: 1_000_000,
  prompt_eval_count: 1_200,
  prompt_eval_duration: 2_000_000,
  eval_count: 90,
  eval_duration: 6_000_000
}

const line = (message: object, more: object = { done: false }) =>
  JSON.stringify({ ...envelope, message: { role: "assistant", content: "", ...message }, ...more }) + "\n"

const third = (text: string): ReadonlyArray<string> => {
  const size = Math.ceil(text.length / 3)
  return [text.slice(0, size), text.slice(size, 2 * size), text.slice(2 * size)]
}

const calls = [{ function: { name: "lookup", arguments: JSON.parse(input) as object } }]

/** What a server's chat API says. */
export const fixtures: Fixtures = {
  model: "suite-model",
  contentType: "application/x-ndjson",
  text: {
    content,
    unary: line({ content }, { done_reason: "stop", ...counts }),
    stream:
      third(content)
        .map((text) => line({ content: text }))
        .join("") + line({}, { done_reason: "stop", ...counts }),
    usage: { prompt_tokens: 1_200, completion_tokens: 90 }
  },
  toolCall: {
    name: "lookup",
    arguments: input,
    unary: line({ tool_calls: calls }, { done_reason: "stop", ...counts }),
    stream: line({ tool_calls: calls }) + line({}, { done_reason: "stop", ...counts })
  },
  error: (_, message) => JSON.stringify({ error: message }),
  streamedError: {
    stream: line({ content: "Su" }) + '{"error":"an error was encountered while running the model"}\n',
    failure: "ServerError"
  }
}
