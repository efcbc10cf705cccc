import type { Fixtures } from "@turnout/testing/ProviderSuite"

const content = "Sunny in Zürich — 24 °C, with a breeze 🌤️ from the west."

const metrics = { predict_time: 1.5, total_time: 2, input_token_count: 1_200, output_token_count: 90 }

export const prediction = (more: object) => ({
  id: "suite",
  model: "suite/model",
  created_at: "2026-01-01T00:00:00.5Z",
  ...more
})

const third = (text: string): ReadonlyArray<string> => {
  const size = Math.ceil(text.length / 3)
  return [text.slice(0, size), text.slice(size, 2 * size), text.slice(2 * size)]
}

export const sse = (event: string, data: string) =>
  `event: ${event}\nid: 1690212292:0\n${data
    .split("\n")
    .map((line) => `data: ${line}\n`)
    .join("")}\n`

const done = prediction({ status: "succeeded", metrics })

/** What a prediction is told as: the stream, and behind it the prediction. */
export const fixtures: Fixtures = {
  model: "suite/model",
  text: {
    content,
    unary: JSON.stringify(prediction({ status: "succeeded", output: third(content), metrics })),
    stream:
      sse("prediction", JSON.stringify(prediction({ status: "starting" }))) +
      ": hi\n\n" +
      third(content)
        .map((text) => sse("output", text))
        .join("") +
      sse("done", "{}") +
      sse("prediction", JSON.stringify(done)),
    usage: { prompt_tokens: 1_200, completion_tokens: 90 }
  },
  // Its models call no tools.
  toolCall: { name: "", arguments: "{}", unary: "{}", stream: "" },
  error: (status, message) => JSON.stringify({ title: "An error", detail: message, status }),
  streamedError: { stream: sse("output", "Su") + sse("error", "It broke."), failure: "ServerError" }
}
