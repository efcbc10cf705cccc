import type { Event } from "@turnout/core/Event"

/** Minimum length in UTF-16 units of a repetition that is removed; shorter ones may be intended. */
const meant = 12
/** Repetitions are searched in this many units at the end of the answer, and from its start. */
const window = 4096

/** The text sent as the beginning of the answer, and the rest that the caller has already received. */
export interface Overlap {
  readonly sent: string
  readonly tail: string
}

/**
 * Splits an interrupted answer at the point where it is continued: targets reject trailing white space in a
 * prefill, and half a surrogate pair is not sent.
 */
export const overlap = (said: string): Overlap => {
  let sent = said.trimEnd()
  while (isHigh(sent.charCodeAt(sent.length - 1))) sent = sent.slice(0, -1).trimEnd()
  return { sent, tail: said.slice(sent.length) }
}

const isHigh = (unit: number): boolean => unit >= 0xd800 && unit < 0xdc00

/** Joins the events of a continuation to an interrupted answer. */
export interface Continuation {
  readonly join: (events: ReadonlyArray<Event>) => ReadonlyArray<Event>
}

/**
 * Removes repeated text: what the continuation repeats of the answer's end, or of all of it, and white space that
 * both share. Text is held until that is decided. Reasoning of the continuation is dropped: it has another origin
 * and would appear after the text.
 */
export const make = ({ sent, tail }: Overlap): Continuation => {
  let held = ""
  let isOpen = true
  /** Candidate starts of a repetition in the answer, longest repetition first. */
  let starts: ReadonlyArray<number> | undefined
  /** Length of the held text that repeats the answer up to its end. */
  let repeated = 0

  const begin = (): Array<number> => {
    const found: Array<number> = []
    const last = sent.length - meant
    if (last >= 0) found.push(0)
    for (let start = Math.max(1, sent.length - window); start <= last; start++) found.push(start)
    return found
  }

  /** The new part of the held text; undefined while undecided. */
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
    // White space at the boundary may arrive one unit at a time.
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
