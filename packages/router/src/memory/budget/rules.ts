import * as Options from "@turnout/core/Options"
import type { Principal } from "../../Principal.ts"
import type { Period } from "./period.ts"

export type Scope = "workspace" | "api_key" | "byok_provider"

/** A spending limit per period. */
export interface Rule {
  /**
   * What is counted: the cost of the host's keys per workspace or API key, or of callers' keys per provider and
   * workspace.
   */
  readonly scope: Scope
  /** The workspace, key or provider that the rule applies to. Absent: each one has its own budget of this size. */
  readonly id?: string
  /** Periods start in UTC at 00:00, on Monday, or on the first of the month. */
  readonly period: Period
  readonly limit_usd: number
  /** False: spending is counted and reported but not limited. Default: true. */
  readonly enforce?: boolean
}

/** Above this, nano-dollars are no longer exact integers. */
const mostUsd = 9_000_000

export const check: Options.Check<ReadonlyArray<Rule>> = Options.list(
  Options.object<Rule>(
    {
      scope: Options.oneOf<Scope>("workspace", "api_key", "byok_provider"),
      id: Options.where("a text", (value) => typeof value === "string"),
      period: Options.oneOf<Period>("daily", "weekly", "monthly"),
      limit_usd: Options.number(0, mostUsd),
      enforce: Options.boolean
    },
    ["scope", "period", "limit_usd"]
  )
)

/** A rule that applies, and the name of its counter. */
export interface Concern {
  readonly rule: Rule
  readonly key: string
  /** The workspace, key or provider of the counter; empty for calls that name none. */
  readonly id: string
}

/** The payer of an attempt. `provider` is used for budgets of callers' own keys. */
export interface Spender {
  readonly principal: Principal
  readonly payer: "platform" | "byok"
  readonly provider: string
}

/** The rules that apply to one attempt. */
export const of = (
  rules: ReadonlyArray<Rule>,
  { payer, principal, provider }: Spender
): ReadonlyArray<Concern> =>
  select(rules, principal, (rule) =>
    (rule.scope === "byok_provider") === (payer === "byok") ? idOf(rule, principal, provider) : undefined
  )

/** The rules that apply to a principal, for any attempt; includes every provider named by a rule. */
export const all = (rules: ReadonlyArray<Rule>, principal: Principal): ReadonlyArray<Concern> =>
  select(rules, principal, (rule) => idOf(rule, principal, rule.id))

/** The budgets of those whom rules name, by key; of callers' own keys each workspace has its own. */
export const named = (
  rules: ReadonlyArray<Rule> | ((principal: Principal) => ReadonlyArray<Rule>)
): Map<string, Concern> => {
  const found = new Map<string, Concern>()
  if (typeof rules === "function") return found
  for (const { id, scope } of rules) {
    if (id === undefined || scope === "byok_provider") continue
    for (const concern of all(rules, { workspace_id: id, api_key_id: id })) {
      if (concern.rule.id !== undefined && concern.rule.scope === scope) found.set(concern.key, concern)
    }
  }
  return found
}

const idOf = (rule: Rule, principal: Principal, provider: string | undefined): string | undefined => {
  switch (rule.scope) {
    case "workspace":
      return principal.workspace_id ?? ""
    case "api_key":
      return principal.api_key_id ?? ""
    case "byok_provider":
      return provider
  }
}

/**
 * One rule per counter: a rule that names its subject replaces one for all, and of two alike the smaller limit
 * applies.
 */
const select = (
  rules: ReadonlyArray<Rule>,
  principal: Principal,
  subject: (rule: Rule) => string | undefined
): ReadonlyArray<Concern> => {
  const found = new Map<string, Concern>()
  for (const rule of rules) {
    const id = subject(rule)
    if (id === undefined || (rule.id !== undefined && rule.id !== id)) continue
    const key = keyOf(rule, id, principal)
    const other = found.get(key)
    if (other === undefined || isCloser(rule, other.rule)) found.set(key, { rule, key, id })
  }
  return [...found.values()]
}

/** A caller's own key belongs to a workspace. */
const keyOf = ({ period, scope }: Rule, id: string, { workspace_id }: Principal): string =>
  scope === "byok_provider"
    ? `${scope}:${period}:${JSON.stringify([workspace_id ?? "", id])}`
    : `${scope}:${period}:${id}`

const isCloser = (rule: Rule, other: Rule): boolean =>
  rule.id === other.id ? rule.limit_usd < other.limit_usd : rule.id !== undefined
