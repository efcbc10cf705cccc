import type { Event } from "@turnout/core/Event"
import type { Json, JsonObject } from "@turnout/core/Json"
import { array, count, object, text } from "../internal/json.ts"

interface Segment {
  readonly from: number
  readonly to: number
  readonly words: string | undefined
  readonly chunks: ReadonlyArray<number>
}

const segmentOf = (support: JsonObject | undefined): Segment | undefined => {
  const segment = object(support?.["segment"])
  const to = count(segment?.["endIndex"])
  if (support === undefined || segment === undefined || to === undefined) return undefined
  const chunks = array(support["groundingChunkIndices"]).flatMap((index) => count(index) ?? [])
  return { from: count(segment["startIndex"]) ?? 0, to, words: text(segment["text"]), chunks }
}

/** Offsets in bytes of UTF-8 → in UTF-16 units, in one pass over the text. */
const unitsOf = (content: string, bytes: ReadonlyArray<number>): ReadonlyMap<number, number> => {
  const sorted = [...new Set(bytes)].sort((one, other) => one - other)
  const units = new Map<number, number>()
  let at = 0
  let unit = 0
  for (const offset of sorted) {
    while (at < offset && unit < content.length) {
      const code = content.codePointAt(unit)!
      at += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x1_0000 ? 3 : 4
      unit += code < 0x1_0000 ? 1 : 2
    }
    if (at !== offset) continue
    units.set(offset, unit)
  }
  return units
}

const sourceOf = (
  chunk: JsonObject | undefined
): { readonly url: string; readonly title: string } | undefined => {
  const source =
    object(chunk?.["web"]) ??
    object(chunk?.["retrievedContext"]) ??
    object(chunk?.["maps"]) ??
    object(chunk?.["image"])
  const url = text(source?.["uri"]) ?? text(source?.["sourceUri"])
  return url === undefined ? undefined : { url, title: text(source?.["title"]) ?? "" }
}

/**
 * What supports which piece of the text, as OpenAI's citations. A piece that does not stand where it is said to stand
 * is none: the metadata itself are in `provider_fields`.
 */
export const annotate = (
  metadata: Json | undefined,
  content: string,
  choice: number,
  events: Array<Event>
): void => {
  const fields = object(metadata)
  if (fields === undefined) return
  const sources = array(fields["groundingChunks"]).map((chunk) => sourceOf(object(chunk)))
  const segments = array(fields["groundingSupports"]).flatMap((support) => segmentOf(object(support)) ?? [])
  const units = unitsOf(
    content,
    segments.flatMap(({ from, to }) => [from, to])
  )
  for (const { chunks, from, to, words } of segments) {
    const start = units.get(from)
    const end = units.get(to)
    if (start === undefined || end === undefined || end < start) continue
    if (words !== undefined && (words.length !== end - start || !content.startsWith(words, start))) continue
    for (const index of chunks) {
      const source = sources[index]
      if (source === undefined) continue
      const url_citation = { start_index: start, end_index: end, title: source.title, url: source.url }
      events.push({ type: "annotation", choice, annotation: { type: "url_citation", url_citation } })
    }
  }
}
