import { Perplexity, perplexity } from "@turnout/perplexity"
import { layerConfig } from "@turnout/perplexity/config"
import * as VendorSuite from "@turnout/testing/VendorSuite"

const { chunk, head } = VendorSuite.chat

export const subject: VendorSuite.Subject = VendorSuite.of({
  name: "Perplexity",
  vendor: Perplexity,
  short: perplexity,
  layerConfig,
  model: "sonar-pro",
  url: "https://api.perplexity.ai/chat/completions",
  skip: {
    "usage is disjoint buckets that add up to the vendor's totals":
      "reasoning is counted beside the output here, and inside it in the family's fixture: the vendor's own answers show it"
  },
  drops: [
    "min_p",
    "top_a",
    "repetition_penalty",
    "seed",
    "logit_bias",
    "user",
    "verbosity",
    "prompt_cache_key",
    "safety_identifier"
  ],
  takes: ["top_k", "n", "logprobs", "top_logprobs", "parallel_tool_calls"],
  differs: {
    text: { told: ["unverified stop"] },
    instructions: {
      body: {
        messages: [
          { role: "system", content: "Be brief." },
          { role: "system", content: "Answer in French." },
          { role: "user", content: "Hi" }
        ]
      },
      told: ["dropped messages[2].name"]
    },
    tools: { without: ["stream_options"], untold: ["translated stream_options.include_usage"] },
    "no reasoning": { body: { reasoning_effort: "minimal" }, told: ["clamped reasoning_effort"] },
    everything: {
      without: ["stream_options"],
      told: ["unverified stop"],
      untold: ["translated stream_options.include_usage"]
    }
  },
  answers: [
    {
      name: "a message beside each delta is not said twice, and a stream without [DONE] has its end",
      stream: [
        {
          ...head,
          citations: ["https://a.example"],
          choices: [
            {
              index: 0,
              delta: { role: "assistant", content: "Hi" },
              message: { role: "assistant", content: "Hi" },
              finish_reason: null
            }
          ],
          usage: { prompt_tokens: 3, completion_tokens: 1, total_tokens: 4 }
        },
        ": ping - 2026-01-01",
        {
          ...head,
          citations: ["https://a.example"],
          choices: [
            {
              index: 0,
              delta: { content: " you" },
              message: { role: "assistant", content: "Hi you" },
              finish_reason: "stop"
            }
          ],
          usage: {
            prompt_tokens: 3,
            completion_tokens: 2,
            total_tokens: 12,
            reasoning_tokens: 7,
            cost: { total_cost: 0.005 }
          }
        }
      ],
      told: {
        content: "Hi you",
        finish_reason: "stop",
        usage: { input: 3, output: 2, reasoning: 7 },
        cost: 0.005
      }
    },
    {
      name: "thinking between tags is reasoning",
      model: "sonar-reasoning-pro",
      stream: [
        chunk({ role: "assistant", content: "<thi" }),
        chunk({ content: "nk>Easy.</th" }),
        chunk({ content: "ink>4" }),
        chunk({}, "stop")
      ],
      told: { content: "4", reasoning: "Easy." }
    },
    {
      name: "a prompt that is too long has a word of its own",
      status: 400,
      whole: { error: { message: "Too many prompt tokens", type: "too_many_prompt_tokens", code: 400 } },
      failure: "ContextLengthExceeded"
    }
  ]
})
