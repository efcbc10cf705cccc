/** A whole answer: what its stream would end with, or the response that an endpoint gave which speaks Responses. */
import type { WholeAnswer } from "@turnout/core/Form"
import type { Event } from "@turnout/core/Event"
import type { JsonObject } from "@turnout/core/Json"
import type { Response } from "../Response.ts"
import * as Echo from "./echo.ts"
import * as Ids from "./ids.ts"
import { Native, response } from "./native.ts"
import { NativeItems } from "./native-items.ts"
import { Translated } from "./translated.ts"
import { isObject } from "./translation.ts"

export const whole = (answer: WholeAnswer, echo: Echo.Echo): Response => {
  const { events, fold, metadata } = answer
  const native = events.find((event) => event.type === "native")
  const given = native?.whole === true ? parsed(native.text) : undefined
  if (given !== undefined) return told(given, answer, echo)
  const teller =
    native !== undefined && native.whole !== true ? new Native(echo, false) : new Translated(echo)
  teller.each(events, fold)
  const last = teller.last(metadata, fold).at(-1)!
  return (last as { readonly response: Response }).response
}

const parsed = (text: string): JsonObject | undefined => {
  try {
    const json: unknown = JSON.parse(text)
    return isObject(json) && Array.isArray(json["output"]) ? json : undefined
  } catch {
    return undefined
  }
}

const isOfItem = (type: unknown): boolean =>
  type === "function_call" || type === "custom_tool_call" || type === "reasoning"

/** The calls of an answer, and its pieces of reasoning, in the order in which the items stand that they were read from. */
const readOf = (item: JsonObject, rest: Array<Event>): ReadonlyArray<Event> => {
  const wanted = item["type"] === "reasoning" ? "reasoning_opaque" : "tool_start"
  const at = isOfItem(item["type"]) ? rest.findIndex(({ type }) => type === wanted) : -1
  return at < 0 ? [] : rest.splice(at, 1)
}

const told = (given: JsonObject, { events, fold, metadata }: WholeAnswer, echo: Echo.Echo): Response => {
  const { created, id } = fold.head()
  const own = given["id"]
  const head = { id: typeof own === "string" && own !== "" ? own : Ids.responseId(id), created_at: created }
  const stem = Ids.stem(head.id)
  const items = new NativeItems()
  const rest = [...events]
  for (const [index, item] of (given["output"] as ReadonlyArray<unknown>).entries()) {
    if (!isObject(item)) continue
    const known = items.at(index, item, stem)
    items.learn(known, readOf(item, rest), fold)
    known.done = items.told(known, item, fold)
  }
  const output = items.done()
  const made = response(given, echo, head, output, fold)
  return { ...made, output_text: Echo.textOf(output), routing_metadata: metadata }
}
