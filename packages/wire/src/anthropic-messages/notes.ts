import type { Json } from "@turnout/core/Json"
import type { Entry, Reason } from "@turnout/core/Ledger"

/** The ledger of one body while it is written. */
export type Notes = Array<Entry>

/** A JSON object while it is written. */
export type Draft = { [key: string]: Json }

export const drop = (notes: Notes, param: string, reason: Reason = "unsupported"): void => {
  notes.push({ action: "dropped", param, reason })
}

export const translate = (notes: Notes, param: string): void => {
  notes.push({ action: "translated", param, reason: "same_meaning" })
}

/** Fields of `value` that have no home: left out, and said. Those of `silent` are nobody's loss. */
export const unread = (
  notes: Notes,
  path: string,
  value: object,
  known: ReadonlySet<string>,
  silent?: ReadonlySet<string>
): void => {
  for (const key of Object.keys(value)) {
    if (known.has(key) || (value as Draft)[key] === undefined) continue
    drop(notes, `${path}.${key}`, silent?.has(key) === true ? "needless" : "unsupported")
  }
}
