import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import type { Event } from "@turnout/core/Event"
import * as Fold from "@turnout/core/Fold"
import { answer, envelope, inReads, metadata } from "./fold/answers.ts"
import { reduce } from "./fold/reduce.ts"

const sizes = fc.array(fc.nat(7), { minLength: 1, maxLength: 6 })

const streamed = (reads: ReadonlyArray<ReadonlyArray<Event>>) => {
  const fold = Fold.make(envelope)
  const chunks = reads.flatMap((events) => fold.chunks(events))
  return { fold, chunks: [...chunks, fold.lastChunk(metadata)] }
}

const whole = (events: ReadonlyArray<Event>) => {
  const fold = Fold.make(envelope)
  fold.push(events)
  return fold.completion(metadata)
}

/** What each choice was told, per kind, in order: independent of how it was cut into chunks. */
const told = (chunks: ReturnType<typeof streamed>["chunks"]) => {
  const texts = new Map<string, string>()
  for (const chunk of chunks) {
    for (const { index, delta } of chunk.choices) {
      const add = (kind: string, text: string | null | undefined) => {
        const key = `${index} ${kind}`
        if (text) texts.set(key, (texts.get(key) ?? "") + text)
      }
      add("content", delta.content)
      add("refusal", delta.refusal)
      add("reasoning", delta.reasoning_content)
      for (const call of delta.tool_calls ?? []) {
        add(`call ${call.index}`, call.function?.arguments ?? call.custom?.input)
      }
    }
  }
  return [...texts].sort(([left], [right]) => (left < right ? -1 : 1))
}

describe("Fold laws", () => {
  it("chunks that a client adds up are the completion", () => {
    fc.assert(
      fc.property(answer, sizes, (events, sizes) => {
        assert.deepStrictEqual<unknown>(reduce(streamed(inReads(events, sizes)).chunks), whole(events))
      }),
      { numRuns: 500 }
    )
  })

  it("both forms keep the same account", () => {
    fc.assert(
      fc.property(answer, sizes, (events, sizes) => {
        const { fold } = streamed(inReads(events, sizes))
        assert.deepStrictEqual(fold.completion(metadata), whole(events))
        assert.isTrue(fold.finished())
      })
    )
  })

  it("however the events come in reads, the same is told", () => {
    fc.assert(
      fc.property(answer, sizes, sizes, (events, some, others) => {
        const left = streamed(inReads(events, some))
        const right = streamed(inReads(events, others))
        assert.deepStrictEqual(told(left.chunks), told(right.chunks))
        assert.deepStrictEqual(reduce(left.chunks), reduce(right.chunks))
      })
    )
  })

  it("the role stands on the first chunk of a choice and on no other", () => {
    fc.assert(
      fc.property(answer, sizes, (events, sizes) => {
        const seen = new Set<number>()
        for (const chunk of streamed(inReads(events, sizes)).chunks) {
          for (const { index, delta } of chunk.choices) {
            assert.strictEqual(delta.role, seen.has(index) ? undefined : "assistant")
            seen.add(index)
          }
        }
      })
    )
  })

  it("id, created, model, tier and fingerprint do not change in a stream", () => {
    fc.assert(
      fc.property(answer, sizes, (events, sizes) => {
        const heads = streamed(inReads(events, sizes)).chunks.map(
          ({ id, created, model, service_tier, system_fingerprint }) => [
            id,
            created,
            model,
            service_tier,
            system_fingerprint
          ]
        )
        for (const head of heads) assert.deepStrictEqual(head, heads[0])
      })
    )
  })

  it("reasoning details come once per choice, on the chunk before its end", () => {
    fc.assert(
      fc.property(answer, sizes, (events, sizes) => {
        const { chunks } = streamed(inReads(events, sizes))
        for (const choice of whole(events).choices) {
          const mine = chunks.flatMap((chunk) => chunk.choices.filter(({ index }) => index === choice.index))
          const end = mine.findIndex(({ finish_reason }) => finish_reason !== null)
          assert.strictEqual(end, mine.length - 1)
          const carriers = mine.filter(({ delta }) => delta.reasoning_details !== undefined)
          assert.deepStrictEqual(
            carriers.map(({ delta }) => delta.reasoning_details),
            choice.message.reasoning_details === undefined ? [] : [choice.message.reasoning_details]
          )
          if (carriers.length > 0) assert.strictEqual(carriers[0], mine[end - 1])
        }
      })
    )
  })

  it("tool-call ids are unique in an answer and new in the conversation", () => {
    fc.assert(
      fc.property(answer, (events) => {
        const ids = whole(events).choices.flatMap(({ message }) =>
          (message.tool_calls ?? []).map(({ id }) => id)
        )
        assert.strictEqual(new Set(ids).size, ids.length)
        for (const id of ids) assert.isFalse(id === "" || envelope.historyCallIds.has(id))
      })
    )
  })

  it("a stream that broke anywhere is told as far as it came", () => {
    fc.assert(
      fc.property(answer, fc.nat(), (events, cut) => {
        const { fold, chunks } = streamed(inReads(events.slice(0, cut % events.length), [2]))
        const partial = fold.partial(metadata)
        const seen = reduce(chunks)
        assert.isFalse(fold.finished())
        for (const choice of partial.choices) {
          const { reasoning_details: _, annotations: __, ...message } = choice.message
          // Opaque reasoning alone is not told until the choice ends.
          const {
            reasoning_details: ___,
            annotations: ____,
            ...told
          } = seen.choices[choice.index]?.message ?? {
            role: "assistant",
            content: null,
            refusal: null
          }
          assert.deepStrictEqual<unknown>(told, message)
        }
      })
    )
  })
})
