import { assert, describe, it } from "@effect/vitest"
import * as Fold from "@turnout/core/Fold"
import type { RoutingMetadata } from "@turnout/core/RoutingMetadata"
import * as Cuts from "@turnout/testing/Cuts"
import * as Tape from "@turnout/testing/Tape"
import * as AnthropicMessages from "@turnout/wire/AnthropicMessages"
import * as OpenAiChat from "@turnout/wire/OpenAiChat"
import { existsSync, readFileSync } from "node:fs"
import { ChatCompletionStream } from "openai/lib/ChatCompletionStream"

const file = new URL("../../../../shared/recorded/fantasy.jsonl", import.meta.url)

type Recorded = Tape.Exchange & { readonly protocol: string; readonly path: string; readonly stream: boolean }

const recorded = existsSync(file)
  ? (Tape.parse(readFileSync(file, "utf8")) as ReadonlyArray<Recorded>).filter(
      ({ protocol, stream }) => stream && (protocol === "anthropic" || protocol.startsWith("chat@"))
    )
  : []

const metadata: RoutingMetadata = {
  provider: "recorded",
  provider_model_id: "sent",
  model_canonical: "canonical",
  routing_strategy: "balanced",
  warnings: []
}

const make = () =>
  Fold.make({
    requestId: "recorded",
    createdMs: 1_700_000_000_000,
    model: "sent",
    historyCallIds: new Set(),
    origin: { provider: "recorded", model: "canonical" }
  })

const eventsOf = (exchange: Recorded) => {
  const pieces = [Tape.bytesOf(exchange)]
  return exchange.protocol === "anthropic"
    ? Cuts.readAll(AnthropicMessages.protocol, pieces)
    : Cuts.readAll(OpenAiChat.protocol, pieces)
}

const sdk = (chunks: ReadonlyArray<unknown>): Promise<unknown> => {
  const lines = new TextEncoder().encode(chunks.map((chunk) => `${JSON.stringify(chunk)}\n`).join(""))
  return ChatCompletionStream.fromReadableStream(new Blob([lines]).stream()).finalChatCompletion()
}

/** The SDK's helper adds `parsed`, and of texts that it does not know keeps the last piece. */
const plain = (completion: unknown): unknown =>
  JSON.parse(JSON.stringify(completion), (key, value) =>
    key.startsWith("parsed") || key === "reasoning_content" ? undefined : value
  )

describe.skipIf(recorded.length === 0)("what vendors really streamed", () => {
  it("folds to an answer that the official SDK makes of our chunks too", async () => {
    let folded = 0
    for (const exchange of recorded) {
      const { events, failure } = eventsOf(exchange)
      if (failure !== undefined) continue
      const whole = make()
      whole.push(events)
      assert.isTrue(whole.finished(), exchange.path)
      const streamed = make()
      const chunks = events.flatMap((event) => streamed.chunks([event]))
      const ours = plain(whole.completion(metadata))
      assert.deepStrictEqual(plain(await sdk([...chunks, streamed.lastChunk(metadata)])), ours, exchange.path)
      folded++
    }
    assert.isAbove(folded, recorded.length * 0.9)
  })
})
