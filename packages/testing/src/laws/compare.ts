import type { Path } from "./paths.ts"

type Open = { readonly [key: string]: unknown }

export const isObject = (value: unknown): value is Open =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** What a value has at a key of its own; an absent one and an undefined one are the same in JSON. */
const at = (value: unknown, key: string | number): unknown =>
  typeof value === "object" && value !== null && Object.hasOwn(value, key) ? (value as Open)[key] : undefined

const keysOf = (value: unknown): ReadonlyArray<string | number> =>
  Array.isArray(value)
    ? value.map((_, index) => index)
    : isObject(value)
      ? Object.keys(value).filter((key) => value[key] !== undefined)
      : []

const isLeaf = (value: unknown): boolean => keysOf(value).length === 0

/** Whether two JSON values differ; values shared by both are not looked into. */
export const differ = (left: unknown, right: unknown): boolean => {
  if (left === right) return false
  const keys = keysOf(left)
  if (isLeaf(left) || isLeaf(right)) return JSON.stringify(left) !== JSON.stringify(right)
  if (Array.isArray(left) !== Array.isArray(right) || keys.length !== keysOf(right).length) return true
  return keys.some((key) => differ(at(left, key), at(right, key)))
}

/** Whether a value is what `JSON.parse` gives; a field that is undefined is none. */
export const isJson = (value: unknown): boolean => {
  if (typeof value === "object" && value !== null) {
    const kind = Array.isArray(value) ? Array.prototype : Object.prototype
    const prototype: unknown = Object.getPrototypeOf(value)
    return (prototype === kind || prototype === null) && keysOf(value).every((key) => isJson(at(value, key)))
  }
  return value === null || typeof value === "boolean" || typeof value === "string" || Number.isFinite(value)
}

export interface Leaf {
  readonly path: Path
  /** A text, a number, a boolean, null, or an object or array that is empty. */
  readonly value: unknown
}

/** Every leaf of a JSON value. */
export const leaves = (value: unknown, path: Path = []): Array<Leaf> => {
  if (isLeaf(value)) return [{ path, value }]
  const all: Array<Leaf> = []
  for (const key of keysOf(value)) for (const leaf of leaves(at(value, key), [...path, key])) all.push(leaf)
  return all
}

export const valueAt = (value: unknown, path: Path): unknown => path.reduce<unknown>(at, value)

const own = { enumerable: true, configurable: true, writable: true }

/** The same value with another one at a path; `undefined` takes it out, and closes the gap of a list. */
export const put = (value: unknown, path: Path, field: unknown, depth = 0): unknown => {
  if (depth === path.length) return field
  const key = path[depth]!
  const next = put(at(value, key), path, field, depth + 1)
  if (Array.isArray(value))
    return next === undefined ? value.toSpliced(key as number, 1) : value.with(key as number, next)
  // A spread and a definition make keys of its own, so that `__proto__` stays the data it is.
  const copy = { ...(value as Open) }
  if (next === undefined) delete (copy as { [key: string]: unknown })[key]
  else Object.defineProperty(copy, key, { value: next, ...own })
  return copy
}
