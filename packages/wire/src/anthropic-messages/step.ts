import type { Event, FinishReason } from "@turnout/core/Event"
import { type Failure, StreamTruncated } from "@turnout/core/Failure"
import type { JsonObject } from "@turnout/core/Json"
import type { SseFrame } from "../Framing.ts"
import * as ErrorBody from "../internal/error-body.ts"
import * as Extra from "../internal/extra.ts"
import * as Blocks from "./blocks.ts"
import * as Failures from "./failure.ts"
import { toReason, weightOf } from "./finish.ts"
import { type Fields, isFields, parseExact, textOf } from "./read.ts"
import type { State } from "./state.ts"
import * as Usage from "./usage.ts"

const none: ReadonlyArray<Event> = []

const report = (state: State, usage: unknown, events: Array<Event>): void => {
  const tally = Usage.merge(state.tally, usage, state.costs)
  if (tally === undefined || tally === state.tally) return
  state.tally = tally
  events.push(Usage.toReport(tally))
}

/** Keys of a message, and of its changes, that are read here or say nothing of their own. */
const known = new Set(["id", "type", "role", "model", "content", "stop_reason", "usage", "delta"])

const add = (state: State, said: Fields): void => {
  state.extra = Extra.read(state.extra, said as JsonObject, known)
}

/** The envelope. A second one of the same answer tells nothing new; of another, the stream is two answers. */
const begin = (state: State, message: Fields, events: Array<Event>): Failure | undefined => {
  const id = textOf(message["id"])
  if (state.started) {
    return id === undefined || state.id === undefined || id === state.id
      ? undefined
      : Failures.malformed("start", "A second answer began inside the first.")
  }
  state.started = true
  state.id = id
  add(state, message)
  const model = textOf(message["model"])
  const usage = message["usage"]
  const tier = isFields(usage) ? textOf(usage["service_tier"]) : undefined
  events.push({
    type: "start",
    ...(id === undefined ? {} : { id }),
    ...(model === undefined ? {} : { model }),
    ...(tier === undefined ? {} : { service_tier: tier })
  })
  return undefined
}

/** Blocks that stand in the message itself. */
const content = (state: State, message: Fields, events: Array<Event>): Failure | undefined => {
  const blocks = Array.isArray(message["content"]) ? (message["content"] as ReadonlyArray<unknown>) : []
  for (const [index, block] of blocks.entries()) {
    const failure = openBlock(state, index, block, events)
    if (failure !== undefined) return failure
    closeBlock(state, index, events)
  }
  return undefined
}

const open = (state: State, message: Fields, events: Array<Event>): Failure | undefined => {
  const first = !state.started
  const failure = begin(state, message, events)
  if (failure !== undefined || !first) return failure
  state.stop = textOf(message["stop_reason"])
  report(state, message["usage"], events)
  return content(state, message, events)
}

/** A message that is the whole answer, or at the end of a stream tells it once more. */
export const message = (state: State, said: Fields, events: Array<Event>): Failure | undefined => {
  const first = !state.started
  const failure = begin(state, said, events) ?? (first ? content(state, said, events) : undefined)
  if (failure !== undefined) return failure
  conclude(state, said["stop_reason"], said["usage"], events)
  finish(state, events)
  return undefined
}

const indexOf = (json: Fields): number => (typeof json["index"] === "number" ? json["index"] : 0)

const closeBlock = (state: State, index: number, events: Array<Event>): void => {
  const block = state.open.get(index)
  if (block === undefined) return
  state.open.delete(index)
  Blocks.close(block, state, events)
}

const openBlock = (
  state: State,
  index: number,
  given: unknown,
  events: Array<Event>
): Failure | undefined => {
  const block = isFields(given) ? given : {}
  if (block["type"] === "tool_use" && textOf(block["name"]) === undefined) {
    return Failures.malformed("name", "A tool call of the answer has no name.")
  }
  closeBlock(state, index, events)
  state.open.set(index, Blocks.open(block, state, events))
  return undefined
}

/** Blocks that hosts forget to open are opened by their first delta; arguments need a call to belong to. */
const impliedBlock: { readonly [delta: string]: string } = { text_delta: "text", thinking_delta: "thinking" }

const delta = (state: State, json: Fields, events: Array<Event>): Failure | undefined => {
  const change = isFields(json["delta"]) ? json["delta"] : {}
  const type = textOf(change["type"]) ?? ""
  const index = indexOf(json)
  let block = state.open.get(index)
  if (block === undefined && Object.hasOwn(impliedBlock, type)) {
    openBlock(state, index, { type: impliedBlock[type] }, events)
    block = state.open.get(index)
  }
  switch (type) {
    case "text_delta": {
      const words = textOf(change["text"])
      if (words !== undefined) Blocks.text(state, words, events)
      return undefined
    }
    case "thinking_delta": {
      const words = textOf(change["thinking"])
      if (words !== undefined && block?.kind === "thinking") {
        events.push({ type: "reasoning", choice: 0, block: block.block, text: words })
      }
      return undefined
    }
    case "signature_delta":
      if (block?.kind === "thinking") block.signature = textOf(change["signature"]) ?? block.signature
      return undefined
    case "citations_delta":
      if (block?.kind === "text") block.citations.push(change["citation"])
      return undefined
    case "input_json_delta": {
      const words = textOf(change["partial_json"])
      if (block === undefined) {
        return Failures.malformed("arguments", "Arguments came for a call that had not begun.")
      }
      if (words === undefined) return undefined
      if (block.kind === "native") block.input += words
      else if (block.kind === "call" || block.kind === "answer") Blocks.argue(state, block, words, events)
      return undefined
    }
    default:
      if (block?.kind === "native") Blocks.extend(block, change)
      return undefined
  }
}

/** Ends what is open. Where the length cut the answer, a call without arguments may have lost them. */
const settle = (state: State, events: Array<Event>): FinishReason => {
  for (const index of state.open.keys()) closeBlock(state, index, events)
  const reason = toReason(state.stop, state.calls > 0)
  if (reason !== "length") Blocks.settle(state, events)
  return reason
}

/** Why it stopped, and what it cost up to here. */
const conclude = (state: State, reason: unknown, usage: unknown, events: Array<Event>): void => {
  // A later reason never says less: an answer that was cut does not become whole.
  const said = textOf(reason)
  if (said !== undefined && (state.stop === undefined || weightOf(said) >= weightOf(state.stop)))
    state.stop = said
  if (state.stop !== undefined) settle(state, events)
  report(state, usage, events)
}

const additions = ({ citations, extra }: State, events: Array<Event>): void => {
  if (extra === undefined && citations.length === 0) return
  const fields = extra === undefined ? {} : Extra.fieldsOf(extra)
  events.push({
    type: "provider_fields",
    choice: 0,
    fields: citations.length === 0 ? fields : { ...fields, citations }
  })
}

/** What was added to an answer that has no end, with the citations of a text that was not closed. */
export const held = (state: State): ReadonlyArray<Event> => {
  const events: Array<Event> = []
  for (const [index, block] of state.open) if (block.kind === "text") closeBlock(state, index, events)
  additions(state, events)
  return events
}

/** The protocol's terminal. */
const finish = (state: State, events: Array<Event>): void => {
  const reason = settle(state, events)
  state.ended = true
  additions(state, events)
  events.push(
    { type: "finish", choice: 0, reason, ...(state.stop === undefined ? {} : { native: state.stop }) },
    { type: "end" }
  )
}

const read = (state: State, json: Fields, type: unknown, events: Array<Event>): Failure | undefined => {
  switch (type) {
    case "message_start":
      return open(state, isFields(json["message"]) ? json["message"] : {}, events)
    case "content_block_start":
      return openBlock(state, indexOf(json), json["content_block"], events)
    case "content_block_delta":
      return delta(state, json, events)
    case "content_block_stop":
      closeBlock(state, indexOf(json), events)
      return undefined
    case "message_delta":
      add(state, json)
      if (isFields(json["delta"])) add(state, json["delta"])
      conclude(
        state,
        isFields(json["delta"]) ? json["delta"]["stop_reason"] : undefined,
        json["usage"],
        events
      )
      return undefined
    case "message":
      return message(state, json, events)
    case "message_stop":
      finish(state, events)
      return undefined
    case "error":
      return Failures.ofFrame(json)
    default:
      // A frame that has a type is an event, of whatever kind; one that has none may be an error of a host.
      return type === undefined && ErrorBody.isError(json as JsonObject, false)
        ? Failures.ofFrame(json)
        : undefined
  }
}

export const step = (state: State, frame: SseFrame): readonly [State, ReadonlyArray<Event>] | Failure => {
  if (state.ended || frame.event === "ping" || frame.data === "[DONE]") return [state, none]
  const json = parseExact(frame.data)
  if (!isFields(json)) return Failures.malformed("json", "A frame of the stream is not a JSON object.")
  const type = textOf(json["type"]) ?? frame.event
  const events: Array<Event> = []
  return read(state, json, type, events) ?? [state, events]
}

export const end = (state: State): ReadonlyArray<Event> | Failure =>
  state.ended
    ? none
    : new StreamTruncated({ message: "The stream ended before the answer did.", rule: "stream:message_stop" })
