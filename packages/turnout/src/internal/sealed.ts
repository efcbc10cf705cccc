import { isRecord } from "@turnout/core/Options"
import type { Key, Keyring } from "@turnout/router/Keyring"
import type { Identity } from "@turnout/router/Principal"
import * as Redacted from "effect/Redacted"

const isText = (key: unknown): key is string => typeof key === "string"

const seal = (key: Key): Key => {
  if (isText(key)) return Redacted.make(key)
  return typeof key === "object" && key !== null && "key" in key && isText(key.key)
    ? { id: key.id, key: Redacted.make(key.key) }
    : key
}

const isList = (given: Key | ReadonlyArray<Key>): given is ReadonlyArray<Key> => Array.isArray(given)

/**
 * An identity whose keys can be printed: what is given as text is kept as no text. Undefined fields are left out. What
 * is no identity stays what it is, for the calls to tell.
 */
export const sealed = (given: Identity): Identity => {
  try {
    return seen(given)
  } catch {
    return unread
  }
}

/** What could not be looked at: no principal, which its calls tell. */
const unread: Identity = { principal: [] as never }

const seen = (given: Identity): Identity => {
  if (!isRecord(given)) return { principal: given } as Identity
  const { keys, principal, ...others } = given as Identity
  const identity: { principal?: Identity["principal"]; keys?: Keyring } = others
  if (principal !== undefined) identity.principal = principal
  if (keys === undefined || keys === null) return identity
  // Whatever it is, it is no text that a key could stand in.
  if (!isRecord(keys)) return { ...identity, keys: [] as never }
  const ring: { [provider: string]: Key | ReadonlyArray<Key> } = {}
  for (const provider of Object.keys(keys)) {
    const given = keys[provider]
    if (given === undefined || given === null) continue
    ring[provider] = isList(given) ? given.map(seal) : seal(given)
  }
  return { ...identity, keys: ring }
}
