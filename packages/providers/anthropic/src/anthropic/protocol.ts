import type { JsonObject } from "@turnout/core/Json"
import * as AnthropicMessages from "@turnout/wire/AnthropicMessages"
import type { SseFrame } from "@turnout/wire/Framing"
import type { Protocol } from "@turnout/wire/Protocol"
import { familyOf } from "./models.ts"

const isDisabled = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && (value as JsonObject)["type"] === "disabled"

/** Its maker states no cost. Gateways that serve the family do, in USD: theirs is the account where `baseUrl` names one. */
const costs: AnthropicMessages.Options["costs"] = [
  { at: ["cost"], usd: 1, besides: { when: ["is_byok"], at: ["cost_details", "upstream_inference_cost"] } }
]

/**
 * Names of tools: `^[a-zA-Z0-9_-]{1,128}$`, as its 400 says since 2025. `metadata.user_id`: 256 characters, and an
 * e-mail address or a telephone number is a 400 (published reference: it should not identify a person).
 */
export const forms: AnthropicMessages.Forms = {
  tool_name: { character: /[A-Za-z0-9_-]/, max: 128 },
  user_id: { max: 256, refuses: [/[^\s@]+@[^\s@]+\.[^\s@]+/, /^\s*(?=.*[+() .-])\+?[\d\s().-]{7,}\s*$/] }
}

/** The family's protocol, with the vendor's own words where a model has them. */
export const protocolOf = (
  options: AnthropicMessages.Options
): Protocol<AnthropicMessages.State, SseFrame> => {
  const family = AnthropicMessages.make({ costs, forms, ...options })
  return {
    ...family,
    body: (fitted, endpoint) => {
      const made = family.body(fitted, endpoint)
      const off = familyOf(endpoint.provider_model_id)?.off
      const thinking = made.body["thinking"]
      if (off === undefined || !isDisabled(thinking)) return made
      return { ...made, body: { ...made.body, thinking: { ...thinking, type: off } } }
    }
  }
}
