import type { Override } from "@turnout/core/Capabilities"
import * as Claude from "@turnout/anthropic/Claude"
import type * as AnthropicMessages from "@turnout/wire/AnthropicMessages"
import type { Framing, FrameReader, SseFrame } from "@turnout/wire/Framing"
import { object, parse, text } from "@turnout/wire/NativeAnswer"
import type { Protocol } from "@turnout/wire/Protocol"
import { type EventFrame, eventStream } from "./events.ts"
import * as Failures from "./failure.ts"
import { claudeOf } from "./ids.ts"

/** The version of the Messages API that the service speaks. */
const version = "bedrock-2023-05-31"

const exception = "bedrock:"

/** An event of the model's own API, in base64 inside a message of the service's. */
const frameOf = (frame: EventFrame): SseFrame => {
  if (frame.kind !== "event") return { event: exception + frame.type, data: frame.data }
  const bytes = text(object(parse(frame.data))?.["bytes"])
  if (bytes === undefined) return { data: frame.data }
  try {
    const inner = Uint8Array.from(atob(bytes), (unit) => unit.charCodeAt(0))
    return { data: new TextDecoder().decode(inner) }
  } catch {
    return { data: "" }
  }
}

const reader = (): FrameReader<SseFrame> => {
  const messages = eventStream.reader()
  const read: Array<EventFrame> = []
  return {
    push: (bytes, frames) => {
      const failure = messages.push(bytes, read)
      for (const frame of read) frames.push(frameOf(frame))
      read.length = 0
      return failure
    },
    finish: () => undefined
  }
}

const framing: Framing<SseFrame> = {
  contentType: eventStream.contentType,
  reader,
  size: ({ data }) => data.length,
  verbatim: ({ data }) => ({ type: "native", text: data })
}

/** Anthropic's Messages API, as `InvokeModel` takes it. */
export const messages = (): Protocol<AnthropicMessages.State, SseFrame> => {
  const family = Claude.hosted({ version, idOf: (id) => claudeOf(id) ?? id, stream: false })
  return {
    ...family,
    framing,
    step: (state, frame) =>
      frame.event?.startsWith(exception) === true
        ? Failures.ofFrame({ kind: "exception", type: frame.event.slice(exception.length), data: frame.data })
        : family.step(state, frame),
    failure: (status, headers, body, now) =>
      headers["x-amzn-errortype"] === undefined && body.includes('"type":"error"')
        ? family.failure(status, headers, body, now)
        : Failures.ofResponse(status, headers, body, now)
  }
}

/** What a Claude takes here: no addresses, and no tools of the vendor's own that search. */
export const overrideOf = (providerModelId: string): Override | undefined => {
  const id = claudeOf(providerModelId)
  if (id === undefined) return undefined
  const known = Claude.overrideOf(id, "2023-06-01")
  return {
    ...known,
    params: { ...known.params, web_search_options: { support: "no" } },
    features: { ...known.features, image_url: "no" }
  }
}
