import { describe, it } from "@effect/vitest"
import type { Transport } from "@turnout/wire/Transport"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import { aborts } from "./provider-suite/aborts.ts"
import { answers } from "./provider-suite/answers.ts"
import { cuts } from "./provider-suite/cuts.ts"
import { failures } from "./provider-suite/failures.ts"
import { malformed } from "./provider-suite/malformed.ts"
import { secrets } from "./provider-suite/secrets.ts"
import type { Law, Subject } from "./provider-suite/subject.ts"

export type { Fixtures, Law, Subject } from "./provider-suite/subject.ts"

/** The laws that need a network: a provider over a transport keeps them all. */
export const laws = (subject: Subject): ReadonlyArray<Law> => [
  ...answers(subject),
  ...aborts(subject),
  ...failures(subject),
  ...malformed(subject),
  ...secrets(subject)
]

/** The laws of bytes, which bring their own transport. */
export const byteLaws = (subject: Subject): ReadonlyArray<Law> => cuts(subject)

const register = (subject: Subject, all: ReadonlyArray<Law>, transport?: Layer.Layer<Transport>) => {
  for (const { name, check, timeout } of all) {
    const reason = subject.skip?.[name]
    if (reason !== undefined) it.skip(`${name} (${reason})`, () => undefined)
    else {
      // A byte law asks for no transport, whatever its type says.
      const effect = (
        transport === undefined ? check : Effect.provide(check, transport)
      ) as Effect.Effect<void>
      it.live(name, () => effect, timeout)
    }
  }
}

/**
 * Registers the whole suite with vitest: what a provider promises, over each of the given transports. A law that
 * cannot hold is skipped by its name, with a reason; a name that no law has fails the run.
 */
export const run = (
  subject: Subject,
  transports: { readonly [name: string]: Layer.Layer<Transport> }
): void => {
  const overNetwork = laws(subject)
  const overBytes = byteLaws(subject)
  const names = new Set([...overNetwork, ...overBytes].map(({ name }) => name))
  for (const name of Object.keys(subject.skip ?? {})) {
    if (!names.has(name)) throw new Error(`No law of the provider suite is called '${name}'.`)
  }
  describe(subject.name, () => {
    register(subject, overBytes)
    for (const [name, transport] of Object.entries(transports)) {
      describe(`over ${name}`, () => register(subject, overNetwork, transport))
    }
  })
}
