import { Bedrock, bedrock } from "@turnout/bedrock"
import { layerConfig } from "@turnout/bedrock/config"
import * as VendorSuite from "@turnout/testing/VendorSuite"
import { fixtures } from "./fixtures.ts"

export const subject: VendorSuite.Subject = VendorSuite.of({
  name: "Bedrock",
  vendor: Bedrock,
  short: bedrock,
  layerConfig,
  needs: { region: "us-east-1" },
  family: { name: "bedrock-converse", fixtures, golden: () => [] },
  model: "us.amazon.nova-2-lite-v1:0",
  models: [
    "us.amazon.nova-2-lite-v1:0",
    "us.amazon.nova-micro-v1:0",
    "mistral.mistral-large-2407-v1:0",
    "openai.gpt-oss-120b-1:0",
    "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
    "global.anthropic.claude-opus-5-5"
  ],
  formats: ["bedrock-converse", "anthropic-claude-v1"],
  url: "https://bedrock-runtime.us-east-1.amazonaws.com/model/us.amazon.nova-2-lite-v1%3A0/converse",
  golden: VendorSuite.ofFolder(new URL("./golden/", import.meta.url)),
  everyCut: true,
  laws: { seeds: 5, runs: 500 },
  answers: [
    {
      name: "reasoning with its seal, text and a call, of a whole answer",
      whole: {
        output: {
          message: {
            role: "assistant",
            content: [
              { reasoningContent: { reasoningText: { text: "Hm.", signature: "c2ln" } } },
              { text: "I look." },
              { toolUse: { toolUseId: "t1", name: "weather", input: { city: "Bern" } } }
            ]
          }
        },
        stopReason: "tool_use",
        usage: {
          inputTokens: 5,
          outputTokens: 0,
          cacheWriteInputTokens: 9,
          cacheDetails: [{ ttl: "1h", inputTokens: 4 }]
        }
      },
      told: {
        content: "I look.",
        reasoning: "Hm.",
        calls: [["weather", '{"city":"Bern"}']],
        finish_reason: "tool_calls",
        usage: { input: 5, cache_write: 5, cache_write_1h: 4, output: 0 }
      }
    },
    {
      name: "an answer that a guardrail stopped",
      whole: {
        output: { message: { role: "assistant", content: [{ text: "Sorry." }] } },
        stopReason: "guardrail_intervened",
        usage: { inputTokens: 1, outputTokens: 2 }
      },
      told: { content: "Sorry.", finish_reason: "content_filter" }
    },
    {
      name: "a model id that is none",
      status: 400,
      headers: { "x-amzn-errortype": "ValidationException:http://internal.amazon.com/" },
      whole: { message: "The provided model identifier is invalid." },
      failure: "ModelNotFound"
    },
    {
      name: "a model that is served by profiles alone",
      status: 400,
      headers: { "x-amzn-errortype": "ValidationException" },
      whole: {
        message:
          "Invocation of model ID amazon.nova-2-lite-v1:0 with on-demand throughput isn’t supported. Retry your request with the ID or ARN of an inference profile."
      },
      failure: "ModelNotFound"
    },
    {
      name: "too long a prompt",
      status: 400,
      headers: { "x-amzn-errortype": "ValidationException" },
      whole: { message: "Input is too long for requested model." },
      failure: "ContextLengthExceeded"
    },
    {
      name: "too many tokens a minute, which are no overflow",
      status: 429,
      headers: { "x-amzn-errortype": "ThrottlingException" },
      whole: { message: "Too many tokens, please wait before trying again." },
      failure: "RateLimited"
    },
    {
      name: "a session that has ended",
      status: 403,
      headers: { "x-amzn-errortype": "ExpiredTokenException" },
      whole: { message: "The security token included in the request is expired" },
      failure: "AuthenticationFailed"
    },
    {
      name: "a signature of another hour",
      status: 403,
      headers: { "x-amzn-errortype": "InvalidSignatureException" },
      whole: { message: "Signature expired: 20260101T000000Z is now earlier than 20260101T010000Z" },
      failure: "AuthenticationFailed"
    },
    {
      name: "a Bedrock API key that is none",
      status: 403,
      headers: { "x-amzn-errortype": "AccessDeniedException" },
      whole: { Message: "Authentication failed: Please make sure your API Key is valid." },
      failure: "AuthenticationFailed"
    },
    {
      name: "a model that the account may not use",
      status: 403,
      headers: { "x-amzn-errortype": "AccessDeniedException" },
      whole: { message: "You don't have access to the model with the specified model ID." },
      failure: "PermissionDenied"
    },
    {
      name: "a model that starts",
      status: 429,
      headers: { "x-amzn-errortype": "ModelNotReadyException" },
      whole: { message: "The model is not ready for inference." },
      failure: "Overloaded"
    },
    {
      name: "a model that broke",
      status: 424,
      headers: { "x-amzn-errortype": "ModelErrorException" },
      whole: { message: "The model returned an error." },
      failure: "ServerError"
    },
    {
      name: "a model that took too long",
      status: 408,
      headers: { "x-amzn-errortype": "ModelTimeoutException" },
      whole: { message: "Processing time exceeded." },
      failure: "TimedOut"
    },
    {
      name: "a quota that is used up",
      status: 400,
      headers: { "x-amzn-errortype": "ServiceQuotaExceededException" },
      whole: { message: "You have exceeded the quota." },
      failure: "QuotaExhausted"
    }
  ]
})
