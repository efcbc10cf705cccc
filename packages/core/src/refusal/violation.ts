import type { ErrorCode, Violation } from "../RouterError.ts"

export type Path = ReadonlyArray<string | number>

/** A refused request tells of so many things that are wrong with it, and of the number of the others. */
export const most = 20

/** What is wrong with a request. Checks that find one per item of a caller's list stop at `most` and only count the rest. */
export interface Findings {
  readonly list: Array<Violation>
  more: number
}

export const findings = (): Findings => ({ list: [], more: 0 })

/** A violation for each thing that is wrong, which `say` makes of no more than can be told. */
export const tell = <A>(out: Findings, wrong: Iterable<A>, say: (item: A) => Violation): void => {
  let left = most
  for (const item of wrong) {
    if (left > 0) out.list.push(say(item))
    else out.more += 1
    left -= 1
  }
}

/** `messages[2].content[0].text`; a key that is not a plain word stands quoted. A long path is cut. */
export const dotted = (path: Path): string => {
  let text = ""
  for (const key of path) {
    if (text.length > longest) return `${text}…`
    if (typeof key === "number") text += `[${key}]`
    else if (/^[\w-]{1,64}$/.test(key)) text += text === "" ? key : `.${key}`
    else text += `[${JSON.stringify(key.slice(0, 64))}]`
  }
  return text
}

const longest = 1000

const word = /^[a-z0-9_.-]{1,20}$/

/**
 * What was given, for a message: numbers, booleans and null as they are; of a text only its length (a short
 * word where the parameter is an enumeration, `shown`), of a list or object only its size.
 */
export const given = (value: unknown, shown = false): string => {
  switch (typeof value) {
    case "number":
    case "boolean":
      return String(value)
    case "undefined":
      return "nothing"
    case "string":
      return shown && word.test(value) ? `"${value}"` : `a string of ${value.length} characters`
    case "object":
      if (value === null) return "null"
      return Array.isArray(value)
        ? `an array of ${value.length}`
        : `an object with ${Object.keys(value).length} keys`
    default:
      return `a ${typeof value}`
  }
}

export const violation = (param: string, code: ErrorCode, message: string): Violation => ({
  param,
  code,
  message
})

/** By the parts of the paths, numbers as numbers: `messages[2]` stands before `messages[10]`. */
const byPath = (one: string, other: string): number => {
  const [left, right] = [one.split(/(\d+)/), other.split(/(\d+)/)]
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    const [a, b] = [left[index]!, right[index]!]
    if (a === b) continue
    return index % 2 === 1 ? Number(a) - Number(b) : a < b ? -1 : 1
  }
  return left.length - right.length
}

/** First the violations of single fields, by path, then those across fields in the order of the rules. */
export const sorted = (
  fields: ReadonlyArray<Violation>,
  across: ReadonlyArray<Violation>
): ReadonlyArray<Violation> => [...fields.toSorted((a, b) => byPath(a.param, b.param)), ...across]
