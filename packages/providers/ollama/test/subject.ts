import { Ollama, ollama } from "@turnout/ollama"
import { layerConfig } from "@turnout/ollama/config"
import * as VendorSuite from "@turnout/testing/VendorSuite"
import { fixtures } from "./fixtures.ts"

const stream = { headers: { "content-type": "application/x-ndjson" } }
const line = (message: object, more: object = { done: false }) =>
  JSON.stringify({ model: "m", created_at: "2026-01-01T00:00:00Z", message, ...more }) + "\n"

export const subject: VendorSuite.Subject = VendorSuite.of({
  name: "Ollama",
  vendor: Ollama,
  short: ollama,
  layerConfig,
  family: { name: "ollama-chat", fixtures, golden: () => [] },
  model: "qwen3:8b",
  models: ["qwen3:8b", "gpt-oss:20b"],
  formats: ["ollama-chat"],
  url: "http://127.0.0.1:11434/api/chat",
  golden: VendorSuite.ofFolder(new URL("./golden/", import.meta.url)),
  everyCut: true,
  laws: { seeds: 5, runs: 500 },
  skip: {
    "calls a key, a base URL and an option that cannot be meant by their names":
      "an address may stand without its scheme: host.test.ts says what is a mistake",
    "without a key is a mistake of the host's, which names the variable":
      "a server of one's own asks for none"
  },
  answers: [
    {
      name: "thoughts, then two calls without ids",
      ...stream,
      stream: [
        line({ role: "assistant", content: "", thinking: "Let me " }),
        line({ role: "assistant", content: "", thinking: "see." }),
        line({
          role: "assistant",
          content: "",
          tool_calls: [{ function: { name: "weather", arguments: { city: "Bern" } } }]
        }),
        line({ role: "assistant", content: "", tool_calls: [{ function: { name: "time", arguments: {} } }] }),
        line(
          { role: "assistant", content: "" },
          { done: true, done_reason: "stop", prompt_eval_count: 5, eval_count: 7 }
        )
      ],
      told: {
        content: null,
        reasoning: "Let me see.",
        calls: [
          ["weather", '{"city":"Bern"}'],
          ["time", "{}"]
        ],
        finish_reason: "tool_calls",
        usage: { input: 5, output: 7 }
      }
    },
    {
      name: "a prompt that was cached has no count, and what is not counted is not zero",
      whole: {
        model: "m",
        message: { role: "assistant", content: "Hi" },
        done: true,
        done_reason: "length",
        eval_count: 3
      },
      told: { content: "Hi", finish_reason: "length", usage: { output: 3, assumed: true } }
    },
    {
      name: "a stream that ends before it is done",
      ...stream,
      stream: [line({ role: "assistant", content: "H" })],
      failure: "StreamTruncated"
    },
    {
      name: "an error in a line of its own",
      ...stream,
      stream: ['{"error":"model runner has unexpectedly stopped"}\n'],
      failure: "ServerError"
    },
    {
      name: "a model that is not there",
      status: 404,
      whole: { error: "model 'nope' not found" },
      failure: "ModelNotFound"
    },
    {
      name: "a model without tools",
      status: 400,
      whole: { error: "registry.ollama.ai/library/gemma:2b does not support tools" },
      failure: "Unsupported"
    },
    {
      name: "a server that is too busy",
      status: 503,
      whole: { error: "server busy, please try again. maximum pending requests exceeded" },
      failure: "Overloaded"
    }
  ]
})
