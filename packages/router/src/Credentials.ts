import * as ApiKey from "@turnout/core/ApiKey"
import type { ChatRequest } from "@turnout/core/ChatRequest"
import type { Routing } from "@turnout/core/Gateway"
import type { Credential, Provider } from "@turnout/core/Provider"
import * as Options from "@turnout/core/Options"
import * as RouterError from "@turnout/core/RouterError"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { Key, Keyring } from "./Keyring.ts"
import type { Principal } from "./Principal.ts"

export type { Key, Keyring } from "./Keyring.ts"

/**
 * Host hook that supplies the caller's own keys for a call. `requests` is what the caller sent, not yet validated. For an embedding request it is
 * that request, which has no messages.
 */
export type Hook = (
  requests: ChatRequest | ReadonlyArray<ChatRequest>,
  principal: Principal
) =>
  | Keyring
  | undefined
  | Promise<Keyring | undefined>
  | Effect.Effect<Keyring | undefined, RouterError.RouterError>

/**
 * The keys that a call may use at a provider, in the order in which they are tried: the caller's before the host's.
 */
export type Keys = (provider: Provider) => ReadonlyArray<Credential>

/** A call's own keys, by provider. */
export type Own = ReadonlyMap<string, ReadonlyArray<Credential>>

export const none: Own = new Map()

const isEffect = (value: unknown): value is Effect.Effect<Keyring | undefined, RouterError.RouterError> =>
  Effect.isEffect(value)

const isPromise = (value: object): value is Promise<Keyring | undefined> =>
  typeof value === "object" && "then" in value && typeof value.then === "function"

/**
 * The keys of a call: those passed with it, and those of the host's hook for other providers. A hook that throws fails
 * the call with `internal_error`; its message is not shown, since it may contain a key.
 */
export const ask = (
  hook: Hook | undefined,
  requests: Parameters<Hook>[0],
  principal: Principal,
  given?: Keyring | null
): Effect.Effect<Own, RouterError.RouterError> => {
  if (given === undefined || given === null) return asked(hook, requests, principal)
  return Effect.flatMap(
    Effect.suspend(() => Effect.succeed(own(given))).pipe(
      Effect.catchDefect((defect) => Effect.fail(broken(defect)))
    ),
    (keys) => Effect.map(asked(hook, requests, principal), (others) => new Map([...others, ...keys]))
  )
}

const asked = (
  hook: Hook | undefined,
  ...subject: Parameters<Hook>
): Effect.Effect<Own, RouterError.RouterError> => {
  if (hook === undefined) return Effect.succeed(none)
  return Effect.suspend(() => {
    const given = hook(...subject)
    if (given === undefined || given === null) return Effect.succeed(none)
    if (isEffect(given)) return Effect.map(given, own)
    return isPromise(given)
      ? Effect.map(
          Effect.promise(() => given),
          own
        )
      : Effect.succeed(own(given))
  }).pipe(
    Effect.catchDefect((defect) => Effect.fail(broken(defect))),
    Effect.mapError((error) => (RouterError.isRouterError(error) ? error : broken(error)))
  )
}

const broken = (cause: unknown): RouterError.RouterError =>
  RouterError.because(
    RouterError.make("internal_error", "The host's credentials could not be read.", { param: "credentials" }),
    cause
  )

const own = (ring: Keyring | undefined): Own => {
  if (ring === undefined || ring === null) return none
  if (typeof ring !== "object" || Array.isArray(ring)) {
    throw new TypeError(`Expected keys by provider id, got ${Options.kindOf(ring)}.`)
  }
  const keys = new Map<string, ReadonlyArray<Credential>>()
  for (const provider of Object.keys(ring)) {
    const given = ring[provider]
    if (given === undefined || given === null) continue
    const list = isList(given) ? given : [given]
    keys.set(provider, list.map(credential))
  }
  return keys
}

const isList = (given: Key | ReadonlyArray<Key>): given is ReadonlyArray<Key> => Array.isArray(given)

const credential = (given: Key, index: number): Credential => {
  const usual = index === 0 ? "byok" : `byok-${index + 1}`
  const { id, key } = ApiKey.isSource(given) ? { id: usual, key: given } : given
  if ((typeof key === "string" || Redacted.isRedacted(key)) && ApiKey.textOf(key) === undefined) {
    throw new TypeError(`The key '${id}' is none: it is empty, or has a line break or a space in it.`)
  }
  return ApiKey.credential(id, "byok", key)
}

/** The keys of one call; each provider's list is computed once. */
export const make = (own: Own, { only_byok, only_platform }: Routing): Keys => {
  const isOpen = own.size === 0 && only_byok !== true && only_platform !== true
  if (isOpen) return ordered
  const made = new Map<Provider, ReadonlyArray<Credential>>()
  return (provider) => {
    let keys = made.get(provider)
    if (keys === undefined) {
      keys = [...(own.get(provider.id) ?? []), ...ordered(provider)].filter(
        ({ owner }) => (owner === "byok" ? only_platform : only_byok) !== true
      )
      made.set(provider, keys)
    }
    return keys
  }
}

const known = new WeakMap<Provider, ReadonlyArray<Credential>>()

/** The provider's own keys, preceded by the caller's. */
const ordered: Keys = (provider) => {
  let keys = known.get(provider)
  if (keys === undefined) {
    const { credentials } = provider
    const first = credentials.filter(({ owner }) => owner === "byok")
    keys =
      first.length === 0 ? credentials : [...first, ...credentials.filter(({ owner }) => owner !== "byok")]
    known.set(provider, keys)
  }
  return keys
}
