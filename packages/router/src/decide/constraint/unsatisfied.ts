import type { ExclusionReason } from "@turnout/core/Decision"
import { coolingDown, type Refusal } from "../../Refusal.ts"
import type { Active, Context, Subject } from "./contract.ts"
import { endsWithAssistant } from "./needs.ts"
import { affordable, remedies } from "./remedies.ts"

/** All constraints that each candidate fails, not just the first. */
interface Census {
  readonly total: number
  /** Number of candidates that fail each constraint. */
  readonly failing: ReadonlyArray<number>
  /** By constraint, the candidates that fail only this one. */
  readonly alone: ReadonlyArray<ReadonlyArray<string>>
  /** The earliest end of a cooldown that is a candidate's only reason. */
  readonly reopens: number | undefined
  /** All of those are limited by their vendors. */
  readonly limited: boolean
}

/**
 * Why no candidate is viable, and what would help: a cooldown if candidates fail only that; a requirement that no
 * candidate meets, by its own code; else the caller's constraints.
 */
export const unsatisfied = (
  context: Context,
  active: ReadonlyArray<Active>,
  subjects: ReadonlyArray<Subject>
): Refusal => {
  const census = count(active, subjects)
  if (census.reopens !== undefined) {
    return coolingDown(Math.max(0, Math.ceil(census.reopens - context.now)), census.limited)
  }
  const threshold = active.findIndex(({ reason }) => reason === "threshold")
  if (threshold >= 0 && census.alone[threshold]!.length > 0) return ofThresholds
  // Whom the caller's own lists leave: what all of those fail is the reason, whatever others would do.
  const provider = active.find(({ reason }) => reason === "provider")
  const listed = subjects.filter((subject) => typeof provider?.check(subject) !== "string")
  const asked = listed.length === 0 ? subjects : listed
  for (let index = 0; index < active.length; index++) {
    if (!asked.every((subject) => typeof active[index]!.check(subject) === "string")) continue
    if (index === threshold) return ofThresholds
    const special = ofNeed(active[index]!.reason, context, active[index]!, asked)
    if (special !== undefined) return special
  }
  return ofWishes(context, active, census, subjects)
}

const count = (active: ReadonlyArray<Active>, subjects: ReadonlyArray<Subject>): Census => {
  const failing = active.map(() => 0)
  const alone = active.map((): Array<string> => [])
  let total = 0
  let reopens: number | undefined
  let limited = true
  for (const subject of subjects) {
    total++
    let failures = 0
    let last = -1
    for (let index = 0; index < active.length; index++) {
      if (typeof active[index]!.check(subject) !== "string") continue
      failing[index]!++
      failures++
      last = index
    }
    if (failures !== 1) continue
    alone[last]!.push(subject.endpoint.id)
    if (active[last]!.reason === "cooling") {
      reopens = Math.min(reopens ?? Infinity, subject.signals.cooling_until)
      if (subject.signals.rate_limited !== true) limited = false
    }
  }
  return { total, failing, alone, limited, reopens }
}

/** No candidate within the thresholds of the expression. */
const ofThresholds: Refusal = {
  code: "no_provider_available",
  status: 404,
  message: "No providers found within the specified thresholds.",
  param: "model",
  suggestion: "Widen the thresholds of the model expression."
}

/** The codes of requirements that no candidate meets. */
const ofNeed = (
  reason: ExclusionReason,
  { needs, request }: Context,
  { check }: Active,
  subjects: ReadonlyArray<Subject>
): Refusal | undefined => {
  const details = () => [...new Set(subjects.map((subject) => String(check(subject))))]
  switch (reason) {
    case "media":
      // Nothing else is wrong with it than that nothing is said.
      if (needs.blank !== undefined && needs.media.length === 0 && needs.impossible === undefined) {
        return {
          code: "invalid_parameter_value",
          message: `Invalid '${needs.blank}': expected text, got none but white space.`,
          param: needs.blank
        }
      }
      if (needs.last !== undefined && details().every((detail) => detail === endsWithAssistant)) {
        return {
          code: "invalid_parameter_value",
          message: `Invalid '${needs.last}': no candidate takes a conversation that ends with the assistant's turn.`,
          param: needs.last
        }
      }
      return { code: "unsupported_modalities", message: details()[0]!, param: "messages" }
    case "reasoning":
      return {
        code: "reasoning_not_supported",
        message: "No candidate reasons.",
        param: "reasoning_effort",
        suggestion: "Omit reasoning_effort, or choose a model that reasons."
      }
    case "version":
      return {
        code: "model_not_found",
        message: `No candidate has this version of the model: ${details().join("; ")}.`,
        param: "model",
        suggestion: "Set gateway.routing.version to 'prefer', or name the model without its date."
      }
    case "tools":
      return request.tool_choice === "required"
        ? {
            code: "tool_choice_required_not_supported",
            message: "No candidate honours tool_choice 'required'.",
            param: "tool_choice",
            suggestion: "Use tool_choice 'auto', or choose another model."
          }
        : undefined
    case "parameters":
      return {
        code: "required_params_not_supported",
        message: `No candidate honours every parameter sent: ${details().join("; ")}.`,
        suggestion: "Leave the parameter out, or allow it to be dropped (drop_params, require_parameters)."
      }
    case "context_window":
      return {
        code: "context_length_exceeded",
        message: `The request does not fit any candidate's context window: ${details().join("; ")}.`,
        param: request.embedding === undefined ? "messages" : "input"
      }
    case "dimensions":
      return {
        code: "invalid_parameter_value",
        message: `Invalid 'dimensions': no candidate gives vectors of ${request.embedding?.dimensions} numbers, but of: ${details().join("; ")}.`,
        param: "dimensions"
      }
    case "tokens":
      return {
        code: "invalid_parameter_value",
        message: "Invalid 'input': no candidate takes arrays of tokens.",
        param: "input",
        suggestion: "Send the texts."
      }
    default:
      return undefined
  }
}

const ofWishes = (
  context: Context,
  active: ReadonlyArray<Active>,
  { alone, failing, total }: Census,
  subjects: ReadonlyArray<Subject>
): Refusal => {
  const counts = active
    .map(({ reason }, index) => ({ reason, index, count: failing[index]! }))
    .filter(({ count }) => count > 0)
    .sort((left, right) => right.count - left.count || left.index - right.index)
  const said = counts.map(({ count, reason }) => `${reason} ${count}`).join(", ")
  // The constraint whose removal alone would suffice, else the one that excludes most.
  let best = -1
  for (let index = 0; index < active.length; index++) {
    if (alone[index]!.length > (best < 0 ? 0 : alone[best]!.length)) best = index
  }
  const named = best < 0 ? counts[0]?.index : best
  const reason = named === undefined ? undefined : active[named]!.reason
  const admitted = best < 0 ? [] : alone[best]!
  const fits = reason === "price" ? affordable(context, subjects, new Set(admitted)) : undefined
  return {
    code: "no_provider_available",
    message: `None of ${total} candidates can answer; excluded by: ${said || "nothing"}.`,
    ...(reason === undefined ? {} : { suggestion: remedies(reason, admitted, fits) })
  }
}
