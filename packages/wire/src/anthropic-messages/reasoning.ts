import type { Endpoint } from "@turnout/core/Endpoint"
import type { Reason } from "@turnout/core/Ledger"
import type { ReasoningEffort, Request } from "@turnout/core/Request"
import type { Turn } from "./messages.ts"
import { type Draft, drop, type Notes, translate } from "./notes.ts"

/** How an effort is said. `on`: thinking was asked for by a budget, so no tool can be forced; adaptive thinking may be. */
export interface Thinking {
  readonly on: boolean
  readonly thinking?: Draft
  readonly effort?: string
}

/** The part of the output limit that thinking may take, in percent. */
const shares: { readonly [effort in Exclude<ReasoningEffort, "none">]: number } = {
  minimal: 2,
  low: 10,
  medium: 30,
  high: 60,
  xhigh: 90,
  max: 95
}

const silent: Thinking = { on: false }
const off: Thinking = { on: false, thinking: { type: "disabled" } }

const clamp = (notes: Notes, from: string, to: string, reason: Reason): void => {
  notes.push({ action: "clamped", param: "reasoning_effort", from, to, reason })
}

/** A turn with calls that are being answered, and no thinking before them: it was another model's. */
const inForeignLoop = (turns: ReadonlyArray<Turn>): boolean => {
  if ((turns.at(-1)?.results.length ?? 0) === 0) return false
  const types = (turns.at(-2)?.content ?? []).map((block) => block["type"])
  return types.includes("tool_use") && types[0] !== "thinking" && types[0] !== "redacted_thinking"
}

const budget = (
  effort: Exclude<ReasoningEffort, "none">,
  endpoint: Endpoint,
  maxTokens: number,
  turns: ReadonlyArray<Turn>,
  notes: Notes
): Thinking => {
  const { min_budget: least = 1024, max_budget: most = Infinity } = endpoint.facts.capabilities.reasoning
  if (maxTokens <= least) {
    clamp(notes, effort, "none", "out_of_range")
    return off
  }
  if (inForeignLoop(turns)) {
    clamp(notes, effort, "none", "origin")
    return off
  }
  const share = Math.round((maxTokens * shares[effort]) / 100)
  const tokens = Math.min(Math.max(share, least), most, maxTokens - 1)
  translate(notes, "reasoning_effort")
  return { on: true, thinking: { type: "enabled", budget_tokens: tokens } }
}

/**
 * `reasoning_effort` in the words of the endpoint. A budget stays below `maxTokens`, the caller's limit of all
 * output; where there is no room for one, or an answer has to be forced through a tool, thinking is disabled.
 */
export const plan = (
  request: Request,
  endpoint: Endpoint,
  maxTokens: number,
  forcesTool: boolean,
  turns: ReadonlyArray<Turn>,
  notes: Notes
): Thinking => {
  const { support, control, always = false } = endpoint.facts.capabilities.reasoning
  const effort = request.reasoning_effort
  if (effort === undefined) return silent
  if (support === "no") {
    drop(notes, "reasoning_effort", effort === "none" ? "needless" : "unsupported")
    return silent
  }
  if (effort === "none") {
    if (always) {
      clamp(notes, effort, "low", "level")
      return { on: false, effort: "low" }
    }
    translate(notes, "reasoning_effort")
    return off
  }
  if (forcesTool && control !== "adaptive") {
    clamp(notes, effort, "none", "unsupported_with_tools")
    return always ? silent : off
  }
  if (control === "budget" || control === "toggle" || control === "unknown") {
    return budget(effort, endpoint, maxTokens, turns, notes)
  }
  const level = effort === "minimal" ? "low" : effort
  if (level === effort) translate(notes, "reasoning_effort")
  else clamp(notes, effort, level, "level")
  // Newer models withhold the text of their thinking unless it is asked for.
  return control === "adaptive"
    ? { on: false, thinking: { type: "adaptive", display: "summarized" }, effort: level }
    : { on: false, effort: level }
}
