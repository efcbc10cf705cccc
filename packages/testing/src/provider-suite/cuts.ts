import { assert } from "@effect/vitest"
import { type Event, isContent } from "@turnout/core/Event"
import * as Effect from "effect/Effect"
import * as Cuts from "../Cuts.ts"
import { reader } from "./ask.ts"
import type { Law, Subject } from "./subject.ts"

const withoutUsage = (events: ReadonlyArray<Event>) => events.filter((event) => event.type !== "usage")

const contents = (events: ReadonlyArray<Event>) => events.filter(isContent).length

/** What holds of bytes however they are cut; told without a network, so all cuts are tried. */
export const cuts = (subject: Subject): ReadonlyArray<Law> =>
  (["text", "toolCall"] as const).flatMap((kind): ReadonlyArray<Law> => {
    const bytes = Cuts.bytesOf(subject.fixtures[kind].stream)
    const { everyCut = true } = subject
    return [
      {
        name: `${kind}: any cut of the stream tells the same events`,
        check: Effect.gen(function* () {
          const inMemory = yield* reader(subject)
          const whole = yield* inMemory([bytes])
          assert.isUndefined(whole.failure)
          const two = everyCut && bytes.length <= 4096 ? [...Cuts.twoParts(bytes)] : []
          for (const pieces of [...two, Cuts.byteWise(bytes), ...Cuts.manySeeded(bytes)]) {
            assert.deepStrictEqual(yield* inMemory(pieces), whole)
          }
        }),
        timeout: 600_000
      },
      {
        name: `${kind}: a stream that ends before its terminal is truncated, wherever it ends`,
        check: Effect.gen(function* () {
          const inMemory = yield* reader(subject)
          const whole = yield* inMemory([bytes])
          for (let length = 1; length < bytes.length; length += everyCut ? 1 : 11) {
            const { events, failure } = yield* inMemory([bytes.subarray(0, length)])
            if (failure === undefined) {
              // Some protocols' terminal is that every choice ended: only usage may be missing from a good end.
              assert.deepStrictEqual(withoutUsage(events), withoutUsage(whole.events))
            } else {
              assert.deepStrictEqual(events, whole.events.slice(0, events.length))
              assert.isFalse(events.some((event) => event.type === "end"))
              // Before the first event it may as well be no answer, and behind the last content a spoiled frame.
              const inside = events.length > 0 && contents(events) < contents(whole.events)
              const classes = inside ? ["StreamTruncated"] : ["StreamTruncated", "MalformedResponse"]
              assert.include(classes, failure._tag, `after ${length} bytes`)
            }
          }
        }),
        timeout: 600_000
      }
    ]
  })
