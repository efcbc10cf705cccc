import type { Endpoint } from "@turnout/core/Endpoint"
import type { AssistantMessage, Message } from "@turnout/core/Message"
import * as Native from "@turnout/wire/NativeBody"
import { type Draft, type Notes, unread } from "@turnout/wire/NativeBody"
import * as Reasoning from "./reasoning.ts"
import { type Forms, plan } from "./words.ts"

export interface Conversation {
  readonly messages: Array<Draft>
  /** Files of the caller's, which stand beside the conversation. */
  readonly documents: Array<Draft>
}

const textPart = (text: string): Draft => ({ type: "text", text })

/** A file as the API has one: named text. */
const documentOf = ({ data, name }: Native.File): Draft | undefined => {
  if (data === undefined || !/^(?:text\/|application\/json$)/.test(data.type)) return undefined
  try {
    const bytes = Uint8Array.from(atob(data.data), (unit) => unit.charCodeAt(0))
    const text = new TextDecoder().decode(bytes)
    return { data: { text, ...(name === undefined ? {} : { title: name }) } }
  } catch {
    return undefined
  }
}

/** Parts of a turn as texts and images; one text stands by itself. */
const contentOf = (parts: ReadonlyArray<Draft>): string | ReadonlyArray<Draft> => {
  const [first] = parts
  return parts.length === 1 && first?.["type"] === "text" ? (first["text"] as string) : parts
}

const user = (
  content: Extract<Message, { role: "user" }>["content"],
  path: string,
  documents: Array<Draft>,
  notes: Notes
): ReadonlyArray<Draft> =>
  Native.parts<Draft>(
    content,
    path,
    {
      text: textPart,
      image: ({ detail, url }) => ({
        type: "image_url",
        image_url: { url, ...(detail === undefined ? {} : { detail }) }
      }),
      detail: true,
      file: (file, here) => {
        const document = documentOf(file)
        if (document === undefined) return undefined
        notes.push({ action: "translated", param: `${here}.file`, to: "documents", reason: "dialect" })
        documents.push(document)
        return { type: "document" }
      }
    },
    notes
  ).filter((part) => part["type"] !== "document")

const assistant = (
  message: AssistantMessage,
  words: Native.Words<Forms>,
  path: string,
  endpoint: Endpoint,
  notes: Notes
): Draft => {
  const thoughts = Reasoning.replay(message, `${path}.reasoning_details`, endpoint, notes)
  const texts = Native.parts<Draft>(message.content, `${path}.content`, { text: textPart }, notes)
  if (message.refusal !== undefined) {
    Native.translateSame(notes, `${path}.refusal`)
    texts.push(textPart(message.refusal))
  }
  const content = [...thoughts.thinking.map((thinking): Draft => ({ type: "thinking", thinking })), ...texts]
  const native: Draft = { role: "assistant" }
  if (content.length > 0) native["content"] = contentOf(content)
  if (thoughts.plan !== "") native[plan] = thoughts.plan
  const calls = (message.tool_calls ?? []).map((each, index): Draft => {
    const call = Native.call(each, words, `${path}.tool_calls[${index}]`, notes)
    return { id: call.id, type: "function", function: { name: call.name, arguments: call.arguments } }
  })
  if (calls.length > 0) native["tool_calls"] = calls
  else if (content.length === 0) {
    native["content"] = ""
    notes.push({ action: "translated", param: `${path}.content`, to: "", reason: "demanded" })
  }
  return native
}

export const conversation = (
  messages: ReadonlyArray<Message>,
  words: Native.Words<Forms>,
  endpoint: Endpoint,
  notes: Notes
): Conversation => {
  const made: Conversation = { messages: [], documents: [] }
  for (const [index, message] of messages.entries()) {
    const path = `messages[${index}]`
    const content = `${path}.content`
    unread(notes, path, message, Native.messageFields[message.role], Native.forReaders)
    switch (message.role) {
      case "system":
      case "developer": {
        if (message.role === "developer") Native.translateSame(notes, `${path}.role`)
        const texts = Native.parts(message.content, content, { text: textPart }, notes)
        made.messages.push({ role: "system", content: contentOf(texts) })
        break
      }
      case "user":
        made.messages.push({
          role: "user",
          content: contentOf(user(message.content, content, made.documents, notes))
        })
        break
      case "assistant":
        made.messages.push(assistant(message, words, path, endpoint, notes))
        break
      case "tool": {
        const id = Native.idOf(words, message.tool_call_id, `${path}.tool_call_id`, notes)
        const texts = Native.parts(message.content, content, { text: textPart }, notes)
        made.messages.push({ role: "tool", tool_call_id: id, content: contentOf(texts) })
      }
    }
  }
  return made
}
