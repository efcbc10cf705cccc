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

/** What a caller reads about a change to the request; `message` is for people, `code` for programs. */
export interface Warning {
  readonly type: WarningType
  readonly code: string
  readonly message: string
  readonly param?: string
  readonly from?: Json
  readonly to?: Json
}

const show = (value: Json | undefined): string =>
  value === undefined ? "nothing" : typeof value === "string" ? value : JSON.stringify(value)

const withValues = (warning: Warning, entry: Entry): Warning => ({
  ...warning,
  param: entry.param,
  ...(entry.from === undefined ? {} : { from: entry.from }),
  ...(entry.to === undefined ? {} : { to: entry.to })
})

/** The warning of a ledger entry; undefined where the meaning was kept. */
export const fromEntry = (entry: Entry): Warning | undefined => {
  const { param } = entry
  switch (entry.action) {
    case "renamed":
    case "translated":
      return undefined
    case "dropped": {
      if (entry.reason === "needless") return undefined
      if (entry.reason === "unknown") {
        const message = `Parameter '${param}' is not known to the library and was left out.`
        return { type: "unverified_parameter", code: param, message, param }
      }
      const next =
        entry.reason === "unsupported_with_reasoning"
          ? " when reasoning is enabled"
          : entry.reason === "unsupported_with_tools"
            ? " when tools are given"
            : ""
      return {
        type: "unsupported_parameter",
        code: param,
        message: `Parameter '${param}' is not supported by the selected provider${next}.`,
        param
      }
    }
    case "clamped":
      return withValues(
        {
          type: "unsupported_parameter",
          code: param,
          message: `Parameter '${param}' was changed from ${show(entry.from)} to ${show(entry.to)} for the selected provider.`
        },
        entry
      )
    case "defaulted":
      if (entry.reason === "same_meaning") return undefined
      return withValues(
        {
          type: "defaulted_parameter",
          code: param,
          message: `Parameter '${param}' is required by the selected provider and was set to ${show(entry.to)}.`
        },
        entry
      )
    case "emulated":
      return withValues(
        {
          type: "unsupported_parameter",
          code: param,
          message: `Parameter '${param}' has no native form at the selected provider and was brought about by other means.`
        },
        entry
      )
    case "unverified":
      return {
        type: "unverified_parameter",
        code: param,
        message:
          param === "model"
            ? "The model is not known to the library and was sent as it is."
            : `Parameter '${param}' is not known to the library and was sent as it is.`,
        param
      }
    case "weakened":
      return withValues(
        {
          type: "schema_weakened",
          code: param,
          message: `The schema lost a keyword at ${param} in the selected provider's dialect.`
        },
        entry
      )
    case "stripped":
      return {
        type: "reasoning_dropped",
        code: "reasoning",
        message: "Reasoning of another origin was left out of the history.",
        param
      }
  }
}

/** The warnings of a ledger, in its order; the same warning is told once. */
export const fromLedger = (ledger: ReadonlyArray<Entry>): ReadonlyArray<Warning> => {
  if (ledger.length === 0) return []
  const warnings: Array<Warning> = []
  const seen = new Set<string>()
  for (const entry of ledger) {
    const warning = fromEntry(entry)
    if (warning === undefined) continue
    const key = `${warning.type} ${warning.code} ${warning.message}`
    if (!seen.has(key)) {
      seen.add(key)
      warnings.push(warning)
    }
  }
  return warnings
}
