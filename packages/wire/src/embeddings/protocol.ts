import type { Event } from "@turnout/core/Event"
import { type Failure, isFailure } from "@turnout/core/Failure"
import * as Framing from "../Framing.ts"
import type { SseFrame } from "../Framing.ts"
import type { Protocol as Embeddings } from "../Embeddings.ts"
import { isObject } from "../internal/json.ts"
import type { Protocol } from "../Protocol.ts"
import { checked, malformed } from "./vectors.ts"

const streamed = malformed("stream", "The answer was a stream, where one object was asked for.")

const events = (
  { read }: Pick<Embeddings, "read">,
  json: unknown,
  headers: { readonly [name: string]: string }
): ReadonlyArray<Event> | Failure => {
  if (!isObject(json)) return malformed("shape", "The answer is no JSON object.")
  const answer = read(json, headers)
  if (isFailure(answer)) return answer
  const vectors = checked(answer.vectors)
  if (isFailure(vectors)) return vectors
  const { id, model, usage } = answer
  return [
    { type: "start", ...(id === undefined ? {} : { id }), ...(model === undefined ? {} : { model }) },
    { type: "embeddings", index: 0, vectors },
    ...(usage === undefined ? [] : [{ type: "usage" as const, ...usage }]),
    { type: "end" }
  ]
}

/** As a route takes it: an API whose answers come whole. `failure`: how the vendor's chat reads a refusal. */
export const routed = (
  embeddings: Embeddings,
  failure: Protocol<unknown, unknown>["failure"]
): Protocol<undefined, SseFrame> => ({
  name: embeddings.name,
  defaults: embeddings.capabilities,
  framing: Framing.sse,
  body: embeddings.body,
  start: () => undefined,
  step: () => streamed,
  end: () => streamed,
  whole: (json, headers = {}) => events(embeddings, json, headers),
  failure: embeddings.failure ?? failure
})
