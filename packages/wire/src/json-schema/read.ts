import type { Json, JsonObject } from "@turnout/core/Json"

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** A JSON pointer one step further. */
export const pointer = (path: string, key: string | number): string =>
  `${path}/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`

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
