import type { Entry } from "@turnout/core/Ledger"

export type Path = ReadonlyArray<string | number>

/** `messages[0].content`: how the ledger writes a path. */
export const dotted = (path: Path): string =>
  path.reduce<string>(
    (text, step) => (typeof step === "number" ? `${text}[${step}]` : text === "" ? step : `${text}.${step}`),
    ""
  )

/** `/messages/0/content`: how it writes a place in a schema. */
export const pointer = (path: Path): string =>
  path.map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("")

/** The ledger names unknown fields by their own name, and native ones after the word `extensions`. */
const spelled = (path: Path): Path =>
  path[0] === "unknown" ? path.slice(1) : path[0] === "extension" ? ["extensions", ...path.slice(1)] : path

/** Entries that keep the meaning name one place; the others name all that stands beneath it. */
const keeps: ReadonlySet<Entry["action"]> = new Set(["renamed", "translated", "unverified"])

/** Whether an entry tells of what stands at a path. */
export const names = (entry: Entry, path: Path): boolean => {
  const whole = spelled(path)
  for (let length = keeps.has(entry.action) ? whole.length : 1; length <= whole.length; length++) {
    const part = whole.slice(0, length)
    if (entry.param === dotted(part) || (entry.param.startsWith("/") && entry.param === pointer(part)))
      return true
  }
  return false
}

/** Whether an entry tells of a path, or of anything above or beneath it. */
export const touches = (entry: Entry, path: Path): boolean => {
  const whole = spelled(path)
  const [text, place] = [dotted(whole), pointer(whole)]
  const inside = ({ param }: Entry) => [".", "[", "/"].some((next) => param.startsWith(`${text}${next}`))
  return (
    names(entry, path) ||
    entry.param === text ||
    inside(entry) ||
    entry.param.startsWith(`${place}/`) ||
    whole.some((_, index) => entry.param === dotted(whole.slice(0, index + 1)))
  )
}
