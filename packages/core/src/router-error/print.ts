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

const print = (error: Printed, options: object | undefined, deeper: Inspect | undefined): string => {
  const { cause, code, message, name, status } = error
  const lines = [`${name}: ${message} (${status} ${code})`]
  const frames = framesOf(error)
  if (frames !== "") lines.push(frames)
  for (const field of ["provider", "param", "suggestion", "retry_after_ms"] as const) {
    const value = error[field]
    if (value !== undefined && value !== null) lines.push(`  ${field}: ${value}`)
  }
  if (error.violations.length > 1) {
    lines.push("  violations:", ...error.violations.map((each) => `    ${each.param}: ${each.message}`))
  }
  if (error.attempts.length > 0) lines.push("  attempts:", ...table(error.attempts))
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
    return deeper === undefined ? String(cause) : deeper(cause, options)
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
    attempt.endpoint,
    attempt.outcome,
    attempt.skipped ?? [attempt.status, attempt.reason].filter((each) => each !== undefined).join(" "),
    `${attempt.duration_ms} ms`,
    cut(attempt.message ?? "")
  ])
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  return rows.map((row) =>
    `    ${row.map((cell, column) => cell.padEnd(widths[column]!)).join("  ")}`.trimEnd()
  )
}

const cut = (text: string): string => (text.length <= longest ? text : `${text.slice(0, longest)}…`)
