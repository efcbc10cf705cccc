import { Vercel, vercel } from "@turnout/vercel"
import { layerConfig } from "@turnout/vercel/config"
import * as VendorSuite from "@turnout/testing/VendorSuite"

const { chunk } = VendorSuite.chat

export const subject: VendorSuite.Subject = VendorSuite.of({
  name: "Vercel",
  vendor: Vercel,
  short: vercel,
  layerConfig,
  model: "openai/gpt-oss-120b",
  url: "https://ai-gateway.vercel.sh/v1/chat/completions",
  formats: ["anthropic-claude-v1", "google-gemini-v1"],
  differs: {
    reasoning: {
      body: {
        messages: [
          { role: "user", content: "2+2?" },
          {
            role: "assistant",
            content: "4",
            reasoning_details: [{ type: "reasoning.text", text: "Easy.", index: 0, format: "unknown" }]
          },
          { role: "user", content: "Sure?" }
        ]
      },
      told: ["dropped messages[1].reasoning_details[0].origin", "dropped messages[1].reasoning_content"],
      untold: ["dropped messages[1].reasoning_details[0]"]
    }
  },
  answers: [
    {
      name: "reasoning in both of its fields is told once, and the cost is the vendor's own",
      stream: [
        chunk({
          role: "assistant",
          reasoning: "Easy.",
          reasoning_details: [
            { type: "reasoning.text", text: "Easy.", index: 0, format: "anthropic-claude-v1" }
          ]
        }),
        chunk({ content: "4" }),
        {
          ...chunk({}, "stop"),
          usage: {
            prompt_tokens: 206,
            completion_tokens: 256,
            total_tokens: 462,
            cost: 0.0047375,
            is_byok: false,
            cost_details: { upstream_inference_cost: null },
            cache_creation_input_tokens: 0,
            market_cost: 0.0047375
          }
        },
        "data: [DONE]"
      ],
      told: {
        content: "4",
        reasoning: "Easy.",
        usage: { input: 206, cache_write: 0, output: 256 },
        cost: 0.0047375
      }
    }
  ]
})
