import type { Capabilities } from "@turnout/core/Capabilities"
import type { Candidate, RequestFacts } from "@turnout/core/Candidate"
import type { ExpectedCost } from "@turnout/core/Price"
import type { ExclusionReason } from "@turnout/core/Decision"
import type { Endpoint } from "@turnout/core/Endpoint"
import type { Routing } from "@turnout/core/Gateway"
import type { Request } from "@turnout/core/Request"
import type { List } from "./list.ts"
import type { Needs } from "./needs.ts"

/** Whose credentials a provider has for this caller. */
export interface Keys {
  readonly platform: boolean
  readonly byok: boolean
}

/** One request, as constraints and the order see it: made once, the same for every candidate. */
export interface Context {
  readonly request: Request
  readonly facts: RequestFacts
  readonly routing: Routing
  readonly needs: Needs
  readonly now: number
  /** Registered ids that `providers`, `exclude_providers`, `order` and `prefer` stand for. */
  readonly allowed?: ReadonlySet<string>
  readonly denied?: ReadonlySet<string>
  readonly order?: ReadonlyArray<ReadonlyArray<string>>
  readonly preferred?: ReadonlyArray<string>
  /** Regions to try in this order; who has none ignores it. */
  readonly region?: ReadonlyArray<string>
  readonly keys: (provider: string) => Keys
  /** The policy `error`: no optional parameter may be dropped or clamped. */
  readonly strict: boolean
  /** Bit set over `Param.optional`: what this endpoint would drop or clamp; `strict` adds what nobody knows. */
  readonly losses: (capabilities: Capabilities, strict?: boolean) => number
  /** Of this request, or of it with another output limit. */
  readonly cost: (endpoint: Endpoint, outputTokens?: number) => ExpectedCost
  /** The expected ones of a whole list; undefined where they have to be asked for one by one. */
  readonly costs?: (list: List) => Float64Array | undefined
  /** USD per 1M tokens, (input + output) / 2; undefined where unknown. */
  readonly per1M: (endpoint: Endpoint) => number | undefined
}

/** The candidate under examination. It is reused for the next one: read it, do not keep it. */
export interface Subject extends Omit<Candidate, "quality"> {
  readonly quality: number | undefined
  /** The caller named this very endpoint. */
  readonly named: boolean
  /** No endpoint's window is large enough, and this one's is the largest. */
  readonly waived: boolean
}

/** It passes for want of samples, and the decision says so. */
export const unmeasured: unique symbol = Symbol.for("@turnout/router/Constraint/unmeasured")

/** Undefined: it passes. A text: it is out, and this is the detail. */
export type Verdict = string | undefined | typeof unmeasured

export type Check = (subject: Subject) => Verdict

/** Pure. `compile` reads the request once; undefined where it asks for nothing of the kind. */
export interface Constraint {
  readonly reason: ExclusionReason
  readonly compile: (context: Context) => Check | undefined
  /** True where the whole list passes, as its facts show: then nobody is asked one by one. */
  readonly holds?: (context: Context, list: List) => boolean
}

/** A constraint in one line: a host's own, mostly. */
export const make = (
  reason: ExclusionReason,
  check: (subject: Subject, context: Context) => Verdict
): Constraint => ({ reason, compile: (context) => (subject) => check(subject, context) })

/** A constraint that holds for this request. */
export interface Active {
  readonly reason: ExclusionReason
  readonly check: Check
}

export const compile = (
  constraints: ReadonlyArray<Constraint>,
  context: Context,
  list?: List
): ReadonlyArray<Active> => {
  const active: Array<Active> = []
  for (const { reason, compile, holds } of constraints) {
    if (list !== undefined && holds?.(context, list) === true) continue
    const check = compile(context)
    if (check !== undefined) active.push({ reason, check })
  }
  return active
}
