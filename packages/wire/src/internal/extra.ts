import type { Json, JsonObject } from "@turnout/core/Json"

/** What a vendor adds to a message, a choice or a call, by its own names; collected over the chunks of a stream. */
export type Extra = Map<string, Json>

const isNothing = (value: Json | undefined): boolean => {
  if (value === undefined || value === null || value === "") return true
  if (typeof value !== "object") return false
  if (Array.isArray(value)) return value.length === 0
  for (const _ in value) return false
  return true
}

const same = (left: unknown, right: unknown): boolean => {
  try {
    return JSON.stringify(left) === JSON.stringify(right)
  } catch {
    return false
  }
}

/**
 * A later value beside the one before: what is said in pieces grows (text, lists), what is repeated in full, or
 * is neither, replaces. Each piece is compared with no more than its own length.
 */
const joined = (before: Json | undefined, value: Json): Json => {
  if (typeof before === "string" && typeof value === "string") {
    return value.length >= before.length && value.startsWith(before) ? value : before + value
  }
  if (!Array.isArray(before) || !Array.isArray(value)) return value
  const isWhole = value.length >= before.length && same(value.slice(0, before.length), before)
  if (isWhole) return value
  // A list of our own grows in place.
  for (const each of value) (before as Array<Json>).push(each)
  return before
}

/**
 * Takes in the keys of `from` that are not `known`. `own` is read under another name. `pieces`: text and lists may
 * come in parts, as in the delta of a stream.
 */
export const read = (
  extra: Extra | undefined,
  from: JsonObject,
  known: ReadonlySet<string>,
  own?: string,
  pieces = false
): Extra | undefined => {
  let collected = extra
  for (const key in from) {
    if (known.has(key) || key === own) continue
    const value = from[key]!
    if (isNothing(value)) continue
    collected ??= new Map()
    const before = pieces ? collected.get(key) : undefined
    const next = before === undefined ? value : joined(before, value)
    collected.set(key, Array.isArray(next) && next !== before ? [...(next as ReadonlyArray<Json>)] : next)
  }
  return collected
}

export const fieldsOf = (extra: Extra): JsonObject => Object.fromEntries(extra)
