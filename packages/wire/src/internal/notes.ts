import type { Json } from "@turnout/core/Json"
import type { Entry, Reason } from "@turnout/core/Ledger"

/** The ledger of one body while it is written. */
export type Notes = Array<Entry>

/** A JSON object while it is written. */
export type Draft = { [key: string]: Json }

export const drop = (notes: Notes, param: string, reason: Reason = "unsupported"): void => {
  notes.push({ action: "dropped", param, reason })
}

export const rename = (notes: Notes, param: string, to: string): void => {
  notes.push({ action: "renamed", param, to, reason: "same_meaning" })
}

/** Another form of the same, which nobody need be told. */
export const translateSame = (notes: Notes, param: string): void => {
  notes.push({ action: "translated", param, reason: "same_meaning" })
}

/** Fields of `value` that have no home: left out, and said. Those of `silent` are dropped without a warning. */
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

/** The marks that a ledger tells of already: it may hold an entry for every part of a request. */
const told = new WeakMap<Notes, Set<string>>()

/** A mark that its endpoint does not know costs nothing but money: told once, each place without a warning. */
export const dropMark = (notes: Notes, path: string, mark: string): void => {
  let marks = told.get(notes)
  if (marks === undefined) told.set(notes, (marks = new Set()))
  if (!marks.has(mark)) {
    marks.add(mark)
    notes.push({ action: "dropped", param: mark, reason: "unsupported" })
  }
  notes.push({ action: "dropped", param: `${path}.${mark}`, reason: "needless" })
}

export const translate = (notes: Notes, param: string, from: Json | undefined, to: Json): void => {
  notes.push({ action: "translated", param, ...(from === undefined ? {} : { from }), to, reason: "dialect" })
}
