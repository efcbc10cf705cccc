import type { Json } from "@turnout/core/Json"
import type { Entry, Reason } from "@turnout/core/Ledger"
import type { Names } from "../text-form/names.ts"
import { toForm } from "../TextForm.ts"
import type { Forms } from "./forms.ts"

/** The ledger of one body while it is written. */
export type Notes = Array<Entry>

/** What names and ids are called at this host. */
export interface Words {
  readonly names: Names
  readonly forms: Forms
}

/** A JSON object while it is written. */
export type Draft = { [key: string]: Json }

export const drop = (notes: Notes, param: string, reason: Reason = "unsupported"): void => {
  notes.push({ action: "dropped", param, reason })
}

export const translate = (notes: Notes, param: string): void => {
  notes.push({ action: "translated", param, reason: "same_meaning" })
}

/** Fields of `value` that have no home: left out, and said. Those of `silent` are dropped without an entry. */
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

/** The name of a tool at this host. */
export const nameOf = ({ names }: Words, name: string, param: string, notes: Notes): string => {
  const native = names.toNative(name)
  if (native !== name) notes.push({ action: "translated", param, from: name, to: native, reason: "dialect" })
  return native
}

/** The id of a call at this host, the same in the call and in its result, in every turn. */
export const idOf = ({ forms }: Words, id: string, param: string, notes: Notes): string => {
  const native = toForm(id, forms.call_id)
  if (native !== id) notes.push({ action: "translated", param, from: id, to: native, reason: "dialect" })
  return native
}
