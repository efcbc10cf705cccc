import { Replicate, replicate } from "@turnout/replicate"
import { layerConfig } from "@turnout/replicate/config"
import * as VendorSuite from "@turnout/testing/VendorSuite"
import { fixtures, prediction, sse } from "./fixtures.ts"

const noTools = "its models call no tools"

export const subject: VendorSuite.Subject = VendorSuite.of({
  name: "Replicate",
  vendor: Replicate,
  short: replicate,
  layerConfig,
  family: { name: "replicate-predictions", fixtures, golden: () => [] },
  model: "meta/meta-llama-3-70b-instruct",
  models: ["meta/meta-llama-3-70b-instruct", "openai/gpt-5", "anthropic/claude-4.5-sonnet", "me/mine:abc123"],
  url: "https://api.replicate.com/v1/models/meta/meta-llama-3-70b-instruct/predictions",
  golden: VendorSuite.ofFolder(new URL("./golden/", import.meta.url)),
  laws: { seeds: 3, runs: 400 },
  skip: {
    "a tool call is the same, streamed and whole": noTools,
    "toolCall: any cut of the stream tells the same events": noTools,
    "toolCall: a stream that ends before its terminal is truncated, wherever it ends": noTools
  },
  answers: [
    {
      name: "lines of output that look like JSON or like framing",
      stream: [
        sse("output", "if (x) {\n}\n{ y }\ndata: z"),
        sse("output", "[DONE]"),
        sse("logs", "a log"),
        sse("done", "{}"),
        sse("prediction", "{}")
      ],
      told: { content: "if (x) {\n}\n{ y }\ndata: z[DONE]", finish_reason: "stop" }
    },
    {
      name: "a prediction that was canceled",
      stream: [sse("output", "a"), sse("done", '{"reason":"canceled"}')],
      failure: "ServerError"
    },
    {
      name: "a prediction that failed",
      whole: prediction({ status: "failed", error: "CUDA out of memory" }),
      failure: "ServerError"
    },
    {
      name: "a stream that ends before it is done",
      stream: [sse("output", "a")],
      failure: "StreamTruncated"
    },
    {
      name: "a card that is missing",
      status: 402,
      whole: {
        title: "Insufficient credit",
        detail: "You have insufficient credit to run this model.",
        status: 402
      },
      failure: "QuotaExhausted"
    },
    {
      name: "an input that is none",
      status: 422,
      whole: {
        title: "Input validation failed",
        detail: "- input.top_k: must be less than 100",
        status: 422
      },
      failure: "InvalidRequest"
    },
    {
      name: "a model that is not there",
      status: 404,
      whole: { title: "Not found", detail: "The requested resource could not be found.", status: 404 },
      failure: "ModelNotFound"
    }
  ]
})
