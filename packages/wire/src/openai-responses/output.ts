import type { Json, JsonObject } from "@turnout/core/Json"
import * as Extra from "../internal/extra.ts"
import { array, count, isObject, object, text } from "../internal/json.ts"
import * as Calls from "./calls.ts"
import type { Dialect } from "./dialect.ts"
import * as Parts from "./parts.ts"
import { type Events, type Item, makeItem, type State } from "./state.ts"
import * as Usage from "./usage.ts"

/** Which item an event speaks of: by its place, else by its id. Some servers leave out either, or both. */
const known = (state: State, index: number | undefined, id: string | undefined): Item | undefined =>
  index === undefined ? (id === undefined ? undefined : state.byId.get(id)) : state.items.get(index)

const make = (state: State, index = state.items.size): Item => {
  const item = makeItem()
  state.items.set(index, item)
  return item
}

/** The item that an event adds to or tells whole: the newest where it names none. */
export const of = (state: State, json: JsonObject): Item => {
  const index = count(json["output_index"])
  const id = text(json["item_id"]) ?? text(object(json["item"])?.["id"])
  const { newest } = state
  const item =
    known(state, index, id) ??
    (index === undefined && id === undefined && newest?.done === false ? newest : make(state, index))
  if (id !== undefined && !state.byId.has(id)) state.byId.set(id, item)
  item.id ??= id
  state.newest = item
  return item
}

/** The item that an event begins. */
export const begun = (state: State, json: JsonObject): Item => {
  const index = count(json["output_index"])
  const id = text(object(json["item"])?.["id"])
  const item = known(state, index, id) ?? make(state, index)
  state.newest = item
  return item
}

const identify = (state: State, item: Item, native: JsonObject): void => {
  item.id ??= text(native["id"])
  if (item.id !== undefined) state.byId.set(item.id, item)
}

export const open = (state: State, item: Item, native: JsonObject, events: Events): void => {
  identify(state, item, native)
  const kind = Calls.kindOf(native["type"])
  if (kind !== undefined) Calls.open(state, item, kind, native, events)
}

export const part = (
  state: State,
  item: Item,
  index: number,
  native: JsonObject,
  dialect: Dialect,
  events: Events
): void => {
  if (native["type"] === "reasoning_text") {
    Parts.thought(state, item, "thoughts", index, text(native["text"]) ?? "", dialect.format, events)
  } else Parts.snapshot(state, item, index, native, events)
}

/** Keys of a message that are read here or say nothing of their own. */
const ofMessage = new Set(["id", "type", "role", "status", "content"])

const message = (state: State, item: Item, native: JsonObject, events: Events): void => {
  for (const [index, each] of Usage.partsOf(native["content"])) {
    Parts.snapshot(state, item, index, each, events)
  }
  state.extra = Extra.read(state.extra, native, ofMessage)
}

/** An item as it is in the end, which goes on verbatim too. */
export const close = (
  state: State,
  item: Item,
  native: JsonObject,
  dialect: Dialect,
  events: Events
): void => {
  if (item.done) return
  item.done = true
  identify(state, item, native)
  const kind = Calls.kindOf(native["type"])
  if (kind !== undefined) Calls.close(state, item, kind, native, events)
  else if (native["type"] === "message") message(state, item, native, events)
  else if (native["type"] === "reasoning") Parts.reasoning(state, item, native, dialect.format, events)
  else Usage.serve(state, native)
  events.push({ type: "item", item: native })
}

/** The output of a response: those of its items that were not told. */
export const rest = (state: State, output: Json | undefined, dialect: Dialect, events: Events): void => {
  for (const [index, native] of array(output).entries()) {
    if (!isObject(native)) continue
    const item = state.items.get(index) ?? known(state, undefined, text(native["id"]))
    if (item?.done !== true) close(state, item ?? make(state, index), native, dialect, events)
  }
}
