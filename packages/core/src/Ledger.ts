import type { Json } from "./Json.ts"

/**
 * `renamed` and `translated` keep the meaning and stay out of the warnings, as `defaulted` does where it can cut no
 * answer (`same_meaning`); `weakened` and `stripped` lose
 * some of it; `unverified` was sent as it is, unknown to the library.
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

/** Why: the text of the warning depends on it. */
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

/** One difference between what was asked and what is sent. */
export interface Entry {
  readonly action: Action
  /** Dotted path in the request; for `weakened` a JSON pointer. */
  readonly param: string
  readonly from?: Json
  readonly to?: Json
  readonly reason: Reason
}

export type Ledger = ReadonlyArray<Entry>
