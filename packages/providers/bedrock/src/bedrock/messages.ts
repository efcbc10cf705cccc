import type { Endpoint } from "@turnout/core/Endpoint"
import type { AssistantMessage, Message, ReasoningDetail } from "@turnout/core/Message"
import * as Native from "@turnout/wire/NativeBody"
import { type Draft, drop, type Notes, unread } from "@turnout/wire/NativeBody"
import * as Content from "./content.ts"
import { type Forms, formatOf } from "./words.ts"

interface Turn {
  readonly role: "user" | "assistant"
  readonly content: Array<Draft>
  /** Results of tools: they stand before `content`. */
  readonly results: Array<Draft>
}

export interface Conversation {
  readonly system: Array<Draft>
  readonly messages: Array<Draft>
}

const read = new Set(["type", "text", "signature", "data", "format", "origin"])
const position = new Set(["id", "index"])

/** A Claude's reasoning is worth nothing without its seal; other makers' has none, and is refused with one. */
const reasoningBlock = (detail: ReasoningDetail, sealed: boolean): Draft | undefined => {
  if (detail.type === "reasoning.encrypted" && typeof detail.data === "string") {
    return { reasoningContent: { redactedContent: detail.data } }
  }
  if (detail.type !== "reasoning.text" || typeof detail.text !== "string") return undefined
  const { signature, text } = detail
  if (sealed) {
    return signature === undefined ? undefined : { reasoningContent: { reasoningText: { text, signature } } }
  }
  return signature === undefined ? { reasoningContent: { reasoningText: { text } } } : undefined
}

const reasoning = (
  details: ReadonlyArray<ReasoningDetail>,
  path: string,
  endpoint: Endpoint,
  notes: Notes
): Array<Draft> => {
  const format = formatOf(endpoint.provider_model_id)
  const blocks: Array<Draft> = []
  let foreign = false
  for (const [index, detail] of details.entries()) {
    const { origin } = detail
    const own = origin?.format === format && origin.model === endpoint.model
    const block = own ? reasoningBlock(detail, format !== "bedrock-converse") : undefined
    if (block === undefined) {
      foreign = true
      continue
    }
    unread(notes, `${path}[${index}]`, detail, read, position)
    drop(notes, `${path}[${index}].format`, "needless")
    drop(notes, `${path}[${index}].origin`, "needless")
    blocks.push(block)
  }
  if (foreign) notes.push({ action: "stripped", param: path, reason: "origin" })
  return blocks
}

const assistant = (
  message: AssistantMessage,
  words: Native.Words<Forms>,
  path: string,
  endpoint: Endpoint,
  notes: Notes
): Array<Draft> => {
  const { reasoning_details: details = [] } = message
  const blocks = reasoning(details, `${path}.reasoning_details`, endpoint, notes)
  blocks.push(...Content.blocks(message.content, `${path}.content`, "text", notes))
  if (message.refusal !== undefined) {
    Native.translateSame(notes, `${path}.refusal`)
    blocks.push(...Content.blocks(message.refusal, `${path}.refusal`, "text", notes))
  }
  for (const [index, each] of (message.tool_calls ?? []).entries()) {
    const here = `${path}.tool_calls[${index}]`
    const call = Native.call(each, words, here, notes)
    const input = Native.toInput(call.arguments, `${here}.function.arguments`, notes)
    blocks.push({ toolUse: { toolUseId: call.id, name: call.name, input } })
  }
  return blocks
}

const push = (turns: Array<Turn>, role: Turn["role"], blocks: ReadonlyArray<Draft>): void => {
  if (blocks.length === 0) return
  const last = turns.at(-1)
  if (last?.role !== role) turns.push({ role, content: [...blocks], results: [] })
  else for (const block of blocks) last.content.push(block)
}

/** All results of a turn's calls stand in the user's turn directly behind it, wherever the caller put them. */
const pushResult = (turns: Array<Turn>, block: Draft): void => {
  const answering = turns.findLastIndex(({ role }) => role === "assistant") + 1
  let turn = turns[answering]
  if (turn?.role !== "user") {
    turn = { role: "user", content: [], results: [] }
    turns.splice(answering, 0, turn)
  }
  turn.results.push(block)
}

/** A last turn of the assistant's may not end in white space. */
const trim = (turns: ReadonlyArray<Turn>, path: string, notes: Notes): void => {
  const last = turns.at(-1)
  const block = last?.role === "assistant" ? last.content.at(-1) : undefined
  const text = block?.["text"]
  if (block === undefined || typeof text !== "string") return
  block["text"] = text.trimEnd()
  if (block["text"] !== text) Native.translateSame(notes, path)
}

const silence = "(no content)"

export const conversation = (
  messages: ReadonlyArray<Message>,
  words: Native.Words<Forms>,
  endpoint: Endpoint,
  notes: Notes
): Conversation => {
  const system: Array<Draft> = []
  const turns: Array<Turn> = []
  let leading = true
  for (const [index, message] of messages.entries()) {
    const path = `messages[${index}]`
    const content = `${path}.content`
    unread(notes, path, message, Native.messageFields[message.role], Native.forReaders)
    if (message.role === "developer") Native.translateSame(notes, `${path}.role`)
    switch (message.role) {
      case "system":
      case "developer": {
        const blocks = Content.blocks(message.content, content, "text", notes)
        if (leading) system.push(...blocks)
        else {
          notes.push({ action: "emulated", param: `${path}.role`, reason: "dialect" })
          push(turns, "user", blocks)
        }
        break
      }
      case "user":
        push(turns, "user", Content.blocks(message.content, content, "all", notes))
        break
      case "assistant":
        push(turns, "assistant", assistant(message, words, path, endpoint, notes))
        break
      case "tool": {
        const blocks = Content.blocks(message.content, content, "result", notes)
        const marks = blocks.filter((block) => block["cachePoint"] !== undefined)
        const said = blocks.filter((block) => block["cachePoint"] === undefined)
        if (said.length === 0) {
          notes.push({ action: "translated", param: content, to: { text: silence }, reason: "demanded" })
        }
        const toolUseId = Native.idOf(words, message.tool_call_id, `${path}.tool_call_id`, notes)
        pushResult(turns, {
          toolResult: { toolUseId, content: said.length === 0 ? [{ text: silence }] : said }
        })
        for (const mark of marks) pushResult(turns, mark)
      }
    }
    leading &&= message.role === "system" || message.role === "developer"
  }
  trim(turns, `messages[${messages.length - 1}].content`, notes)
  if (turns.length > 0 || system.length === 0) return { system, messages: turns.map(toMessage) }
  // Nothing but instructions: there has to be a turn to answer to.
  notes.push({ action: "emulated", param: "messages[0].role", reason: "dialect" })
  return { system: [], messages: [{ role: "user", content: system }] }
}

const toMessage = ({ content, results, role }: Turn): Draft => ({
  role,
  content: results.length === 0 ? content : [...results, ...content]
})
