import { LlamaCpp, llamacpp, LmStudio, lmstudio, Vllm, vllm } from "@turnout/local"
import * as Config from "@turnout/local/config"
import * as VendorSuite from "@turnout/testing/VendorSuite"

const { chunk, head } = VendorSuite.chat

const both = { model: "some-model", keyed: false } as const

export const subject: VendorSuite.Subject = VendorSuite.of({
  ...both,
  name: "vLLM",
  vendor: Vllm,
  short: vllm,
  layerConfig: Config.Vllm.layerConfig,
  url: "http://127.0.0.1:8000/v1/chat/completions",
  drops: ["top_a", "user", "verbosity", "safety_identifier", "prompt_cache_key"],
  takes: [
    "top_k",
    "min_p",
    "repetition_penalty",
    "n",
    "logprobs",
    "top_logprobs",
    "logit_bias",
    "parallel_tool_calls"
  ],
  renames: { max_completion_tokens: "max_completion_tokens" },
  differs: {
    instructions: VendorSuite.developerRole,
    reasoning: VendorSuite.reasoningField
  },
  answers: [
    {
      name: "reasoning stands in the newer field, and what the server adds is no part of the answer",
      whole: {
        ...head,
        choices: [
          {
            index: 0,
            message: { role: "assistant", content: "4", reasoning: "Easy.", tool_calls: [] },
            finish_reason: "stop",
            stop_reason: 128_001,
            token_ids: null
          }
        ],
        usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5, prompt_tokens_details: null },
        prompt_logprobs: null,
        kv_transfer_params: null
      },
      told: { content: "4", reasoning: "Easy.", usage: { input: 3, output: 2 } }
    },
    {
      name: "an error inside a stream is told before its [DONE]",
      stream: [
        chunk({ role: "assistant", content: "4" }),
        {
          error: {
            message: "EngineCore encountered an issue",
            type: "InternalServerError",
            param: null,
            code: 500
          }
        },
        "data: [DONE]"
      ],
      failure: "ServerError"
    },
    {
      name: "a model that is not there is told by the code, a status",
      status: 404,
      whole: {
        error: { message: "The model `x` does not exist.", type: "NotFoundError", param: null, code: 404 }
      },
      failure: "ModelNotFound"
    }
  ]
})

export const lmStudio: VendorSuite.Subject = VendorSuite.of({
  ...both,
  name: "LM Studio",
  id: "lmstudio",
  vendor: LmStudio,
  short: lmstudio,
  layerConfig: Config.LmStudio.layerConfig,
  url: "http://127.0.0.1:1234/v1/chat/completions",
  answers: [
    {
      name: "a prompt that is too long is told by its words",
      status: 400,
      whole: { error: "Context size has been exceeded." },
      failure: "ContextLengthExceeded"
    },
    {
      name: "an answer without a single delta is no answer",
      stream: [chunk({}, null), "data: [DONE]"],
      failure: "StreamTruncated"
    }
  ]
})

export const llamaCpp: VendorSuite.Subject = VendorSuite.of({
  ...both,
  name: "llama.cpp",
  id: "llamacpp",
  vendor: LlamaCpp,
  short: llamacpp,
  layerConfig: Config.LlamaCpp.layerConfig,
  url: "http://127.0.0.1:8080/v1/chat/completions",
  takes: ["top_k", "min_p"],
  differs: {
    reasoning: {
      body: { chat_template_kwargs: { enable_thinking: true } },
      without: ["reasoning_effort"],
      told: ["translated reasoning_effort"]
    },
    "no reasoning": {
      body: { chat_template_kwargs: { enable_thinking: false } },
      without: ["reasoning_effort"],
      told: ["translated reasoning_effort"]
    }
  },
  answers: [
    {
      name: "timings stand beside usage",
      stream: [
        chunk({ role: "assistant", reasoning_content: "Easy." }),
        chunk({ content: "4" }),
        chunk({}, "stop"),
        {
          ...head,
          choices: [],
          usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
          timings: { prompt_n: 3 }
        },
        "data: [DONE]"
      ],
      told: { content: "4", reasoning: "Easy.", usage: { input: 3, output: 2 } }
    },
    {
      name: "a prompt that is too long has a type",
      status: 400,
      whole: {
        error: {
          code: 400,
          message: "the request exceeds the available context size, try increasing it",
          type: "exceed_context_size_error",
          n_prompt_tokens: 9000,
          n_ctx: 4096
        }
      },
      failure: "ContextLengthExceeded"
    },
    {
      name: "a server that is loading is overloaded",
      status: 503,
      whole: { error: { code: 503, message: "Loading model", type: "unavailable_error" } },
      failure: "Overloaded"
    }
  ]
})
