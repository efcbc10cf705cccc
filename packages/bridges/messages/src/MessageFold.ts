import type { ContentBlock, Message, WebCitation } from "./Message.ts"
import type { Delta, MessageEvent } from "./MessageEvent.ts"
import { Arguments } from "./internal/arguments.ts"

/** A block while it grows: of any type, since an endpoint's own may be among them. */
type Open = { [key: string]: unknown }

/** The message that a stream tells; undefined where it never began. Reads what any vendor of this API sends. */
export const fold = (events: Iterable<MessageEvent>): Message | undefined => {
  let message: Open | undefined
  const content: Array<Open> = []
  const inputs = new Map<Open, Arguments>()
  for (const event of events) {
    switch (event.type) {
      case "message_start":
        message ??= { ...event.message }
        break
      case "content_block_start":
        content[event.index] = { ...event.content_block }
        break
      case "content_block_delta": {
        const block = content[event.index]
        if (block !== undefined) grow(block, event.delta, inputs)
        break
      }
      case "message_delta": {
        if (message === undefined) break
        const { type: _, delta, usage, ...more } = event
        Object.assign(message, delta, more)
        message["usage"] = { ...(message["usage"] as object), ...usage }
      }
    }
  }
  if (message === undefined) return undefined
  for (const [block, input] of inputs) block["input"] = input.value()
  message["content"] = content.filter((block) => block !== undefined) as unknown as Array<ContentBlock>
  return message as unknown as Message
}

const grow = (block: Open, delta: Delta, inputs: Map<Open, Arguments>): void => {
  switch (delta.type) {
    case "text_delta":
      block["text"] = `${textOf(block["text"])}${delta.text}`
      return
    case "thinking_delta":
      block["thinking"] = `${textOf(block["thinking"])}${delta.thinking}`
      return
    case "signature_delta":
      block["signature"] = delta.signature
      return
    case "citations_delta": {
      const before = block["citations"]
      const list: ReadonlyArray<WebCitation> = Array.isArray(before) ? before : []
      block["citations"] = [...list, delta.citation]
      return
    }
    case "input_json_delta": {
      let input = inputs.get(block)
      if (input === undefined) inputs.set(block, (input = new Arguments(true)))
      input.push(delta.partial_json)
      return
    }
    default:
      others(block, delta)
  }
}

/** Changes of blocks that are not known here: text grows, anything else is the newer value. */
const others = (block: Open, delta: Open): void => {
  for (const [key, value] of Object.entries(delta)) {
    if (key === "type" || key === "__proto__" || value === null) continue
    const before = Object.hasOwn(block, key) ? block[key] : undefined
    block[key] = typeof before === "string" && typeof value === "string" ? before + value : value
  }
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "")
