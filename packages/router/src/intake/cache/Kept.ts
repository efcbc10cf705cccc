import * as Cause from "effect/Cause"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Settled from "../../attempt/Settled.ts"
import type { CacheStoreService } from "../../CacheStore.ts"
import * as Entry from "./entry.ts"

/** Milliseconds that a call waits for the store. */
const patience = 10
/** Milliseconds after which a value that is being put is given up. */
const longestPut = 5_000
/** Values that are being put at once; further ones are not kept. */
const mostPuts = 64

/** A value that can be read. */
export interface Found {
  readonly entry: Entry.Entry
  readonly age_ms: number
}

/** A store that fails is empty, and one that is late is too; the log is told when that changes. */
export interface Kept {
  readonly get: (key: string) => Effect.Effect<Found | undefined>
  /** Waits for nothing. */
  readonly put: (entry: Entry.Entry, ttl_ms: number) => void
}

const late = "late"

export const make = (store: CacheStoreService, context: Context.Context<never>): Kept => {
  let isAway = false
  let puts = 0
  const fork = Effect.runForkWith(context)

  const told = (away: boolean, why?: unknown): void => {
    if (isAway === away) return
    isAway = away
    fork(
      away
        ? Effect.logWarning("The response cache does not answer: calls ask vendors until it does.", why)
        : Effect.logInfo("The response cache answers again.")
    )
  }

  const read = (key: string, exit: Exit.Exit<Stored, unknown>): Found | undefined => {
    if (Exit.isFailure(exit)) {
      if (!Cause.hasInterruptsOnly(exit.cause)) told(true, exit.cause)
      return undefined
    }
    told(false)
    const stored = exit.value
    if (!isStored(stored)) return undefined
    const entry = Entry.decode(stored.bytes, key)
    return entry && { entry, age_ms: Math.max(0, stored.age_ms) }
  }

  /** A host's own store may throw. */
  const asking = (key: string): Effect.Effect<Stored, unknown> => {
    try {
      return store.get(key)
    } catch (cause) {
      return Exit.die(cause)
    }
  }

  const get = (key: string): Effect.Effect<Found | undefined> =>
    Effect.suspend(() => {
      const asked = asking(key)
      // What is at hand needs no fiber of its own.
      const there = Settled.exitOf(asked)
      if (there !== undefined) return Effect.succeed(read(key, there))
      const fiber = fork(asked)
      const exit = fiber.pollUnsafe()
      if (exit !== undefined) return Effect.succeed(read(key, exit))
      const waited = Effect.raceFirst(
        Fiber.await(fiber),
        Effect.as(Effect.sleep(patience), late as typeof late)
      )
      const answered = Effect.map(waited, (exit) => {
        if (exit !== late) return read(key, exit)
        told(true, `It took longer than ${patience} ms.`)
        // Whatever the store does when it is interrupted, nobody waits for it.
        fiber.interruptUnsafe()
        return undefined
      })
      return Effect.onInterrupt(answered, () => Effect.sync(() => fiber.interruptUnsafe()))
    })

  const put = (entry: Entry.Entry, ttl_ms: number): void => {
    if (puts >= mostPuts) return
    puts += 1
    const written = Effect.suspend(() => store.put(entry.key, Entry.encode(entry), ttl_ms))
    const fiber = fork(Effect.timeout(written, longestPut))
    fiber.addObserver((exit) => {
      puts -= 1
      if (Exit.isFailure(exit)) told(true, exit.cause)
    })
  }

  return { get, put }
}

type Stored = { readonly bytes: Uint8Array; readonly age_ms: number } | undefined

/** A host's own store may give anything. */
const isStored = (value: unknown): value is NonNullable<Stored> =>
  typeof value === "object" &&
  value !== null &&
  (value as Partial<NonNullable<Stored>>).bytes instanceof Uint8Array &&
  typeof (value as Partial<NonNullable<Stored>>).age_ms === "number"
