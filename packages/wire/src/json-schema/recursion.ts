import type { JsonObject } from "@turnout/core/Json"
import { isObject } from "./read.ts"

/** Whether a schema holds itself, by way of its own definitions or as a whole. */
export const refersToItself = (schema: JsonObject): boolean => {
  const text = JSON.stringify(schema)
  if (!text.includes('"$ref"')) return false
  if (text.includes('"$ref":"#"')) return true
  for (const key of ["$defs", "definitions"]) {
    const definitions = schema[key]
    if (!isObject(definitions)) continue
    const uses = new Map<string, ReadonlyArray<string>>()
    for (const [name, definition] of Object.entries(definitions)) {
      const body = JSON.stringify(definition)
      uses.set(
        name,
        Object.keys(definitions).filter((other) =>
          body.includes(`"$ref":${JSON.stringify(`#/${key}/${other}`)}`)
        )
      )
    }
    const settled = new Set<string>()
    for (let before = -1; settled.size !== before;) {
      before = settled.size
      for (const [name, used] of uses) if (used.every((other) => settled.has(other))) settled.add(name)
    }
    if (settled.size < uses.size) return true
  }
  return false
}
