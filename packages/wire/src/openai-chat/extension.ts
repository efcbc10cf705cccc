import type { Json, JsonObject } from "@turnout/core/Json"
import { isObject } from "./read.ts"

/**
 * Two objects as one, the first one's keys in front: objects merge deeply, and where anything else meets, the
 * winner's value stands.
 */
export const merged = (first: JsonObject, second: JsonObject, winner: "first" | "second"): JsonObject => {
  // Spreading and defining create own keys, so that `__proto__` stays the data it is.
  const result: { [key: string]: Json } = { ...first }
  for (const [key, value] of Object.entries(second)) {
    let settled = value
    if (Object.hasOwn(first, key)) {
      const before = first[key]!
      if (isObject(before) && isObject(value)) settled = merged(before, value, winner)
      else if (winner === "first") settled = before
    }
    Object.defineProperty(result, key, {
      value: settled,
      enumerable: true,
      configurable: true,
      writable: true
    })
  }
  return result
}
