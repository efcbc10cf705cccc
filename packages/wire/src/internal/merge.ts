import type { Json, JsonObject } from "@turnout/core/Json"
import { isObject } from "./json.ts"

/** A key of its own, so that `__proto__` stays the data it is. */
const put = (target: { [key: string]: Json }, key: string, value: Json): void => {
  if (key !== "__proto__") target[key] = value
  else Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true })
}

/**
 * Two objects as one, the first one's keys in front: objects merge deeply, and where anything else meets, the
 * winner's value stands, and `lost` is told the path of the other. Neither is changed.
 */
export const merge = (
  first: JsonObject,
  second: JsonObject,
  winner: "first" | "second",
  lost: (path: string) => void,
  path = ""
): JsonObject => {
  let result: { [key: string]: Json } | undefined
  for (const key of Object.keys(second)) {
    const value = second[key]!
    // Spreading makes own keys, whatever they are called.
    result ??= { ...first }
    if (!Object.hasOwn(first, key)) {
      put(result, key, value)
      continue
    }
    const before = first[key]!
    const here = path + key
    if (isObject(before) && isObject(value)) put(result, key, merge(before, value, winner, lost, `${here}.`))
    else {
      if (winner === "second") put(result, key, value)
      lost(here)
    }
  }
  return result ?? first
}
