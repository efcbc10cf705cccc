import { nearest } from "@turnout/core/Nearest"
import { parseArgs, type ParseArgsOptionsConfig } from "node:util"

/** A command line that was not understood, with the nearest name where there is one. */
export class Usage extends Error {
  constructor(what: string, given: string, names: Iterable<string>) {
    const [near] = nearest(given, names)
    super(`There is no ${what} '${given}'.${near === undefined ? "" : ` Did you mean '${near}'?`}`)
  }

  static of(message: string): Usage {
    return Object.assign(new Usage("", "", []), { message })
  }
}

/** The options and the words of a command line; an option that there is not is told with the nearest one. */
export const parse = <const Options extends ParseArgsOptionsConfig>(
  args: ReadonlyArray<string>,
  options: Options
) => {
  const config = { args: [...args], options, allowPositionals: true } as const
  const { tokens } = parseArgs({ ...config, strict: false, tokens: true })
  const long = Object.keys(options).map((name) => `--${name}`)
  const known = new Set([
    ...long,
    ...Object.values(options).flatMap(({ short }) => (short ? [`-${short}`] : []))
  ])
  for (const token of tokens) {
    if (token.kind === "option" && !known.has(token.rawName)) throw new Usage("option", token.rawName, long)
  }
  try {
    return parseArgs(config)
  } catch (error) {
    throw Usage.of(error instanceof Error ? error.message : String(error))
  }
}

export const oneOf = <A extends string>(what: string, given: string, names: ReadonlyArray<A>): A => {
  const found = names.find((name) => name === given)
  if (found === undefined) throw new Usage(what, given, names)
  return found
}

const units: { readonly [unit: string]: number } = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }

/** `7d`, `24h`, `30m`, `2w` before `now`, in milliseconds. */
export const ago = (given: string, now: number): number => {
  const [, count, unit = ""] = /^(\d+)([mhdw])$/.exec(given) ?? []
  if (count === undefined)
    throw Usage.of(`--since is a number with m, h, d or w, such as 7d, not '${given}'.`)
  return now - Number(count) * units[unit]!
}

export const date = (option: string, given: string | undefined): number | undefined => {
  if (given === undefined) return undefined
  const time = Date.parse(given)
  if (Number.isNaN(time)) throw Usage.of(`${option} is a date such as 2026-12-01, not '${given}'.`)
  return time
}
