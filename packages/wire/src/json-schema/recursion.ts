import type { Json, JsonObject } from "@turnout/core/Json"
import { isObject } from "./read.ts"

/** Every `$ref` that stands in a schema. */
const refsIn = (schema: Json): ReadonlySet<string> => {
  const refs = new Set<string>()
  const waiting: Array<Json> = [schema]
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (Array.isArray(value)) for (const item of value as ReadonlyArray<Json>) waiting.push(item)
    else if (isObject(value)) {
      const { $ref: ref } = value
      if (typeof ref === "string") refs.add(ref)
      for (const child of Object.values(value)) waiting.push(child)
    }
  }
  return refs
}

/** Whether definitions use each other in a circle: then some are never settled, whatever they wait for. */
const isCircular = (definitions: JsonObject, prefix: string): boolean => {
  const users = new Map<string, Array<string>>()
  const unsettled = new Map<string, number>()
  const settled: Array<string> = []
  for (const [name, definition] of Object.entries(definitions)) {
    let uses = 0
    for (const ref of refsIn(definition)) {
      const used = ref.startsWith(prefix) ? ref.slice(prefix.length) : undefined
      if (used === undefined || !Object.hasOwn(definitions, used)) continue
      uses += 1
      const others = users.get(used)
      if (others === undefined) users.set(used, [name])
      else others.push(name)
    }
    if (uses === 0) settled.push(name)
    else unsettled.set(name, uses)
  }
  for (let name = settled.pop(); name !== undefined; name = settled.pop()) {
    for (const user of users.get(name) ?? []) {
      const left = unsettled.get(user)! - 1
      unsettled.set(user, left)
      if (left > 0) continue
      unsettled.delete(user)
      settled.push(user)
    }
  }
  return unsettled.size > 0
}

/** Whether a schema holds itself, by way of its own definitions or as a whole. Linear in its size. */
export const refersToItself = (schema: JsonObject): boolean => {
  const refs = refsIn(schema)
  if (refs.size === 0) return false
  return (
    refs.has("#") ||
    ["$defs", "definitions"].some((key) => {
      const definitions = schema[key]
      return isObject(definitions) && isCircular(definitions, `#/${key}/`)
    })
  )
}
