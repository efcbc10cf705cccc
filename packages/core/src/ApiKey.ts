import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { Credential } from "./Provider.ts"

/** A key as it is: a bare string is wrapped at once and kept nowhere else. */
export type Given = string | Redacted.Redacted

/** A key, or how to get it: a vault, a token that expires. Asked when it is needed, and again after a 401. */
export type Source =
  | Given
  | (() => Given | PromiseLike<Given> | Effect.Effect<Given, unknown>)
  | Effect.Effect<Given, unknown>

/** The credential of a key. One that has to be asked for is asked by the router, once for all calls that wait. */
export const credential = (id: string, owner: Credential["owner"], source: Source): Credential => {
  if (typeof source === "string" || Redacted.isRedacted(source)) return { id, owner, key: redacted(source) }
  return { id, owner, key: none, ask: asking(source) }
}

/** Whether it is one key, fixed or not, and no list of keys. */
export const isSource = (value: unknown): value is Source =>
  typeof value === "string" ||
  typeof value === "function" ||
  Redacted.isRedacted(value) ||
  Effect.isEffect(value)

const none = Redacted.make("")

/** The key without the white space around it and the scheme of its header; undefined where it cannot stand in one. */
export const textOf = (given: Given): string | undefined => {
  const text: unknown = Redacted.isRedacted(given) ? Redacted.value(given) : given
  const key = typeof text === "string" ? text.trim().replace(/^bearer\s+/i, "") : ""
  return /^[\x21-\x7e]+$/.test(key) ? key : undefined
}

/** A key that cannot stand in a header is left as it is: whoever takes keys looks at them. */
const redacted = (given: Given): Redacted.Redacted =>
  Redacted.make(textOf(given) ?? (typeof given === "string" ? given : Redacted.value(given)))

const asking = (source: Exclude<Source, Given>): Effect.Effect<Redacted.Redacted, unknown> => {
  if (Effect.isEffect(source)) return Effect.flatMap(source, checked)
  return Effect.flatMap(Effect.try({ try: source, catch: (cause) => cause }), (given) =>
    Effect.flatMap(
      Effect.isEffect(given)
        ? given
        : Effect.tryPromise({ try: () => Promise.resolve(given), catch: (cause) => cause }),
      checked
    )
  )
}

/** A host's function may give anything; what cannot stand in a header is no key. */
const checked = (given: unknown): Effect.Effect<Redacted.Redacted, unknown> => {
  const key = textOf(given as Given)
  return key === undefined
    ? Effect.fail(
        new TypeError("What was given for the key is none: it is no text, empty, or has a line break in it.")
      )
    : Effect.succeed(Redacted.make(key))
}
