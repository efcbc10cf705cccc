import type { Json, JsonObject } from "@turnout/core/Json"
import type { Entry } from "@turnout/core/Ledger"
import { isObject, put } from "./read.ts"

/** What a vendor demands of the root of a tool's schema, beside that it is an object's. */
export interface Root {
  /** Keywords that are a 400 there and nowhere else in the schema. */
  readonly refuses: ReadonlyArray<string>
  /** `properties` has to stand there, though it be empty. */
  readonly properties: boolean
}

const choices: ReadonlySet<string> = new Set(["anyOf", "oneOf"])

/** References that lead to references end somewhere, or in a circle. */
const mostSteps = 8

/** What a reference into the same schema stands for; the schema itself where it leads nowhere. */
const resolved = (schema: JsonObject, root: JsonObject): JsonObject => {
  let found = schema
  for (let step = 0; step < mostSteps; step++) {
    const { $ref: target } = found
    if (typeof target !== "string" || !target.startsWith("#/")) return found
    let value: Json | undefined = root
    for (const part of target.slice(2).split("/")) {
      const key = part.replaceAll("~1", "/").replaceAll("~0", "~")
      value = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
    }
    if (!isObject(value)) return found
    const { $ref: _, ...beside } = found
    found = { ...value, ...beside }
  }
  return found
}

const textsOf = (value: Json | undefined): ReadonlyArray<string> =>
  Array.isArray(value) ? (value as ReadonlyArray<Json>).filter((each) => typeof each === "string") : []

/** Two schemas of one property: either of a choice, both of a conjunction. */
const joined = (one: Json, other: Json, isChoice: boolean): Json =>
  JSON.stringify(one) === JSON.stringify(other) ? one : { [isChoice ? "anyOf" : "allOf"]: [one, other] }

type Open = { [key: string]: Json }

const isPart = ([key, value]: readonly [string, Json]): boolean =>
  key === "type"
    ? value === "object"
    : key === "properties" || key === "$defs" || key === "definitions"
      ? isObject(value)
      : key === "required" && Array.isArray(value) && value.every((each) => typeof each === "string")

/** Whether one object can say all that the branches of a conjunction say. */
const isWhole = (branches: ReadonlyArray<Json>, target: JsonObject, root: JsonObject): boolean => {
  const names = new Set<string>()
  for (const key of ["$defs", "definitions"]) {
    if (isObject(target[key])) for (const name of Object.keys(target[key])) names.add(`${key} ${name}`)
  }
  return branches.every((branch) => {
    if (!isObject(branch)) return false
    const stated = resolved(branch, root)
    return (
      Object.entries(stated).every(isPart) &&
      ["$defs", "definitions"].every((key) =>
        Object.keys((stated[key] as JsonObject | undefined) ?? {}).every((name) => {
          const isNew = !names.has(`${key} ${name}`)
          names.add(`${key} ${name}`)
          return isNew
        })
      )
    )
  })
}

/** The properties of the branches beside the root's own; required is what each of a choice or any of all demands. */
const flattened = (target: Open, keyword: string, root: JsonObject): void => {
  const isChoice = choices.has(keyword)
  const branches = (target[keyword] as ReadonlyArray<Json>)
    .filter(isObject)
    .map((each) => resolved(each, root))
  delete target[keyword]
  const properties: Open = {}
  const own = target["properties"]
  if (isObject(own)) for (const [name, value] of Object.entries(own)) put(properties, name, value)
  const added: Open = {}
  for (const branch of branches) {
    const { properties: given } = branch
    if (!isObject(given)) continue
    for (const [name, value] of Object.entries(given)) {
      put(added, name, Object.hasOwn(added, name) ? joined(added[name]!, value, isChoice) : value)
    }
  }
  for (const [name, value] of Object.entries(added)) {
    put(properties, name, Object.hasOwn(properties, name) ? joined(properties[name]!, value, false) : value)
  }
  if (Object.keys(properties).length > 0) target["properties"] = properties
  const lists = branches.map((branch) => textsOf(branch["required"]))
  const shared = isChoice
    ? (lists[0] ?? []).filter((name) => lists.every((list) => list.includes(name)))
    : lists.flat()
  const required = [...new Set([...textsOf(target["required"]), ...shared])]
  if (required.length > 0) target["required"] = required
  // Definitions of a branch are looked up at the root.
  for (const branch of branches) {
    for (const key of ["$defs", "definitions"]) {
      const [mine, theirs] = [target[key], branch[key]]
      if (isObject(theirs)) target[key] = isObject(mine) ? { ...theirs, ...mine } : theirs
    }
  }
}

const sound: ReadonlyArray<readonly [keyword: string, isRight: (value: Json) => boolean]> = [
  ["$ref", () => false],
  ["properties", isObject],
  ["required", Array.isArray]
]

/**
 * A tool's schema with a root as the vendor demands it: references are followed, unions and conjunctions become one
 * object of all their properties, what is left over is taken out. `path` is the dotted path of the schema, `at` its
 * JSON pointer. The same object where nothing had to change.
 */
export const toRoot = (
  schema: JsonObject,
  root: Root,
  path: string,
  at: string,
  notes: Array<Entry>
): JsonObject => {
  const made: Open = { ...resolved(schema, schema) }
  let changed = false
  if (schema["$ref"] !== undefined && made["$ref"] === undefined) {
    changed = true
    notes.push({ action: "translated", param: `${path}.$ref`, reason: "dialect" })
  }
  for (const keyword of root.refuses) {
    const value = made[keyword]
    if (value === undefined) continue
    changed = true
    const keeps =
      keyword === "allOf" && Array.isArray(value) && isWhole(value as ReadonlyArray<Json>, made, schema)
    if (Array.isArray(value) && (keyword === "allOf" || choices.has(keyword))) {
      flattened(made, keyword, schema)
    } else delete made[keyword]
    notes.push(
      keeps
        ? { action: "translated", param: `${path}.${keyword}`, reason: "dialect" }
        : { action: "weakened", param: `${at}/${keyword}`, reason: "dialect" }
    )
  }
  // What leads nowhere, or back to itself, is no object's; and what is no list or no object says nothing.
  for (const [keyword, isRight] of sound) {
    if (made[keyword] === undefined || isRight(made[keyword])) continue
    changed = true
    delete made[keyword]
    notes.push({ action: "weakened", param: `${at}/${keyword}`, reason: "dialect" })
  }
  if (made["type"] !== "object") {
    changed = true
    notes.push({ action: "translated", param: `${path}.type`, to: "object", reason: "demanded" })
    made["type"] = "object"
  }
  if (root.properties && !isObject(made["properties"])) {
    changed = true
    notes.push({ action: "translated", param: `${path}.properties`, to: {}, reason: "demanded" })
    made["properties"] = {}
  }
  return changed ? made : schema
}
