export { count as countOf, parse, parseExact, text as textOf } from "../internal/json.ts"

/** An object of the vendor's, every field of which is untrusted. */
export type Fields = { readonly [key: string]: unknown }

export const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** How deep brackets nest, strings left out; stops counting past `most`. */
export const nestsBeyond = (text: string, most: number): boolean => {
  let depth = 0
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit === 0x22) quoted = !quoted
    else if (quoted) {
      if (unit === 0x5c) at++
    } else if (unit === 0x5b || unit === 0x7b) {
      if (++depth > most) return true
    } else if (unit === 0x5d || unit === 0x7d) depth--
  }
  return false
}
