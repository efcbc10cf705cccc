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
import type { Read } from "./Read.ts"

export interface Credential {
  /** Identifies the key in attempts and health; never the key itself. */
  readonly id: string
  readonly owner: "platform" | "byok"
  /** Empty where the key has to be asked for. */
  readonly key: Redacted.Redacted
  /**
   * A key that is not fixed (`ApiKey.credential` makes it): asked before the first request that needs it, before the key
   * ends, and again after the vendor refused it with 401. It fails with whatever kept the host from it; with
   * `AuthenticationFailed` where the account itself was refused one.
   */
  readonly ask?: Effect.Effect<Redacted.Redacted | Lease, unknown>
}

/** A key that ends, such as an access token. */
export interface Lease {
  readonly key: Redacted.Redacted
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
}

/**
 * `shared`: each request has a key by its session, or by how its conversation begins, so that prompt caches stay
 * with their key. `in_order`: the next key only when the one before fails.
 */
export type KeyUse = "shared" | "in_order"

/** A native request without its credential; safe to print. */
export interface Prepared {
  readonly body: Json
  /** Changes made by the protocol, after those of fit. */
  readonly ledger: Ledger
  readonly stream: boolean
  /** Native tool name → the caller's, if different: tool calls of the answer are renamed back. */
  readonly names?: { readonly [native: string]: string } | undefined
  /** By native tool name, native property → the caller's, of those that differ: arguments are renamed back. */
  readonly properties?: { readonly [native: string]: { readonly [property: string]: string } } | undefined
  /** Top-level native fields that the provider added and can omit if the endpoint refuses them. */
  readonly added?: ReadonlyArray<string> | undefined
  /** The API whose request of a caller's this is: its answer is told verbatim, too (`Native` events). */
  readonly source?: string | undefined
  /** Headers of that caller's that the vendor is sent. */
  readonly headers?: { readonly [name: string]: string } | undefined
  /** Of an embedding request: inputs of each upstream request, in order. `body` is an array where there are several. */
  readonly counts?: ReadonlyArray<number> | undefined
}

/** What an account answers embedding requests with. */
export interface Embedder {
  /** Such an endpoint as these requests see it: capabilities, limits and facts are theirs. Undefined: it gives no vectors. */
  readonly endpoint: (endpoint: Endpoint) => Endpoint | undefined
  readonly prepare: (fitted: Fitted, endpoint: Endpoint) => Prepared
  /** One attempt, however many upstream requests it takes: if one fails, the others end, and it fails. */
  readonly run: Run
}

export interface RunOptions {
  /** Milliseconds until the connection is established; ignored by transports that cannot observe it. */
  readonly connect_timeout_ms: number
  /** Use a new connection; ignored by transports that cannot choose. */
  readonly fresh_connection?: boolean
  /** Clock reading at the start in milliseconds; vendors' dates are read relative to it. */
  readonly now: number
}

/** What a request needs from others than the vendor. */
export interface Gathering {
  /** The hosts that are asked, for an error's words. */
  readonly hosts: ReadonlyArray<string>
  /** The request with it. Its failure is the request's and no outcome of the endpoint: the next one is tried. */
  readonly prepared: Effect.Effect<Prepared, Failure>
}

/** The vendor's rate-limit headers. */
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
 * A read that tells only that the connection lives: white space or comments ahead of the body of a whole answer. To be
 * compared by identity; any other read of a whole answer is a part of its body.
 */
export const keepAlive: ReadonlyArray<Event> = []

/**
 * An accepted request whose answer is still coming. `read` gives the events of one network read: possibly none
 * (a ping, part of a frame, part of a unary body: a sign of life all the same), and `undefined` after the last.
 * It fails when the answer does, and when the scope of the attempt is closed under it. It must not be called
 * again after `undefined` or a failure. The last events of a good answer include `end`.
 */
export interface Reply {
  readonly request_id?: string | undefined
  readonly rate_limit?: RateLimit | undefined
  readonly read: Read<ReadonlyArray<Event>, Failure>
  /** What was received and is told with the end (a vendor's additions), for a streamed answer that has none. */
  readonly held?: () => ReadonlyArray<Event>
}

/** Told of one exchange whose answer comes whole. Nothing follows `failed`, `continued`, or the events that hold `end`. */
export interface Listener {
  /** The vendor has accepted the request: its answer begins. */
  readonly accepted: (reply: Omit<Reply, "read">) => void
  /** The events of one network read, as `Reply.read` gives them. */
  readonly events: (events: ReadonlyArray<Event>) => void
  readonly failed: (failure: Failure) => void
  /**
   * The answer has to be read step by step after all, such as the body of a refusal, or one that is packed or streamed.
   * The effect goes on with this exchange; until it runs, the exchange is still the caller's to abort.
   */
  readonly continued: (reply: Effect.Effect<Reply, Failure, Scope.Scope>) => void
}

/** Sends a request and translates its answer. Closing the scope closes the socket. */
export interface Run {
  (
    prepared: Prepared,
    endpoint: Endpoint,
    credential: Credential,
    options: RunOptions
  ): Effect.Effect<Reply, Failure, Scope.Scope>
  /**
   * The same for an answer that comes whole, without an effect where nothing has to be waited for but the vendor: it
   * tells a listener, and returns what aborts the exchange. Undefined where it cannot: then `run` does it. A part of
   * `run`, so that who wraps the one wraps the other.
   */
  readonly exchange?: (
    prepared: Prepared,
    endpoint: Endpoint,
    credential: Credential,
    options: RunOptions,
    listener: Listener
  ) => (() => void) | undefined
}

/**
 * A vendor account, as a value. It does not expose HTTP: `make` of a provider package captures the transport. It
 * must not retry, start timers or choose: one loop in the router owns that.
 */
export interface Provider {
  readonly id: string
  /** The catalog id whose rows it serves: `groq` for the account `groq-eu`. */
  readonly catalog?: string
  /** Other names a caller may use; compared ignoring case, `-` and `_`. */
  readonly aliases: ReadonlyArray<string>
  /** The vendor's key in `extensions`. Default: the catalog id. */
  readonly vendor?: string
  /** Serves unlisted ids. */
  readonly open: boolean
  /** Platform keys; a provider that needs none states one with an empty key. */
  readonly credentials: ReadonlyArray<Credential>
  /** How its keys are used, where it is not as the router's option `keys` says. */
  readonly keys?: KeyUse
  /** The endpoints of these rows (those of its `catalog`), with the provider's and the host's overrides. */
  readonly endpoints: (rows: ReadonlyArray<CatalogRow>) => ReadonlyArray<Endpoint>
  /** The endpoint of an unlisted id, with unknown facts. Called only if `open`. */
  readonly passthrough: (providerModelId: string) => Endpoint
  /**
   * Loads what the first request would otherwise load. Awaited before the timers of an attempt start; free after
   * its first run.
   */
  readonly ready?: Effect.Effect<void>
  /** Encodes the request. Pure, without secrets. */
  readonly prepare: (fitted: Fitted, endpoint: Endpoint) => Prepared
  /**
   * What the request needs from others than the vendor, such as images by their address; undefined if nothing. Awaited
   * before the timers of an attempt start, no longer than the call's deadline.
   */
  readonly gather?: (prepared: Prepared, endpoint: Endpoint) => Gathering | undefined
  readonly run: Run
  /** Absent where it gives no embeddings. Loaded with the first request for some. */
  readonly embedder?: Effect.Effect<Embedder>
  /** The vendor's own count of a request's input tokens; absent where it does not count. Asked on request only. */
  readonly countTokens?: (
    prepared: Prepared,
    endpoint: Endpoint,
    credential: Credential,
    now: number
  ) => Effect.Effect<number, Failure>
  /** The ids that the vendor lists for the account now; absent where it has no such list. Asked on request only. */
  readonly models?: (credential: Credential, now: number) => Effect.Effect<ReadonlyArray<string>, Failure>
}
