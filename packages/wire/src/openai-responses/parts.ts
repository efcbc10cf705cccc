import type { Json, JsonObject } from "@turnout/core/Json"
import { array, count, isObject, object, text } from "../internal/json.ts"
import { gap } from "./replay.ts"
import { type Content, type Events, type Item, remainder, type State, type Thought } from "./state.ts"

const contentOf = (state: State, item: Item, index: number): Content => {
  let content = item.contents.get(index)
  if (content === undefined) {
    content = { words: "", closed: false, from: state.written, annotations: 0, measured: false }
    item.contents.set(index, content)
  }
  return content
}

/** Every entry has the keys that the chat API's have. */
const logprob = (given: JsonObject): JsonObject => ({
  token: given["token"] ?? "",
  bytes: given["bytes"] ?? null,
  logprob: given["logprob"] ?? 0
})

/** One token whose probability is told; others say nothing that could be handed on. */
const isMeasured = (value: Json): value is JsonObject =>
  isObject(value) && typeof value["token"] === "string" && typeof value["logprob"] === "number"

const logprobs = (content: Content, given: Json | undefined, events: Events): void => {
  const list = array(given).filter(isMeasured)
  if (list.length === 0) return
  content.measured = true
  events.push({
    type: "logprobs",
    choice: 0,
    content: list.map((each) => ({
      ...logprob(each),
      top_logprobs: array(each["top_logprobs"]).filter(isMeasured).map(logprob)
    }))
  })
}

const say = (state: State, content: Content, words: string, events: Events): void => {
  if (words === "") return
  content.words += words
  state.written += words.length
  events.push({ type: "text", choice: 0, text: words })
}

/** An annotation is flat here, and its place is counted from where its part begins. */
const annotate = (state: State, content: Content, given: Json | undefined, events: Events): void => {
  content.annotations++
  if (!isObject(given)) return
  if (given["type"] !== "url_citation") {
    state.annotations.push(given)
    return
  }
  const { from } = content
  events.push({
    type: "annotation",
    choice: 0,
    annotation: {
      type: "url_citation",
      url_citation: {
        start_index: from + (count(given["start_index"]) ?? 0),
        end_index: from + (count(given["end_index"]) ?? 0),
        title: text(given["title"]) ?? "",
        url: text(given["url"]) ?? ""
      }
    }
  })
}

const refuse = (content: Content, words: string, events: Events): void => {
  if (words === "") return
  content.words += words
  events.push({ type: "refusal", choice: 0, text: words })
}

/** The text of a delta, and what stands beside it. */
export const textDelta = (
  state: State,
  item: Item,
  index: number,
  json: JsonObject,
  events: Events
): void => {
  const content = contentOf(state, item, index)
  say(state, content, text(json["delta"]) ?? "", events)
  logprobs(content, json["logprobs"], events)
}

export const refusalDelta = (
  state: State,
  item: Item,
  index: number,
  json: JsonObject,
  events: Events
): void => refuse(contentOf(state, item, index), text(json["delta"]) ?? "", events)

export const annotation = (
  state: State,
  item: Item,
  index: number,
  given: Json | undefined,
  events: Events
): void => annotate(state, contentOf(state, item, index), given, events)

/** A part of a message as it is in the end. */
export const snapshot = (state: State, item: Item, index: number, part: JsonObject, events: Events): void => {
  const content = contentOf(state, item, index)
  if (part["type"] === "refusal" || part["refusal"] !== undefined) {
    refuse(content, remainder(content, text(part["refusal"]) ?? ""), events)
    return
  }
  say(state, content, remainder(content, text(part["text"]) ?? ""), events)
  if (!content.measured) logprobs(content, part["logprobs"], events)
  for (const given of array(part["annotations"]).slice(content.annotations)) {
    annotate(state, content, given, events)
  }
}

export type ThoughtKind = "summaries" | "thoughts"

/** A piece of reasoning. The parts of one item are blocks of their own that share its id. */
export const think = (
  state: State,
  item: Item,
  kind: ThoughtKind,
  index: number,
  words: string,
  format: string,
  events: Events
): void => {
  if (words === "") return
  let thought = item[kind].get(index)
  const isLater = thought === undefined && item.summaries.size + item.thoughts.size > 0
  if (thought === undefined) {
    thought = { block: state.blocks++, words: "", closed: false }
    item[kind].set(index, thought)
  }
  thought.words += words
  events.push({
    type: "reasoning",
    choice: 0,
    block: thought.block,
    text: isLater ? gap + words : words,
    ...(kind === "summaries" ? { kind: "summary" } : undefined),
    format,
    ...(item.id === undefined ? undefined : { id: item.id })
  })
}

const nothing: Thought = { block: 0, words: "", closed: false }

export const thought = (
  state: State,
  item: Item,
  kind: ThoughtKind,
  index: number,
  words: string,
  format: string,
  events: Events
): void => {
  const known = item[kind].get(index)
  const rest = remainder(known ?? { ...nothing }, words)
  think(state, item, kind, index, rest, format, events)
  const part = item[kind].get(index)
  if (part !== undefined && words !== "") part.closed = true
}

/** What an item of reasoning says in the end: its parts, and what the vendor wants back. */
export const reasoning = (
  state: State,
  item: Item,
  native: JsonObject,
  format: string,
  events: Events
): void => {
  for (const [kind, field] of [
    ["summaries", "summary"],
    ["thoughts", "content"]
  ] as const) {
    for (const [index, part] of array(native[field]).entries()) {
      thought(state, item, kind, index, text(object(part)?.["text"]) ?? "", format, events)
    }
  }
  const data = text(native["encrypted_content"])
  if (data === undefined) return
  let block = -1
  for (const parts of [item.summaries, item.thoughts]) {
    for (const each of parts.values()) block = Math.max(block, each.block)
  }
  events.push({
    type: "reasoning_opaque",
    choice: 0,
    block: block < 0 ? state.blocks++ : block,
    format,
    data,
    ...(item.id === undefined ? undefined : { id: item.id })
  })
}
