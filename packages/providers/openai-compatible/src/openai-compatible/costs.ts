import type { CostField } from "@turnout/wire/OpenAiChat"

/**
 * Where hosts of the family state what a call cost. OpenRouter, Vercel's gateway, Avian and others: `usage.cost` in
 * USD, their own fee alone where the caller's account at the vendor behind pays the rest. Perplexity: an object
 * with a sum. xAI: ticks, ten billion to the dollar. DeepInfra: an estimate in USD.
 */
export const costs: ReadonlyArray<CostField> = [
  { at: ["cost"], usd: 1, besides: { when: ["is_byok"], at: ["cost_details", "upstream_inference_cost"] } },
  { at: ["cost", "total_cost"], usd: 1 },
  { at: ["cost_in_usd_ticks"], usd: 1e-10 },
  { at: ["estimated_cost"], usd: 1, estimate: true }
]

/** Groq's word for its ordinary tier. */
export const servedTiers: { readonly [native: string]: string } = { on_demand: "default" }
