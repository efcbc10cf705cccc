import type { Response } from "../internal/ai.ts"

/** The content that stream parts add up to. */
export const toContent = (parts: ReadonlyArray<Response.StreamPartEncoded>): Array<Response.PartEncoded> => {
  const content: Array<Response.PartEncoded> = []
  const open = new Map<string, { readonly at: number; text: string }>()
  for (const part of parts) {
    switch (part.type) {
      case "text-start":
      case "reasoning-start":
        open.set(part.id, { at: content.length, text: "" })
        content.push({ type: part.type === "text-start" ? "text" : "reasoning", text: "" })
        break
      case "text-delta":
      case "reasoning-delta": {
        const begun = open.get(part.id)
        if (begun !== undefined) begun.text += part.delta
        break
      }
      case "text-end":
      case "reasoning-end": {
        const { at, text } = open.get(part.id)!
        const { metadata } = part
        content[at] = {
          type: part.type === "text-end" ? "text" : "reasoning",
          text,
          ...(metadata === undefined ? {} : { metadata })
        }
        break
      }
      case "tool-call":
      case "source":
      case "response-metadata":
      case "finish":
        content.push(part)
    }
  }
  return content
}
