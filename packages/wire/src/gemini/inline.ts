import type { Json, JsonObject } from "@turnout/core/Json"
import { isObject } from "../internal/json.ts"
import { put } from "../json-schema/read.ts"

/** A schema that grows beyond this by writing out its references keeps them. */
const most = 10_000

interface Budget {
  left: number
}

const written = (
  value: Json,
  definitions: JsonObject,
  open: ReadonlySet<string>,
  budget: Budget
): Json | undefined => {
  if (budget.left-- <= 0) return undefined
  if (Array.isArray(value)) {
    const list: Array<Json> = []
    for (const each of value as ReadonlyArray<Json>) {
      const inner = written(each, definitions, open, budget)
      if (inner === undefined) return undefined
      list.push(inner)
    }
    return list
  }
  if (!isObject(value)) return value
  const { $ref: ref } = value
  const name =
    typeof ref === "string" && ref.startsWith("#/$defs/") ? ref.slice("#/$defs/".length) : undefined
  if (name !== undefined && Object.hasOwn(definitions, name)) {
    // What holds itself has no end.
    if (open.has(name)) return undefined
    const { $ref: _, ...beside } = value
    const target = definitions[name]!
    return written(
      isObject(target) ? { ...target, ...beside } : target,
      definitions,
      new Set([...open, name]),
      budget
    )
  }
  const copy: { [key: string]: Json } = {}
  for (const [key, each] of Object.entries(value)) {
    const inner = written(each, definitions, open, budget)
    if (inner === undefined) return undefined
    put(copy, key, inner)
  }
  return copy
}

/** A schema with its definitions in place of the references to them; undefined where that has no end, or is too much. */
export const inlined = (schema: JsonObject): JsonObject | undefined => {
  const { $defs, ...rest } = schema
  if (!isObject($defs)) return schema
  const whole = written(rest, $defs, new Set(), { left: most })
  return isObject(whole) ? whole : undefined
}
