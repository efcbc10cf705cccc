/** OpenRouter's name for the signatures of this family. */
export const format = "google-gemini-v1"

/**
 * Where in a turn a signature, or a part that has no other place, stood: said in the `id` of its reasoning detail. A
 * signature belongs to one part, and a turn as callers see it has no parts. Offsets are UTF-16 units of the text.
 */
export type Anchor =
  /** The signature of a function call, by its position in the turn. */
  | { readonly kind: "call"; readonly at: number }
  /** The signature of a piece of the text; an empty one stood alone. */
  | { readonly kind: "text"; readonly from: number; readonly to: number }
  /** A native part as JSON: code, what it gave, an image. */
  | { readonly kind: "part"; readonly at: number }
  /** A thought behind this much of the text. */
  | { readonly kind: "thought"; readonly at: number }

export const write = (anchor: Anchor): string =>
  anchor.kind === "text" ? `text:${anchor.from}-${anchor.to}` : `${anchor.kind}:${anchor.at}`

const written = /^(?:(call|part|thought):(\d{1,10})|text:(\d{1,10})-(\d{1,10}))$/

/** Undefined for an id that is none of ours. */
export const read = (id: string | undefined): Anchor | undefined => {
  const found = id === undefined ? null : written.exec(id)
  if (found === null) return undefined
  if (found[1] === undefined) {
    const [from, to] = [Number(found[3]), Number(found[4])]
    return from <= to ? { kind: "text", from, to } : undefined
  }
  return { kind: found[1] as "call" | "part" | "thought", at: Number(found[2]) }
}
