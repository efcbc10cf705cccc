import type { ErrorCode, Violation } from "../RouterError.ts"

export type Path = ReadonlyArray<string | number>

/** `messages[2].content[0].text`; a key that is not a plain word stands quoted. */
export const dotted = (path: Path): string => {
  let text = ""
  for (const key of path) {
    if (typeof key === "number") text += `[${key}]`
    else if (/^[\w-]{1,64}$/.test(key)) text += text === "" ? key : `.${key}`
    else text += `[${JSON.stringify(key.slice(0, 64))}]`
  }
  return text
}

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

/** First the violations of single fields, by path, then those across fields in the order of the rules. */
export const sorted = (
  fields: ReadonlyArray<Violation>,
  across: ReadonlyArray<Violation>
): ReadonlyArray<Violation> => [
  ...fields.toSorted((a, b) => (a.param < b.param ? -1 : a.param > b.param ? 1 : 0)),
  ...across
]
