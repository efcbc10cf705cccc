/** Cross-origin requests: which pages may ask, and what they may read. Loaded where a host allows any. */
import * as HostOptions from "@turnout/core/Options"
import type { Input } from "./FetchInput.ts"

export interface Cors {
  /** `*`, one origin, several, or a function that says whether an origin may: `https://app.example`, without a path. */
  readonly origins: string | ReadonlyArray<string> | ((origin: string) => boolean)
  /** Whether a page may send cookies; not with `*`, which would let every page act as its visitor. Default: false. */
  readonly credentials?: boolean
  /** Headers that a page may send. Default: those it asks for. */
  readonly headers?: ReadonlyArray<string>
  /** Headers that a page may read, beside those of the door. */
  readonly exposed_headers?: ReadonlyArray<string>
  /** Seconds for which a browser keeps the answer of a preflight. Default: 600. */
  readonly max_age_s?: number
}

const isOrigin = (value: unknown): boolean => {
  if (typeof value !== "string") return false
  return value === "*" || value === "null" || /^[a-z][a-z0-9+.-]*:\/\/[^/\s,]+$/.test(value)
}

const origin = HostOptions.where<string>("an origin such as 'https://app.example', or '*'", isOrigin)
const header = HostOptions.where<string>("the name of a header", (value) =>
  /^[!#$%&'*+.^`|~\w-]+$/.test(typeof value === "string" ? value : "")
)

export const check: HostOptions.Check<Cors> = HostOptions.also(
  HostOptions.object<Cors>(
    {
      origins: HostOptions.either(
        HostOptions.isFunction,
        HostOptions.callable(),
        HostOptions.either(Array.isArray, HostOptions.list(origin), origin)
      ) as HostOptions.Check<Cors["origins"]>,
      credentials: HostOptions.boolean,
      headers: HostOptions.list(header),
      exposed_headers: HostOptions.list(header),
      max_age_s: HostOptions.number(0)
    },
    ["origins"]
  ),
  ({ credentials, origins }, path, report) => {
    if (credentials !== true || !isAny(origins)) return
    const message = "'credentials' cannot be allowed to every origin: name the origins, or leave it out."
    report.add(HostOptions.join(path, "credentials"), "invalid_parameter_value", message)
  }
)

const isAny = (origins: unknown): boolean =>
  origins === "*" || (Array.isArray(origins) && origins.includes("*"))

/** The headers of a door's answers that a page may want; `Content-Type` and a few others are always readable. */
const exposed = [
  "x-request-id",
  "request-id",
  "x-cache",
  "age",
  "retry-after",
  "x-should-retry",
  "x-rate-limit-source",
  "x-ratelimit-limit-requests",
  "x-ratelimit-remaining-requests",
  "x-ratelimit-reset-requests",
  "x-credits-balance-microdollars",
  ...["daily", "weekly", "monthly"].flatMap((period) => [
    `x-budget-${period}-limit`,
    `x-budget-${period}-spend`
  ]),
  "x-budget-exceeded",
  "x-budget-exceeded-period",
  "x-budget-exceeded-scope",
  "x-budget-period",
  "x-budget-scope",
  "x-error-provider",
  "x-error-retryable",
  "x-error-type"
]

/** Adds to an answer what a browser asks for before it lets a page have it. */
export type Decorate = (response: Response) => Response

/**
 * Reads a request before it is answered. Throws an `internal_error` if the host's function does, or if it gives anything but
 * true or false.
 */
export const make = ({
  credentials = false,
  exposed_headers = [],
  headers: allowed,
  max_age_s = 600,
  origins
}: Cors): ((input: Input) => Decorate) => {
  const any = isAny(origins)
  const readable = [...exposed, ...exposed_headers].join(", ")
  const admits = any ? () => true : admitting(origins)

  return (input) => {
    const asking = input.header("origin")
    const method = input.method === "OPTIONS" ? input.header("access-control-request-method") : undefined
    const wanted = allowed?.join(", ") ?? input.header("access-control-request-headers")
    const isAdmitted = asking !== undefined && admits(asking)
    return (response) => {
      const { headers } = response
      // A cache must not give one origin what was meant for another.
      if (!any) headers.append("vary", "Origin")
      if (method !== undefined) {
        headers.append("vary", "Access-Control-Request-Method, Access-Control-Request-Headers")
      }
      if (!isAdmitted) return response
      headers.set("access-control-allow-origin", any ? "*" : asking)
      if (credentials) headers.set("access-control-allow-credentials", "true")
      if (method === undefined) {
        headers.set("access-control-expose-headers", readable)
        return response
      }
      const methods = headers.get("allow")
      if (methods !== null) headers.set("access-control-allow-methods", methods)
      if (wanted !== undefined && wanted !== "") headers.set("access-control-allow-headers", wanted)
      headers.set("access-control-max-age", String(max_age_s))
      return response
    }
  }
}

const admitting = (origins: Cors["origins"]): ((asking: string) => boolean) => {
  if (typeof origins === "function") {
    return HostOptions.guarded("cors.origins", origins, {
      expected: "true or false",
      is: (value) => typeof value === "boolean"
    })
  }
  const known = new Set(typeof origins === "string" ? [origins] : origins)
  return (asking) => known.has(asking)
}
