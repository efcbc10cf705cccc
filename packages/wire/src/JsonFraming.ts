/** Streams of JSON texts, in an entry of its own: most families have none. */
import * as Framing from "./Framing.ts"
import * as Json from "./framing/json.ts"

const limit = 8 * 1024 * 1024
const frame = (data: string): Framing.SseFrame => ({ data })
const size = ({ data }: Framing.SseFrame): number => data.length

/** JSON texts, one a line (`application/x-ndjson`), or however they are laid out. */
export const ndjson: Framing.Framing<Framing.SseFrame> = {
  contentType: "application/x-ndjson",
  reader: () => Json.reader(limit, frame, false),
  size,
  frame,
  ofJson: true
}

/** Server-sent events of a family whose streams may be one JSON array too. */
export const sseOrList: Framing.Framing<Framing.SseFrame> = {
  ...Framing.sse,
  list: () => Json.reader(limit, frame, true)
}
