import type { Event, Native } from "@turnout/core/Event"
import * as ExactJson from "@turnout/core/ExactJson"
import type { RoutingMetadata } from "@turnout/core/RoutingMetadata"
import type { Message } from "../Message.ts"
import type { MessageEvent } from "../MessageEvent.ts"

type Fields = { readonly [key: string]: unknown }

const parse = (text: string): Fields | undefined => {
  try {
    const value: unknown = ExactJson.parse(text)
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Fields)
      : undefined
  } catch {
    return undefined
  }
}

const typeOf = (fields: Fields, { event }: Native): unknown => fields["type"] ?? event

/** Whether a vendor's own frames can be handed on: it answered with a stream of this API. A ping decides nothing. */
export const begins = (event: Native): Frames | false | undefined => {
  if (event.whole === true) return false
  const fields = parse(event.text)
  const type = fields === undefined ? event.event : typeOf(fields, event)
  if (type === "ping") return undefined
  const message = type === "message_start" ? fields?.["message"] : undefined
  return typeof message === "object" && message !== null && "usage" in message ? new Frames() : false
}

/** The frames of one answer. The end of it waits for what is told of the whole. */
export class Frames {
  private isBegun = false
  private ending: Fields | undefined = undefined

  take(event: Native, parts: Array<MessageEvent>): void {
    const fields = parse(event.text)
    if (fields === undefined) return
    const type = typeOf(fields, event)
    switch (type) {
      case "message_start": {
        // Some say it twice, and readers take a second one for a second answer.
        if (this.isBegun) return
        this.isBegun = true
        break
      }
      case "message_delta": {
        const before = this.ending
        this.ending = { ...fields, usage: fields["usage"] ?? before?.["usage"] ?? { output_tokens: 0 } }
        if (before === undefined) return
        parts.push(before as unknown as MessageEvent)
        return
      }
      case "message_stop":
      case "error":
        return
    }
    parts.push((fields["type"] === undefined ? { ...fields, type } : fields) as unknown as MessageEvent)
  }

  last(routing_metadata: RoutingMetadata): ReadonlyArray<MessageEvent> {
    const ending = this.ending ?? {
      type: "message_delta",
      delta: { stop_reason: "end_turn", stop_sequence: null },
      usage: { output_tokens: 0 }
    }
    return [
      { ...ending, routing_metadata },
      { type: "message_stop" }
    ] as unknown as ReadonlyArray<MessageEvent>
  }
}

/** The vendor's own message, where it answered with one. */
export const whole = (events: ReadonlyArray<Event>): Omit<Message, "routing_metadata"> | undefined => {
  const [first] = events
  if (first?.type !== "native" || first.whole !== true) return undefined
  const fields = parse(first.text)
  const isMessage = fields?.["type"] === "message" && Array.isArray(fields["content"])
  return isMessage && typeof fields["usage"] === "object" && fields["usage"] !== null
    ? (fields as unknown as Message)
    : undefined
}
