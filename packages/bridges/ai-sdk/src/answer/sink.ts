import type { LanguageModelV4StreamPart } from "@ai-sdk/provider"
import type { ToldCall } from "@turnout/core/Fold"
import type { JsonObject } from "@turnout/core/Json"
import * as PartHistory from "@turnout/core/PartHistory"
import type { Kept, Sink } from "@turnout/core/Parts"
import { kept, told } from "./metadata.ts"

const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined)

/** Collects the stream parts of one network read. */
export class StreamSink implements Sink {
  parts: Array<LanguageModelV4StreamPart> = []
  private sources = 0
  private readonly answerId: () => string

  constructor(answerId: () => string) {
    this.answerId = answerId
  }

  /** What came since the last time. */
  taken(): ReadonlyArray<LanguageModelV4StreamPart> {
    const { parts } = this
    this.parts = []
    return parts
  }

  textStart(id: string): void {
    this.parts.push({ type: "text-start", id })
  }

  textDelta(id: string, delta: string): void {
    this.parts.push({ type: "text-delta", id, delta })
  }

  textEnd(id: string, refused: boolean, given: Kept): void {
    this.parts.push({ type: "text-end", id, ...kept(given, refused ? { refusal: true } : undefined) })
  }

  reasoningStart(id: string): void {
    this.parts.push({ type: "reasoning-start", id })
  }

  reasoningDelta(id: string, delta: string): void {
    this.parts.push({ type: "reasoning-delta", id, delta })
  }

  reasoningEnd(id: string, given: Kept): void {
    this.parts.push({ type: "reasoning-end", id, ...kept(given) })
  }

  toolStart({ custom, id, name }: ToldCall): void {
    this.parts.push(
      custom
        ? { type: "tool-input-start", id, toolName: name, inputEncoding: "text" }
        : { type: "tool-input-start", id, toolName: name }
    )
  }

  toolDelta(id: string, delta: string): void {
    this.parts.push({ type: "tool-input-delta", id, delta })
  }

  /** Arguments that are no JSON are passed on as the model wrote them. */
  toolCall({ arguments: text, custom, id, name }: ToldCall, given: Kept): void {
    const input = custom ? JSON.stringify(text) : text === "" ? "{}" : text
    this.parts.push(
      { type: "tool-input-end", id },
      {
        type: "tool-call",
        toolCallId: id,
        toolName: name,
        input,
        ...kept(given, !custom && PartHistory.isAltered(text) ? { arguments: text } : undefined)
      }
    )
  }

  toolCut(id: string): void {
    this.parts.push({ type: "tool-input-end", id })
  }

  annotation(annotation: JsonObject): void {
    const { type } = annotation
    const own = annotation["url_citation"] ?? annotation
    if (type !== "url_citation" || typeof own !== "object" || own === null || Array.isArray(own)) return
    const { title: named, url: at, ...rest } = own as { readonly [name: string]: unknown }
    const url = textOf(at)
    if (url === undefined) return
    const title = textOf(named)
    this.parts.push({
      type: "source",
      sourceType: "url",
      id: `${this.answerId()}-source-${this.sources++}`,
      url,
      ...(title === undefined ? {} : { title }),
      providerMetadata: told({
        annotation: { type, url_citation: { ...rest, url, ...(title === undefined ? {} : { title }) } }
      })
    })
  }
}
