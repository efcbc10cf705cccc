import type { Event } from "@turnout/core/Event"
import type { Prepared } from "@turnout/core/Provider"
import * as Effect from "effect/Effect"
import type { Read } from "./read.ts"

/** The events with the caller's names of tools in place of the endpoint's. */
export const read = (events: Read, names: Prepared["names"]): Read => {
  if (names === undefined) return events
  const named = (event: Event): Event =>
    event.type === "tool_start" && Object.hasOwn(names, event.name)
      ? { ...event, name: names[event.name]! }
      : event
  return Effect.map(events, (list) =>
    list?.some(({ type }) => type === "tool_start") === true ? list.map(named) : list
  )
}
