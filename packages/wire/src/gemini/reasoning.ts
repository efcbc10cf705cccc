import type { Endpoint } from "@turnout/core/Endpoint"
import type { Reason } from "@turnout/core/Ledger"
import type { ReasoningEffort, Request } from "@turnout/core/Request"
import { type Draft, drop, type Notes } from "./notes.ts"

/** The part of the output limit that thinking may take, in percent. */
const shares: { readonly [effort in Exclude<ReasoningEffort, "none">]: number } = {
  minimal: 2,
  low: 10,
  medium: 30,
  high: 60,
  xhigh: 90,
  max: 95
}

/** Levels are words of their own; there is none for no thinking, and none above the fifth. */
const levels: { readonly [effort in ReasoningEffort]: string } = {
  none: "MINIMAL",
  minimal: "MINIMAL",
  low: "LOW",
  medium: "MEDIUM",
  high: "HIGH",
  xhigh: "XHIGH",
  max: "XHIGH"
}

/** Tokens of an answer, where neither the request nor the endpoint says how long it may be. */
const anyOutput = 65_536

const field = "thinkingConfig"

const translate = (notes: Notes, to: string): void => {
  notes.push({ action: "translated", param: "reasoning_effort", to, reason: "same_meaning" })
}

const clamp = (notes: Notes, from: string, to: string | number, reason: Reason): void => {
  notes.push({ action: "clamped", param: "reasoning_effort", from, to, reason })
}

const budget = (
  effort: ReasoningEffort,
  { facts }: Endpoint,
  asked: number | undefined,
  notes: Notes
): Draft => {
  const { always = false, max_budget: most = Infinity, min_budget: least = 0 } = facts.capabilities.reasoning
  if (effort === "none") {
    if (!always) {
      translate(notes, field)
      return { thinkingBudget: 0 }
    }
    clamp(notes, effort, Math.max(1, least), "level")
    return { thinkingBudget: Math.max(1, least) }
  }
  const limit = asked ?? facts.limits.output ?? anyOutput
  // The output limit holds the thoughts: where they would take all of it, there would be no answer.
  if (!always && limit <= least) {
    clamp(notes, effort, "none", "out_of_range")
    return { thinkingBudget: 0 }
  }
  const share = Math.round((limit * shares[effort]) / 100)
  translate(notes, field)
  return {
    thinkingBudget: Math.max(1, least, Math.min(share, most, limit - 1)),
    includeThoughts: true
  }
}

/**
 * `thinkingConfig` of an effort: a budget of tokens up to the second generation, a level from the third on, never both.
 * Thoughts are asked for where it thinks.
 */
export const plan = (request: Request, endpoint: Endpoint, notes: Notes): Draft | undefined => {
  const { support, control } = endpoint.facts.capabilities.reasoning
  const effort = request.reasoning_effort
  if (effort === undefined) return undefined
  if (support === "no") {
    drop(notes, "reasoning_effort", effort === "none" ? "needless" : "unsupported")
    return undefined
  }
  if (control === "budget" || control === "toggle" || control === "unknown") {
    return budget(effort, endpoint, request.max_completion_tokens, notes)
  }
  const level = levels[effort]
  if (level.toLowerCase() === effort) translate(notes, field)
  else clamp(notes, effort, level.toLowerCase(), "level")
  return { thinkingLevel: level, includeThoughts: true }
}
