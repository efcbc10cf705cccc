import type { Notes } from "../internal/notes.ts"
import { type TextForm, toForm } from "../TextForm.ts"
import type { Names } from "./names.ts"

/** What names and ids are called at a host. */
export interface Words<F extends { readonly call_id?: TextForm } = { readonly call_id?: TextForm }> {
  readonly names: Names
  readonly forms: F
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
