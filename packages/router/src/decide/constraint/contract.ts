import type { Capabilities } from "@turnout/core/Capabilities"
import type { Candidate, RequestFacts } from "@turnout/core/Candidate"
import type { ExpectedCost } from "@turnout/core/Price"
import type { ExclusionReason } from "@turnout/core/Decision"
import type { Endpoint } from "@turnout/core/Endpoint"
import type { Routing } from "@turnout/core/Gateway"
import type { Request } from "@turnout/core/Request"
import type { Costing } from "./costs.ts"
import type { List } from "./list.ts"
import type { Needs } from "./needs.ts"

/** The owners of keys at a provider for this caller. */
export interface Keys {
  readonly platform: boolean
  readonly byok: boolean
}

/** One request as constraints and sorting see it: computed once for all candidates. */
export interface Context {
  readonly request: Request
  readonly facts: RequestFacts
  readonly routing: Routing
  readonly needs: Needs
  /** Clock reading. */
  readonly now: number
  /** Its date, by which prices hold. */
  readonly date: number
  /** Registered ids resolved from `providers`, `exclude_providers`, `order` and `prefer`. */
  readonly allowed?: ReadonlySet<string> | undefined
  readonly denied?: ReadonlySet<string> | undefined
  readonly order?: ReadonlyArray<ReadonlyArray<string>> | undefined
  readonly preferred?: ReadonlyArray<string> | undefined
  /** Regions in order of preference; endpoints without regions ignore them. */
  readonly region?: ReadonlyArray<string> | undefined
  readonly keys: (provider: string) => Keys
  /** The policy `error`: no optional parameter may be dropped or clamped. */
  readonly strict: boolean
  /**
   * Bit set over `Param.optional` of the parameters that this endpoint would drop or clamp; `strict` adds those
   * with unknown support.
   */
  readonly losses: (capabilities: Capabilities, strict?: boolean) => number
  /** The cost of this request, optionally with another output limit. */
  readonly cost: (endpoint: Endpoint, outputTokens?: number) => ExpectedCost
  /** The conversation's prompt may still be cached where it was served last, and is long enough for that. */
  readonly isWarm?: boolean | undefined
  /** The costs of whole lists; absent where only `cost` is known. */
  readonly costing?: Costing | undefined
  /** USD per 1M tokens, (input + output) / 2; undefined where unknown. */
  readonly per1M: (endpoint: Endpoint) => number | undefined
}

/** The candidate under examination. The object is reused for the next one: do not retain it. */
export interface Subject extends Omit<Candidate, "quality"> {
  readonly quality: number | undefined
  /** The caller named this exact endpoint. */
  readonly named: boolean
  /** No context window is large enough, and this one is the largest. */
  readonly waived: boolean
}

/** Passes for lack of samples; the decision records it. */
export const unmeasured: unique symbol = Symbol.for("@turnout/router/Constraint/unmeasured")

/** Undefined: passes. A text: excluded, with this detail. */
export type Verdict = string | undefined | typeof unmeasured

export type Check = (subject: Subject) => Verdict

/** A pure constraint. `compile` reads the request once and returns undefined if the constraint does not apply. */
export interface Constraint {
  readonly reason: ExclusionReason
  readonly compile: (context: Context) => Check | undefined
  /** True if the whole list passes, judged by its summary; candidates are then not checked one by one. */
  readonly holds?: (context: Context, list: List) => boolean
}

/** Defines a constraint in one line, usually a host's own. */
export const make = (
  reason: ExclusionReason,
  check: (subject: Subject, context: Context) => Verdict
): Constraint => ({ reason, compile: (context) => (subject) => check(subject, context) })

/** A constraint that applies to this request. */
export interface Active {
  readonly reason: ExclusionReason
  readonly check: Check
}

export const compile = (
  constraints: ReadonlyArray<Constraint>,
  context: Context,
  list?: List
): ReadonlyArray<Active> => {
  let active: Array<Active> | undefined
  for (let index = 0; index < constraints.length; index++) {
    const { compile, holds, reason } = constraints[index]!
    if (list !== undefined && holds?.(context, list) === true) continue
    const check = compile(context)
    if (check !== undefined) (active ??= []).push({ reason, check })
  }
  return active ?? none
}

const none: ReadonlyArray<Active> = []
