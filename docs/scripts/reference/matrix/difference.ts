import type { Json, JsonObject } from "@turnout/core/Json"

/** One place in which two native bodies differ; `to` is absent where something is gone. */
export interface Difference {
  readonly path: string
  readonly to?: Json
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const same = (one: Json | undefined, other: Json | undefined): boolean =>
  JSON.stringify(one) === JSON.stringify(other)

/** The shallowest places: what is new is told whole. */
export const differences = (
  before: Json | undefined,
  after: Json | undefined,
  path = ""
): ReadonlyArray<Difference> => {
  if (same(before, after)) return []
  if (isObject(before) && isObject(after)) {
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) =>
      differences(before[key], after[key], path === "" ? key : `${path}.${key}`)
    )
  }
  if (Array.isArray(before) && Array.isArray(after)) return ofLists(before, after, path)
  return [after === undefined ? { path } : { path, to: after }]
}

/** Where the end of one is the other, what stands before it is new. */
const ofLists = (
  before: ReadonlyArray<Json>,
  after: ReadonlyArray<Json>,
  path: string
): ReadonlyArray<Difference> => {
  const more = after.length - before.length
  if (more > 0 && before.every((item, index) => same(item, after[index + more]))) {
    return after.slice(0, more).map((to, index) => ({ path: `${path}[${index}]`, to }))
  }
  const length = Math.max(before.length, after.length)
  return Array.from({ length }, (_, index) => index).flatMap((index) =>
    differences(before[index], after[index], `${path}[${index}]`)
  )
}
