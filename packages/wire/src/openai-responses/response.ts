import type { Event, FinishReason } from "@turnout/core/Event"
import type { Failure } from "@turnout/core/Failure"
import type { JsonObject } from "@turnout/core/Json"
import * as ErrorBody from "../internal/error-body.ts"
import * as Extra from "../internal/extra.ts"
import { count, isObject, object, text } from "../internal/json.ts"
import * as Calls from "./calls.ts"
import type { Dialect } from "./dialect.ts"
import * as Failures from "./failure.ts"
import * as Items from "./output.ts"
import { type Events, type State, start } from "./state.ts"
import * as Usage from "./usage.ts"

/** Keys of a response that are read here, or say once more what was asked. */
const known = new Set([
  "id",
  "object",
  "created_at",
  "completed_at",
  "status",
  "error",
  "incomplete_details",
  "output",
  "output_text",
  "instructions",
  "metadata",
  "model",
  "parallel_tool_calls",
  "temperature",
  "top_p",
  "tool_choice",
  "tools",
  "background",
  "max_output_tokens",
  "max_tool_calls",
  "previous_response_id",
  "conversation",
  "prompt",
  "prompt_cache_key",
  "prompt_cache_options",
  "prompt_cache_retention",
  "reasoning",
  "safety_identifier",
  "service_tier",
  "store",
  "text",
  "top_logprobs",
  "truncation",
  "user",
  "frequency_penalty",
  "presence_penalty",
  "access_programs",
  "billing",
  "tool_usage",
  "usage"
])

/** The envelope. Which tier serves is known at the end; until then `auto` may stand there. */
export const envelope = (state: State, response: JsonObject, events: Events): void => {
  const tier = text(response["service_tier"])
  if (tier !== undefined && tier !== "auto") state.tier = tier
  if (state.started) return
  state.started = true
  const id = text(response["id"])
  const model = text(response["model"])
  const created = count(response["created_at"])
  events.push({
    type: "start",
    ...(id === undefined ? undefined : { id }),
    ...(model === undefined ? undefined : { model }),
    ...(created === undefined || created === 0 ? undefined : { created }),
    ...(state.tier === undefined ? undefined : { service_tier: state.tier })
  })
}

const weights = ["completed", "incomplete", "cancelled", "failed"]

/** What the event and its response say of how it ended: the one that says the worse. */
const statusOf = (event: string, response: JsonObject): string => {
  if (ErrorBody.within(response) !== undefined) return "failed"
  const said = text(response["status"]) ?? event
  return weights.indexOf(said) > weights.indexOf(event) ? said : event
}

interface End {
  readonly reason: FinishReason
  readonly native: string
}

/** How it ended. One that is incomplete for a reason that nobody knows yet is cut all the same. */
const endOf = (state: State, status: string, response: JsonObject): End => {
  if (status === "incomplete") {
    const native = text(object(response["incomplete_details"])?.["reason"]) ?? status
    return { reason: native === "content_filter" ? "content_filter" : "length", native }
  }
  return { reason: state.called > 0 ? "tool_calls" : "stop", native: status }
}

/** The protocol's terminal, which repeats all that was said. */
export const finish = (
  state: State,
  event: string,
  response: JsonObject,
  dialect: Dialect,
  events: Events
): Failure | undefined => {
  const status = statusOf(event, response)
  envelope(state, response, events)
  if (status === "failed" || status === "cancelled") {
    return Failures.ofJson(dialect, response["error"] ?? { code: status })
  }
  Items.rest(state, response["output"], dialect, events)
  if (Calls.hasNameless(state)) return Failures.malformed("A tool call of the answer has no name.")
  state.extra = Extra.read(state.extra, response, known)
  const { annotations, extra } = state
  if (extra !== undefined || annotations.length > 0) {
    const fields = extra === undefined ? {} : Extra.fieldsOf(extra)
    const all = annotations.length === 0 ? fields : { ...fields, annotations }
    events.push({ type: "provider_fields", choice: 0, fields: all })
  }
  const { native, reason } = endOf(state, status, response)
  events.push({ type: "finish", choice: 0, reason, native })
  Usage.report(state, response, dialect, events)
  events.push({ type: "end" })
  state.ended = true
  return undefined
}

/** Statuses of a whole reply that say that it is none yet. */
const unfinished = new Set(["in_progress", "queued"])

/** A unary reply as the stream that it might have been. */
export const whole = (json: unknown, dialect: Dialect): ReadonlyArray<Event> | Failure => {
  const isAnswer = isObject(json) && Array.isArray(json["output"])
  if (isObject(json) && (json["type"] === "error" || ErrorBody.isError(json, isAnswer))) {
    return Failures.ofJson(dialect, json)
  }
  if (!isAnswer) return Failures.malformed("The answer is not a response of this family.")
  const status = text(json["status"]) ?? "completed"
  if (unfinished.has(status)) return Failures.malformed("The answer is not finished.")
  const events: Events = []
  return finish(start(), status, json, dialect, events) ?? events
}
