import type { Endpoint } from "@turnout/core/Endpoint"
import type { InputType } from "@turnout/core/InputType"
import { drop, type Notes, translate } from "../internal/notes.ts"

/** A vendor's words for types of input. */
export interface Words {
  readonly words: { readonly [type in InputType]?: string }
  /** What is sent where the caller says nothing that it knows: it refuses a request without a word. */
  readonly demanded?: string
}

const param = "gateway.input_type"

/** The vendor's word for the type of input that was asked for; dropped, and noted, where it has none. */
export const wordOf = (
  { demanded, words }: Words,
  type: InputType | undefined,
  notes: Notes
): string | undefined => {
  const word = type === undefined ? undefined : words[type]
  if (word !== undefined) {
    translate(notes, param, type, word)
    return word
  }
  if (type !== undefined) drop(notes, param)
  if (demanded !== undefined) notes.push({ action: "defaulted", param, to: demanded, reason: "demanded" })
  return demanded
}

/**
 * The size to ask for. An endpoint that has one alone is not asked: its vectors are of it, or the attempt fails, whatever
 * it is known to have.
 */
export const sizeOf = (
  { facts }: Endpoint,
  dimensions: number | undefined,
  notes: Notes
): number | undefined => {
  if (dimensions === undefined || facts.embeddings?.resizes !== "no") return dimensions
  drop(notes, "dimensions", "needless")
  return undefined
}

/** The types that it tells apart. */
export const typesOf = ({ words }: Words): ReadonlyArray<InputType> =>
  Object.keys(words) as ReadonlyArray<InputType>

/** A vendor that cuts long inputs unasked is told not to. */
export const uncut = (notes: Notes, to: string | boolean): void => {
  notes.push({ action: "defaulted", param: "truncate", to, reason: "same_meaning" })
}

/** The caller's encoding, where the vendor gives numbers alone: they are encoded here. */
export const asNumbers = (asked: "float" | "base64" | undefined, notes: Notes): void => {
  if (asked === "base64") translate(notes, "encoding_format", "base64", "float")
}
