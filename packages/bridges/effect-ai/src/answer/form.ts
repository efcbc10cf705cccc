import type { ChatRequest } from "@turnout/core/ChatRequest"
import type { Fold } from "@turnout/core/Fold"
import type { Form, Telling } from "@turnout/core/Form"
import { Parts } from "@turnout/core/Parts"
import type { Response } from "../internal/ai.ts"
import { toFinish } from "./finish.ts"
import { StreamSink } from "./sink.ts"
import { toContent } from "./whole.ts"

type Part = Response.StreamPartEncoded

const opening = (fold: Fold): Response.ResponseMetadataPartEncoded => {
  const { created, id } = fold.head()
  return {
    type: "response-metadata",
    id,
    modelId: fold.model(),
    timestamp: new Date(created * 1000).toISOString()
  }
}

const telling = (): Telling<Part> => {
  let opened: Fold | undefined
  const sink = new StreamSink(() => opened?.head().id ?? "")
  const parts = new Parts(sink)
  const open = (fold: Fold): void => {
    if (opened === undefined) sink.parts.push(opening(fold))
    opened = fold
  }
  return {
    each: (events, fold) => {
      open(fold)
      parts.each(events, fold)
      return sink.taken()
    },
    last: (metadata, fold) => {
      open(fold)
      sink.parts.push(toFinish(parts, fold.lastChunk(metadata).usage, metadata))
      return sink.taken()
    },
    // It goes on at another endpoint: of that no part is told but in the metadata.
    event: () => []
  }
}

/** An answer in the parts of Effect's AI module. */
export const toForm = (request: ChatRequest): Form<Part, Array<Response.PartEncoded>> => ({
  request,
  tell: telling,
  whole: ({ events, fold, metadata }) => {
    const { each, last } = telling()
    return toContent([...each(events, fold), ...last(metadata, fold)])
  }
})
