import type { Capabilities, Rule } from "./Capabilities.ts"
import type { Endpoint } from "./Endpoint.ts"
import type { Json, JsonObject } from "./Json.ts"
import type { Entry, Ledger } from "./Ledger.ts"
import * as Param from "./Param.ts"
import { normalizeName } from "./ProviderName.ts"
import { reasons, type Request } from "./Request.ts"

/** The request one endpoint gets, and every change that made it so. */
export interface Fitted {
  readonly request: Request
  readonly ledger: Ledger
  /** What the caller's `extensions` hold for this provider, to be merged into the native body. */
  readonly extension?: JsonObject
}

/** The names under which a provider's extensions stand. */
export interface Named {
  readonly id: string
  readonly vendor?: string
  readonly catalog?: string
  readonly aliases: ReadonlyArray<string>
}

/** What an endpoint does with the value of one parameter. */
type Fate =
  | { readonly type: "kept" }
  | { readonly type: "unverified" }
  | { readonly type: "dropped"; readonly reason: Entry["reason"] }
  | { readonly type: "moved"; readonly to: Json; readonly reason: Entry["reason"] }

const kept: Fate = { type: "kept" }
const unverified: Fate = { type: "unverified" }

const levelOf = (rule: Rule, value: string): string | undefined => {
  const { values } = rule
  if (values === undefined || values.includes(value)) return value
  const order = Param.params.reasoning_effort.schema.literals as ReadonlyArray<string>
  const rank = (level: string) => order.indexOf(level)
  const known = values.filter((level) => rank(level) !== -1 && level !== "none")
  if (value === "none") return known[0]
  const lower = known.findLast((level) => rank(level) < rank(value))
  return lower ?? known.find((level) => rank(level) > rank(value))
}

/** `capabilities` are those of the endpoint, `reasoning` whether this request makes it reason. */
const fateOf = (name: Param.ParamName, value: Json, capabilities: Capabilities, reasoning: boolean): Fate => {
  const rule = capabilities.params[name]
  if (rule === undefined) return unverified
  const support = reasoning ? (rule.with_reasoning ?? rule.support) : rule.support
  if (support === "no") {
    const reason = rule.support === "no" ? "unsupported" : "unsupported_with_reasoning"
    return { type: "dropped", reason }
  }
  const { fit } = Param.params[name]
  if (fit === "clamp" && typeof value === "number") {
    const { min = -Infinity, max = Infinity } = rule
    const to = value < min ? min : value > max ? max : value
    if (to !== value) return { type: "moved", to, reason: "out_of_range" }
  } else if (fit === "cut" && Array.isArray(value)) {
    const { max_items: most = Infinity } = rule
    if (value.length > most) {
      return most === 0
        ? { type: "dropped", reason: "unsupported" }
        : { type: "moved", to: value.slice(0, most) as ReadonlyArray<Json>, reason: "too_many" }
    }
  } else if (fit === "level" && typeof value === "string") {
    const to = name === "reasoning_effort" ? levelOf(rule, value) : value
    if (to === undefined) return { type: "dropped", reason: "unsupported" }
    if (to !== value) return { type: "moved", to, reason: "level" }
  }
  return support === "unknown" ? unverified : kept
}

type Open = { [key: string]: Json | undefined }

/** Whether this request makes this endpoint reason: it was asked to, was not told not to, or cannot do otherwise. */
const reasonsAt = (request: Request, { reasoning }: Capabilities): boolean => {
  if (reasoning.always === true) return true
  if (request.reasoning_effort === undefined) return reasoning.by_default === true
  return reasons(request) && reasoning.support !== "no"
}

/** A model that refuses effort next to tools gets the tools; the one case in which tools weigh on a parameter. */
const effortYields = (request: Request, capabilities: Capabilities, idle: boolean): boolean =>
  request.tools !== undefined &&
  !idle &&
  reasons(request) &&
  capabilities.features.tools_with_reasoning === "no"

const ofTools = ["tools", "tool_choice", "parallel_tool_calls"] as const

/** Tools that must not be called are told of only where the history speaks of them. */
const hasIdleTools = ({ messages, tool_choice, tools }: Request): boolean =>
  tool_choice === "none" &&
  tools !== undefined &&
  !messages.some(
    (message) => message.role === "tool" || (message.role === "assistant" && message.tool_calls !== undefined)
  )

/** Parameters that a request holds of those that fit may bend; idle ones go whatever the endpoint is. */
const present = (request: Request, idle: boolean): ReadonlyArray<Param.ParamName> =>
  Param.optional.filter(
    (name) => (request as unknown as Open)[name] !== undefined && !(idle && name === "parallel_tool_calls")
  )

/**
 * The optional parameters that an endpoint would drop or change, as a bit set over `Param.optional`. Computed
 * for every candidate, so the names that the request holds are found once: `losses(request)(capabilities)`.
 * `strict` counts what is unknown as lost.
 */
export const losses = (request: Request): ((capabilities: Capabilities, strict?: boolean) => number) => {
  const names = present(request, hasIdleTools(request))
  if (names.length === 0) return () => 0
  const bits = names.map((name) => 1 << Param.optional.indexOf(name))
  const values = names.map((name) => (request as unknown as Open)[name]!)
  return (capabilities, strict = false) => {
    const reasoning = reasonsAt(request, capabilities)
    let lost = 0
    for (let index = 0; index < names.length; index++) {
      const rule = capabilities.params[names[index]!]
      if (rule !== undefined && rule.support === "yes" && isPlain(rule)) continue
      const fate = fateOf(names[index]!, values[index]!, capabilities, reasoning)
      if (fate.type === "dropped" || fate.type === "moved" || (strict && fate.type === "unverified")) {
        lost |= bits[index]!
      }
    }
    return lost
  }
}

const isPlain = (rule: Rule): boolean =>
  rule.with_reasoning === undefined &&
  rule.min === undefined &&
  rule.max === undefined &&
  rule.max_items === undefined &&
  rule.values === undefined

/** The names behind a loss set. */
export const lostNames = (lost: number): ReadonlyArray<Param.ParamName> =>
  Param.optional.filter((_, index) => (lost & (1 << index)) !== 0)

/** The extension of a request for a provider: its id wins over its vendor, that over an alias. */
export const extensionFor = (extensions: Request["extensions"], provider: Named): JsonObject | undefined => {
  if (extensions === undefined) return undefined
  const names = [provider.id, provider.vendor ?? provider.catalog, ...provider.aliases]
  for (const name of names) {
    if (name === undefined) continue
    const wanted = normalizeName(name)
    for (const [key, value] of Object.entries(extensions)) if (normalizeName(key) === wanted) return value
  }
  return undefined
}

/**
 * Bends a request to what one endpoint accepts, and says so: applying the ledger to the request gives the
 * fitted request. Nothing is changed in silence.
 */
export const fit = (request: Request, endpoint: Endpoint, provider: Named): Fitted => {
  const { capabilities } = endpoint.facts
  const ledger: Array<Entry> = []
  const reasoning = reasonsAt(request, capabilities)
  const { extensions, ...rest } = request
  const next = rest as unknown as Open
  const idle = hasIdleTools(request)
  for (const name of idle ? ofTools : []) {
    const from = next[name]
    if (from === undefined) continue
    delete next[name]
    ledger.push({ action: "dropped", param: name, from, reason: "needless" })
  }
  for (const name of present(request, idle)) {
    const value = next[name]!
    const fate: Fate =
      name === "reasoning_effort" && effortYields(request, capabilities, idle)
        ? { type: "dropped", reason: "unsupported_with_tools" }
        : fateOf(name, value, capabilities, reasoning)
    switch (fate.type) {
      case "kept":
        break
      case "unverified":
        if (endpoint.facts.listed) ledger.push({ action: "unverified", param: name, reason: "unknown" })
        break
      case "dropped":
        delete next[name]
        ledger.push({ action: "dropped", param: name, from: value, reason: fate.reason })
        break
      case "moved":
        next[name] = fate.to
        ledger.push({ action: "clamped", param: name, from: value, to: fate.to, reason: fate.reason })
    }
  }
  for (const [name, rule] of Object.entries(capabilities.params)) {
    if (rule.demanded !== undefined && next[name] === undefined && Object.hasOwn(Param.params, name)) {
      next[name] = rule.demanded
      ledger.push({ action: "defaulted", param: name, to: rule.demanded, reason: "demanded" })
    }
  }
  if (request.unknown !== undefined) {
    const passed = capabilities.unlisted === "pass"
    for (const [key, value] of Object.entries(request.unknown)) {
      ledger.push(
        passed
          ? { action: "unverified", param: key, reason: "unknown" }
          : { action: "dropped", param: key, from: value, reason: "unknown" }
      )
    }
    if (!passed) delete next["unknown"]
  }
  if (!endpoint.facts.listed) {
    ledger.push({ action: "unverified", param: "model", to: endpoint.provider_model_id, reason: "unknown" })
  }
  const extension = extensionFor(extensions, provider)
  return {
    request: next as unknown as Request,
    ledger,
    ...(extension === undefined ? {} : { extension })
  }
}
