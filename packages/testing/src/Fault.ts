import type { Event } from "@turnout/core/Event"
import { type Failure, StreamTruncated } from "@turnout/core/Failure"
import type { Provider, Reply } from "@turnout/core/Provider"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

/** A fault as a value: transforms a provider, fake or real, into one with that fault. Faults compose as functions. */
export type Fault = <P extends Provider>(provider: P) => P

type Attempt = Effect.Effect<Reply, Failure, Scope.Scope>

/** Every call through `change`, which is told the call's number, from 0. */
const onCall =
  (change: (attempt: Attempt, index: number) => Attempt): Fault =>
  (provider) => {
    let calls = 0
    return {
      ...provider,
      run: (...request) => Effect.suspend(() => change(provider.run(...request), calls++))
    }
  }

/** The reads of every reply through `change`; it is called once per reply, so that it can count. */
const onRead = (change: (read: Reply["read"]) => Reply["read"]): Fault =>
  onCall((attempt) => Effect.map(attempt, (reply) => ({ ...reply, read: change(reply.read) })))

/** All of them, the first one nearest to the provider. */
export const all =
  (...faults: ReadonlyArray<Fault>): Fault =>
  (provider) =>
    faults.reduce((suffering, fault) => fault(suffering), provider)

/** The request leaves late. */
export const delay = (milliseconds: number): Fault =>
  onCall((attempt) => Effect.andThen(Effect.sleep(milliseconds), attempt))

/** The calls of these numbers fail without reaching the provider; all of them where none is given. */
export const fail = (failure: Failure, ...calls: ReadonlyArray<number>): Fault =>
  onCall((attempt, index) => (calls.length === 0 || calls.includes(index) ? Effect.fail(failure) : attempt))

/** A number in [0, 1) that depends on seed and call alone. */
const draw = (seed: number, index: number): number => {
  let mixed = Math.imul((seed ^ 0x5bd1e995) + Math.imul(index + 1, 0x9e3779b1), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae35)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0x27d4eb2f)
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 0x1_0000_0000
}

/** A call fails with this probability; the same seed, the same calls. */
export const failSometimes = (probability: number, seed: number, failure: Failure): Fault =>
  onCall((attempt, index) => (draw(seed, index) < probability ? Effect.fail(failure) : attempt))

/** Accepted as if all were well, then the failure with the first read. */
export const failAfterAccept = (failure: Failure): Fault => onRead(() => Effect.fail(failure))

/** The connection is gone after so many events, the terminal among them or not. */
export const cut = (
  events: number,
  failure: Failure = new StreamTruncated({ message: "The stream ended without its terminal." })
): Fault =>
  onRead((read) => {
    let left = events
    return Effect.suspend(() =>
      left <= 0
        ? Effect.fail(failure)
        : Effect.map(read, (batch) => {
            const kept = batch?.slice(0, left)
            left -= kept?.length ?? 0
            return kept
          })
    )
  })

/** One event per read, each after a while. */
export const drip = (milliseconds: number): Fault =>
  onRead((read) => {
    const held: Array<Event> = []
    const next: Reply["read"] = Effect.suspend(() => {
      const event = held.shift()
      if (event !== undefined) return Effect.as(Effect.sleep(milliseconds), [event])
      return Effect.flatMap(read, (batch) => {
        if (batch === undefined) return Effect.undefined
        held.push(...batch)
        return batch.length === 0 ? Effect.succeed(batch) : next
      })
    })
    return next
  })

/** Every end is told twice: a vendor that stutters. */
export const duplicateTerminal: Fault = onRead((read) =>
  Effect.map(read, (batch) =>
    batch?.flatMap((event): ReadonlyArray<Event> =>
      event.type === "finish" || event.type === "end" ? [event, event] : [event]
    )
  )
)

/** Accepted, and then silence. */
export const stall: Fault = onRead(() => Effect.never)
