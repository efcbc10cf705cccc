import type { SharedV4Warning } from "@ai-sdk/provider"

/** What of a call could not be passed on, each once, in the order in which it was met. */
export class Notes {
  readonly warnings: Array<SharedV4Warning> = []
  private readonly told = new Set<string>()

  unsupported(feature: string, details?: string): void {
    const key = `${feature}\n${details}`
    if (this.told.has(key)) return
    this.told.add(key)
    this.warnings.push({ type: "unsupported", feature, ...(details === undefined ? {} : { details }) })
  }

  other(message: string): void {
    if (this.told.has(message)) return
    this.told.add(message)
    this.warnings.push({ type: "other", message })
  }
}

/** The AI SDK names itself in every call's headers; any other is lost. */
export const headersNoted = (
  headers: { readonly [name: string]: string | undefined } | undefined,
  notes: Notes
): void => {
  for (const [name, value] of Object.entries(headers ?? {})) {
    if (value !== undefined && name.toLowerCase() !== "user-agent") {
      notes.unsupported("headers", "No header of a call reaches a vendor.")
    }
  }
}
