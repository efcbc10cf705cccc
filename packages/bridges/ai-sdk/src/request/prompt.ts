import type {
  LanguageModelV4Message,
  LanguageModelV4Prompt,
  LanguageModelV4ToolResultOutput,
  SharedV4ProviderOptions
} from "@ai-sdk/provider"
import type { MessageInput, TextPartInput, ToolPartInput, UserPartInput } from "@turnout/core/ChatRequest"
import { toMessage as assistant } from "./assistant.ts"
import { toPart } from "./files.ts"
import type { Notes } from "./notes.ts"
import { cacheControl } from "./own.ts"

type User = Extract<LanguageModelV4Message, { readonly role: "user" }>

/** The mark of a message is that of its last part. */
const marked = <P extends UserPartInput | ToolPartInput>(
  parts: ReadonlyArray<P>,
  given: SharedV4ProviderOptions | undefined
): ReadonlyArray<P> => {
  const cache_control = cacheControl(given)
  const last = parts.at(-1)
  return cache_control === undefined || last === undefined
    ? parts
    : [...parts.slice(0, -1), { cache_control, ...last }]
}

const plain = <P extends { readonly type: string }>(parts: ReadonlyArray<P>): string | ReadonlyArray<P> => {
  const [first] = parts
  return parts.length === 1 && first!.type === "text" && !Object.hasOwn(first!, "cache_control")
    ? (first as unknown as TextPartInput).text
    : parts
}

const user = ({ content, providerOptions }: User): MessageInput => {
  const parts = content.map((part): UserPartInput => {
    const made: UserPartInput = part.type === "text" ? { type: "text", text: part.text } : toPart(part)
    const cache_control = cacheControl(part.providerOptions)
    return cache_control === undefined ? made : { ...made, cache_control }
  })
  return { role: "user", content: plain(marked(parts, providerOptions)) }
}

/** What a model reads of a tool that was not allowed to run. */
const denied = "The execution of the tool was denied."

const outputOf = (
  output: LanguageModelV4ToolResultOutput,
  notes: Notes
): string | ReadonlyArray<ToolPartInput> => {
  switch (output.type) {
    case "text":
    case "error-text":
      return output.value
    case "json":
    case "error-json":
      return JSON.stringify(output.value) ?? "null"
    case "execution-denied":
      return output.reason ?? denied
    case "content": {
      const parts: Array<ToolPartInput> = []
      for (const part of output.value) {
        if (part.type === "text") parts.push({ type: "text", text: part.text })
        else if (part.type === "custom") notes.unsupported("custom parts of tool results")
        else {
          const made = toPart(part)
          if (made.type === "text" || made.type === "image_url") parts.push(made)
          else notes.unsupported(`files of type '${part.mediaType}' in tool results`)
        }
      }
      return parts.length === 0 ? "" : plain(parts)
    }
  }
}

const tool = (
  { content }: Extract<LanguageModelV4Message, { readonly role: "tool" }>,
  notes: Notes
): ReadonlyArray<MessageInput> =>
  content.flatMap((part): ReadonlyArray<MessageInput> => {
    if (part.type === "tool-approval-response") {
      notes.unsupported("approvals of provider-executed tools")
      return []
    }
    const output = outputOf(part.output, notes)
    const mark = cacheControl(part.providerOptions)
    return [
      {
        role: "tool",
        tool_call_id: part.toolCallId,
        content:
          mark === undefined
            ? output
            : marked(
                typeof output === "string" ? [{ type: "text", text: output } as const] : output,
                part.providerOptions
              )
      }
    ]
  })

/** The messages of a chat request. What has no place there is noted. */
export const toMessages = (prompt: LanguageModelV4Prompt, notes: Notes): ReadonlyArray<MessageInput> =>
  prompt.flatMap((message): ReadonlyArray<MessageInput> => {
    switch (message.role) {
      case "system": {
        const parts = marked([{ type: "text", text: message.content } as const], message.providerOptions)
        return [{ role: "system", content: plain(parts) }]
      }
      case "user":
        return [user(message)]
      case "assistant": {
        const made = assistant(message.content, message.providerOptions, notes)
        return made === undefined ? [] : [made]
      }
      case "tool":
        return tool(message, notes)
    }
  })
