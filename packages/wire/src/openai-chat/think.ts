/** Reasoning between tags at the beginning of a content, read piece by piece. */
export interface Think {
  /** Before the tag, between the tags, behind them. */
  at: "start" | "inside" | "behind"
  /** What may be the beginning of a tag, or white space around one. */
  held: string
}

/** What of a piece was reasoning, and what was said; absent where nothing of it was. */
export interface Told {
  readonly text?: string | undefined
  readonly thought?: string | undefined
}

export const make = (): Think => ({ at: "start", held: "" })

const opening = "<think>"
const closing = "</think>"

const some = (words: string): string | undefined => (words === "" ? undefined : words)

/** How much of the end of a text could be the beginning of the closing tag. */
const begun = (words: string): number => {
  for (let length = Math.min(closing.length - 1, words.length); length > 0; length--) {
    if (closing.startsWith(words.slice(-length))) return length
  }
  return 0
}

const behind = (think: Think, words: string): Told => {
  // White space behind the tag belongs to the tag.
  const text = think.at === "behind" && think.held === closing ? words.trimStart() : words
  if (text !== "") think.held = ""
  return { text: some(text) }
}

const inside = (think: Think, words: string): Told => {
  const end = words.indexOf(closing)
  if (end < 0) {
    const kept = begun(words)
    think.held = words.slice(words.length - kept)
    return { thought: some(words.slice(0, words.length - kept)) }
  }
  think.at = "behind"
  think.held = closing
  return { thought: some(words.slice(0, end)), ...behind(think, words.slice(end + closing.length)) }
}

export const read = (think: Think, words: string): Told => {
  if (think.at === "behind") return behind(think, words)
  const whole = think.held + words
  think.held = ""
  if (think.at === "inside") return inside(think, whole)
  const bare = whole.trimStart()
  if (bare.startsWith(opening)) {
    think.at = "inside"
    return inside(think, bare.slice(opening.length).replace(/^\n/, ""))
  }
  if (opening.startsWith(bare)) {
    think.held = whole
    return {}
  }
  think.at = "behind"
  return { text: whole }
}

/** What is still held, at the end of the answer. */
export const end = (think: Think): Told => {
  const { at, held } = think
  think.held = ""
  if (held === "" || at === "behind") return {}
  return at === "inside" ? { thought: held } : { text: held }
}
