import type { Violation } from "../RouterError.ts"
import type { Gathering } from "../Warning.ts"
import { isCredential } from "../CredentialNames.ts"
import { block } from "./block.ts"
import { ofRequest, type Shape } from "./shape.ts"
import { dotted, type Findings, findings, given, most, violation } from "../refusal/violation.ts"

/** Deeper is refused: no vendor takes it, and `JSON.stringify` overflows on it. */
export const maxDepth = 128
/** More values than this in one request are refused; shared references count as often as they stand. */
export const maxValues = 500_000
/** An object of more keys is refused unread: each costs as much as a hundred characters. No vendor's limit is as high. */
export const maxKeys = 10_000
/** A list of more items is refused unread. */
export const maxItems = 100_000

type Key = string | number

interface Walk {
  readonly path: Array<Key>
  readonly ancestors: Array<object>
  readonly violations: Findings
  readonly warnings: Gathering
  values: number
}

const refuse = (walk: Walk, value: unknown, expected: string, got = given): undefined => {
  const { violations } = walk
  if (violations.list.length >= most) violations.more += 1
  else
    violations.list.push(
      violation(
        dotted(walk.path),
        "invalid_parameter_value",
        `${dotted(walk.path) || "the request"}: expected ${expected}, got ${got(value)}`
      )
    )
  return undefined
}

/** Most values: nothing can be wrong with them and nothing stands in them. */
const isPlain = (value: unknown): boolean =>
  typeof value === "string" ||
  typeof value === "boolean" ||
  (typeof value === "number" && Number.isFinite(value))

const put = (target: { [key: string]: unknown }, key: string, value: unknown): void => {
  if (key === "__proto__") {
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true })
  } else target[key] = value
}

/** `shape`: what the contract knows of the object; absent where all of it is the caller's. */
const copy = (walk: Walk, value: unknown, shape: Shape | undefined): unknown => {
  switch (typeof value) {
    case "string":
    case "boolean":
    case "undefined":
      return value
    case "number":
      return Number.isFinite(value) ? value : refuse(walk, value, "a finite number")
    case "object":
      return value === null ? null : copyObject(walk, value, shape)
    default:
      return refuse(walk, value, "a JSON value")
  }
}

const copyObject = (walk: Walk, value: object, shape: Shape | undefined): unknown => {
  if (walk.path.length >= maxDepth) return refuse(walk, value, `at most ${maxDepth} levels of nesting`)
  if (walk.ancestors.includes(value)) return refuse(walk, value, "no object that holds itself")
  if (ArrayBuffer.isView(value)) return refuse(walk, value, "a JSON value, not binary data")
  const { toJSON } = value as { readonly toJSON?: unknown }
  const json: unknown = typeof toJSON === "function" ? toJSON.call(value) : value
  if (json !== value) return copy(walk, json, shape)
  walk.ancestors.push(value)
  const result = Array.isArray(value)
    ? copyArray(walk, value, shape)
    : copyFields(walk, value as { readonly [key: string]: unknown }, shape)
  walk.ancestors.pop()
  return result
}

const copyArray = (walk: Walk, source: ReadonlyArray<unknown>, shape: Shape | undefined): unknown => {
  if (source.length > maxItems) return refuse(walk, source, `at most ${maxItems} items in a list`)
  const list: Array<unknown> = []
  walk.values += source.length
  for (let index = 0; index < source.length && walk.values <= maxValues; index++) {
    walk.path.push(index)
    list.push(copy(walk, source[index] ?? null, shape))
    walk.path.pop()
  }
  return list
}

/** The content of a turn that only calls tools: some servers want the key, and the caller gave it. */
const isEmptyTurn = (source: { readonly [key: string]: unknown }, key: string): boolean =>
  key === "content" && source["role"] === "assistant"

/** Where an unknown key is a violation, or the whole request is looked at later. */
const checked: ReadonlySet<Key | undefined> = new Set(["gateway", "routing", "auriko_metadata", undefined])

/**
 * Whether a field of one of the contract's own objects (a message, a part, a call, the options of a stream) would carry
 * a credential that nobody there reads. What is the caller's own is not looked into, such as the properties of a
 * schema; and a tool that the vendor executes may need one for its server.
 */
const isStray = (
  { path }: Walk,
  source: { readonly [key: string]: unknown },
  key: string,
  shape: Shape | undefined
): boolean => {
  if (shape === undefined || shape.has(key) || checked.has(path[0]) || !isCredential(key)) return false
  const isTool = path[0] === "tools" && path.length === 2
  return !isTool || source["type"] === "function" || source["type"] === "custom"
}

const copyFields = (
  walk: Walk,
  source: { readonly [key: string]: unknown },
  shape: Shape | undefined
): unknown => {
  const keys = Object.keys(source)
  if (keys.length > maxKeys) {
    return refuse(walk, source, `at most ${maxKeys} keys in an object`, () => `${keys.length}`)
  }
  walk.values += keys.length
  const target: { [key: string]: unknown } = {}
  for (const key of keys) {
    if (walk.values > maxValues) break
    const entry = source[key]
    if (entry === undefined || (entry === null && shape !== undefined && !isEmptyTurn(source, key))) continue
    if (isStray(walk, source, key, shape)) {
      block(walk.warnings, dotted([...walk.path, key]), "a request cannot carry credentials")
      continue
    }
    if (isPlain(entry) && key !== "__proto__") {
      target[key] = entry
      continue
    }
    walk.path.push(key)
    const child = copy(walk, entry, shape?.get(key))
    walk.path.pop()
    if (child !== undefined) put(target, key, child)
  }
  return target
}

/** The caller's own enumerable data as a plain copy, without stray credentials, or what is wrong with it before any schema looks. */
export const read = (
  input: unknown,
  warnings: Gathering,
  isChat = true
):
  | { readonly record: { readonly [key: string]: unknown }; readonly violations: Findings }
  | { readonly unreadable: Violation } => {
  const walk: Walk = { path: [], ancestors: [], violations: findings(), warnings, values: 0 }
  try {
    const record = copy(walk, input, isChat ? ofRequest() : undefined)
    if (typeof record !== "object" || record === null || Array.isArray(record)) {
      const message = `Expected a request object, got ${given(input)}`
      return { unreadable: walk.violations.list[0] ?? violation("", "invalid_request", message) }
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
