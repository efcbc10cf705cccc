import type { Endpoint } from "@turnout/core/Endpoint"
import type { AssistantMessage } from "@turnout/core/Message"
import type { Request } from "@turnout/core/Request"
import { type Draft, drop, type Notes, translateSame, unread } from "@turnout/wire/NativeBody"
import { format, planFormat } from "./words.ts"

/** The part of the output limit that thinking may take, in percent. */
const shares = { minimal: 2, low: 10, medium: 30, high: 60, xhigh: 90, max: 95 } as const

/** What an answer may hold where the caller sets no limit: the models' own, as the vendor's pages of models have it. */
const usualOutput = 32_000

/** `reasoning_effort` as a switch and a budget of tokens. */
export const thinking = (request: Request, endpoint: Endpoint, notes: Notes): Draft | undefined => {
  const { reasoning_effort: effort } = request
  if (effort === undefined) return undefined
  const { always = false, support } = endpoint.facts.capabilities.reasoning
  if (support === "no") {
    drop(notes, "reasoning_effort", effort === "none" ? "needless" : "unsupported")
    return undefined
  }
  if (effort === "none" && !always) {
    translateSame(notes, "reasoning_effort")
    return { type: "disabled" }
  }
  const level = effort === "none" ? "minimal" : effort
  if (level === effort) translateSame(notes, "reasoning_effort")
  else notes.push({ action: "clamped", param: "reasoning_effort", from: effort, to: level, reason: "level" })
  const most = request.max_completion_tokens ?? endpoint.facts.limits.output ?? usualOutput
  return { type: "enabled", token_budget: Math.max(1, Math.round((most * shares[level]) / 100)) }
}

const read = new Set(["type", "text", "format", "origin"])
const position = new Set(["id", "index"])

/** Reasoning of an earlier turn of this model: its plan before calls, and thoughts. */
export interface Thoughts {
  readonly plan: string
  readonly thinking: ReadonlyArray<string>
}

export const replay = (
  { reasoning_details: details = [] }: AssistantMessage,
  path: string,
  endpoint: Endpoint,
  notes: Notes
): Thoughts => {
  const thinking: Array<string> = []
  let planned = ""
  let foreign = false
  for (const [index, detail] of details.entries()) {
    const { origin } = detail
    const isPlan = origin?.format === planFormat
    const own = (isPlan || origin?.format === format) && origin?.model === endpoint.model
    if (!own || detail.type !== "reasoning.text" || typeof detail.text !== "string") {
      foreign = true
      continue
    }
    unread(notes, `${path}[${index}]`, detail, read, position)
    drop(notes, `${path}[${index}].format`, "needless")
    drop(notes, `${path}[${index}].origin`, "needless")
    if (isPlan) planned += detail.text
    else thinking.push(detail.text)
  }
  if (foreign) notes.push({ action: "stripped", param: path, reason: "origin" })
  return { plan: planned, thinking }
}
