import type { Event } from "@turnout/core/Event"
import type { Prepared } from "@turnout/core/Provider"
import * as Effect from "effect/Effect"
import type { Read } from "./read.ts"

/** The events with the caller's names of tools in place of the endpoint's. */
export const events = (list: ReadonlyArray<Event>, names: Prepared["names"]): ReadonlyArray<Event> =>
  names === undefined || !list.some(({ type }) => type === "tool_start")
    ? list
    : list.map((event) =>
        event.type === "tool_start" && Object.hasOwn(names, event.name)
          ? { ...event, name: names[event.name]! }
          : event
      )

export const read = (each: Read, names: Prepared["names"]): Read =>
  names === undefined ? each : Effect.map(each, (list) => list && events(list, names))
