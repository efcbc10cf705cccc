import type { ToldCall } from "@turnout/core/Fold"
import type { JsonObject } from "@turnout/core/Json"
import * as PartHistory from "@turnout/core/PartHistory"
import type { Kept, Sink } from "@turnout/core/Parts"
import type { Response } from "../internal/ai.ts"
import { kept, told } from "./metadata.ts"

/** Effect wants the parameters as a value. What is no JSON stays the text that the model wrote. */
const paramsOf = (text: string): unknown => {
  if (text.trim() === "") return {}
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** Collects the stream parts of one network read. */
export class StreamSink implements Sink {
  parts: Array<Response.StreamPartEncoded> = []
  private sources = 0
  private readonly answerId: () => string

  constructor(answerId: () => string) {
    this.answerId = answerId
  }

  /** What came since the last time. */
  taken(): ReadonlyArray<Response.StreamPartEncoded> {
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

  toolStart({ id, name }: ToldCall): void {
    this.parts.push({ type: "tool-params-start", id, name })
  }

  toolDelta(id: string, delta: string): void {
    this.parts.push({ type: "tool-params-delta", id, delta })
  }

  toolCall({ arguments: text, custom, id, name }: ToldCall, given: Kept): void {
    this.parts.push(
      { type: "tool-params-end", id },
      {
        type: "tool-call",
        id,
        name,
        params: custom ? text : paramsOf(text),
        ...kept(given, !custom && PartHistory.isAltered(text) ? { arguments: text } : undefined)
      }
    )
  }

  /** A stream that breaks off fails: the end of an incomplete call is not told. */
  toolCut(): void {}

  annotation(annotation: JsonObject): void {
    const { type } = annotation
    const citation = annotation["url_citation"]
    if (type !== "url_citation" || typeof citation !== "object" || citation === null) return
    const { title, url } = citation as { readonly [name: string]: unknown }
    if (typeof url !== "string" || !URL.canParse(url)) return
    this.parts.push({
      type: "source",
      sourceType: "url",
      id: `${this.answerId()}-source-${this.sources++}`,
      url,
      title: typeof title === "string" ? title : url,
      ...told({ annotation })
    })
  }
}
