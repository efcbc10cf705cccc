import type { Event } from "@turnout/core/Event"
import type { Failure } from "@turnout/core/Failure"
import type { Json, JsonObject } from "@turnout/core/Json"
import type { SseFrame } from "../Framing.ts"
import * as ErrorBody from "../internal/error-body.ts"
import { count, isObject, object, parseExact, text } from "../internal/json.ts"
import * as Calls from "./calls.ts"
import type { Dialect } from "./dialect.ts"
import * as Failures from "./failure.ts"
import * as Items from "./output.ts"
import * as Parts from "./parts.ts"
import * as Response from "./response.ts"
import type { Events, State } from "./state.ts"

const none: ReadonlyArray<Event> = []

const words = (json: JsonObject, field: string): string => text(json[field]) ?? ""

const indexOf = (json: JsonObject, field = "content_index"): number => count(json[field]) ?? 0

const read = (
  state: State,
  type: string | undefined,
  json: JsonObject,
  dialect: Dialect,
  events: Events
): Failure | undefined => {
  const { format } = dialect
  const item = () => Items.of(state, json)
  switch (type) {
    case "response.created":
    case "response.queued":
    case "response.in_progress":
      Response.envelope(state, object(json["response"]) ?? {}, events)
      return undefined
    case "response.output_item.added":
      Items.open(state, Items.begun(state, json), object(json["item"]) ?? {}, events)
      return undefined
    case "response.output_item.done":
      Items.close(state, item(), object(json["item"]) ?? {}, dialect, events)
      return undefined
    case "response.output_text.delta":
      Parts.textDelta(state, item(), indexOf(json), json, events)
      return undefined
    case "response.output_text.done":
      Parts.snapshot(state, item(), indexOf(json), json, events)
      return undefined
    case "response.refusal.delta":
      Parts.refusalDelta(state, item(), indexOf(json), json, events)
      return undefined
    case "response.refusal.done":
      Parts.snapshot(state, item(), indexOf(json), json, events)
      return undefined
    case "response.content_part.done":
      Items.part(state, item(), indexOf(json), object(json["part"]) ?? {}, dialect, events)
      return undefined
    case "response.output_text.annotation.added":
      Parts.annotation(state, item(), indexOf(json), json["annotation"], events)
      return undefined
    case "response.reasoning_summary_text.delta":
    case "response.reasoning_text.delta": {
      const [kind, place] = thoughtOf(type)
      Parts.think(state, item(), kind, indexOf(json, place), words(json, "delta"), format, events)
      return undefined
    }
    case "response.reasoning_summary_text.done":
    case "response.reasoning_text.done": {
      const [kind, place] = thoughtOf(type)
      Parts.thought(state, item(), kind, indexOf(json, place), words(json, "text"), format, events)
      return undefined
    }
    case "response.reasoning_summary_part.done": {
      const said = words(object(json["part"]) ?? {}, "text")
      Parts.thought(state, item(), "summaries", indexOf(json, "summary_index"), said, format, events)
      return undefined
    }
    case "response.function_call_arguments.delta":
    case "response.custom_tool_call_input.delta":
      Calls.delta(state, item(), callOf(type), json, events)
      return undefined
    case "response.function_call_arguments.done":
    case "response.custom_tool_call_input.done":
      Calls.snapshot(state, item(), callOf(type), json, events)
      return undefined
    case "response.completed":
    case "response.incomplete":
    case "response.failed":
      return Response.finish(
        state,
        type.slice("response.".length),
        object(json["response"]) ?? {},
        dialect,
        events
      )
    case "error":
      return Failures.ofJson(dialect, json)
    default:
      // A frame that has a type is an event, of whatever kind; one that has none may be an error of a host.
      return type === undefined && ErrorBody.isError(json, false) ? Failures.ofJson(dialect, json) : undefined
  }
}

const thoughtOf = (type: string): readonly [Parts.ThoughtKind, string] =>
  type.startsWith("response.reasoning_summary")
    ? ["summaries", "summary_index"]
    : ["thoughts", "content_index"]

const callOf = (type: string): "function" | "custom" =>
  type.startsWith("response.custom") ? "custom" : "function"

export const step = (
  state: State,
  frame: SseFrame,
  dialect: Dialect
): readonly [State, ReadonlyArray<Event>] | Failure => {
  if (state.ended || frame.data === "" || frame.data.trim() === "[DONE]") return [state, none]
  const json: Json | undefined = parseExact(frame.data)
  if (!isObject(json)) {
    const { event } = frame
    if (event === "error") return Failures.ofJson(dialect, frame.data)
    // Pings under a name of their own may hold anything.
    const isOther = event !== undefined && event !== "message" && !event.startsWith("response.")
    return json === null || isOther
      ? [state, none]
      : Failures.malformed("A frame of the stream is not a JSON object.")
  }
  const events: Events = []
  return read(state, text(json["type"]) ?? frame.event, json, dialect, events) ?? [state, events]
}

export const end = (state: State): ReadonlyArray<Event> | Failure =>
  state.ended ? none : Failures.truncated("The stream ended before response.completed.")
