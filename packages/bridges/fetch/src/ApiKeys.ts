import * as HostOptions from "@turnout/core/Options"
import * as RouterError from "@turnout/core/RouterError"
import type { Principal } from "@turnout/router/Principal"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Authentication from "./Authentication.ts"

export { reveal } from "./Authentication.ts"

/** What is kept of a key. It does not contain the key, and the key cannot be computed from it. */
export interface ApiKeyRecord {
  /** Names the key in lists and receipts; not secret. */
  readonly id: string
  /** SHA-256 of the whole key, 64 hexadecimal digits. */
  readonly hash: string
  /** Whose it is. Its `api_key_id` is the record's `id` unless stated. */
  readonly principal: Principal
  /** From then on it is refused with `expired_api_key`: milliseconds since the epoch, or ISO 8601. Absent or null: never. */
  readonly expires_at?: number | string | Date | null | undefined
  /** When it was revoked, or that it is. Absent, null or false: it is not. */
  readonly revoked_at?: number | string | Date | boolean | null | undefined
}

type Found = ApiKeyRecord | null | undefined

export interface Options {
  /** What keys begin with, so that people and secret scanners know them: `ak_` for one. */
  readonly prefix: string
  /** Keys that exist. */
  readonly records?: ReadonlyArray<ApiKeyRecord>
  /**
   * The host's own store: the record of a hash. It is asked for each request, after `records` and what `create` made,
   * which stay in this process.
   */
  readonly find?: (hash: string) => Found | PromiseLike<Found> | Effect.Effect<Found, unknown>
}

export interface Created {
  /** To be shown once: it is kept nowhere. `reveal(key)` is its text. */
  readonly key: Authentication.Key
  /** To be kept by the host. */
  readonly record: ApiKeyRecord
}

/** An `authenticate` hook, and what manages its keys. */
export interface ApiKeys extends Authentication.Authenticate {
  /** A new random key of 256 bits. It is valid at once in this process; elsewhere once `find` knows its record. */
  readonly create: (
    principal: Principal,
    options?: Pick<ApiKeyRecord, "expires_at"> & { readonly id?: string }
  ) => Promise<Created>
  /** Refuses a key from now on, in this process, whatever `find` says of it; false where no record here has the id. */
  readonly revoke: (id: string) => boolean
  /** The record of a key that exists already: what a host puts into its store. */
  readonly recordOf: (
    key: string | Authentication.Key,
    record: Omit<ApiKeyRecord, "hash">
  ) => Promise<ApiKeyRecord>
  /** The records of this process. */
  readonly records: () => ReadonlyArray<ApiKeyRecord>
}

const isRecord = (value: unknown): value is ApiKeyRecord =>
  HostOptions.isRecord(value) &&
  typeof value["id"] === "string" &&
  typeof value["hash"] === "string" &&
  /^[0-9a-f]{64}$/i.test(value["hash"]) &&
  HostOptions.isRecord(value["principal"])

const check: HostOptions.Check<Options> = HostOptions.object<Options>(
  {
    prefix: HostOptions.where("a text of letters, digits, '-' and '_'", (value) =>
      /^[\w-]+$/.test(typeof value === "string" ? value : "")
    ),
    records: HostOptions.list(
      HostOptions.where<ApiKeyRecord>(
        "a record with 'id', 'principal' and a 'hash' of 64 hexadecimal digits",
        isRecord
      )
    ),
    find: HostOptions.callable()
  },
  ["prefix"]
)

/**
 * Authenticates by keys of which only hashes are kept, compared in constant time. Missing, wrong or revoked is 401
 * `invalid_api_key`, expired is 401 `expired_api_key`. Runs wherever WebCrypto does.
 */
export const apiKeys = (options: Options): ApiKeys =>
  HostOptions.made(check, options, () => made(options)) as ApiKeys

const made = ({ find, prefix, records = [] }: Options): ApiKeys => {
  const known = new Map<string, ApiKeyRecord>()
  for (const record of records) known.set(record.hash.toLowerCase(), record)
  const revoked = new Set<string>()

  const authenticate: Authentication.Authenticate = (key) =>
    Effect.gen(function* () {
      // A prefix is no secret, and a key of something else need not be hashed.
      if (key === undefined || !Redacted.value(key).startsWith(prefix)) {
        return yield* Authentication.refused(key, prefix)
      }
      const hash = yield* Effect.promise(() => hashOf(Redacted.value(key)))
      const record = known.get(hash) ?? (find && (yield* asked(find, hash)))
      // A store may look up by less than the whole.
      if (!isRecord(record) || !isSame(record.hash.toLowerCase(), hash)) {
        return yield* Authentication.refused(key, prefix)
      }
      if (revoked.has(record.id) || isRevoked(record)) {
        return yield* RouterError.make("invalid_api_key", "The API key was revoked.")
      }
      if (yield* isOver(record, yield* Clock.currentTimeMillis)) {
        return yield* RouterError.make("expired_api_key", "The API key has expired.")
      }
      return { api_key_id: record.id, ...record.principal }
    })

  return Object.assign(authenticate, {
    create: async (
      principal: Principal,
      { expires_at, id = randomId() }: Parameters<ApiKeys["create"]>[1] = {}
    ) => {
      const text = prefix + randomText(32)
      const record = {
        id,
        hash: await hashOf(text),
        principal,
        ...(expires_at === undefined ? {} : { expires_at })
      }
      known.set(record.hash, record)
      return { key: Redacted.make(text), record }
    },
    revoke: (id: string) => {
      revoked.add(id)
      return [...known.values()].some((record) => record.id === id)
    },
    recordOf: async (key: string | Authentication.Key, record: Omit<ApiKeyRecord, "hash">) => ({
      ...record,
      hash: await hashOf(Redacted.isRedacted(key) ? Redacted.value(key) : key)
    }),
    records: () => [...known.values()]
  })
}

const asked = (
  find: NonNullable<Options["find"]>,
  hash: string
): Effect.Effect<Found, RouterError.RouterError> =>
  Effect.suspend(() => {
    const found = find(hash)
    return Effect.isEffect(found)
      ? found
      : Effect.tryPromise({ try: () => Promise.resolve(found), catch: (cause) => cause })
  }).pipe(
    Effect.catchDefect((defect) => Effect.fail(defect)),
    Effect.mapError(broken)
  )

const broken = (cause: unknown) =>
  RouterError.because(RouterError.make("internal_error", "The store of API keys failed."), cause)

const hashOf = async (text: string): Promise<string> =>
  hex(new Uint8Array(await globalThis.crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))))

const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")

const randomText = (bytes: number): string => hex(globalThis.crypto.getRandomValues(new Uint8Array(bytes)))

const randomId = (): string => `key_${randomText(8)}`

/** Looks at every digit, whether or not one before it differs. */
const isSame = (one: string, other: string): boolean => {
  let difference = one.length ^ other.length
  for (let at = 0; at < other.length; at++) difference |= one.charCodeAt(at) ^ other.charCodeAt(at)
  return difference === 0
}

const isGiven = <A>(value: A | null | undefined): value is A => value !== undefined && value !== null

const isRevoked = ({ revoked_at }: ApiKeyRecord): boolean => isGiven(revoked_at) && revoked_at !== false

/** A time that is none is a mistake in the store, and must not let a key live for ever. */
const isOver = (
  { expires_at }: ApiKeyRecord,
  now: number
): Effect.Effect<boolean, RouterError.RouterError> => {
  if (!isGiven(expires_at)) return Effect.succeed(false)
  const end = new Date(expires_at).getTime()
  return Number.isNaN(end)
    ? Effect.fail(broken(new TypeError("'expires_at' of an API key is no time.")))
    : Effect.succeed(end <= now)
}
