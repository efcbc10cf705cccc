import type { Json } from "./Json.ts"

/**
 * `renamed` and `translated` keep the meaning and cause no warning, nor does `defaulted` if it cannot cut an answer
 * (`same_meaning`); `weakened` and `stripped` lose some of it; `unverified` was sent unchanged with unknown
 * support.
 */
export type Action =
  | "dropped"
  | "clamped"
  | "renamed"
  | "translated"
  | "defaulted"
  | "emulated"
  | "unverified"
  | "weakened"
  | "stripped"

/** The reason; the warning's text depends on it. */
export type Reason =
  | "unsupported"
  | "unsupported_with_reasoning"
  | "unsupported_with_tools"
  | "out_of_range"
  | "level"
  | "too_many"
  | "demanded"
  | "unknown"
  | "same_meaning"
  | "dialect"
  | "origin"
  | "needless"

/** One difference between the request and what is sent. */
export interface Entry {
  readonly action: Action
  /** Dotted path in the request; for `weakened` a JSON pointer. */
  readonly param: string
  readonly from?: Json
  readonly to?: Json
  readonly reason: Reason
}

export type Ledger = ReadonlyArray<Entry>
