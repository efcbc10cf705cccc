import type { Json } from "./Json.ts"
import type { Entry } from "./Ledger.ts"

export type WarningType =
  | "unsupported_parameter"
  | "defaulted_parameter"
  | "unsupported_field"
  | "deprecated_parameter"
  | "blocked_field"
  | "unverified_parameter"
  | "schema_weakened"
  | "reasoning_dropped"
  | "stream_switched"
  | "changed_request"
  | "not_cached"

/** A change to the request, as reported to the caller; `message` is for people, `code` for programs. */
export interface Warning {
  readonly type: WarningType
  readonly code: string
  readonly message: string
  /** What says the same today, by its path in the request. */
  readonly suggestion?: string
  readonly param?: string
  readonly from?: Json
  readonly to?: Json
}

/** Characters of a path, a value or a text that a warning repeats. */
const longest = 500

const cut = (text: string): string => (text.length > longest ? `${text.slice(0, longest)}…` : text)

const show = (value: Json | undefined): string => {
  if (value === undefined) return "nothing"
  if (typeof value === "string") return cut(value)
  if (typeof value !== "object" || value === null) return String(value)
  return isShort(value)
    ? cut(JSON.stringify(value))
    : Array.isArray(value)
      ? `an array of ${value.length}`
      : "an object"
}

/** Whether a value is small enough to be repeated: it is looked at no further than that. */
const isShort = (value: Json, most = longest): boolean => remaining(value, most) >= 0

const remaining = (value: Json, left: number): number => {
  if (typeof value === "string") return left - value.length
  if (typeof value !== "object" || value === null) return left - 8
  for (const key in value) {
    if (left < 0) break
    left = remaining((value as { readonly [key: string]: Json })[key]!, left - key.length - 1)
  }
  return left
}

/** What a change to the request is told as; undefined where its meaning was kept. */
const typeOf = ({ action, reason }: Entry): WarningType | undefined => {
  switch (action) {
    case "renamed":
    case "translated":
      return undefined
    case "dropped":
      if (reason === "needless") return undefined
      return reason === "unknown" ? "unverified_parameter" : "unsupported_parameter"
    case "clamped":
    case "emulated":
      return "unsupported_parameter"
    case "defaulted":
      // The most that the model writes cuts nothing.
      return reason === "same_meaning" ? undefined : "defaulted_parameter"
    case "unverified":
      return "unverified_parameter"
    case "weakened":
      return "schema_weakened"
    case "stripped":
      return "reasoning_dropped"
  }
}

const conditions: { readonly [reason in Entry["reason"]]?: string } = {
  unsupported_with_reasoning: " when reasoning is enabled",
  unsupported_with_tools: " when tools are given"
}

/** The sentence of an entry that is told as a warning of this type. */
const sentence = ({ action, from, reason, to }: Entry, type: WarningType, param: string): string => {
  switch (type) {
    case "unverified_parameter":
      if (action === "dropped") return `Parameter '${param}' is not known to the library and was left out.`
      return param === "model"
        ? "The model is not known to the library and was sent as it is."
        : `Parameter '${param}' is not known to the library and was sent as it is.`
    case "defaulted_parameter":
      return `Parameter '${param}' is required by the selected provider and was set to ${show(to)}.`
    case "schema_weakened":
      return `The schema lost a keyword at ${param} in the selected provider's dialect.`
    case "reasoning_dropped":
      return "Reasoning of another origin was left out of the history."
    default:
      if (action === "clamped")
        return `Parameter '${param}' was changed from ${show(from)} to ${show(to)} for the selected provider.`
      return action === "emulated"
        ? `Parameter '${param}' has no native form at the selected provider and was brought about by other means.`
        : `Parameter '${param}' is not supported by the selected provider${conditions[reason] ?? ""}.`
  }
}

/** Actions that leave a value in the place of another. Values too large to repeat stand in the ledger alone. */
const valued: ReadonlySet<Entry["action"]> = new Set(["clamped", "defaulted", "emulated", "weakened"])

/** The warning of a ledger entry; undefined if the meaning was kept. */
export const fromEntry = (entry: Entry): Warning | undefined => {
  const type = typeOf(entry)
  if (type === undefined) return undefined
  const param = cut(entry.param)
  const { action, from, to } = entry
  const shows = (value: Json | undefined): boolean =>
    valued.has(action) && value !== undefined && isShort(value)
  return {
    type,
    code: type === "reasoning_dropped" ? "reasoning" : param,
    message: sentence(entry, type, param),
    param,
    ...(shows(from) ? { from } : {}),
    ...(shows(to) ? { to } : {})
  }
}

/** Of one type so many warnings are told, and the number of the others. */
const most = 20

/** Gathers warnings: the same one is told once, and who causes a million of a type is told of twenty. */
export interface Gathering {
  /** `make` is asked only for what will be told. */
  readonly add: (type: WarningType, make: () => Warning) => void
  readonly all: () => ReadonlyArray<Warning>
}

export const gathering = (): Gathering => new Gathered()

const none: ReadonlyArray<Warning> = []

/** Usually nothing is added, and nothing made for it. */
class Gathered implements Gathering {
  private warnings: Array<Warning> | undefined = undefined
  private seen: Set<string> | undefined = undefined
  private counts: Map<WarningType, number> | undefined = undefined

  add(type: WarningType, make: () => Warning): void {
    const counts = (this.counts ??= new Map())
    const seen = (this.seen ??= new Set())
    const count = counts.get(type) ?? 0
    if (count < most) {
      const warning = make()
      const key = `${type} ${warning.code} ${warning.message}`
      if (seen.has(key)) return
      seen.add(key)
      ;(this.warnings ??= []).push(warning)
    }
    counts.set(type, count + 1)
  }

  all(): ReadonlyArray<Warning> {
    const { counts, warnings } = this
    if (counts === undefined || warnings === undefined) return none
    for (const [type, count] of counts) {
      if (count > most) {
        warnings.push({
          type,
          code: "more",
          message: `${count - most} more warnings of this type are not told.`
        })
      }
    }
    counts.clear()
    return warnings
  }
}

/** The warnings of a ledger, in its order; the same warning is told once, and of one type no more than twenty. */
export const fromLedger = (ledger: ReadonlyArray<Entry>): ReadonlyArray<Warning> => {
  if (ledger.length === 0) return none
  const gathered = gathering()
  for (const entry of ledger) {
    const type = typeOf(entry)
    if (type !== undefined) gathered.add(type, () => fromEntry(entry)!)
  }
  return gathered.all()
}
