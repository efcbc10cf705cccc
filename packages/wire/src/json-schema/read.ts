import type { Json, JsonObject } from "@turnout/core/Json"

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** Maximum depth; each step of a deep schema writes everything above it. */
const longest = 1000

/** A JSON pointer one step further, cut where it is too long. */
export const pointer = (path: string, key: string | number): string => {
  if (path.length > longest) return path.endsWith("…") ? path : `${path}…`
  const step = String(key)
  return `${path}/${step.slice(0, longest).replaceAll("~", "~0").replaceAll("/", "~1")}`
}

/** A key of its own, so that `__proto__` stays the data it is. */
export const put = (target: { [key: string]: Json }, key: string, value: Json): void => {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true })
}

/** Whether the schema speaks of an object. */
export const isOfObject = (schema: JsonObject): boolean => {
  const { type } = schema
  return (
    type === "object" || (Array.isArray(type) && type.includes("object")) || isObject(schema["properties"])
  )
}
