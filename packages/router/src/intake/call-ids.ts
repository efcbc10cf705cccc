import type { Request } from "@turnout/core/Request"

const none: ReadonlySet<string> = new Set()

/** Tool-call ids in a conversation. */
export const callIds = ({ messages }: Request): ReadonlySet<string> => {
  let ids: Set<string> | undefined
  for (const message of messages) {
    if (message.role !== "assistant" || message.tool_calls === undefined) continue
    ids ??= new Set()
    for (const call of message.tool_calls) ids.add(call.id)
  }
  return ids ?? none
}
