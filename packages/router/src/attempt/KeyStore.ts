import type { Credential } from "@turnout/core/Provider"
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import * as Redacted from "effect/Redacted"

type Asked = Effect.Effect<Redacted.Redacted, unknown>

/** Keys that have to be asked for, as long as they are good. A fixed key is not in it. */
export interface KeyStore {
  /** The key: as it was given, or asked for once for all that wait. When nobody waits any more, the asking ends. */
  readonly get: (credential: Credential) => Asked
  /** The vendor refused it with 401: it is asked for anew. */
  readonly refused: (credential: Credential, key: Redacted.Redacted) => void
  /** It is the one that was refused last. */
  readonly isRefused: (credential: Credential, key: Redacted.Redacted) => boolean
}

interface Held {
  key: Redacted.Redacted | undefined
  refused: Redacted.Redacted | undefined
  asking: Fiber.Fiber<Redacted.Redacted, unknown> | undefined
  readonly waiting: Set<(asked: Asked) => void>
}

const isSame = (one: Redacted.Redacted | undefined, other: Redacted.Redacted): boolean =>
  one !== undefined && Redacted.value(one) === Redacted.value(other)

export const make = (): KeyStore => {
  const all = new WeakMap<Credential, Held>()

  const of = (credential: Credential): Held => {
    let held = all.get(credential)
    if (held === undefined) {
      held = { key: undefined, refused: undefined, asking: undefined, waiting: new Set() }
      all.set(credential, held)
    }
    return held
  }

  const start = (held: Held, ask: Asked): void => {
    const told = (exit: Exit.Exit<Redacted.Redacted, unknown>): void => {
      held.asking = undefined
      if (exit._tag === "Success") held.key = exit.value
      const waiting = [...held.waiting]
      held.waiting.clear()
      for (const resume of waiting) resume(exit)
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
    get: (credential) => {
      const { ask } = credential
      if (ask === undefined) return Effect.succeed(credential.key)
      return Effect.callback((resume) => {
        const held = of(credential)
        if (held.key !== undefined) return resume(Effect.succeed(held.key))
        held.waiting.add(resume)
        if (held.asking === undefined) start(held, ask)
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
      if (isSame(held.key, key)) held.key = undefined
    },
    isRefused: (credential, key) => isSame(all.get(credential)?.refused, key)
  }
}
