import type { Principal } from "../../Principal.ts"
import type { Period } from "./period.ts"

export type Scope = "workspace" | "api_key" | "byok_provider"

/** So much may be spent in each period. */
export interface Rule {
  /**
   * Whose money: what the host's own keys cost a workspace or an API key, or what the callers' keys cost at a
   * provider (per workspace).
   */
  readonly scope: Scope
  /** The workspace, key or provider that it holds for; absent, each has a budget of its own of this size. */
  readonly id?: string
  /** UTC: from 00:00, from Monday, from the 1st. */
  readonly period: Period
  readonly limit_usd: number
  /** False: it is counted and shown, and stops nothing. True by default. */
  readonly enforce?: boolean
}

/** A rule that concerns somebody, and the name of the counter that it reads. */
export interface Concern {
  readonly rule: Rule
  readonly key: string
  /** The workspace, key or provider whose counter it is; empty for calls that name none. */
  readonly id: string
}

/** Who would spend. `provider` matters to the budgets of the callers' own keys. */
export interface Spender {
  readonly principal: Principal
  readonly payer: "platform" | "byok"
  readonly provider: string
}

/** The rules that one attempt is subject to. */
export const of = (
  rules: ReadonlyArray<Rule>,
  { payer, principal, provider }: Spender
): ReadonlyArray<Concern> =>
  select(rules, principal, (rule) =>
    (rule.scope === "byok_provider") === (payer === "byok") ? idOf(rule, principal, provider) : undefined
  )

/** The rules that somebody is subject to, whatever is attempted; each provider named by a rule is one. */
export const all = (rules: ReadonlyArray<Rule>, principal: Principal): ReadonlyArray<Concern> =>
  select(rules, principal, (rule) => idOf(rule, principal, rule.id))

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
 * One rule per counter: one that names its subject stands in place of one that holds for each, and of two alike
 * the smaller counts.
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
