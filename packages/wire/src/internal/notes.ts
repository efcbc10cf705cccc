import type { Json } from "@turnout/core/Json"
import type { Entry } from "@turnout/core/Ledger"

/** The ledger of one body while it is written. */
export type Notes = Array<Entry>

/** A mark that its endpoint does not know costs nothing but money: told once, each place without a warning. */
export const dropMark = (notes: Notes, path: string, mark: string): void => {
  if (!notes.some(({ param }) => param === mark)) {
    notes.push({ action: "dropped", param: mark, reason: "unsupported" })
  }
  notes.push({ action: "dropped", param: `${path}.${mark}`, reason: "needless" })
}

export const translate = (notes: Notes, param: string, from: Json | undefined, to: Json): void => {
  notes.push({ action: "translated", param, ...(from === undefined ? {} : { from }), to, reason: "dialect" })
}
