import type { MessageInput, ToolPartInput, UserPartInput } from "@turnout/core/ChatRequest"
import * as FilePart from "@turnout/core/FilePart"
import type { Prompt } from "../internal/ai.ts"
import { toMessage as assistant } from "./assistant.ts"
import { optionsOf } from "./own.ts"

/** Messages, or what of a prompt no chat request can say. */
export type Messages = ReadonlyArray<MessageInput> | string

const cacheMark = (options: object): object => {
  const { cache_control } = optionsOf(options)
  return typeof cache_control === "object" && cache_control !== null ? { cache_control } : {}
}

const filePart = ({ data, fileName, mediaType }: Prompt.FilePart): UserPartInput | undefined =>
  FilePart.make({ data, filename: fileName, mediaType })

const user = ({ content }: Prompt.UserMessage): MessageInput | string => {
  const parts: Array<UserPartInput> = []
  for (const part of content) {
    const made: UserPartInput | undefined =
      part.type === "text" ? { type: "text", text: part.text } : filePart(part)
    if (made === undefined) return "recordings by address, or of no known format"
    parts.push({ ...made, ...cacheMark(part.options) })
  }
  const [first] = parts
  return {
    role: "user",
    content:
      parts.length === 1 && first!.type === "text" && first!.cache_control === undefined ? first!.text : parts
  }
}

const textOf = (result: unknown): string =>
  typeof result === "string" ? result : (JSON.stringify(result) ?? "null")

const tool = ({ content }: Prompt.ToolMessage): Messages => {
  const messages: Array<MessageInput> = []
  for (const part of content) {
    if (part.type !== "tool-result") return "approvals of provider-executed tools"
    let said: string | ReadonlyArray<ToolPartInput> = ""
    if (part.modelOutput === undefined) said = textOf(part.result)
    else {
      const parts: Array<ToolPartInput> = []
      for (const each of part.modelOutput) {
        const made = each.type === "text" ? ({ type: "text", text: each.text } as const) : filePart(each)
        if (made?.type !== "text" && made?.type !== "image_url")
          return "files in tool results that are no images"
        parts.push(made)
      }
      said = parts
    }
    messages.push({ role: "tool", tool_call_id: part.id, content: said })
  }
  return messages
}

/** The messages of a chat request. */
export const toMessages = ({ content }: Prompt.Prompt): Messages => {
  const messages: Array<MessageInput> = []
  for (const message of content) {
    const made =
      message.role === "system"
        ? { role: "system" as const, content: message.content }
        : message.role === "user"
          ? user(message)
          : message.role === "assistant"
            ? assistant(message)
            : tool(message)
    if (typeof made === "string") return made
    if (made === undefined) continue
    if (Array.isArray(made)) messages.push(...(made as ReadonlyArray<MessageInput>))
    else messages.push(made as MessageInput)
  }
  return messages
}
