import type { Event } from "@turnout/core/Event"

/** What a continuation may say again without having meant to say it twice. */
const meant = 12
/** Repetitions are looked for in so much of the end, and of the whole. */
const window = 4096

/** What is sent for the target to go on behind, and what the caller has seen of the answer beyond it. */
export interface Overlap {
  readonly sent: string
  readonly tail: string
}

/**
 * Where an answer that broke off is taken up again: targets take no white space at the end of what they go on
 * behind, and half a character is none.
 */
export const overlap = (said: string): Overlap => {
  let sent = said.trimEnd()
  while (isHigh(sent.charCodeAt(sent.length - 1))) sent = sent.slice(0, -1).trimEnd()
  return { sent, tail: said.slice(sent.length) }
}

const isHigh = (unit: number): boolean => unit >= 0xd800 && unit < 0xdc00

/** Joins the events of a continuation to an answer that broke off. */
export interface Continuation {
  readonly join: (events: ReadonlyArray<Event>) => ReadonlyArray<Event>
}

/**
 * Nothing is said twice: what the continuation repeats of the answer's end, or all of it, is left out, and so is
 * the white space that both have. Text is held until that is decided. Reasoning anew is of another origin, and
 * behind the text it would be out of place: it is left out too.
 */
export const make = ({ sent, tail }: Overlap): Continuation => {
  let held = ""
  let isOpen = true
  /** Where in the answer a repetition may have begun; the longest first. */
  let starts: ReadonlyArray<number> | undefined
  /** How much of what is held is a repetition that reached the answer's end. */
  let repeated = 0

  const begin = (): Array<number> => {
    const found: Array<number> = []
    const last = sent.length - meant
    if (last >= 0) found.push(0)
    for (let start = Math.max(1, sent.length - window); start <= last; start++) found.push(start)
    return found
  }

  /** What of the held text is new, once it is known; undefined before. */
  const decide = (isLast: boolean): string | undefined => {
    let length = starts === undefined ? 0 : compared
    starts ??= begin()
    while (length < held.length && starts.length > 0) {
      const unit = held.charCodeAt(length)
      starts = starts.filter((start) => sent.charCodeAt(start + length) === unit)
      length++
      for (const start of starts) if (start + length === sent.length) repeated = length
      starts = starts.filter((start) => start + length < sent.length)
    }
    compared = length
    if (starts.length > 0 && !isLast) return undefined
    const fresh = held.slice(repeated)
    // The white space at the seam may come a unit at a time.
    if (!isLast && fresh.length < tail.length && tail.startsWith(fresh)) return undefined
    let common = 0
    while (common < tail.length && tail[common] === fresh[common]) common++
    return fresh.slice(common)
  }
  let compared = 0

  const flush = (out: Array<Event>, isLast: boolean): void => {
    if (!isOpen) return
    const fresh = decide(isLast)
    if (fresh === undefined) return
    isOpen = false
    if (fresh !== "") out.push({ type: "text", choice: 0, text: fresh })
    held = ""
  }

  return {
    join: (events) => {
      const out: Array<Event> = []
      for (const event of events) {
        switch (event.type) {
          case "reasoning":
          case "reasoning_opaque":
            continue
          case "text":
            if (!isOpen) out.push(event)
            else if (event.text !== "") {
              held += event.text
              flush(out, false)
            }
            continue
          case "start":
          case "usage":
            out.push(event)
            continue
          default:
            flush(out, true)
            out.push(event)
        }
      }
      return out
    }
  }
}
