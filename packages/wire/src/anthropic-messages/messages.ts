import type { Endpoint } from "@turnout/core/Endpoint"
import type { AssistantMessage, Message, SystemMessage, ToolCall, ToolMessage } from "@turnout/core/Message"
import { forReaders, messageFields } from "../internal/message-fields.ts"
import { toInput } from "../internal/tool-input.ts"
import * as Content from "./content.ts"
import { type Draft, idOf, nameOf, type Notes, translate, unread, type Words } from "./notes.ts"
import * as Replay from "./replay.ts"

export interface Turn {
  readonly role: "user" | "assistant" | "system"
  readonly content: Array<Draft>
  /** Tool results: they stand before `content`. */
  readonly results: Array<Draft>
}

/** All that a turn says, in its order. */
export const saidIn = ({ content, results }: Turn): Array<Draft> =>
  results.length === 0 ? content : [...results, ...content]

export interface Conversation {
  readonly system: Array<Draft>
  readonly turns: ReadonlyArray<Turn>
}

const callFields = new Set(["id", "type", "function", "custom"])
const callsReaders = new Set(["provider_fields"])

const toCall = (call: ToolCall, words: Words, path: string, notes: Notes): Draft => {
  unread(notes, path, call, callFields, callsReaders)
  const id = idOf(words, call.id, `${path}.id`, notes)
  if (call.type === "custom") {
    translate(notes, `${path}.type`)
    const { name, input } = call.custom
    return { type: "tool_use", id, name: nameOf(words, name, `${path}.custom.name`, notes), input: { input } }
  }
  const { name, arguments: given } = call.function
  const text = words.properties.arguments(given)
  const param = `${path}.function.arguments`
  if (text !== given) notes.push({ action: "translated", param, reason: "dialect" })
  const input = toInput(text, param, notes)
  return { type: "tool_use", id, name: nameOf(words, name, `${path}.function.name`, notes), input }
}

const assistant = (
  message: AssistantMessage,
  words: Words,
  path: string,
  endpoint: Endpoint,
  notes: Notes
): Array<Draft> => {
  const blocks =
    message.reasoning_details === undefined
      ? []
      : Replay.toBlocks(message.reasoning_details, `${path}.reasoning_details`, endpoint, notes)
  addTo(blocks, Content.toBlocks(message.content, `${path}.content`, notes))
  if (message.refusal !== undefined) {
    translate(notes, `${path}.refusal`)
    addTo(blocks, Content.toBlocks(message.refusal, `${path}.refusal`, notes))
  }
  for (const [index, call] of (message.tool_calls ?? []).entries()) {
    blocks.push(toCall(call, words, `${path}.tool_calls[${index}]`, notes))
  }
  return blocks
}

const result = (message: ToolMessage, words: Words, path: string, notes: Notes): Draft => {
  const content = Content.toBlocks(message.content, `${path}.content`, notes)
  const id = idOf(words, message.tool_call_id, `${path}.tool_call_id`, notes)
  const block: Draft = { type: "tool_result", tool_use_id: id }
  if (content.length > 0) block["content"] = content
  return block
}

/** One by one: a spread of a hundred thousand is too much for the stack. */
const addTo = (blocks: Array<Draft>, more: ReadonlyArray<Draft>): void => {
  for (const block of more) blocks.push(block)
}

/** The conversation while it grows. */
interface Turns {
  readonly list: Array<Turn>
  /** Where the turn behind the last assistant turn stands, or will. */
  answering: number
}

/** Turns of one role are one turn. */
const push = (turns: Turns, role: Turn["role"], blocks: ReadonlyArray<Draft>): void => {
  if (blocks.length === 0) return
  const last = turns.list.at(-1)
  if (last?.role === role) addTo(last.content, blocks)
  else turns.list.push({ role, content: [...blocks], results: [] })
  if (role === "assistant") turns.answering = turns.list.length
}

/** Results stand first in the user turn directly behind the calls, wherever the caller put them. */
const pushResult = (turns: Turns, block: Draft): void => {
  let turn = turns.list[turns.answering]
  if (turn?.role !== "user") {
    turn = { role: "user", content: [], results: [] }
    turns.list.splice(turns.answering, 0, turn)
  }
  turn.results.push(block)
}

const systemLater = (
  message: SystemMessage,
  path: string,
  endpoint: Endpoint,
  turns: Turns,
  notes: Notes
): void => {
  const blocks = Content.toBlocks(message.content, `${path}.content`, notes)
  const native = endpoint.facts.capabilities.features.system_later === "yes"
  if (!native) notes.push({ action: "emulated", param: `${path}.role`, reason: "dialect" })
  push(turns, native ? "system" : "user", blocks)
}

/** A final assistant turn is what the answer begins with; this family refuses one that ends in white space. */
const trimPrefill = (turns: Array<Turn>, path: string, notes: Notes): void => {
  const last = turns.at(-1)
  const block = last?.role === "assistant" ? last.content.at(-1) : undefined
  if (block?.["type"] !== "text") return
  const text = block["text"] as string
  block["text"] = text.trimEnd()
  if (block["text"] !== text) translate(notes, path)
}

export const translateMessages = (
  messages: ReadonlyArray<Message>,
  words: Words,
  endpoint: Endpoint,
  notes: Notes
): Conversation => {
  const system: Array<Draft> = []
  const turns: Turns = { list: [], answering: 0 }
  let leading = true
  for (const [index, message] of messages.entries()) {
    const path = `messages[${index}]`
    unread(notes, path, message, messageFields[message.role], forReaders)
    if (message.role === "developer") translate(notes, `${path}.role`)
    switch (message.role) {
      case "system":
      case "developer":
        if (leading) addTo(system, Content.toBlocks(message.content, `${path}.content`, notes))
        else systemLater(message, path, endpoint, turns, notes)
        break
      case "user":
        push(turns, "user", Content.toBlocks(message.content, `${path}.content`, notes))
        break
      case "assistant":
        push(turns, "assistant", assistant(message, words, path, endpoint, notes))
        break
      case "tool":
        pushResult(turns, result(message, words, path, notes))
    }
    leading &&= message.role === "system" || message.role === "developer"
  }
  const { list } = turns
  trimPrefill(list, `messages[${messages.length - 1}].content`, notes)
  if (list.length > 0 || system.length === 0) return { system, turns: list }
  // Nothing but instructions: this family wants a turn to answer to.
  notes.push({ action: "emulated", param: "messages[0].role", reason: "dialect" })
  return { system: [], turns: [{ role: "user", content: system, results: [] }] }
}
