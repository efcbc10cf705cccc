import type { Json, JsonObject } from "@turnout/core/Json"
import { isObject } from "../internal/json.ts"

/**
 * Two objects as one, the first one's keys in front: objects merge deeply, and where anything else meets, the
 * winner's value stands, and `lost` is told the path of the other.
 */
export const merged = (
  first: JsonObject,
  second: JsonObject,
  winner: "first" | "second",
  lost: (path: string) => void,
  path = ""
): JsonObject => {
  if (path === "" && Object.keys(second).length === 0) return first
  // Spreading and defining create own keys, so that `__proto__` stays the data it is.
  const result: { [key: string]: Json } = { ...first }
  for (const [key, value] of Object.entries(second)) {
    let settled = value
    if (Object.hasOwn(first, key)) {
      const before = first[key]!
      const here = path + key
      if (isObject(before) && isObject(value)) settled = merged(before, value, winner, lost, `${here}.`)
      else {
        if (winner === "first") settled = before
        lost(here)
      }
    }
    if (key !== "__proto__") result[key] = settled
    else {
      Object.defineProperty(result, key, {
        value: settled,
        enumerable: true,
        configurable: true,
        writable: true
      })
    }
  }
  return result
}
