import type { JsonObject } from "@turnout/core/Json"
import type { ProviderTool } from "@turnout/core/Tool"
import { type Draft, drop, type Notes, translate } from "./notes.ts"

/** Tools that the vendor runs itself, by the key that each has in `tools`. */
const kinds = new Set([
  "googleSearch",
  "googleSearchRetrieval",
  "googleMaps",
  "codeExecution",
  "urlContext",
  "fileSearch",
  "computerUse",
  "enterpriseWebSearch"
])

const camel = (type: string): string => type.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())

/** `{ type: "google_search", … }` as `{ googleSearch: { … } }`; of other vendors' tools nothing is known here. */
export const toNative = (tool: ProviderTool, path: string, notes: Notes): Draft | undefined => {
  const { type, ...rest } = tool as JsonObject
  const kind = camel(type as string)
  if (kinds.has(kind)) {
    translate(notes, `${path}.type`)
    return { [kind]: rest }
  }
  drop(notes, path)
  return undefined
}

/** How much it reads, and for whom, cannot be asked for. */
export const search = (options: JsonObject, notes: Notes): void => {
  translate(notes, "web_search_options")
  for (const key of Object.keys(options)) drop(notes, `web_search_options.${key}`)
}
