import type { Endpoint } from "@turnout/core/Endpoint"
import type { AssistantMessage, Message, ToolCall, ToolMessage } from "@turnout/core/Message"
import { digest } from "../internal/digest.ts"
import { type Draft, drop, dropMark, type Notes, translate, unread } from "../internal/notes.ts"
import * as Returned from "../openai-chat/returned.ts"
import type { Names } from "../text-form/names.ts"
import { toForm } from "../TextForm.ts"
import * as Content from "./content.ts"
import type { Quirks } from "./dialect.ts"
import * as Replay from "./replay.ts"

/** What all items of one request are said with. */
export interface Words {
  readonly quirks: Quirks
  readonly format: string
  readonly names: Names
  readonly endpoint: Endpoint
}

const known: { readonly [role in Message["role"]]: ReadonlySet<string> } = {
  system: new Set(["role", "content"]),
  developer: new Set(["role", "content"]),
  user: new Set(["role", "content"]),
  assistant: new Set([
    "role",
    "content",
    "refusal",
    "tool_calls",
    "reasoning_details",
    "reasoning_content",
    "provider_fields"
  ]),
  tool: new Set(["role", "content", "tool_call_id"])
}
/** Parts of an answer that only its reader needs. */
const forReaders = new Set(["annotations"])
const callFields = new Set(["id", "type", "function", "custom", "signature", "provider_fields"])

const idOf = (id: string, { quirks }: Words, param: string, notes: Notes): string => {
  const to = toForm(id, quirks.forms.call_id)
  if (to !== id) translate(notes, param, id, to)
  return to
}

/** The texts and refusals of an assistant's turn, in their order. */
const saidIn = (
  message: AssistantMessage,
  { refusals }: Quirks,
  path: string,
  notes: Notes
): ReadonlyArray<Draft> => {
  const { content, refusal } = message
  const said: Array<Draft> = []
  const refuse = (words: string, param: string) => {
    if (refusals) said.push({ type: "refusal", refusal: words })
    else {
      notes.push({ action: "translated", param, reason: "dialect" })
      said.push({ type: "output_text", text: words })
    }
  }
  if (typeof content === "string") said.push({ type: "output_text", text: content })
  else {
    for (const [index, part] of (content ?? []).entries()) {
      const here = `${path}.content[${index}]`
      Content.heed(part, here, notes)
      if (part.type === "refusal") refuse(part.refusal, `${here}.type`)
      else {
        if (part.prompt_cache_breakpoint !== undefined) dropMark(notes, here, "prompt_cache_breakpoint")
        said.push({ type: "output_text", text: part.text })
      }
    }
  }
  if (refusal !== undefined) refuse(refusal, `${path}.refusal`)
  return said
}

const textIn = (said: ReadonlyArray<Draft>): string => {
  let text = ""
  for (const part of said) text += part["text"] as string
  return text
}

/** The message of a turn: a text, or an item of the API's own kind where it holds a refusal, which has no shorter form. */
const toMessage = (said: ReadonlyArray<Draft>, path: string, notes: Notes): Draft => {
  if (said.every(({ type }) => type === "output_text")) {
    return { type: "message", role: "assistant", content: textIn(said) }
  }
  const made = { id: `msg_${digest(path + JSON.stringify(said))}`, status: "completed", annotations: [] }
  notes.push({ action: "translated", param: path, to: made, reason: "demanded" })
  const { annotations, id, status } = made
  const content = said.map((part) => (part["type"] === "refusal" ? part : { ...part, annotations }))
  return { type: "message", id, role: "assistant", status, content }
}

const toCall = (call: ToolCall, words: Words, path: string, notes: Notes): Draft => {
  unread(notes, path, call, callFields)
  if ((call as { readonly signature?: string }).signature !== undefined) {
    notes.push({ action: "stripped", param: `${path}.signature`, reason: "dialect" })
  }
  const given = call.type === "custom" ? call.custom.name : call.function.name
  const name = words.names.toNative(given)
  if (name !== given) translate(notes, `${path}.${call.type}.name`, given, name)
  const call_id = idOf(call.id, words, `${path}.id`, notes)
  const more = Returned.toNative(call.provider_fields, words.quirks, path, notes)
  return call.type === "custom"
    ? { type: "custom_tool_call", ...more, call_id, name, input: call.custom.input }
    : { type: "function_call", ...more, call_id, name, arguments: call.function.arguments }
}

const assistant = (
  message: AssistantMessage,
  words: Words,
  path: string,
  notes: Notes,
  items: Array<Draft>
): void => {
  const { provider_fields, reasoning_content, reasoning_details, tool_calls = [] } = message
  const said = saidIn(message, words.quirks, path, notes)
  const isSilent = said.every((part) => part["text"] === "")
  const isFollowed = !isSilent || tool_calls.length > 0
  if (reasoning_content !== undefined) drop(notes, `${path}.reasoning_content`, "needless")
  if (reasoning_details !== undefined) {
    const { endpoint, format, quirks } = words
    const at = `${path}.reasoning_details`
    for (const item of Replay.toItems(reasoning_details, at, isFollowed, quirks, format, endpoint, notes)) {
      items.push(item)
    }
  }
  // Beside calls an empty text says nothing; alone it is the turn.
  if (!isSilent || tool_calls.length === 0) {
    if (said.length === 0) translate(notes, `${path}.content`, undefined, "")
    const more = Returned.toNative(provider_fields, words.quirks, path, notes)
    items.push({ ...toMessage(said, path, notes), ...more })
  } else if (provider_fields !== undefined) drop(notes, `${path}.provider_fields`, "needless")
  for (const [index, call] of tool_calls.entries()) {
    items.push(toCall(call, words, `${path}.tool_calls[${index}]`, notes))
  }
}

const toOutput = (
  message: ToolMessage,
  customs: ReadonlySet<string>,
  words: Words,
  path: string,
  notes: Notes
): Draft => ({
  type: customs.has(message.tool_call_id) ? "custom_tool_call_output" : "function_call_output",
  call_id: idOf(message.tool_call_id, words, `${path}.tool_call_id`, notes),
  output: Content.toInput(message.content, `${path}.content`, notes)
})

const isOutput = ({ type }: Draft): boolean => typeof type === "string" && type.endsWith("_call_output")

/** Every output directly behind its call, the first of an id behind the first; one without a call stays where it is. */
const paired = (items: ReadonlyArray<Draft>): Array<Draft> => {
  const outputs = Map.groupBy(items.filter(isOutput), (item) => item["call_id"])
  const taken = new Map<unknown, number>()
  const placed = new Set<Draft>()
  for (const item of items) {
    placed.add(item)
    const id = item["call_id"]
    if (id === undefined || isOutput(item)) continue
    const index = taken.get(id) ?? 0
    taken.set(id, index + 1)
    const output = outputs.get(id)?.[index]
    if (output !== undefined) placed.add(output)
  }
  return [...placed]
}

/** The conversation as input items, in its order. */
export const toItems = (messages: ReadonlyArray<Message>, words: Words, notes: Notes): Array<Draft> => {
  const items: Array<Draft> = []
  const customs = new Set<string>()
  for (const [index, message] of messages.entries()) {
    const path = `messages[${index}]`
    unread(notes, path, message, known[message.role], forReaders)
    switch (message.role) {
      case "system":
      case "developer": {
        const role = words.quirks.roles[message.role]
        if (role !== message.role) translate(notes, `${path}.role`, message.role, role)
        const content = Content.toInput(message.content, `${path}.content`, notes)
        items.push({ type: "message", role, content })
        break
      }
      case "user":
        items.push({
          type: "message",
          role: "user",
          content: Content.toInput(message.content, `${path}.content`, notes)
        })
        break
      case "assistant":
        for (const { id, type } of message.tool_calls ?? []) if (type === "custom") customs.add(id)
        assistant(message, words, path, notes, items)
        break
      case "tool":
        items.push(toOutput(message, customs, words, path, notes))
    }
  }
  return words.quirks.adjacent ? paired(items) : items
}
