import type { AttemptRecord } from "../RoutingMetadata.ts"
import type { Fields } from "./fields.ts"

/** `util.inspect`, as it is handed to the method. */
type Inspect = (value: unknown, options?: object) => string

type Printed = Fields & { readonly name: string; readonly stack?: string; readonly cause?: unknown }

/**
 * Gives errors of a class the text that a console shows: class and message, where it was called, every attempt on a
 * line of its own, and the cause. Node's and Bun's `console` ask for it by this symbol.
 */
export const printed = ({ prototype }: { readonly prototype: Printed }): void => {
  Object.defineProperty(prototype, Symbol.for("nodejs.util.inspect.custom"), {
    value(this: Printed, _depth?: number, options?: object, inspect?: Inspect): string {
      return print(this, options, inspect)
    },
    configurable: true,
    writable: true
  })
}

/**
 * What Node's own report of an uncaught error would print object by object, since it asks for no method: it prints the
 * stack and what can be enumerated. `JSON.stringify` gives them all the same.
 */
const unlisted = ["attempts", "violations", "decision", "partial"] as const

/** The error with a stack that holds its attempts, and without the dump of them. */
export const compact = <E extends Printed>(error: E): E => {
  for (const field of unlisted) if (error[field]) Object.defineProperty(error, field, { enumerable: false })
  return error.attempts[0] ? withFrames(error, framesOf(error)) : error
}

/** The error with these frames as its stack, behind what it says. Without frames its stack is what the runtime wrote. */
export const withFrames = <E extends Printed>(error: E, frames: string): E =>
  frames === ""
    ? error
    : Object.defineProperty(error, "stack", {
        value: [`${error.name}: ${plain(error.message)}`, ...details(error), frames].join("\n"),
        configurable: true,
        writable: true
      })

/** Words of vendors may hold anything: a terminal gets none of their control characters. */
const plain = (text: string): string => text.replace(/(?!\n)\p{C}/gu, "?")

const details = ({ attempts, violations }: Printed): ReadonlyArray<string> => {
  const lines: Array<string> = []
  if (violations[1]) {
    lines.push("  violations:", ...violations.map((each) => `    ${each.param}: ${plain(each.message)}`))
  }
  if (attempts[0]) lines.push("  attempts:", ...table(attempts))
  return lines
}

const print = (error: Printed, options: object | undefined, deeper: Inspect | undefined): string => {
  const { cause, code, message, name, status } = error
  const lines = [`${name}: ${plain(message)} (${status} ${code})`]
  const frames = framesOf(error)
  if (frames !== "") lines.push(frames)
  for (const field of ["provider", "param", "suggestion", "retry_after_ms"] as const) {
    const value = error[field]
    if (value !== undefined && value !== null) lines.push(`  ${field}: ${plain(String(value))}`)
  }
  lines.push(...details(error))
  if (cause !== undefined) lines.push(`  [cause]: ${indented(textOf(cause, options, deeper))}`)
  return lines.join("\n")
}

/** The lines of a stack without its head, which holds a message of any number of lines. */
const framesOf = ({ stack = "" }: Printed): string => {
  const first = stack.search(/^ {4}at /m)
  return first < 0 ? "" : stack.slice(first).trimEnd()
}

const textOf = (cause: unknown, options: object | undefined, deeper: Inspect | undefined): string => {
  try {
    // Without colours of its own, so that what it holds of a cause's control characters can be told.
    return plain(deeper === undefined ? String(cause) : deeper(cause, { ...options, colors: false }))
  } catch {
    return "a value that cannot be shown"
  }
}

const indented = (text: string): string => text.replaceAll("\n", "\n  ")

const longest = 100

/** One line per attempt, in columns. */
const table = (attempts: ReadonlyArray<AttemptRecord>): ReadonlyArray<string> => {
  const rows = attempts.map((attempt, index) => [
    String(index + 1),
    cell(attempt.endpoint),
    attempt.outcome,
    attempt.skipped ?? [attempt.status, attempt.reason].filter((each) => each !== undefined).join(" "),
    `${attempt.duration_ms} ms`,
    cell(attempt.message ?? "")
  ])
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  return rows.map((row) =>
    `    ${row.map((cell, column) => cell.padEnd(widths[column]!)).join("  ")}`.trimEnd()
  )
}

const cell = (text: string): string =>
  plain((text.length <= longest ? text : `${text.slice(0, longest)}…`).replaceAll("\n", " "))
