const isObject = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** Keywords that vendors' strict modes have in common. */
const keywords = new Set([
  "$schema",
  "type",
  "properties",
  "required",
  "additionalProperties",
  "items",
  "enum",
  "const",
  "anyOf",
  "title",
  "description"
])

/** Whether a JSON schema lies within what strict modes demand: closed objects, every property required, common keywords. */
export const isStrict = (schema: unknown, depth = 0): boolean => {
  if (!isObject(schema) || depth > 10) return false
  if (!Object.keys(schema).every((key) => keywords.has(key))) return false
  const { additionalProperties, anyOf, items, properties, required, type } = schema
  if (Array.isArray(anyOf)) return depth > 0 && anyOf.every((each) => isStrict(each, depth + 1))
  if (depth === 0 && type !== "object") return false
  if (type === "array") return isStrict(items, depth + 1)
  if (type !== "object") return items === undefined && properties === undefined
  if (additionalProperties !== false || !isObject(properties)) return false
  const names = Object.keys(properties)
  return (
    names.length > 0 &&
    Array.isArray(required) &&
    names.every((name) => required.includes(name) && isStrict(properties[name], depth + 1))
  )
}
