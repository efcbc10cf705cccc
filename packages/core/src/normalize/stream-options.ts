import type { Json, JsonObject } from "../Json.ts"
import type * as Warning from "../Warning.ts"

/** Usage is always asked for and routing events are the house's own: neither is the endpoint's to take. */
const ours: ReadonlySet<string> = new Set(["include_usage", "routing_events"])

/** The options of a stream that are the endpoint's to take; without a stream they are dropped, and told. */
export const streamOptions = (
  options: object,
  request: { stream?: boolean; stream_options?: JsonObject },
  warnings: Array<Warning.Warning>
): void => {
  if (request.stream !== true) {
    warnings.push({
      type: "unsupported_parameter",
      code: "stream_options",
      message: "Parameter 'stream_options' needs 'stream' to be true and was dropped.",
      param: "stream_options"
    })
    return
  }
  let rest: { [key: string]: Json } | undefined
  for (const key of Object.keys(options)) {
    if (!ours.has(key)) (rest ??= {})[key] = (options as JsonObject)[key]!
  }
  if (rest !== undefined) request.stream_options = rest
}
