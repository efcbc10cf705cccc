import type { Request } from "@turnout/core/Request"
import { drop, type Notes, unread } from "./notes.ts"

/** Keys of `stream_options` that the router handles itself. */
const ours = new Set(["routing_events"])
const nothing: ReadonlySet<string> = new Set()

/** Every field of the request that is not `said` has no home in the native body: it is dropped, and noted. */
export const homeless = (request: Request, said: ReadonlySet<string>, notes: Notes): void => {
  for (const [key, value] of Object.entries(request)) {
    if (value === undefined || said.has(key) || elsewhere.has(key)) continue
    drop(notes, key)
  }
  for (const key of Object.keys(request.unknown ?? {})) drop(notes, key)
  if (request.stream_options !== undefined && !said.has("stream_options")) {
    unread(notes, "stream_options", request.stream_options, nothing, ours)
  }
}

/** Fields that are no parameter, or are looked at key by key. */
const elsewhere: ReadonlySet<string> = new Set<keyof Request>([
  "messages",
  "stream",
  "spelled",
  "stream_options",
  "unknown",
  "extensions"
])
