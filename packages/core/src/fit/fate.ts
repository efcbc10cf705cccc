import type { Rule } from "../Capabilities.ts"
import type { Json } from "../Json.ts"
import type { Reason } from "../Ledger.ts"
import * as Param from "../Param.ts"

/** What an endpoint does with one parameter. */
export type Fate =
  | { readonly type: "kept" }
  | { readonly type: "unverified" }
  | { readonly type: "dropped"; readonly reason: Reason }
  | { readonly type: "moved"; readonly to: Json; readonly reason: Reason }
  /** The request has no value and the endpoint demands one. */
  | { readonly type: "defaulted"; readonly to: Json }

export const kept: Fate = { type: "kept" }
const unverified: Fate = { type: "unverified" }

const drops = new Map<Reason, Fate>()

/** One object per reason: fates are found for every candidate. */
export const dropped = (reason: Reason): Fate => {
  let fate = drops.get(reason)
  if (fate === undefined) drops.set(reason, (fate = { type: "dropped", reason }))
  return fate
}

/** Whether the parameter is lost or changed, for callers that require every parameter to be honoured. */
export const isLoss = (fate: Fate, strict: boolean): boolean =>
  fate.type === "moved" ||
  (fate.type === "dropped" && fate.reason !== "needless") ||
  (strict && fate.type === "unverified")

/**
 * The level that stands for one that is not taken: the next lower, else the next higher. `none` stands for
 * nothing but itself.
 */
const levelOf = (
  levels: ReadonlyArray<string>,
  taken: ReadonlyArray<string>,
  value: string
): string | undefined => {
  const rank = levels.indexOf(value)
  let higher: string | undefined
  for (let place = 0; place < levels.length; place++) {
    const level = levels[place]!
    if (place > rank && level !== "none" && taken.includes(level)) {
      higher = level
      break
    }
  }
  for (let place = rank - 1; place >= 0; place--) {
    const level = levels[place]!
    if (level !== "none" && taken.includes(level)) return level
  }
  return higher
}

/** `rule` is the endpoint's for this parameter, `reasoning` whether the request makes it reason. */
export const fateOf = (
  name: Param.ParamName,
  value: Json,
  rule: Rule | undefined,
  reasoning: boolean
): Fate => {
  // An empty name or id is none: nothing is made of it.
  if (value === "") return dropped("needless")
  if (rule === undefined) return unverified
  const support = reasoning ? (rule.with_reasoning ?? rule.support) : rule.support
  const { fit, levels, neutral } = Param.params[name] as Param.Param
  if (support === "no") {
    if (rule.only !== undefined && value === rule.only) return kept
    if (value === neutral) return dropped("needless")
    return dropped(rule.support === "no" ? "unsupported" : "unsupported_with_reasoning")
  }
  if (typeof value === "number") {
    const { min = -Infinity, max = Infinity } = rule
    const to = value < min ? min : value > max ? max : value
    if (to !== value) {
      return fit === "clamp" ? { type: "moved", to, reason: "out_of_range" } : dropped("out_of_range")
    }
  } else if (typeof value === "string") {
    const { values } = rule
    if (values !== undefined && !values.includes(value)) {
      const to = levels === undefined ? undefined : levelOf(levels, values, value)
      return to === undefined ? dropped("unsupported") : { type: "moved", to, reason: "level" }
    }
  } else if (Array.isArray(value)) {
    const { max_items: most = Infinity } = rule
    if (value.length > most) {
      return most === 0 || fit !== "cut"
        ? dropped("unsupported")
        : { type: "moved", to: value.slice(0, most) as ReadonlyArray<Json>, reason: "too_many" }
    }
  }
  return support === "unknown" ? unverified : kept
}
