import { isObject, text } from "./internal/json.ts"
import type { ModelsPage } from "./Protocol.ts"

/** The ids of a page; undefined where it is no list of models. Entries without an id are passed over. */
export const read = (
  { id, list, prefix = "" }: ModelsPage,
  json: unknown
): ReadonlyArray<string> | undefined => {
  const entries: unknown = isObject(json) ? json[list] : json
  if (!Array.isArray(entries)) return undefined
  return entries.flatMap((entry: unknown) => {
    const name = isObject(entry) ? text(entry[id]) : undefined
    return name === undefined ? [] : [name.startsWith(prefix) ? name.slice(prefix.length) : name]
  })
}
