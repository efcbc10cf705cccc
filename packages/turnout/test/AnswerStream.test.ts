import { assert, describe, it } from "@effect/vitest"
import type { ChatCompletionChunk } from "@turnout/core/ChatCompletionChunk"
import * as Calls from "@turnout/fetch/Calls"
import { Effect } from "effect"
import * as AnswerStream from "turnout/AnswerStream"

const chunk = (content: string): ChatCompletionChunk => ({
  id: "chatcmpl-1",
  object: "chat.completion.chunk",
  created: 1,
  model: "m-1",
  choices: [{ index: 0, delta: { content }, finish_reason: null }]
})

type Reads = ReadonlyArray<ReadonlyArray<string> | "wait">

/** A stream of scripted reads, and what it holds open. */
const withStream = (
  script: Reads,
  use: (
    stream: AnswerStream.ChatStream,
    state: { open: number; reads: number },
    abort: AbortController
  ) => Promise<void>
) =>
  Effect.gen(function* () {
    const calls = yield* Calls.make
    const abort = new AbortController()
    const state = { open: 0, reads: 0 }
    const reads = [...script]
    const answering = Effect.as(
      Effect.acquireRelease(
        Effect.sync(() => void (state.open += 1)),
        () => Effect.sync(() => void (state.open -= 1))
      ),
      {
        provider: "fake",
        model: "m",
        whenEnded: () => {},
        read: Effect.suspend(() => {
          state.reads += 1
          const read = reads.shift()
          return read === "wait" ? Effect.never : Effect.succeed(read?.map(chunk))
        })
      }
    )
    const reading = yield* Effect.orDie(calls.start(answering, abort.signal))
    yield* Effect.promise(() => use(AnswerStream.make(reading), state, abort))
  }).pipe(Effect.scoped)

const contentOf = (each: ChatCompletionChunk) => each.choices[0]?.delta.content
const reason = new Error("changed my mind")

const rejection = async (promise: Promise<unknown>): Promise<unknown> => {
  try {
    await promise
  } catch (error) {
    return error
  }
  return assert.fail("should have rejected")
}

describe("AnswerStream", () => {
  it.live("hands on every chunk in order, and ends", () =>
    withStream([["a", "b"], [], ["c"]], async (stream, state) => {
      const seen: Array<unknown> = []
      for await (const each of stream) seen.push(contentOf(each))
      assert.deepStrictEqual(seen, ["a", "b", "c"])
      assert.strictEqual(state.open, 0)
    })
  )

  it.live("reads the network once per read, whatever number of chunks came with it", () =>
    withStream([["a", "b", "c"], ["d"]], async (stream, state) => {
      const chunks = stream[Symbol.asyncIterator]()
      for (let count = 0; count < 3; count += 1) await chunks.next()
      assert.strictEqual(state.reads, 1)
      await chunks.return()
    })
  )

  it.live("leaving the loop releases the upstream", () =>
    withStream([["a", "b"], "wait"], async (stream, state) => {
      for await (const each of stream) {
        assert.strictEqual(contentOf(each), "a")
        break
      }
      assert.strictEqual(state.open, 0)
    })
  )

  it.live("an abort rejects the read that waits, then the stream is over", () =>
    withStream([["a"], "wait"], async (stream, state, abort) => {
      const chunks = stream[Symbol.asyncIterator]()
      await chunks.next()
      const waiting = chunks.next()
      abort.abort(reason)
      assert.strictEqual(await rejection(waiting), reason)
      assert.strictEqual(state.open, 0)
      assert.deepStrictEqual(await chunks.next(), { done: true, value: undefined })
    })
  )

  it.live("after an abort no chunk comes that had been read before it", () =>
    withStream([["a", "b"], "wait"], async (stream, state, abort) => {
      const chunks = stream[Symbol.asyncIterator]()
      await chunks.next()
      abort.abort(reason)
      assert.strictEqual(await rejection(chunks.next()), reason)
      assert.strictEqual(state.open, 0)
    })
  )

  it.live("its own controller aborts it, iterated or not", () =>
    withStream(["wait"], async (stream, state) => {
      stream.controller.abort(reason)
      assert.strictEqual(await rejection(stream[Symbol.asyncIterator]().next()), reason)
      assert.strictEqual(state.open, 0)
    })
  )

  it.live("a stream that is never iterated can be disposed of", () =>
    withStream(["wait"], async (stream, state) => {
      {
        await using held = stream
        assert.strictEqual(held.provider, "fake")
        assert.strictEqual(state.open, 1)
      }
      assert.strictEqual(state.open, 0)
    })
  )

  it.live("asking ahead gives the chunks in order", () =>
    withStream([["a"], ["b", "c"], ["d"]], async (stream) => {
      const chunks = stream[Symbol.asyncIterator]()
      const results = await Promise.all(Array.from({ length: 6 }, () => chunks.next()))
      assert.deepStrictEqual(
        results.map((each) => (each.done === true ? undefined : contentOf(each.value))),
        ["a", "b", "c", "d", undefined, undefined]
      )
    })
  )

  it.live("is iterated once", () =>
    withStream([["a"]], async (stream) => {
      for await (const _ of stream) continue
      assert.throws(() => stream[Symbol.asyncIterator](), TypeError)
    })
  )

  it.live("leaves no listener on the caller's signal", () =>
    withStream([["a"]], async (stream, _, abort) => {
      let listeners = 0
      const { signal } = abort
      const remove = signal.removeEventListener.bind(signal)
      signal.removeEventListener = (type: string, listener: EventListener) => {
        listeners += 1
        remove(type, listener)
      }
      for await (const _ of stream) continue
      assert.strictEqual(listeners, 1)
    })
  )
})
