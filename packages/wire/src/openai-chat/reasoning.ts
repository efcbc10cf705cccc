import type { Event } from "@turnout/core/Event"
import type { Json, JsonObject } from "@turnout/core/Json"
import { array, isObject, text } from "./read.ts"

/** A block that is being written, and what of it is complete. */
interface Block {
  readonly key: string
  readonly number: number
  signed: boolean
  sealed: boolean
}

export interface Blocks {
  readonly list: Array<Block>
}

export const make = (): Blocks => ({ list: [] })

/** The newest block of this key, or a new one where that is closed to more. */
const open = (blocks: Blocks, key: string, isClosed: (block: Block) => boolean): Block => {
  for (let index = blocks.list.length - 1; index >= 0; index--) {
    const block = blocks.list[index]!
    if (block.key !== key) continue
    if (!isClosed(block)) return block
    break
  }
  const block: Block = { key, number: blocks.list.length, signed: false, sealed: false }
  blocks.list.push(block)
  return block
}

/** Reasoning as nothing but text, whatever field it came in. */
export const readText = (blocks: Blocks, words: string, choice: number, events: Array<Event>): void => {
  const { number } = open(blocks, "text", () => false)
  events.push({ type: "reasoning", choice, block: number, text: words })
}

const readDetail = (blocks: Blocks, detail: JsonObject, choice: number, events: Array<Event>): boolean => {
  const key = `detail ${String(detail["index"])}`
  const isSummary = detail["type"] === "reasoning.summary"
  const words = text(isSummary ? detail["summary"] : detail["text"])
  const signature = text(detail["signature"])
  const data = text(detail["data"])
  if (words !== undefined) {
    // Text after a signature is not covered by it.
    const { number } = open(blocks, key, (block) => block.signed)
    events.push({
      type: "reasoning",
      choice,
      block: number,
      text: words,
      ...(isSummary ? { kind: "summary" as const } : undefined)
    })
  }
  if (signature === undefined && data === undefined) return words !== undefined
  const block = open(
    blocks,
    key,
    ({ signed, sealed }) => (signature !== undefined && signed) || (data !== undefined && sealed)
  )
  block.signed ||= signature !== undefined
  block.sealed ||= data !== undefined
  const id = text(detail["id"])
  events.push({
    type: "reasoning_opaque",
    choice,
    block: block.number,
    format: text(detail["format"]) ?? "unknown",
    ...(signature === undefined ? undefined : { signature }),
    ...(data === undefined ? undefined : { data }),
    ...(id === undefined ? undefined : { id })
  })
  return words !== undefined
}

/** All reasoning of a delta or message. Details and plain text say the same twice: details are the richer. */
export const read = (blocks: Blocks, said: JsonObject, choice: number, events: Array<Event>): void => {
  let told = false
  for (const detail of array(said["reasoning_details"])) {
    if (isObject(detail) && readDetail(blocks, detail, choice, events)) told = true
  }
  if (told) return
  const words = text(said["reasoning_content"]) ?? text(said["reasoning"])
  if (words !== undefined) readText(blocks, words, choice, events)
}

/** A `thinking` part of a content list. */
export const readPart = (blocks: Blocks, part: JsonObject, choice: number, events: Array<Event>): void => {
  const thinking: Json | undefined = part["thinking"] ?? part["text"]
  const words = Array.isArray(thinking)
    ? (thinking as ReadonlyArray<Json>)
        .map((each) => (isObject(each) ? (text(each["text"]) ?? "") : ""))
        .join("")
    : text(thinking)
  if (words) readText(blocks, words, choice, events)
}
