import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { Credential, Lease } from "./Provider.ts"

/** A key as it is: a bare string is wrapped at once and kept nowhere else. */
export type Given = string | Redacted.Redacted

/** A key with the time when it ends, in milliseconds since the epoch: it is asked for again before that. */
export interface Expiring {
  readonly key: Given
  readonly expiresAt: number | Date
}

/** What a function or an effect may give. */
export type Asked = Given | Expiring

/**
 * A key, or how to get it: a vault, a token that expires. Asked when it is needed, before it ends where that is known, and
 * again after a 401.
 */
export type Source =
  | Given
  | (() => Asked | PromiseLike<Asked> | Effect.Effect<Asked, unknown>)
  | Effect.Effect<Asked, unknown>

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

const asking = (source: Exclude<Source, Given>): NonNullable<Credential["ask"]> => {
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
const checked = (given: unknown): Effect.Effect<Redacted.Redacted | Lease, unknown> => {
  if (!isExpiring(given)) return keyOf(given)
  const expiresAt = Number(given.expiresAt)
  if (!Number.isFinite(expiresAt)) {
    return Effect.fail(new TypeError("'expiresAt' of the key that was given is no time in milliseconds."))
  }
  return Effect.map(keyOf(given.key), (key) => ({ key, expiresAt }))
}

const isExpiring = (given: unknown): given is Expiring =>
  typeof given === "object" && given !== null && !Redacted.isRedacted(given) && "expiresAt" in given

const keyOf = (given: unknown): Effect.Effect<Redacted.Redacted, unknown> => {
  const key = textOf(given as Given)
  return key === undefined
    ? Effect.fail(
        new TypeError("What was given for the key is none: it is no text, empty, or has a line break in it.")
      )
    : Effect.succeed(Redacted.make(key))
}
