import type { Routing } from "@turnout/core/Gateway"
import type { Normalized } from "@turnout/core/Normalize"
import type { CacheOptions } from "../../CacheStore.ts"
import type { Principal } from "../../Principal.ts"
import { sha256 } from "./sha256.ts"

type Scope = NonNullable<CacheOptions["scope"]>

/** What of a request is not about its answer: all else is in the key. */
export const leftOut = {
  normalized: [
    "cache",
    "include",
    "ledger",
    "log",
    "metadata",
    "routing_events",
    "signature",
    "warnings"
  ] satisfies ReadonlyArray<keyof Normalized>,
  routing: [
    "attempt_timeout_ms",
    "connect_timeout_ms",
    "deadline_ms",
    "first_token_timeout_ms",
    "hedge",
    "on_interrupt",
    "stall_timeout_ms"
  ] satisfies ReadonlyArray<keyof Routing>
}

const outside: ReadonlySet<string> = new Set(leftOut.normalized)
const unrouted: ReadonlySet<string> = new Set(leftOut.routing)

/**
 * A record's JSON by sorted fields; what stands in the fields is as it came, since the order of a schema's properties is
 * that of the answer's.
 */
const sorted = (record: object, without?: (field: string) => boolean): string => {
  const fields = record as { readonly [field: string]: unknown }
  let text = "{"
  for (const field of Object.keys(fields).sort()) {
    if (fields[field] === undefined || without?.(field) === true) continue
    text += `${JSON.stringify(field)}:${JSON.stringify(fields[field])},`
  }
  return `${text}}`
}

const order: ReadonlyArray<Scope> = ["principal", "workspace", "router"]

/** The narrower of two. */
export const narrower = (one: Scope, other: Scope | null | undefined): Scope =>
  other === null || other === undefined || order.indexOf(one) <= order.indexOf(other) ? one : other

/** Whose answers they are. Distinct principals have distinct texts. */
export const owner = (scope: Scope, { api_key_id, user_id, workspace_id }: Principal): string => {
  if (scope === "router") return "router"
  if (scope === "workspace" && typeof workspace_id === "string")
    return JSON.stringify(["workspace", workspace_id])
  return JSON.stringify(["principal", user_id ?? null, workspace_id ?? null, api_key_id ?? null])
}

/** What a router's own settings and facts say of its answers. */
export interface House {
  readonly defaults: Routing
  /** All of it, as a part of keys. */
  readonly text: string
}

export const houseOf = (of: {
  readonly catalog: string
  readonly defaults: Routing
  readonly optimize: string | undefined
}): House => ({
  defaults: of.defaults,
  text: [of.catalog, of.optimize ?? "", sorted(of.defaults, (field) => unrouted.has(field))].join("\n")
})

export interface Keyed {
  readonly normalized: Normalized
  readonly owner: string
  readonly house: House
}

/** What is the same of two requests that mean the same answer. */
export const canonical = ({ house, normalized, owner }: Keyed): string => {
  const { request, routing, ...rest } = normalized
  // A native answer is kept frame by frame, or as one body.
  const isStreamed = request.source === undefined ? "" : String(request.stream)
  return [
    "turnout 1",
    owner,
    house.text,
    normalized.cache?.key ?? "",
    isStreamed,
    sorted(rest, (field) => outside.has(field)),
    sorted(routing, (field) => unrouted.has(field)),
    sorted(request, (field) => field === "stream")
  ].join("\n")
}

export const keyOf = (keyed: Keyed): string => sha256(canonical(keyed))

/** Of an idempotency key: where its answer stands. */
export const idempotent = (key: string, owner: string): string => `i${sha256(JSON.stringify([owner, key]))}`

/** What two requests with one idempotency key must agree in: everything. */
export const fingerprint = ({ request, ...rest }: Normalized): string =>
  sha256(`${sorted(rest, (field) => field === "ledger" || field === "warnings")}\n${sorted(request)}`)
