/** A JSON value as `JSON.parse` gives it. */
export type Json = null | boolean | number | string | ReadonlyArray<Json> | JsonObject

/** A JSON object; keys are open, so never look one up without `Object.hasOwn`. */
export interface JsonObject {
  readonly [key: string]: Json
}

/** How deep anything may nest that is passed through: requests and answers have the same bound. */
export const deepest = 128

const most = 10_000_000

/**
 * Whether a value can be written as JSON without fear: nowhere deeper than `deepest`. One walk without recursion,
 * which looks at each value once.
 */
export const isBounded = (value: unknown): boolean => {
  if (typeof value !== "object" || value === null) return true
  let level: Array<object> = [value]
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > deepest) return false
    const below: Array<object> = []
    for (const holder of level) {
      for (const inner of Array.isArray(holder) ? (holder as Array<unknown>) : Object.values(holder)) {
        if (typeof inner === "object" && inner !== null) below.push(inner)
      }
    }
    // Shared references can expand beyond any size: such a value is not written as JSON.
    if (below.length > most) return false
    level = below
  }
  return true
}
