import type { Endpoint } from "@turnout/core/Endpoint"
import type { AssistantMessage, Message } from "@turnout/core/Message"
import * as Native from "@turnout/wire/NativeBody"
import { type Draft, drop, type Notes, unread } from "@turnout/wire/NativeBody"
import { type Forms, format } from "./words.ts"

/** Texts and images of one message: it has one text, and a list of images. */
interface Said {
  readonly texts: Array<string>
  readonly images: Array<string>
}

const said = (
  content: Parameters<typeof Native.parts>[0],
  path: string,
  images: boolean,
  notes: Notes
): Said => {
  const made: Said = { texts: [], images: [] }
  const text = (words: string) => {
    made.texts.push(words)
    return words
  }
  const image = ({ data }: Native.Image, here: string) => {
    if (data === undefined) return undefined
    Native.translateSame(notes, `${here}.image_url`)
    made.images.push(data.data)
    return data.data
  }
  Native.parts(content, path, images ? { text, image } : { text }, notes)
  if (made.texts.length > 1) Native.translateSame(notes, path)
  return made
}

const message = (role: string, { images, texts }: Said, path: string, notes: Notes): Draft => {
  // The field has to be there.
  if (texts.length === 0) {
    notes.push({ action: "translated", param: `${path}.content`, to: "", reason: "demanded" })
  }
  return { role, content: texts.join("\n\n"), ...(images.length === 0 ? {} : { images }) }
}

const read = new Set(["type", "text", "format", "origin"])
const position = new Set(["id", "index"])

/** Thoughts of an earlier turn of this model. */
const thoughts = (
  { reasoning_details: details = [] }: AssistantMessage,
  path: string,
  endpoint: Endpoint,
  notes: Notes
): string => {
  let text = ""
  let foreign = false
  for (const [index, detail] of details.entries()) {
    const { origin } = detail
    const own = origin?.format === format && origin.model === endpoint.model
    if (!own || detail.type !== "reasoning.text" || typeof detail.text !== "string") {
      foreign = true
      continue
    }
    unread(notes, `${path}[${index}]`, detail, read, position)
    drop(notes, `${path}[${index}].format`, "needless")
    drop(notes, `${path}[${index}].origin`, "needless")
    text += detail.text
  }
  if (foreign) notes.push({ action: "stripped", param: path, reason: "origin" })
  return text
}

const assistant = (
  given: AssistantMessage,
  words: Native.Words<Forms>,
  path: string,
  endpoint: Endpoint,
  notes: Notes
): Draft => {
  const thinking = thoughts(given, `${path}.reasoning_details`, endpoint, notes)
  const spoken = said(given.content, `${path}.content`, false, notes)
  if (given.refusal !== undefined) {
    Native.translateSame(notes, `${path}.refusal`)
    spoken.texts.push(given.refusal)
  }
  const native = message("assistant", spoken, path, notes)
  if (thinking !== "") native["thinking"] = thinking
  const calls = (given.tool_calls ?? []).map((each, index): Draft => {
    const here = `${path}.tool_calls[${index}]`
    const call = Native.call(each, words, here, notes)
    // A result says the name of its tool.
    drop(notes, `${here}.id`, "needless")
    const input = Native.toInput(call.arguments, `${here}.function.arguments`, notes)
    return { function: { name: call.name, arguments: input } }
  })
  if (calls.length > 0) native["tool_calls"] = calls
  return native
}

/** The names of tools by the ids of their calls. */
const namesOf = (messages: ReadonlyArray<Message>): ReadonlyMap<string, string> => {
  const names = new Map<string, string>()
  for (const each of messages) {
    if (each.role !== "assistant") continue
    for (const call of each.tool_calls ?? []) {
      names.set(call.id, call.type === "custom" ? call.custom.name : call.function.name)
    }
  }
  return names
}

export const conversation = (
  messages: ReadonlyArray<Message>,
  words: Native.Words<Forms>,
  endpoint: Endpoint,
  notes: Notes
): Array<Draft> => {
  const names = namesOf(messages)
  return messages.map((each, index) => {
    const path = `messages[${index}]`
    const content = `${path}.content`
    unread(notes, path, each, Native.messageFields[each.role], Native.forReaders)
    switch (each.role) {
      case "assistant":
        return assistant(each, words, path, endpoint, notes)
      case "tool": {
        const native = message("tool", said(each.content, content, false, notes), path, notes)
        const name = names.get(each.tool_call_id)
        notes.push({
          action: "translated",
          param: `${path}.tool_call_id`,
          to: name === undefined ? "" : words.names.toNative(name),
          reason: "dialect"
        })
        if (name !== undefined) native["tool_name"] = words.names.toNative(name)
        return native
      }
      default:
        if (each.role === "developer") Native.translateSame(notes, `${path}.role`)
        return message(
          each.role === "user" ? "user" : "system",
          said(each.content, content, each.role === "user", notes),
          path,
          notes
        )
    }
  })
}
