import type { Event } from "@turnout/core/Event"
import type { Failure } from "@turnout/core/Failure"
import type { Json, JsonObject } from "@turnout/core/Json"
import * as Native from "@turnout/wire/NativeAnswer"
import { array, count, object, text } from "@turnout/wire/NativeAnswer"
import * as Failures from "./failure.ts"
import { format, plan, planFormat } from "./words.ts"

/** A call that has begun; `answer`: through our own tool, so that its arguments are text. */
interface Call {
  readonly call: number
  readonly isAnswer: boolean
  written: boolean
}

/** An answer that is being read; mutated by its own steps only. */
export interface Answer {
  started: boolean
  ended: boolean
  thoughts: number
  /** The reasoning block that grows, by where it comes from. */
  thinking: { readonly from: string; readonly block: number } | undefined
  readonly calls: Map<number, Call>
  count: number
  /** UTF-16 units of text so far. */
  written: number
  readonly citations: Array<Json>
  extra: Native.Extra | undefined
}

export const start = (): Answer => ({
  started: false,
  ended: false,
  thoughts: 0,
  thinking: undefined,
  calls: new Map(),
  count: 0,
  written: 0,
  citations: [],
  extra: undefined
})

export const begin = (answer: Answer, id: Json | undefined, events: Array<Event>): void => {
  if (answer.started) return
  answer.started = true
  const known = text(id)
  events.push({ type: "start", ...(known === undefined ? {} : { id: known }) })
}

export const say = (answer: Answer, words: string | undefined, events: Array<Event>): void => {
  if (words === undefined) return
  answer.written += words.length
  events.push({ type: "text", choice: 0, text: words })
}

export const think = (
  answer: Answer,
  from: string,
  words: string | undefined,
  events: Array<Event>
): void => {
  if (words === undefined) return
  if (answer.thinking?.from !== from) answer.thinking = { from, block: answer.thoughts++ }
  const { block } = answer.thinking
  events.push({
    type: "reasoning",
    choice: 0,
    block,
    text: words,
    format: from === plan ? planFormat : format
  })
}

export const openCall = (
  answer: Answer,
  index: number,
  given: JsonObject,
  events: Array<Event>
): Failure | undefined => {
  const inner = object(given["function"])
  const name = text(inner?.["name"])
  if (name === undefined) return Failures.malformed("name", "A tool call of the answer has no name.")
  const isAnswer = name === Native.answerTool
  const opened: Call = { call: isAnswer ? -1 : answer.count++, isAnswer, written: false }
  answer.calls.set(index, opened)
  if (!isAnswer) {
    const id = text(given["id"]) ?? ""
    events.push({ type: "tool_start", choice: 0, call: opened.call, id, name: Native.nameFromNative(name) })
  }
  argue(answer, opened, text(inner?.["arguments"]), events)
  return undefined
}

export const argue = (answer: Answer, call: Call, words: string | undefined, events: Array<Event>): void => {
  if (words === undefined) return
  call.written = true
  if (call.isAnswer) say(answer, words, events)
  else events.push({ type: "tool_arguments", choice: 0, call: call.call, text: words })
}

/** A tool without parameters gets no arguments at all: an empty object. */
export const closeCalls = (answer: Answer, events: Array<Event>): void => {
  for (const call of answer.calls.values()) if (!call.written) argue(answer, call, "{}", events)
}

/** A part of the content, whole or a piece of it. */
export const part = (answer: Answer, given: JsonObject, index: number, events: Array<Event>): void => {
  think(answer, `thinking ${index}`, text(given["thinking"]), events)
  say(answer, text(given["text"]), events)
}

export const cite = (answer: Answer, given: Json | undefined, events: Array<Event>): void => {
  const citation = object(given)
  if (citation === undefined) return
  answer.citations.push(citation)
  const [source] = array(citation["sources"]).map(object)
  const document = object(source?.["document"])
  events.push({
    type: "annotation",
    choice: 0,
    annotation: {
      type: "url_citation",
      url_citation: {
        start_index: count(citation["start"]) ?? answer.written,
        end_index: count(citation["end"]) ?? answer.written,
        title: text(document?.["title"]) ?? text(source?.["id"]) ?? "",
        url: text(document?.["url"]) ?? ""
      }
    }
  })
}

/** Pieces of text with what the model thought of their tokens, whose sum is that of the piece. */
export const logprobs = (given: Json | undefined, events: Array<Event>): void => {
  const content = array(given)
    .map(object)
    .flatMap((item): Array<JsonObject> => {
      const token = text(item?.["text"])
      const all = array(item?.["logprobs"]).filter((each) => typeof each === "number")
      if (token === undefined || all.length === 0) return []
      const logprob = all.reduce<number>((sum, each) => sum + each, 0)
      return [{ token, logprob, bytes: null, top_logprobs: [] }]
    })
  if (content.length > 0) events.push({ type: "logprobs", choice: 0, content })
}
