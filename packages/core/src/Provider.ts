import type * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import type { CatalogRow } from "./Catalog.ts"
import type { Endpoint } from "./Endpoint.ts"
import type { Event } from "./Event.ts"
import type { Failure } from "./Failure.ts"
import type { Fitted } from "./Fit.ts"
import type { Json } from "./Json.ts"
import type { Ledger } from "./Ledger.ts"

export interface Credential {
  /** Names the key in attempts and health; never the key itself. */
  readonly id: string
  readonly owner: "platform" | "byok"
  /** Empty where the key has to be asked for. */
  readonly key: Redacted.Redacted
  /**
   * A key that is not fixed (`ApiKey.credential` makes it): asked before the first request that needs it, and again
   * after the vendor refused it with 401. It fails with whatever kept the host from it.
   */
  readonly ask?: Effect.Effect<Redacted.Redacted, unknown>
}

/**
 * `shared`: each request has a key by its session, or by how its conversation begins, so that prompt caches stay
 * with their key. `in_order`: the next key only when the one before fails.
 */
export type KeyUse = "shared" | "in_order"

/** A native request, ready but for the credential: it can be printed. */
export interface Prepared {
  readonly body: Json
  /** What the protocol itself changed, after fit's entries. */
  readonly ledger: Ledger
  readonly stream: boolean
  /** Native name of a tool → the caller's, where they differ: calls of the answer are named back. */
  readonly names?: { readonly [native: string]: string }
  /** Top-level native fields that the provider added and can do without, if the endpoint refuses them. */
  readonly added?: ReadonlyArray<string>
}

export interface RunOptions {
  /** Until the connection stands; a transport that cannot see it ignores it. */
  readonly connect_timeout_ms: number
  /** Not over a connection that is kept from before; a transport that cannot choose ignores it. */
  readonly fresh_connection?: boolean
  /** The date of the start, milliseconds: what a vendor says in dates is read by it. */
  readonly now: number
}

/** What the vendor's rate-limit headers said. */
export interface RateLimit {
  readonly limit_requests?: number
  readonly remaining_requests?: number
  /** Clock reading, milliseconds. */
  readonly reset_requests_at?: number
  readonly limit_tokens?: number
  readonly remaining_tokens?: number
  readonly reset_tokens_at?: number
}

/**
 * A read that tells only that the connection lives: white space before the body of a whole answer. To be compared
 * by identity; any other read of a whole answer is a byte of its body.
 */
export const keepAlive: ReadonlyArray<Event> = []

/**
 * An accepted request whose answer is still coming. `read` gives the events of one network read: possibly none
 * (a ping, part of a frame, part of a unary body: a sign of life all the same), and `undefined` after the last.
 * It fails when the answer does, and when the scope of the attempt is closed under it. It must not be called
 * again after `undefined` or a failure. The last events of a good answer include `end`.
 */
export interface Reply {
  readonly request_id?: string
  readonly rate_limit?: RateLimit
  readonly read: Effect.Effect<ReadonlyArray<Event> | undefined, Failure>
}

/**
 * A vendor account, as a value. It names no HTTP: `make` of a provider package captures the transport.
 * It is not a place for retries, timers or choosing: one loop in the router owns them.
 */
export interface Provider {
  readonly id: string
  /** Whose catalog rows it serves: `groq` for the account `groq-eu`. */
  readonly catalog?: string
  /** Other names a caller may use; compared without case, `-` and `_`. */
  readonly aliases: ReadonlyArray<string>
  /** The key that `extensions` knows the vendor by; defaults to the catalog id. */
  readonly vendor?: string
  /** Serves ids that it does not list. */
  readonly open: boolean
  /** Platform keys; a provider that needs none states one with an empty key. */
  readonly credentials: ReadonlyArray<Credential>
  /** How its keys are used, where it is not as the router's option `keys` says. */
  readonly keys?: KeyUse
  /** The endpoints of these rows (those of its `catalog`), with the provider's and the host's overrides. */
  readonly endpoints: (rows: ReadonlyArray<CatalogRow>) => ReadonlyArray<Endpoint>
  /** The endpoint of an id that it does not list; facts unknown. Only asked when `open`. */
  readonly passthrough: (providerModelId: string) => Endpoint
  /**
   * Loads what the first request would have to load. It is awaited before the clock of an attempt starts, so it costs
   * nothing once it has run.
   */
  readonly ready?: Effect.Effect<void>
  /** Pure, and without a secret. */
  readonly prepare: (fitted: Fitted, endpoint: Endpoint) => Prepared
  /** Sends and translates. The scope closes the socket. */
  readonly run: (
    prepared: Prepared,
    endpoint: Endpoint,
    credential: Credential,
    options: RunOptions
  ) => Effect.Effect<Reply, Failure, Scope.Scope>
}
