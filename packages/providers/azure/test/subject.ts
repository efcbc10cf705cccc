import { Azure, azure } from "@turnout/azure"
import { layerConfig } from "@turnout/azure/config"
import * as VendorSuite from "@turnout/testing/VendorSuite"

const { chunk, head } = VendorSuite.chat

const both = {
  vendor: Azure,
  short: azure,
  layerConfig,
  id: "azure",
  model: "gpt-4o",
  header: { "api-key": "sk-env" },
  // What OpenAI's own models take: the family's bodies are those of hosts of other models.
  drops: ["top_k", "min_p", "top_a", "repetition_penalty", "verbosity"],
  takes: [
    "n",
    "logit_bias",
    "logprobs",
    "top_logprobs",
    "parallel_tool_calls",
    "prompt_cache_key",
    "safety_identifier",
    "user"
  ],
  renames: { max_completion_tokens: "max_completion_tokens" },
  differs: {
    instructions: VendorSuite.developerRole,
    reasoning: {
      body: {
        messages: [
          { role: "user", content: "2+2?" },
          { role: "assistant", content: "4" },
          { role: "user", content: "Sure?" }
        ]
      },
      told: ["dropped messages[1].reasoning_content"]
    },
    everything: {
      body: {
        messages: [
          { role: "user", content: "Hi" },
          { role: "assistant", content: [{ type: "refusal", refusal: "No." }] },
          { role: "user", content: "Why?" }
        ],
        response_format: { type: "text" }
      },
      untold: ["translated messages[1].content[0]", "dropped response_format"]
    }
  }
} satisfies Partial<VendorSuite.Declaration<Azure.Options>>

const filtered = { hate: { filtered: false, severity: "safe" } }

export const subject: VendorSuite.Subject = VendorSuite.of({
  ...both,
  name: "Azure",
  models: ["gpt-4o", "gpt-5", "gpt-5.6", "o3"],
  formats: ["openai-responses-v1"],
  needs: { resource: "acme" },
  url: "https://acme.openai.azure.com/openai/v1/chat/completions",
  answers: [
    {
      name: "the filter's opening chunk has no id to take, and its verdicts come without a delta, behind the end, too",
      stream: [
        {
          choices: [],
          created: 0,
          id: "",
          model: "",
          object: "",
          prompt_filter_results: [{ prompt_index: 0, content_filter_results: filtered }]
        },
        chunk({ role: "assistant", content: "4" }),
        {
          id: "",
          created: 0,
          model: "",
          object: "",
          choices: [
            {
              index: 0,
              finish_reason: null,
              content_filter_results: filtered,
              content_filter_offsets: { check_offset: 1, start_offset: 0, end_offset: 1 }
            }
          ]
        },
        chunk({}, "stop"),
        {
          id: "",
          created: 0,
          model: "",
          object: "",
          choices: [
            {
              index: 0,
              finish_reason: null,
              content_filter_results: filtered,
              content_filter_offsets: { check_offset: 2, start_offset: 1, end_offset: 2 }
            }
          ]
        },
        { ...head, choices: [], usage: { prompt_tokens: 3, completion_tokens: 1, total_tokens: 4 } },
        "data: [DONE]"
      ],
      told: { content: "4", finish_reason: "stop", usage: { input: 3, output: 1 } }
    },
    {
      name: "a filter that strikes late ends the answer",
      stream: [
        chunk({ role: "assistant", content: "4" }),
        {
          ...head,
          choices: [{ index: 0, finish_reason: "content_filter", content_filter_results: filtered }]
        },
        "data: [DONE]"
      ],
      told: { content: "4", finish_reason: "content_filter" }
    },
    {
      name: "a prompt that was filtered is told by its word",
      status: 400,
      whole: {
        error: {
          code: "content_filter",
          message: "The response was filtered",
          param: "prompt",
          status: 400,
          innererror: { code: "ResponsibleAIPolicyViolation", content_filter_result: filtered }
        }
      },
      failure: "ContentFiltered"
    },
    {
      name: "a deployment that is not there is told by its word",
      status: 404,
      whole: {
        error: { code: "DeploymentNotFound", message: "The API deployment for this resource does not exist." }
      },
      failure: "ModelNotFound"
    },
    {
      name: "a rate that is used up has a word, and a wait of no milliseconds is none",
      status: 429,
      headers: { "retry-after": "1", "retry-after-ms": "0" },
      whole: {
        error: {
          code: "RateLimitReached",
          message:
            "Your requests have exceeded the token rate limit of your tier. Please retry after 1 second."
        }
      },
      failure: "RateLimited",
      retry_after_ms: 1000
    }
  ]
})

export const dated: VendorSuite.Subject = VendorSuite.of({
  ...both,
  name: "Azure, by deployments and a dated version",
  needs: { resource: "acme", apiVersion: "2024-10-21" },
  url: "https://acme.openai.azure.com/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21",
  always: { told: ["translated api"] }
})
