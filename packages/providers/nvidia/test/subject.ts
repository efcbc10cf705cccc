import { NVIDIA, nvidia } from "@turnout/nvidia"
import { layerConfig } from "@turnout/nvidia/config"
import * as VendorSuite from "@turnout/testing/VendorSuite"

const called = (id: string, city: string) => ({
  id,
  type: "function",
  function: { name: "weather", arguments: `{"city":"${city}"}` }
})

export const subject: VendorSuite.Subject = VendorSuite.of({
  name: "NVIDIA",
  vendor: NVIDIA,
  short: nvidia,
  layerConfig,
  model: "meta/llama-3.3-70b-instruct",
  url: "https://integrate.api.nvidia.com/v1/chat/completions",
  models: ["meta/llama-3.3-70b-instruct", "nvidia/nemotron-3-super-120b-a12b"],
  differs: {
    tools: {
      body: {
        messages: [
          { role: "user", content: "Weather in Paris and Rome?" },
          {
            role: "assistant",
            content: null,
            tool_calls: [called("call_a", "Paris"), called("toolu_01", "Rome")]
          },
          { role: "tool", tool_call_id: "call_a", content: '{"celsius":9}' },
          { role: "tool", tool_call_id: "toolu_01", content: "17" }
        ]
      },
      told: ["translated messages[3].content"]
    },
    everything: {
      body: {
        messages: [
          { role: "user", content: "Hi" },
          { role: "assistant", content: "No." },
          { role: "user", content: "Why?" }
        ]
      },
      told: ["translated messages[1].content"]
    }
  },
  golden: [
    {
      name: "thinking is a word of the template",
      request: {
        model: "nvidia/nemotron-3-super-120b-a12b",
        messages: [{ role: "user", content: "Hi" }],
        reasoning_effort: "none"
      },
      changes: ["translated reasoning_effort"],
      body: {
        model: "nvidia/nemotron-3-super-120b-a12b",
        messages: [{ role: "user", content: "Hi" }],
        chat_template_kwargs: { enable_thinking: false }
      }
    }
  ],
  answers: [
    {
      name: "an error of the server behind it has a status for a code",
      status: 400,
      whole: {
        error: {
          message:
            "This model's maximum context length is 131072 tokens. However, you requested 140000 tokens",
          type: "BadRequestError",
          param: null,
          code: 400
        }
      },
      failure: "ContextLengthExceeded"
    }
  ]
})
