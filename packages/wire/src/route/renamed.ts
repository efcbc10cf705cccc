import type { Event } from "@turnout/core/Event"
import type { Prepared } from "@turnout/core/Provider"
import * as JsonKeys from "../internal/json-keys.ts"

/** What an endpoint was told by another name. */
export interface Renames {
  readonly names?: Prepared["names"] | undefined
  readonly properties?: Prepared["properties"] | undefined
}

type Events = ReadonlyArray<Event>

/** The calls of an answer whose arguments are told by other keys, by choice and number. */
type Open = Map<string, JsonKeys.Renaming>

const keyOf = ({ call, choice }: { readonly call: number; readonly choice: number }): string =>
  `${choice} ${call}`

/** What a choice that ends has not told yet: a key that was cut off. */
const held = (open: Open, choice: number): Events =>
  [...open].flatMap(([key, renaming]): Events => {
    const [of, call] = key.split(" ").map(Number)
    if (of !== choice) return []
    open.delete(key)
    const text = renaming.rest()
    return text === "" ? [] : [{ type: "tool_arguments", choice, call: call!, text }]
  })

/** The events of one answer with the caller's names of tools, and of their properties, in place of the endpoint's. */
const make = ({ names = {}, properties = {} }: Renames): ((list: Events) => Events) => {
  const open: Open = new Map()
  const renamed = (event: Event): Event | Events => {
    switch (event.type) {
      case "tool_start":
        if (Object.hasOwn(properties, event.name)) {
          const keys = properties[event.name]!
          open.set(
            keyOf(event),
            JsonKeys.renaming((key) => (Object.hasOwn(keys, key) ? keys[key]! : key))
          )
        }
        return Object.hasOwn(names, event.name) ? { ...event, name: names[event.name]! } : event
      case "tool_arguments": {
        const renaming = open.get(keyOf(event))
        return renaming === undefined ? event : { ...event, text: renaming.push(event.text) }
      }
      case "finish":
        return open.size === 0 ? event : [...held(open, event.choice), event]
      default:
        return event
    }
  }
  const touches = ({ type }: Event): boolean => type === "tool_start" || open.size > 0
  return (list) => (list.some(touches) ? list.flatMap(renamed) : list)
}

const isPlain = ({ names, properties }: Renames): boolean => names === undefined && properties === undefined

const asTheyAre = (list: Events): Events => list

/** What makes of one answer's events, list by list, the events with the caller's names. */
export const of = (renames: Renames): ((list: Events) => Events) =>
  isPlain(renames) ? asTheyAre : make(renames)
