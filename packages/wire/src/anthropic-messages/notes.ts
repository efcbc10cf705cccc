import type { Notes } from "../internal/notes.ts"
import type { Names } from "../text-form/names.ts"
import { toForm } from "../TextForm.ts"
import type { Forms } from "./forms.ts"

export { type Draft, drop, type Notes, unread } from "../internal/notes.ts"

/** What names and ids are called at this host. */
export interface Words {
  readonly names: Names
  readonly forms: Forms
}

export const translate = (notes: Notes, param: string): void => {
  notes.push({ action: "translated", param, reason: "same_meaning" })
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
