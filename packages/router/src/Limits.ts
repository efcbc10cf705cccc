import * as Context from "effect/Context"
import type { Principal } from "./Principal.ts"
import type { Stored } from "./Stored.ts"

/** Limits of one principal or provider. An absent field means no limit. */
export interface Limit {
  readonly requests_per_minute?: number
  /** Prompt and completion tokens together. */
  readonly tokens_per_minute?: number
  /** Maximum number of concurrent requests. */
  readonly concurrent?: number
}

/** The subject of a limit: a calling principal or a registered provider. */
export type Subject =
  | { readonly type: "principal"; readonly principal: Principal }
  | { readonly type: "provider"; readonly provider: string }

/** The limit that was exceeded, or that cannot be checked: `unreachable`, where the store that counts cannot be asked. */
export interface Exceeded {
  readonly code:
    | "rate_limit_exceeded"
    | "tokens_per_min_exceeded"
    | "concurrent_requests_exceeded"
    | "unreachable"
  readonly limit: number
  readonly retry_after_ms: number
}

/** One slot of a concurrency limit. */
export interface Place {
  /** Releases the slot. A store that did not hear it to the end is told again. */
  readonly leave: () => Stored<void>
}

/** Request quota of a principal. */
export interface Requests {
  readonly limit: number
  readonly remaining: number
  /** Clock reading at which the quota is full again. */
  readonly resets_at: number
}

/** What keeps limits. Each function answers at once where it can, or with an effect that asks a store. */
export interface State {
  /** Takes a concurrency slot in one step; `undefined` if concurrency is not limited. */
  readonly place: (subject: Subject) => Stored<Place | Exceeded | undefined>
  /**
   * Takes one request and its prompt tokens, or nothing if that exceeds a limit; `undefined` if no rate limit
   * applies.
   */
  readonly take: (subject: Subject, tokens: number) => Stored<Exceeded | undefined>
  /** Gives back what `take` took for the same subject and tokens, for a request that was refused elsewhere and not sent. */
  readonly restore: (subject: Subject, tokens: number) => Stored<void>
  /** Charges tokens used beyond those taken; what exceeds the remaining quota is owed. */
  readonly charge: (subject: Subject, tokens: number) => Stored<void>
  /** Reads the quota without taking from it. */
  readonly status: (principal: Principal) => Stored<Requests | undefined>
}

export const isExceeded = (value: Stored<Place | Exceeded | undefined>): value is Exceeded =>
  value !== undefined && "code" in value

/**
 * Limits of requests and tokens per minute and of concurrency, for principals and providers. Without a layer
 * nothing is limited; `@turnout/limits` provides one.
 */
export class Limits extends Context.Reference<State | undefined>("@turnout/router/Limits", {
  defaultValue: () => undefined
}) {}
