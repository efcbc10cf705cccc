import { assert } from "@effect/vitest"
import * as Event from "@turnout/core/Event"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as ScriptedHttp from "../ScriptedHttp.ts"
import { request, served, start, streamOf } from "./ask.ts"
import type { Law, Subject } from "./subject.ts"

/** As much of a stream as has its first content in it. */
const opening = (stream: string | Uint8Array): string | Uint8Array => stream.slice(0, (stream.length * 2) / 3)

/** A caller who hangs up is heard by the vendor. */
export const aborts = (subject: Subject): ReadonlyArray<Law> => {
  const { fixtures } = subject
  return [
    {
      name: "hanging up before the answer closes the connection",
      check: served([ScriptedHttp.silence], (server) =>
        Effect.gen(function* () {
          const call = yield* Effect.forkChild(
            Effect.scoped(Effect.exit(start(subject, server.url, request(true))))
          )
          const sent = yield* Effect.promise(() => server.request(0))
          yield* Fiber.interrupt(call)
          assert.strictEqual(yield* Effect.promise(() => sent.outcome), "aborted")
        })
      )
    },
    {
      name: "hanging up in the middle of a stream closes the connection",
      check: served(
        [{ ...streamOf(fixtures.contentType, opening(fixtures.text.stream)), ending: "hang" }],
        (server) =>
          Effect.gen(function* () {
            const reading = Effect.gen(function* () {
              const reply = yield* start(subject, server.url, request(true))
              for (;;) {
                const events = yield* reply.read
                assert.isDefined(events)
                if (events!.some(Event.isContent)) return
              }
            })
            yield* Effect.orDie(Effect.scoped(reading))
            assert.strictEqual(yield* Effect.promise(() => server.requests[0]!.outcome), "aborted")
          })
      )
    },
    {
      name: "a read that waits ends when its scope is closed",
      check: served(
        [{ ...streamOf(fixtures.contentType, opening(fixtures.text.stream)), ending: "hang" }],
        (server) =>
          Effect.gen(function* () {
            const call = yield* Effect.forkChild(
              Effect.scoped(
                Effect.gen(function* () {
                  const reply = yield* start(subject, server.url, request(true))
                  for (;;) yield* reply.read
                })
              ).pipe(Effect.exit)
            )
            const sent = yield* Effect.promise(() => server.request(0))
            yield* Effect.sleep(20)
            yield* Fiber.interrupt(call)
            assert.strictEqual(yield* Effect.promise(() => sent.outcome), "aborted")
          })
      )
    }
  ]
}
