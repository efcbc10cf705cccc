import { Vertex, vertex } from "@turnout/vertex"
import { layerConfig } from "@turnout/vertex/config"
import * as VendorSuite from "@turnout/testing/VendorSuite"

export const subject: VendorSuite.Subject = VendorSuite.of({
  name: "Vertex",
  vendor: Vertex,
  short: vertex,
  layerConfig,
  needs: { project: "p" },
  family: VendorSuite.gemini,
  model: "gemini-2.5-flash",
  models: [
    "gemini-2.5-flash",
    "gemini-3.5-flash",
    "claude-sonnet-4-5@20250929",
    "claude-opus-4-8@default",
    "deepseek-ai/deepseek-v3.1-maas",
    "mistral-medium-3"
  ],
  formats: ["google-gemini-v1", "anthropic-claude-v1"],
  url: "https://aiplatform.googleapis.com/v1beta1/projects/p/locations/global/publishers/google/models/gemini-2.5-flash:generateContent",
  golden: VendorSuite.ofFolder(new URL("./golden/", import.meta.url)),
  laws: { seeds: 3, runs: 400 },
  skip: {
    "without a key is a mistake of the host's, which names the variable":
      "credentials of the machine are looked for: auth.test.ts"
  },
  answers: [
    {
      name: "a quota that all share, without a time to wait",
      status: 429,
      whole: {
        error: {
          code: 429,
          message: "Resource exhausted. Please try again later.",
          status: "RESOURCE_EXHAUSTED"
        }
      },
      failure: "RateLimited"
    },
    {
      name: "a publisher's model that is not there",
      status: 404,
      whole: {
        error: {
          code: 404,
          message: "Publisher Model `projects/p/locations/global/publishers/google/models/nope` not found.",
          status: "NOT_FOUND"
        }
      },
      failure: "ModelNotFound"
    },
    {
      name: "a token that has ended",
      status: 401,
      whole: {
        error: {
          code: 401,
          message: "Request had invalid authentication credentials.",
          status: "UNAUTHENTICATED"
        }
      },
      failure: "AuthenticationFailed"
    },
    {
      name: "an error of Google's front at a Claude",
      model: "claude-sonnet-4-5@20250929",
      status: 403,
      whole: [
        {
          error: {
            code: 403,
            message: "Permission 'aiplatform.endpoints.predict' denied.",
            status: "PERMISSION_DENIED"
          }
        }
      ],
      failure: "PermissionDenied"
    },
    {
      name: "an error of the Claude's own API",
      model: "claude-sonnet-4-5@20250929",
      status: 529,
      whole: { type: "error", error: { type: "overloaded_error", message: "Overloaded" } },
      failure: "Overloaded"
    },
    {
      name: "a Claude's stream",
      model: "claude-sonnet-4-5@20250929",
      stream: [
        {
          type: "message_start",
          message: {
            id: "msg_vrtx_1",
            model: "claude-sonnet-4-5",
            role: "assistant",
            content: [],
            usage: { input_tokens: 5, output_tokens: 1 }
          }
        },
        { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
        { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "Hi" } },
        { type: "content_block_stop", index: 0 },
        { type: "message_delta", delta: { stop_reason: "end_turn" }, usage: { output_tokens: 7 } },
        { type: "message_stop" }
      ],
      told: { content: "Hi", finish_reason: "stop", usage: { input: 5, output: 7 } }
    },
    {
      name: "an error in a list, of the door in OpenAI's format",
      model: "deepseek-ai/deepseek-v3.1-maas",
      status: 400,
      whole: [
        { error: { code: 400, message: "Request contains an invalid argument.", status: "INVALID_ARGUMENT" } }
      ],
      failure: "InvalidRequest"
    }
  ]
})
