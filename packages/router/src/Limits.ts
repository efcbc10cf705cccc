import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { Principal } from "./Principal.ts"

/** Absent is not limited. */
export interface Limit {
  readonly requests_per_minute?: number
  /** Of prompt and answer together. */
  readonly tokens_per_minute?: number
  /** At the same time. */
  readonly concurrent?: number
}

/** Who is limited: whoever calls, or a registered provider. */
export type Subject =
  | { readonly type: "principal"; readonly principal: Principal }
  | { readonly type: "provider"; readonly provider: string }

/** The limit that was met. */
export interface Exceeded {
  readonly code: "rate_limit_exceeded" | "tokens_per_min_exceeded" | "concurrent_requests_exceeded"
  readonly limit: number
  readonly retry_after_ms: number
}

/** One of those that may be under way at the same time. */
export interface Place {
  /** Gives it back; once. */
  readonly leave: () => void
}

/** What is left of a principal's requests. */
export interface Requests {
  readonly limit: number
  readonly remaining: number
  /** Clock reading at which all of them are there again. */
  readonly resets_at: number
}

export interface State {
  /** One synchronous step; `undefined` where nothing limits how many are under way. */
  readonly place: (subject: Subject) => Place | Exceeded | undefined
  /** Takes one request with the tokens of its prompt, or takes nothing; `undefined` where no rate limits it. */
  readonly take: (subject: Subject, tokens: number) => Effect.Effect<Exceeded | undefined> | undefined
  /** Tokens that were used beyond those taken: owed, where they are not there. */
  readonly charge: (subject: Subject, tokens: number) => Effect.Effect<void>
  /** Takes nothing. */
  readonly status: (principal: Principal) => Effect.Effect<Requests | undefined>
}

export const isExceeded = (value: Place | Exceeded | undefined): value is Exceeded =>
  value !== undefined && "code" in value

/**
 * How much may be asked per minute and at once, of the host and of its providers. Without a layer nothing is
 * limited; `@turnout/limits` has one.
 */
export class Limits extends Context.Reference<State | undefined>("@turnout/router/Limits", {
  defaultValue: () => undefined
}) {}
