import * as HttpDate from "./date.ts"

/** Longer wishes are cut to this: a nonsensical header must not switch an endpoint off for good. */
const longest = 24 * 60 * 60 * 1000

const units: ReadonlyMap<string, number> = new Map([
  ["ns", 1e-6],
  ["us", 1e-3],
  ["µs", 1e-3],
  ["ms", 1],
  ["s", 1000],
  ["m", 60_000],
  ["h", 3_600_000],
  ["d", 86_400_000]
])

const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i
/** Whole milliseconds within reason; a negative or infinite wait is none. */
export const bounded = (milliseconds: number): number | undefined =>
  Number.isFinite(milliseconds) && milliseconds >= 0 ? Math.min(Math.ceil(milliseconds), longest) : undefined

/** A moment that has passed is no wait at all. */
const until = (at: number, now: number): number | undefined => bounded(Math.max(0, at - now))

/** A number: seconds, unless it is too large for anything but the epoch's seconds or milliseconds. */
const fromNumber = (value: number, now: number): number | undefined => {
  if (value >= 1e12 && value < 1e14) return until(value, now)
  if (value >= 1e9 && value < 1e12) return until(value * 1000, now)
  return bounded(value * 1000)
}

const isAmount = (code: number): boolean => (code >= 48 && code <= 57) || code === 46

/** `1.182s`, `6m0s`: amounts with units, summed. By hand, since these headers come with every answer. */
const goDuration = (text: string): number | undefined => {
  let total = 0
  let at = 0
  while (at < text.length) {
    let unit = at
    while (unit < text.length && isAmount(text.charCodeAt(unit))) unit++
    let end = unit
    while (end < text.length && !isAmount(text.charCodeAt(end))) end++
    const size = units.get(text.slice(unit, end))
    if (unit === at || size === undefined) return undefined
    total += Number(text.slice(at, unit)) * size
    at = end
  }
  return Number.isNaN(total) ? undefined : total
}

/** A header that came twice is one with a comma: `7, 7`, a date and its like. Two that differ are none. */
const repeated = (text: string, now: number): number | undefined => {
  const parts = text.split(/[a-z]/i.test(text) ? /(?<=GMT|UTC|\ds),/ : ",")
  if (parts.length < 2) return undefined
  const waits = parts.map((part) => parseOne(part.trim(), now)).filter((wait) => wait !== undefined)
  const isOne = waits.length === parts.length && waits.every((wait) => wait === waits[0])
  return isOne ? waits[0] : undefined
}

/** Any spelling of a wait (`30`, `1.182s`, `6m0s`, an HTTP date, RFC 3339) in milliseconds from `now`. */
export const parse = (raw: string, now: number): number | undefined => {
  const text = raw.trim()
  const most = text.includes(",") ? 128 : 64
  if (text === "" || text.length > most) return undefined
  return parseOne(text, now) ?? (text.includes(",") ? repeated(text, now) : undefined)
}

const parseOne = (text: string, now: number): number | undefined => {
  if (text === "") return undefined
  if (number.test(text)) return fromNumber(Number(text), now)
  const duration = isAmount(text.charCodeAt(0)) ? goDuration(text) : undefined
  if (duration !== undefined) return bounded(duration)
  const at = HttpDate.parse(text, now)
  return at === undefined ? undefined : until(at, now)
}

const inWords =
  /\b(?:retry|try again|available|reset|resets|wait)\b[^.\d"]{0,24}?\b(\d{1,12}(?:\.\d{1,12})?) ?(milliseconds?|msecs?|seconds?|secs?|minutes?|mins?|hours?|hrs?|days?)\b/i
const inShort =
  /\b(?:retry|try again|available|reset|resets|wait)\b[^.\d"]{0,24}?\b((?:\d{1,12}(?:\.\d{1,12})?(?:ms|s|m|h|d)){1,4})(?![a-z0-9])/i

const wordUnit = (word: string): number => {
  const lower = word.toLowerCase()
  if (lower.startsWith("mil") || lower.startsWith("ms")) return 1
  if (lower.startsWith("s")) return 1000
  if (lower.startsWith("m")) return 60_000
  return lower.startsWith("h") ? 3_600_000 : 86_400_000
}

/** `Please retry in 48.9s.`, `try again in 6m0s`, `retry after 5 seconds`: a wait told to people. */
export const inText = (text: string, now: number): number | undefined => {
  const short = inShort.exec(text)
  if (short !== null) return parse(short[1]!, now)
  const words = inWords.exec(text)
  return words === null ? undefined : bounded(Number(words[1]) * wordUnit(words[2]!))
}
