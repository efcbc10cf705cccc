import type { Credential } from "@turnout/core/Provider"
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import * as Redacted from "effect/Redacted"
import * as KeyLease from "./KeyLease.ts"

type Asked = Effect.Effect<Redacted.Redacted, unknown>

/** Keys that have to be asked for, as long as they are good. A fixed key is not in it. */
export interface KeyStore {
  /**
   * The key: as it was given, or asked for once for all that wait. When nobody waits any more, the asking ends. One that is
   * about to end (`now` is the date) is renewed by the first that comes; the others use it until it has ended.
   */
  readonly get: (credential: Credential, now: number) => Asked
  /** The vendor refused it with 401: it is asked for anew. */
  readonly refused: (credential: Credential, key: Redacted.Redacted) => void
  /** It is the one that was refused last. */
  readonly isRefused: (credential: Credential, key: Redacted.Redacted) => boolean
}

type Given = Effect.Success<NonNullable<Credential["ask"]>>

interface Held {
  lease: KeyLease.KeyLease | undefined
  refused: Redacted.Redacted | undefined
  asking: Fiber.Fiber<Given, unknown> | undefined
  readonly waiting: Set<(asked: Asked) => void>
}

const isSame = (one: Redacted.Redacted | undefined, other: Redacted.Redacted): boolean =>
  one !== undefined && Redacted.value(one) === Redacted.value(other)

export const make = (): KeyStore => {
  const all = new WeakMap<Credential, Held>()

  const of = (credential: Credential): Held => {
    let held = all.get(credential)
    if (held === undefined) {
      held = { lease: undefined, refused: undefined, asking: undefined, waiting: new Set() }
      all.set(credential, held)
    }
    return held
  }

  const start = (held: Held, ask: NonNullable<Credential["ask"]>, now: number): void => {
    const told = (exit: Exit.Exit<Given, unknown>): void => {
      held.asking = undefined
      const { lease } = held
      if (exit._tag === "Success") held.lease = KeyLease.of(exit.value, now)
      else if (lease !== undefined) {
        held.lease = KeyLease.isGood(lease, now) ? KeyLease.kept(lease, now) : undefined
      }
      const waiting = [...held.waiting]
      held.waiting.clear()
      const asked =
        held.lease === undefined ? (exit as Exit.Exit<never, unknown>) : Effect.succeed(held.lease.key)
      for (const resume of waiting) resume(asked)
    }
    const fiber = Effect.runFork(ask)
    const exit = fiber.pollUnsafe()
    if (exit !== undefined) return told(exit)
    held.asking = fiber
    fiber.addObserver((exit) => {
      if (held.asking === fiber) told(exit)
    })
  }

  return {
    get: (credential, now) => {
      const { ask } = credential
      if (ask === undefined) return Effect.succeed(credential.key)
      return Effect.callback((resume) => {
        const held = of(credential)
        const { asking, lease } = held
        const isUsed =
          lease !== undefined &&
          (!KeyLease.isDue(lease, now) || (asking !== undefined && KeyLease.isGood(lease, now)))
        if (isUsed) return resume(Effect.succeed(lease.key))
        held.waiting.add(resume)
        if (asking === undefined) start(held, ask, now)
        return Effect.sync(() => {
          held.waiting.delete(resume)
          if (held.waiting.size > 0) return
          const fiber = held.asking
          held.asking = undefined
          fiber?.interruptUnsafe()
        })
      })
    },
    refused: (credential, key) => {
      if (credential.ask === undefined) return
      const held = of(credential)
      held.refused = key
      if (isSame(held.lease?.key, key)) held.lease = undefined
    },
    isRefused: (credential, key) => isSame(all.get(credential)?.refused, key)
  }
}
