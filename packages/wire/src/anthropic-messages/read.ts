export { count as countOf, parse, parseExact, text as textOf } from "../internal/json.ts"

/** An object of the vendor's, every field of which is untrusted. */
export type Fields = { readonly [key: string]: unknown }

export const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value)
