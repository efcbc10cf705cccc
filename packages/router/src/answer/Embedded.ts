import type {
  Base64EmbeddingResponse,
  CreateEmbeddingResponse,
  EmbeddingVector
} from "@turnout/core/CreateEmbeddingResponse"
import { toBase64, toFloats } from "@turnout/core/Embedding"
import * as Fold from "@turnout/core/Fold"
import * as Usage from "@turnout/core/Usage"
import type { Call } from "../attempt/Call.ts"
import type { Answering } from "../attempt/Walk.ts"
import * as SteadyClock from "../memory/SteadyClock.ts"
import * as Answer from "./Answer.ts"

export type Embedded = CreateEmbeddingResponse | Base64EmbeddingResponse

/** The answer to an embedding request, and the end of its account. */
export const response = (call: Call, answering: Answering): Embedded => {
  const now = SteadyClock.now(call.clock)
  const { events } = answering.committed
  const folded = Answer.fold(call, answering, undefined, now)
  folded.push(events)
  const isEstimated = folded.usage() === undefined
  if (isEstimated) {
    const usage = Usage.make({ input: call.facts.prompt_tokens, output: 0, assumed: true })
    folded.push([{ type: "usage", usage }])
  }
  const metadata = Answer.settle(call, answering, folded, now)
  const counted = Fold.toCompletionUsage(folded.usage() ?? Usage.zero, metadata.cost?.usd)
  const answer = {
    object: "list",
    model: folded.model(),
    data: vectorsOf(call, events),
    usage: {
      prompt_tokens: counted.prompt_tokens,
      total_tokens: counted.total_tokens,
      ...(counted.cost === undefined ? {} : { cost: counted.cost }),
      ...(isEstimated ? { estimated: true } : {})
    },
    routing_metadata: metadata
  } as Embedded
  call.ended?.({
    outcome: "answered",
    metadata,
    usage: counted,
    told: () => ({ id: folded.head().id, finish_reasons: [] }),
    response: () => answer
  })
  return answer
}

const vectorsOf = (
  { request }: Call,
  events: Answering["committed"]["events"]
): Array<EmbeddingVector<Array<number> | string>> => {
  const isText = request.embedding?.encoding_format === "base64"
  const data: Array<EmbeddingVector<Array<number> | string>> = []
  for (const event of events) {
    if (event.type !== "embeddings") continue
    for (const [place, vector] of event.vectors.entries()) {
      const embedding = isText ? toBase64(vector) : toFloats(vector)
      data.push({ object: "embedding", index: event.index + place, embedding })
    }
  }
  return data
}
