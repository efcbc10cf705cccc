import type { Json } from "@turnout/core/Json"
import type { Entry } from "@turnout/core/Ledger"

/** The ledger of one body while it is written. */
export type Notes = Array<Entry>

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
