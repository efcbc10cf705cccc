import { assert, describe, it } from "@effect/vitest"
import type { Event } from "@turnout/core/Event"
import * as Fold from "@turnout/core/Fold"
import type { RoutingMetadata } from "@turnout/core/RoutingMetadata"
import * as Usage from "@turnout/core/Usage"
import * as fc from "fast-check"
import { ChatCompletionStream } from "openai/lib/ChatCompletionStream"

const envelope: Fold.Envelope = {
  requestId: "request-1",
  createdMs: 1_700_000_000_000,
  model: "sent",
  historyCallIds: new Set(),
  origin: { provider: "somewhere", model: "canonical" }
}

const metadata: RoutingMetadata = {
  provider: "somewhere",
  provider_model_id: "sent",
  model_canonical: "canonical",
  routing_strategy: "balanced",
  cost: { usd: 0.5 },
  warnings: []
}

const text = fc.string({ minLength: 1, maxLength: 5 })

/** One choice as the SDK's helper understands it whole: it keeps only the last fragment of what it does not know. */
const choice = (index: number): fc.Arbitrary<ReadonlyArray<Event>> =>
  fc
    .record({
      reasoning: fc.option(text),
      texts: fc.array(text, { maxLength: 4 }),
      refusal: fc.option(text),
      tokens: fc.array(text, { maxLength: 3 }),
      calls: fc.array(
        fc.record({ id: fc.constantFrom("", "call_a"), custom: fc.boolean(), fragments: fc.array(text) }),
        {
          maxLength: 3
        }
      ),
      reason: fc.constantFrom("stop" as const, "length" as const, "tool_calls" as const)
    })
    .map(({ reasoning, texts, refusal, tokens, calls, reason }): ReadonlyArray<Event> => [
      ...(reasoning === null
        ? []
        : [{ type: "reasoning", choice: index, block: 0, text: reasoning } as const]),
      ...(reasoning === null
        ? []
        : [{ type: "reasoning_opaque", choice: index, block: 0, format: "f", signature: "s" } as const]),
      ...texts.map((text) => ({ type: "text", choice: index, text }) as const),
      ...(refusal === null ? [] : [{ type: "refusal", choice: index, text: refusal } as const]),
      ...tokens.map(
        (token) => ({ type: "logprobs", choice: index, content: [{ token, logprob: -1 }] }) as const
      ),
      ...calls.flatMap(({ id, custom, fragments }, call) => [
        {
          type: "tool_start",
          choice: index,
          call,
          id,
          name: "lookup",
          ...(custom ? { kind: "custom" as const } : {})
        } as const,
        ...fragments.map((text) => ({ type: "tool_arguments", choice: index, call, text }) as const)
      ]),
      { type: "finish", choice: index, reason, native: "native" }
    ])

const answer = fc
  .tuple(choice(0), choice(1), fc.boolean())
  .map(([first, second, two]): ReadonlyArray<Event> => [
    { type: "start", id: "resp_1", model: "reported", created: 1_600_000_000, system_fingerprint: "fp" },
    ...first,
    ...(two ? second : []),
    { type: "usage", usage: Usage.make({ input: 7, output: 3 }) },
    { type: "end" }
  ])

const sdk = (chunks: ReadonlyArray<unknown>): Promise<unknown> => {
  const lines = new TextEncoder().encode(chunks.map((chunk) => `${JSON.stringify(chunk)}\n`).join(""))
  return ChatCompletionStream.fromReadableStream(new Blob([lines]).stream()).finalChatCompletion()
}

describe("the official SDK as judge", () => {
  it("its stream helper adds our chunks up to our completion", () =>
    fc.assert(
      fc.asyncProperty(answer, fc.integer({ min: 1, max: 4 }), async (events, size) => {
        const streamed = Fold.make(envelope)
        const chunks = []
        for (let at = 0; at < events.length; at += size)
          chunks.push(...streamed.chunks(events.slice(at, at + size)))
        const whole = Fold.make(envelope)
        whole.push(events)
        // A round of JSON, as over HTTP.
        const expected = JSON.parse(JSON.stringify(whole.completion(metadata)))
        const added = JSON.stringify(await sdk([...chunks, streamed.lastChunk(metadata)]))
        // What the helper puts in for structured outputs is the SDK's own.
        const actual = JSON.parse(added, (key, value) => (key.startsWith("parsed") ? undefined : value))
        assert.deepStrictEqual(actual, expected)
      }),
      { numRuns: 60 }
    ))
})
