import type { FailureClass } from "@turnout/core/Failure"
import * as Options from "@turnout/core/Options"

/** Whether the same endpoint is retried. `key`: with its next key; `last`: only if nothing else is left. */
export type SameEndpoint = "no" | "key" | "once" | "once_after_backoff" | "last"

/** Whether steps of another endpoint or model follow. `larger_window`: only those with a larger context window. */
export type Onward = "yes" | "no" | "larger_window"

/** What a failure means for the rest of the plan, in three independent parts. */
export interface Verdict {
  readonly same: SameEndpoint
  readonly endpoint: Onward
  readonly model: Onward
}

/** The default table. A new failure class does not compile until it has a row. */
export const table: { readonly [failure in FailureClass]: Verdict } = {
  InvalidRequest: { same: "no", endpoint: "no", model: "no" },
  ContextLengthExceeded: { same: "no", endpoint: "larger_window", model: "larger_window" },
  ContentFiltered: { same: "no", endpoint: "yes", model: "yes" },
  Unsupported: { same: "no", endpoint: "yes", model: "yes" },
  AuthenticationFailed: { same: "key", endpoint: "yes", model: "yes" },
  PermissionDenied: { same: "key", endpoint: "yes", model: "yes" },
  QuotaExhausted: { same: "key", endpoint: "yes", model: "yes" },
  ModelNotFound: { same: "no", endpoint: "yes", model: "yes" },
  RateLimited: { same: "last", endpoint: "yes", model: "yes" },
  Overloaded: { same: "once_after_backoff", endpoint: "yes", model: "yes" },
  ServerError: { same: "once_after_backoff", endpoint: "yes", model: "yes" },
  ConnectionFailed: { same: "once", endpoint: "yes", model: "yes" },
  TimedOut: { same: "no", endpoint: "yes", model: "yes" },
  MalformedResponse: { same: "no", endpoint: "yes", model: "yes" },
  StreamTruncated: { same: "once_after_backoff", endpoint: "yes", model: "yes" },
  InternalError: { same: "no", endpoint: "yes", model: "yes" }
}

/** Rows of a host's own. */
export type Overrides = { readonly [failure in FailureClass]?: Partial<Verdict> }

const row = Options.object<Partial<Verdict>>({
  same: Options.oneOf("no", "key", "once", "once_after_backoff", "last"),
  endpoint: Options.oneOf("yes", "no", "larger_window"),
  model: Options.oneOf("yes", "no", "larger_window")
})

/** Of each row of the table, which has all of them. */
export const check: Options.Check<Overrides> = Options.object<Overrides>(
  Object.fromEntries(Object.keys(table).map((failure) => [failure, row])) as {
    readonly [failure in FailureClass]: typeof row
  }
)

/** The default table with the host's rows applied. */
export const make = (overrides: Overrides = {}): typeof table => {
  const rows: { [failure in FailureClass]: Verdict } = { ...table }
  for (const [name, row] of Object.entries(overrides)) {
    const failure = name as FailureClass
    rows[failure] = { ...rows[failure], ...row }
  }
  return rows
}
