import type {
  LanguageModelV4Content,
  LanguageModelV4StreamPart,
  SharedV4ProviderMetadata
} from "@ai-sdk/provider"

type Open = { type: "text" | "reasoning"; text: string; providerMetadata?: SharedV4ProviderMetadata }

/** The content that stream parts add up to. */
export const toContent = (parts: ReadonlyArray<LanguageModelV4StreamPart>): Array<LanguageModelV4Content> => {
  const content: Array<LanguageModelV4Content> = []
  const open = new Map<string, Open>()
  for (const part of parts) {
    switch (part.type) {
      case "text-start":
      case "reasoning-start": {
        const begun: Open = { type: part.type === "text-start" ? "text" : "reasoning", text: "" }
        open.set(part.id, begun)
        content.push(begun)
        break
      }
      case "text-delta":
      case "reasoning-delta": {
        const begun = open.get(part.id)
        if (begun !== undefined) begun.text += part.delta
        break
      }
      case "text-end":
      case "reasoning-end": {
        const begun = open.get(part.id)
        if (begun !== undefined && part.providerMetadata !== undefined) {
          begun.providerMetadata = part.providerMetadata
        }
        break
      }
      case "tool-call":
      case "source":
      case "file":
        content.push(part)
    }
  }
  return content
}
