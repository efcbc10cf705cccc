import type { Event, Finish } from "@turnout/core/Event"
import * as Fold from "@turnout/core/Fold"
import type { Telling, WholeAnswer } from "@turnout/core/Form"
import type { Json, JsonObject } from "@turnout/core/Json"
import type { RoutingMetadata } from "@turnout/core/RoutingMetadata"
import type { ContentBlock, Message } from "./Message.ts"
import type { MessageDelta, MessageEvent } from "./MessageEvent.ts"
import * as MessageFold from "./MessageFold.ts"
import { type Block, Blocks } from "./message-stream/blocks.ts"
import { deltaOf, uncounted, usageOf } from "./message-stream/ending.ts"
import * as Thoughts from "./message-stream/thoughts.ts"
import * as Verbatim from "./message-stream/verbatim.ts"

/** What the telling of an answer needs of its request. */
export interface Asked {
  readonly stop_sequences: ReadonlyArray<string>
  /** Metadata in the caller's own names. */
  readonly told: (metadata: RoutingMetadata) => RoutingMetadata
}

type Call = Extract<Block, { kind: "call" }>

/** Tells the events of one answer, or hands on the frames of a vendor that speaks this API. */
class Teller implements Telling<MessageEvent> {
  private readonly asked: Asked
  private readonly blocks: Blocks
  private readonly calls = new Map<number, Call>()
  private readonly thoughts = new Map<number, Thoughts.Thought>()
  /** Undecided until something tells. */
  private verbatim: Verbatim.Frames | false | undefined = undefined
  private isBegun = false
  private fold: Fold.Fold | undefined = undefined
  private finish: Finish | undefined = undefined
  private refusal = ""
  private called = false
  private fields: JsonObject = {}

  constructor(asked: Asked) {
    this.asked = asked
    this.blocks = new Blocks(() => Fold.origin(this.fold!))
  }

  each(events: ReadonlyArray<Event>, fold: Fold.Fold): ReadonlyArray<MessageEvent> {
    this.fold = fold
    const { blocks } = this
    for (let index = 0; index < events.length; index++) {
      const event = events[index]!
      if (event.type === "native") {
        this.verbatim ??= Verbatim.begins(event)
        if (this.verbatim) this.verbatim.take(event, blocks.parts)
      } else if (!this.verbatim) this.tell(event, fold)
    }
    if (blocks.parts.length === 0) return none
    const { parts } = blocks
    blocks.parts = []
    return parts
  }

  last(metadata: RoutingMetadata, fold: Fold.Fold): ReadonlyArray<MessageEvent> {
    const told = this.asked.told(metadata)
    if (this.verbatim) return this.verbatim.last(told)
    this.fold = fold
    const { blocks, called, fields, finish, refusal } = this
    if (!this.isBegun) this.opened(fold)
    blocks.end()
    const delta = deltaOf({ called, fields, finish, refusal }, this.asked.stop_sequences)
    const last: MessageDelta = {
      type: "message_delta",
      delta,
      usage: usageOf(fold),
      routing_metadata: told
    }
    return [...blocks.parts, last, { type: "message_stop" }]
  }

  private opened(fold: Fold.Fold): void {
    this.isBegun = true
    this.blocks.parts.push({
      type: "message_start",
      message: {
        id: fold.head().id,
        type: "message",
        role: "assistant",
        model: fold.model(),
        content: [],
        stop_reason: null,
        stop_sequence: null,
        stop_details: null,
        container: null,
        diagnostics: null,
        usage: uncounted
      }
    })
  }

  private tell(event: Event, fold: Fold.Fold): void {
    if ("choice" in event && event.choice !== 0) return
    switch (event.type) {
      case "text":
        if (event.text !== "") this.ready(fold).text(event.text)
        return
      case "refusal":
        if (event.text === "") return
        this.refusal += event.text
        this.ready(fold).text(event.text)
        return
      case "reasoning":
        if (event.text === "") return
        return this.ready(fold).think(event.block, event.text, (thought) => {
          const before = this.thoughts.get(event.block)
          if (before !== undefined) Object.assign(thought, before)
          Thoughts.read(thought, event)
          this.thoughts.set(event.block, thought)
        })
      case "reasoning_opaque": {
        const open = this.ready(fold).thinking(event.block)
        if (open !== undefined) return Thoughts.read(open.thought, event)
        const thought = { ...(this.thoughts.get(event.block) ?? Thoughts.make()) }
        thought.signature = undefined
        thought.data = undefined
        Thoughts.read(thought, event)
        return this.blocks.whole(Thoughts.redacted(thought, Fold.origin(fold)))
      }
      case "tool_start": {
        const call = fold.call(0, event.call)
        if (call === undefined || this.calls.has(event.call)) return
        const blocks = this.ready(fold)
        if (event.signature !== undefined) blocks.whole(Thoughts.signedCall(call.id, event.signature))
        this.called = true
        this.calls.set(event.call, blocks.call(call.id, call.name))
        return
      }
      case "tool_arguments": {
        const call = this.calls.get(event.call)
        if (call !== undefined && event.text !== "") this.blocks.argue(call, event.text)
        return
      }
      case "annotation": {
        const citation = citationOf(event.annotation)
        if (citation !== undefined) this.blocks.cite(citation)
        return
      }
      case "item": {
        if (isOwnBlock(event.item)) this.ready(fold).whole(event.item)
        return
      }
      case "provider_fields":
        this.fields = { ...this.fields, ...event.fields }
        return
      case "finish":
        this.finish ??= event
    }
  }

  private ready(fold: Fold.Fold): Blocks {
    if (!this.isBegun) this.opened(fold)
    return this.blocks
  }
}

const none: ReadonlyArray<MessageEvent> = []

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const citationOf = (annotation: JsonObject) => {
  const cited = annotation["url_citation"]
  if (!isObject(cited) || typeof cited["url"] !== "string" || cited["url"] === "") return undefined
  return {
    type: "web_search_result_location" as const,
    url: cited["url"],
    title: typeof cited["title"] === "string" ? cited["title"] : null,
    cited_text: "",
    encrypted_index: ""
  }
}

const ownBlock = /^(?:(?:server|mcp)_tool_use|\w+_tool_result|container_upload|compaction)$/

/** Blocks of the vendor's own tools, which this API's answers have and others' have not. */
const isOwnBlock = (item: Json): item is JsonObject & ContentBlock =>
  isObject(item) && typeof item["type"] === "string" && ownBlock.test(item["type"])

export const tell = (asked: Asked): Telling<MessageEvent> => new Teller(asked)

/** A whole answer: the vendor's own where it speaks this API, else what its stream would add up to. */
export const whole = ({ events, fold, metadata }: WholeAnswer, asked: Asked): Message => {
  const own = Verbatim.whole(events)
  if (own !== undefined) return { ...own, routing_metadata: asked.told(metadata) }
  const teller = new Teller(asked)
  const parts = [...teller.each(events, fold), ...teller.last(metadata, fold)]
  return MessageFold.fold(parts)!
}
