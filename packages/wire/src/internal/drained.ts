import type { Event } from "@turnout/core/Event"

const none: ReadonlyArray<Event> = []

/** What one frame has said, in an array of its size: the one that gathers keeps its room for the next frame. */
export const drained = (gathered: Array<Event>): ReadonlyArray<Event> => {
  if (gathered.length === 0) return none
  return gathered.length === 1 ? [gathered.pop()!] : gathered.splice(0)
}
