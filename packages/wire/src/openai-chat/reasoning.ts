import type { Event } from "@turnout/core/Event"
import type { Json, JsonObject } from "@turnout/core/Json"
import { array, isObject, text } from "../internal/json.ts"

/** A block that is being written, and what of it is complete. */
interface Block {
  readonly number: number
  signed: boolean
  sealed: boolean
}

export interface Blocks {
  /** The newest block of a key, so that it is found without a search. */
  newest: Map<string, Block> | undefined
  count: number
  /** All of the text so far, where each delta repeats it; undefined where none does. */
  said: string | undefined
}

export const make = (cumulative = false): Blocks => ({
  newest: undefined,
  count: 0,
  said: cumulative ? "" : undefined
})

/** The newest block of this key, or a new one where that is closed to more. */
const open = (blocks: Blocks, key: string, isClosed: (block: Block) => boolean): Block => {
  const newest = blocks.newest?.get(key)
  if (newest !== undefined && !isClosed(newest)) return newest
  const block: Block = { number: blocks.count++, signed: false, sealed: false }
  ;(blocks.newest ??= new Map()).set(key, block)
  return block
}

/** What a text adds to those before it. */
const added = (blocks: Blocks, words: string): string => {
  const { said } = blocks
  if (said === undefined) return words
  const repeats = said !== "" && words.startsWith(said)
  blocks.said = repeats ? words : said + words
  return repeats ? words.slice(said.length) : words
}

/** Reasoning as nothing but text, whatever field it came in. */
export const readText = (
  blocks: Blocks,
  told: string,
  choice: number,
  events: Array<Event>,
  field?: "reasoning"
): void => {
  const words = added(blocks, told)
  if (words === "") return
  const { number } = open(blocks, "text", () => false)
  events.push({
    type: "reasoning",
    choice,
    block: number,
    text: words,
    ...(field === undefined ? undefined : { field })
  })
}

const readDetail = (blocks: Blocks, detail: JsonObject, choice: number, events: Array<Event>): boolean => {
  const { index } = detail
  const key = typeof index === "number" ? `detail ${index}` : "detail"
  const isSummary = detail["type"] === "reasoning.summary"
  const told = text(isSummary ? detail["summary"] : detail["text"])
  const words = told === undefined ? undefined : added(blocks, told)
  const signature = text(detail["signature"])
  const data = text(detail["data"])
  const format = text(detail["format"])
  const id = text(detail["id"])
  if (words !== undefined && words !== "") {
    // Text after a signature is not covered by it.
    const { number } = open(blocks, key, (block) => block.signed)
    events.push({
      type: "reasoning",
      choice,
      block: number,
      text: words,
      ...(isSummary ? { kind: "summary" as const } : undefined),
      ...(format === undefined ? undefined : { format }),
      ...(id === undefined ? undefined : { id })
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
  events.push({
    type: "reasoning_opaque",
    choice,
    block: block.number,
    format: format ?? "unknown",
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
  const words = text(said["reasoning_content"])
  if (words !== undefined) return readText(blocks, words, choice, events)
  const { reasoning } = said
  if (isObject(reasoning)) return readPart(blocks, reasoning, choice, events)
  const other = text(reasoning)
  if (other !== undefined) readText(blocks, other, choice, events, "reasoning")
}

/** Whether a part of a content list is reasoning. */
export const isPart = ({ type }: JsonObject): boolean => type === "thinking" || type === "reasoning"

const fields = ["thinking", "summary", "text", "content", "reasoning"] as const

/** Such a part: its text, or a list of texts, under the first of its names. */
export const readPart = (blocks: Blocks, part: JsonObject, choice: number, events: Array<Event>): void => {
  for (const field of fields) {
    const said = part[field]
    const words = Array.isArray(said)
      ? (said as ReadonlyArray<Json>)
          .map((each) => (isObject(each) ? (text(each["text"]) ?? "") : (text(each) ?? "")))
          .join("")
      : text(said)
    if (words) return readText(blocks, words, choice, events)
  }
}
