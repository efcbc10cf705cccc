import type { AssistantInput, FunctionMessageInput, MessageInput } from "../ChatRequest.ts"
import type { FunctionCall, Message, ToolCall } from "../Message.ts"

/** Ids for calls that had none, distinct from every id of the conversation. */
const idMaker = (messages: ReadonlyArray<MessageInput>) => {
  const taken = new Set<string>()
  for (const message of messages) {
    if (message.role === "assistant") for (const call of message.tool_calls ?? []) taken.add(call.id)
    else if (message.role === "tool") taken.add(message.tool_call_id)
  }
  return (index: number): string => {
    let id = `call_function_${index}`
    while (taken.has(id)) id += "_"
    taken.add(id)
    return id
  }
}

const assistant = (message: AssistantInput, legacyId: () => string): Message => {
  const { function_call, content, tool_calls, ...rest } = message
  const calls: Array<ToolCall> = [...((tool_calls ?? []) as ReadonlyArray<ToolCall>)]
  if (function_call !== undefined && function_call !== null) {
    calls.push({ id: legacyId(), type: "function", function: function_call } satisfies FunctionCall)
  }
  const empty = content === undefined || content === null || content.length === 0
  // Beside calls the key stays as it was given: some servers want it, though it holds nothing.
  const stays = calls.length > 0 && content !== undefined
  const kept = empty ? (stays ? { content: content === "" ? "" : null } : {}) : { content }
  return { ...rest, ...kept, ...(calls.length === 0 ? {} : { tool_calls: calls }) } as Message
}

/** Whether a message says something in an older or an empty way. */
const isOdd = (message: MessageInput): boolean => {
  if (message.role === "function") return true
  if (message.role !== "assistant") return false
  const { content, function_call: call, tool_calls: calls } = message
  return (
    (call !== undefined && call !== null) || content === null || content?.length === 0 || calls?.length === 0
  )
}

/**
 * One spelling: empty assistant content is absent where nothing is called, a legacy `function_call` is a tool call with a made id, the
 * `function` message after it its result. Returns the same array where nothing was to be done.
 */
export const messages = (
  input: ReadonlyArray<MessageInput>
): { readonly messages: ReadonlyArray<Message>; readonly legacy: boolean } => {
  if (!input.some(isOdd)) return { messages: input as ReadonlyArray<Message>, legacy: false }
  const idOf = idMaker(input)
  /** By the function's name, the calls without a result, the oldest first. */
  const pending = new Map<string, { readonly ids: Array<string>; next: number }>()
  let legacy = false
  const result = input.map((message, index): Message => {
    if (message.role === "assistant") {
      return assistant(message, () => {
        legacy = true
        const id = idOf(index)
        const name = message.function_call?.name ?? ""
        const calls = pending.get(name)
        if (calls === undefined) pending.set(name, { ids: [id], next: 0 })
        else calls.ids.push(id)
        return id
      })
    }
    if (message.role === "function") {
      legacy = true
      const { name, content } = message satisfies FunctionMessageInput
      const calls = pending.get(name)
      const id = calls?.ids[calls.next++]
      return { role: "tool", tool_call_id: id ?? idOf(index), content: content ?? "" }
    }
    return message as Message
  })
  return { messages: result, legacy }
}
