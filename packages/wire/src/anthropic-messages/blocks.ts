import type { Event } from "@turnout/core/Event"
import type { Json, JsonObject } from "@turnout/core/Json"
import { answerTool, nameFromNative } from "../internal/answer-tool.ts"
import { sourceOf } from "@turnout/core/RawJson"
import { type Fields, isFields, parse, textOf } from "./read.ts"
import { format } from "./replay.ts"

/** A content block that has begun. */
export type Block =
  | { readonly kind: "text"; readonly from: number; readonly citations: Array<unknown> }
  | { readonly kind: "thinking"; readonly block: number; signature: string | undefined }
  | { readonly kind: "call"; readonly call: number; readonly input: unknown; written: boolean }
  /** The answer through our own tool: its arguments are text. */
  | { readonly kind: "answer"; readonly input: unknown; written: boolean }
  /** A tool of the vendor's, or what it found: nothing of ours, but kept verbatim. */
  | {
      readonly kind: "native"
      readonly native: { [key: string]: unknown }
      input: string
      grown?: Map<string, Array<unknown>>
    }

export type ToolBlock = Extract<Block, { kind: "call" | "answer" }>

/** The part of an answer's state that blocks count in. */
export interface Counters {
  calls: number
  thoughts: number
  /** UTF-16 units of text so far. */
  written: number
  /** The last tool block, where nothing of its arguments has come: no arguments, or cut off before the first. */
  empty: ToolBlock | undefined
  /** All citations as they came. */
  readonly citations: Array<Json>
}

export const text = (counters: Counters, words: string, events: Array<Event>): void => {
  counters.written += words.length
  events.push({ type: "text", choice: 0, text: words })
}

export const argue = (counters: Counters, block: ToolBlock, words: string, events: Array<Event>): void => {
  block.written = true
  if (block.kind === "answer") text(counters, words, events)
  else events.push({ type: "tool_arguments", choice: 0, call: block.call, text: words })
}

/** A call that ended without arguments has none: that is an empty object, and said as one. */
export const settle = (counters: Counters, events: Array<Event>): void => {
  const block = counters.empty
  counters.empty = undefined
  if (block !== undefined) argue(counters, block, "{}", events)
}

const openTool = (block: Fields, counters: Counters, events: Array<Event>): Block => {
  const name = textOf(block["name"]) ?? ""
  if (name === answerTool) return { kind: "answer", input: block["input"], written: false }
  const call = counters.calls++
  const id = textOf(block["id"]) ?? ""
  events.push({ type: "tool_start", choice: 0, call, id, name: nameFromNative(name) })
  return { kind: "call", call, input: block["input"], written: false }
}

export const open = (block: Fields, counters: Counters, events: Array<Event>): Block => {
  settle(counters, events)
  switch (block["type"]) {
    case "text": {
      const citations = Array.isArray(block["citations"]) ? [...(block["citations"] as Array<unknown>)] : []
      const opened: Block = { kind: "text", from: counters.written, citations }
      const words = textOf(block["text"])
      if (words !== undefined) text(counters, words, events)
      return opened
    }
    case "thinking": {
      const opened: Block = {
        kind: "thinking",
        block: counters.thoughts++,
        signature: textOf(block["signature"])
      }
      const words = textOf(block["thinking"])
      if (words !== undefined) events.push({ type: "reasoning", choice: 0, block: opened.block, text: words })
      return opened
    }
    case "redacted_thinking": {
      const data = textOf(block["data"])
      const index = counters.thoughts++
      if (data !== undefined) events.push({ type: "reasoning_opaque", choice: 0, block: index, format, data })
      return { kind: "thinking", block: index, signature: undefined }
    }
    case "tool_use":
      return openTool(block, counters, events)
    default:
      return { kind: "native", native: { ...block }, input: "" }
  }
}

/** A delta of a block that is kept verbatim: text grows, lists too, anything else is the newer value. */
export const extend = (block: Extract<Block, { kind: "native" }>, change: Fields): void => {
  for (const [key, value] of Object.entries(change)) {
    if (key === "type") continue
    const before = Object.hasOwn(block.native, key) ? block.native[key] : undefined
    if (typeof before === "string" && typeof value === "string") block.native[key] = before + value
    else if (Array.isArray(before) && Array.isArray(value)) {
      // The first list is the vendor's frame; it is copied once, and grows from then on.
      const grown: Array<unknown> = block.grown?.get(key) ?? [...(before as Array<unknown>)]
      for (const each of value) grown.push(each)
      ;(block.grown ??= new Map()).set(key, grown)
      block.native[key] = grown
    } else if (value !== null) block.native[key] = value
  }
}

const cite = (citation: unknown, from: number, counters: Counters, events: Array<Event>): void => {
  if (!isFields(citation)) return
  // What it quotes, and from where in a document, has no place in an annotation.
  counters.citations.push(citation as Json)
  const url_citation: JsonObject = {
    start_index: from,
    end_index: counters.written,
    title: textOf(citation["title"]) ?? textOf(citation["document_title"]) ?? "",
    url: textOf(citation["url"]) ?? textOf(citation["source"]) ?? ""
  }
  events.push({ type: "annotation", choice: 0, annotation: { type: "url_citation", url_citation } })
}

const closeTool = (block: ToolBlock, counters: Counters, events: Array<Event>): void => {
  if (block.written) return
  // Some hosts give the text of the arguments.
  const words = textOf(block.input)
  if (words !== undefined) {
    argue(counters, block, words, events)
    return
  }
  if (!isFields(block.input) || Object.keys(block.input).length === 0) {
    settle(counters, events)
    counters.empty = block
    return
  }
  const input = sourceOf(block.input as Json)
  if (input !== undefined) argue(counters, block, input, events)
}

/** What a block holds back until it ends. */
export const close = (block: Block, counters: Counters, events: Array<Event>): void => {
  switch (block.kind) {
    case "text":
      for (const citation of block.citations) cite(citation, block.from, counters, events)
      return
    case "thinking": {
      const { block: index, signature } = block
      if (signature !== undefined) {
        events.push({ type: "reasoning_opaque", choice: 0, block: index, format, signature })
      }
      return
    }
    case "native": {
      const input = block.input === "" ? undefined : parse(block.input)
      const item = input === undefined ? block.native : { ...block.native, input }
      events.push({ type: "item", item: item as Json })
      return
    }
    default:
      closeTool(block, counters, events)
  }
}
