import type { Endpoint } from "@turnout/core/Endpoint"
import type { Request } from "@turnout/core/Request"
import { type Draft, drop, type Notes, translateSame } from "@turnout/wire/NativeBody"
import { modelOf } from "./ids.ts"

/** The part of the output limit that thinking may take, in percent. */
const shares = { minimal: 2, low: 10, medium: 30, high: 60, xhigh: 90, max: 95 } as const

const usualOutput = 4096
const leastBudget = 1024

/** Fields of the models' own bodies that Converse has no name for, by the maker. */
export const fields = (request: Request, endpoint: Endpoint, notes: Notes): Draft => {
  const model = modelOf(endpoint.provider_model_id) ?? ""
  const { top_k } = request
  const own: Draft = {}
  if (top_k !== undefined) {
    translateSame(notes, "top_k")
    if (model.startsWith("amazon.nova")) own["inferenceConfig"] = { topK: top_k }
    else own["top_k"] = top_k
  }
  return { ...own, ...effortOf(request, model, endpoint, notes) }
}

const effortOf = (request: Request, model: string, endpoint: Endpoint, notes: Notes): Draft => {
  const { reasoning_effort: effort } = request
  if (effort === undefined) return {}
  if (endpoint.facts.capabilities.reasoning.support === "no") {
    drop(notes, "reasoning_effort", effort === "none" ? "needless" : "unsupported")
    return {}
  }
  if (model.startsWith("anthropic.")) return thinking(request, effort, notes)
  translateSame(notes, "reasoning_effort")
  if (model.startsWith("amazon.nova")) {
    return effort === "none"
      ? { reasoningConfig: { type: "disabled" } }
      : { reasoningConfig: { type: "enabled", maxReasoningEffort: effort } }
  }
  return model.startsWith("openai.gpt-oss") ? { reasoning_effort: effort } : { reasoning: { effort } }
}

const thinking = (
  request: Request,
  effort: NonNullable<Request["reasoning_effort"]>,
  notes: Notes
): Draft => {
  const most = request.max_completion_tokens ?? usualOutput
  if (effort === "none") {
    translateSame(notes, "reasoning_effort")
    return { thinking: { type: "disabled" } }
  }
  if (most <= leastBudget) {
    notes.push({
      action: "clamped",
      param: "reasoning_effort",
      from: effort,
      to: "none",
      reason: "out_of_range"
    })
    return { thinking: { type: "disabled" } }
  }
  translateSame(notes, "reasoning_effort")
  const share = Math.round((most * shares[effort]) / 100)
  return {
    thinking: { type: "enabled", budget_tokens: Math.min(Math.max(share, leastBudget), most - 1) }
  }
}
