import type { Json } from "./Json.ts"
import * as RawJson from "./RawJson.ts"

const plainOf = (value: unknown): string | undefined => {
  try {
    return JSON.stringify(value)
  } catch {
    return undefined
  }
}

/** A number whose digits `JSON.parse` may lose. */
const long = /[[:,\s]-?\d+(?:\d{15}|[.eE])/

/**
 * As `RawJson.parse`, but of a text that is written again by `RawJson.stringify`: what stands as `arguments`, `input` or `args` has the
 * digits there that it has here.
 */
export const parse = (source: string): unknown => {
  if (!long.test(source)) return JSON.parse(source)
  const root = RawJson.parse(source)
  const open: Array<unknown> = [root]
  while (open.length > 0) {
    const holder = open.pop()
    if (typeof holder !== "object" || holder === null) continue
    const known = RawJson.sources.get(holder)
    if (known === undefined) for (const value of Object.values(holder)) open.push(value)
    else {
      // What nests too deep to be written is refused later.
      const plain = plainOf(holder)
      const compact = RawJson.compactOf(holder as Json)!
      if (plain !== undefined && compact !== plain) RawJson.exact(holder, compact)
    }
  }
  return root
}

/** A copy of an object bears its text, too, unless its owner has changed it since it was read. */
export const carry = (from: object, to: object): void => {
  const source = RawJson.sources.get(from)
  if (source !== undefined && JSON.stringify(JSON.parse(source)) === JSON.stringify(to))
    RawJson.exact(to, source)
}
