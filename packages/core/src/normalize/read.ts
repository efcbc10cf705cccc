import type { Violation } from "../RouterError.ts"
import { dotted, given, violation } from "./violation.ts"

/** Deeper is refused: no vendor takes it, and `JSON.stringify` overflows on it. */
export const maxDepth = 128
/** More values than this in one request are refused; shared references count as often as they stand. */
export const maxValues = 2_000_000

type Key = string | number

/** Nulls are absent here and in the objects below; everywhere else they are the caller's data. */
const governed = new Set<Key>(["gateway", "routing", "metadata", "auriko_metadata", "weights", "hedge"])
const messageKeys = new Set<Key>([
  "content",
  "tool_calls",
  "function",
  "custom",
  "function_call",
  "image_url",
  "input_audio",
  "file",
  "audio",
  "cache_control",
  "reasoning_details",
  "origin"
])

interface Walk {
  readonly path: Array<Key>
  readonly ancestors: Array<object>
  readonly violations: Array<Violation>
  values: number
}

const refuse = (walk: Walk, value: unknown, expected: string): undefined => {
  walk.violations.push(
    violation(
      dotted(walk.path),
      "invalid_parameter_value",
      `${dotted(walk.path) || "the request"}: expected ${expected}, got ${given(value)}`
    )
  )
  return undefined
}

const put = (target: { [key: string]: unknown }, key: string, value: unknown): void => {
  if (key === "__proto__") {
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true })
  } else target[key] = value
}

/** `nullless`: this object is governed by the contract, so its nulls are absent. */
const copy = (walk: Walk, value: unknown, nullless: boolean, inMessages: boolean): unknown => {
  switch (typeof value) {
    case "string":
    case "boolean":
    case "undefined":
      return value
    case "number":
      return Number.isFinite(value) ? value : refuse(walk, value, "a finite number")
    case "object":
      return value === null ? null : copyObject(walk, value, nullless, inMessages)
    default:
      return refuse(walk, value, "a JSON value")
  }
}

const copyObject = (walk: Walk, value: object, nullless: boolean, inMessages: boolean): unknown => {
  if (walk.path.length >= maxDepth) return refuse(walk, value, `at most ${maxDepth} levels of nesting`)
  if (walk.ancestors.includes(value)) return refuse(walk, value, "no object that holds itself")
  if (ArrayBuffer.isView(value)) return refuse(walk, value, "a JSON value, not binary data")
  walk.ancestors.push(value)
  let result: unknown
  if (Array.isArray(value)) {
    const list: Array<unknown> = []
    walk.values += value.length
    for (let index = 0; index < value.length; index++) {
      if (walk.values > maxValues) break
      walk.path.push(index)
      list.push(copy(walk, value[index] ?? null, inMessages, inMessages))
      walk.path.pop()
    }
    result = list
  } else {
    const source = value as { readonly [key: string]: unknown }
    const json = typeof source["toJSON"] === "function" ? (source["toJSON"] as () => unknown)() : source
    if (json !== source) {
      walk.ancestors.pop()
      return copy(walk, json, nullless, inMessages)
    }
    const target: { [key: string]: unknown } = {}
    const keys = Object.keys(source)
    walk.values += keys.length
    for (const key of keys) {
      if (walk.values > maxValues) break
      const entry = source[key]
      if (entry === undefined || (entry === null && nullless)) continue
      walk.path.push(key)
      const top = walk.path.length === 1
      const child: unknown =
        typeof entry === "string"
          ? entry
          : copy(
              walk,
              entry,
              inMessages ? messageKeys.has(key) : governed.has(key) || (top && key === "messages"),
              inMessages ? messageKeys.has(key) : top && key === "messages"
            )
      walk.path.pop()
      if (child !== undefined) put(target, key, child)
    }
    result = target
  }
  walk.ancestors.pop()
  return result
}

/** The caller's own enumerable data as a plain copy, or what is wrong with it before any schema looks. */
export const read = (
  input: unknown
):
  | { readonly record: { readonly [key: string]: unknown }; readonly violations: ReadonlyArray<Violation> }
  | { readonly unreadable: Violation } => {
  const walk: Walk = { path: [], ancestors: [], violations: [], values: 0 }
  try {
    const record = copy(walk, input, true, false)
    if (typeof record !== "object" || record === null || Array.isArray(record)) {
      const message = `Expected a request object, got ${given(input)}`
      return { unreadable: walk.violations[0] ?? violation("", "invalid_request", message) }
    }
    if (walk.values > maxValues) {
      const message = `The request holds more than ${maxValues} values.`
      return { unreadable: violation("", "invalid_request", message) }
    }
    return { record: record as { readonly [key: string]: unknown }, violations: walk.violations }
  } catch {
    const at = dotted(walk.path)
    return { unreadable: violation(at, "invalid_request", `${at || "The request"} could not be read.`) }
  }
}
