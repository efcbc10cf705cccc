import type { Event } from "@turnout/core/Event"
import type { Failure } from "@turnout/core/Failure"
import type { Json, JsonObject } from "@turnout/core/Json"
import * as Native from "@turnout/wire/NativeAnswer"
import { object, text } from "@turnout/wire/NativeAnswer"
import * as Failures from "./failure.ts"

/** A block that has begun. */
export type Block =
  | { readonly kind: "call"; readonly call: number; written: boolean }
  /** The answer through our own tool: its arguments are text. */
  | { readonly kind: "answer"; written: boolean }
  | { readonly kind: "reasoning"; readonly block: number; signature: string; data: string }

/** An answer that is being read; mutated by its own steps only. */
export interface Answer {
  started: boolean
  ended: boolean
  stop: string | undefined
  readonly open: Map<number, Block>
  calls: number
  thoughts: number
  extra: Native.Extra | undefined
}

export const start = (): Answer => ({
  started: false,
  ended: false,
  stop: undefined,
  open: new Map(),
  calls: 0,
  thoughts: 0,
  extra: undefined
})

/** `format` of reasoning: its maker is known by the seal, which others than a Claude's do not have. */
const formatOf = (sealed: boolean): string => (sealed ? "anthropic-claude-v1" : "bedrock-converse")

export const begin = (answer: Answer, events: Array<Event>): void => {
  if (answer.started) return
  answer.started = true
  events.push({ type: "start" })
}

export const say = (words: string | undefined, events: Array<Event>): void => {
  if (words === undefined) return
  events.push({ type: "text", choice: 0, text: words })
}

export const argue = (
  block: Extract<Block, { kind: "call" | "answer" }>,
  words: string | undefined,
  events: Array<Event>
): void => {
  if (words === undefined) return
  block.written = true
  if (block.kind === "answer") say(words, events)
  else events.push({ type: "tool_arguments", choice: 0, call: block.call, text: words })
}

export const openCall = (
  answer: Answer,
  index: number,
  given: JsonObject,
  events: Array<Event>
): Failure | undefined => {
  const name = text(given["name"])
  if (name === undefined) return Failures.malformed("name", "A tool call of the answer has no name.")
  if (name === Native.answerTool) {
    answer.open.set(index, { kind: "answer", written: false })
    return undefined
  }
  const call = answer.calls++
  answer.open.set(index, { kind: "call", call, written: false })
  const id = text(given["toolUseId"]) ?? ""
  events.push({ type: "tool_start", choice: 0, call, id, name: Native.nameFromNative(name) })
  return undefined
}

export const reason = (answer: Answer, index: number, given: JsonObject, events: Array<Event>): void => {
  let block = answer.open.get(index)
  if (block?.kind !== "reasoning") {
    block = { kind: "reasoning", block: answer.thoughts++, signature: "", data: "" }
    answer.open.set(index, block)
  }
  const inner = object(given["reasoningText"]) ?? given
  const words = text(inner["text"])
  if (words !== undefined) events.push({ type: "reasoning", choice: 0, block: block.block, text: words })
  block.signature += text(inner["signature"]) ?? ""
  // Base64 of each piece; what goes back is all of them.
  block.data = joined(block.data, text(given["redactedContent"]) ?? "")
}

/** Two texts in base64 as one. */
const joined = (one: string, other: string): string => {
  if (one === "" || other === "") return one + other
  try {
    return btoa(atob(one) + atob(other))
  } catch {
    return one + other
  }
}

export const close = (answer: Answer, index: number, events: Array<Event>): void => {
  const block = answer.open.get(index)
  if (block === undefined) return
  answer.open.delete(index)
  if (block.kind !== "reasoning") {
    if (!block.written && answer.stop !== "max_tokens") argue(block, "{}", events)
    return
  }
  const { block: at, data, signature } = block
  const isSealed = signature !== "" || data !== ""
  if (signature !== "") {
    events.push({ type: "reasoning_opaque", choice: 0, block: at, format: formatOf(isSealed), signature })
  }
  if (data !== "") {
    events.push({ type: "reasoning_opaque", choice: 0, block: at, format: formatOf(isSealed), data })
  }
  // Other makers' reasoning goes back to them without a seal.
  if (!isSealed) events.push({ type: "reasoning", choice: 0, block: at, text: "", format: formatOf(false) })
}

export const cite = (given: Json | undefined, events: Array<Event>): void => {
  const citation = object(given)
  if (citation === undefined) return
  const web = object(object(citation["location"])?.["web"])
  const url_citation = {
    start_index: 0,
    end_index: 0,
    title: text(citation["title"]) ?? "",
    url: text(web?.["url"]) ?? text(citation["source"]) ?? ""
  }
  events.push({ type: "annotation", choice: 0, annotation: { type: "url_citation", url_citation } })
}
