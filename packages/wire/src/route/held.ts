import type { Event } from "@turnout/core/Event"

/** What an event costs beside its text. */
const perEvent = 32

/**
 * What is held of one frame, in UTF-16 units at most: the text where it said nothing but text, since that is all that
 * is kept of it; else all of it, whatever the protocol and the fold make of it.
 */
export const sizeOf = (events: ReadonlyArray<Event>, whole: number): number => {
  if (events.length === 0) return whole
  let size = 0
  for (const event of events) {
    switch (event.type) {
      case "text":
      case "refusal":
      case "reasoning":
      case "tool_arguments":
        size += perEvent + event.text.length
        break
      default:
        return Math.max(whole, perEvent * events.length)
    }
  }
  return size
}
