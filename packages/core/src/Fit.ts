import type { Capabilities } from "./Capabilities.ts"
import type { Endpoint } from "./Endpoint.ts"
import type { Json, JsonObject } from "./Json.ts"
import type { Entry, Ledger } from "./Ledger.ts"
import { effortAt } from "./fit/effort.ts"
import { fateOf } from "./fit/fate.ts"
import { hasIdleTools, ofTools, type Open, present } from "./fit/present.ts"
import * as Param from "./Param.ts"
import { normalizeName } from "./ProviderName.ts"
import type { Request } from "./Request.ts"

/** The request that one endpoint receives, and every change made to it. */
export interface Fitted {
  readonly request: Request
  readonly ledger: Ledger
  /** The caller's `extensions` for this provider, merged into the native body. */
  readonly extension?: JsonObject
  /** Native fields that the endpoint is known to refuse: the provider does not add them by itself. */
  readonly without?: ReadonlyArray<string>
  /** The service tier to ask the vendor for, one of the endpoint's `facts.tiers`. */
  readonly tier?: string
}

/** The names under which a provider's extensions stand. */
export interface Named {
  readonly id: string
  readonly vendor?: string
  readonly catalog?: string
  readonly aliases: ReadonlyArray<string>
}

export { losses, lostNames } from "./fit/losses.ts"

/** The extension of a request for a provider: its id wins over its vendor, that over an alias. */
export const extensionFor = (extensions: Request["extensions"], provider: Named): JsonObject | undefined => {
  if (extensions === undefined) return undefined
  const names = [provider.id, provider.vendor ?? provider.catalog, ...provider.aliases]
  const all = byName(extensions)
  for (const name of names) {
    const value = name === undefined ? undefined : all.get(normalizeName(name))
    if (value !== undefined) return value
  }
  return undefined
}

type Extensions = NonNullable<Request["extensions"]>

const named = new WeakMap<Extensions, ReadonlyMap<string, JsonObject>>()

/** The extensions of a request by normalised name, made once for all its candidates; the first of a name counts. */
const byName = (extensions: Extensions): ReadonlyMap<string, JsonObject> => {
  let found = named.get(extensions)
  if (found === undefined) {
    const made = new Map<string, JsonObject>()
    for (const [key, value] of Object.entries(extensions)) {
      const name = normalizeName(key)
      if (!made.has(name)) made.set(name, value)
    }
    named.set(extensions, (found = made))
  }
  return found
}

const memo = new WeakMap<Capabilities["params"], ReadonlyArray<readonly [name: string, value: Json]>>()

/**
 * Parameters for which an endpoint requires a value. Cached per endpoint, since rules are many, constant, and
 * rarely require any.
 */
const demandsOf = ({ params }: Capabilities): ReadonlyArray<readonly [name: string, value: Json]> => {
  let demands = memo.get(params)
  if (demands === undefined) {
    demands = Object.entries(params).flatMap(([name, { demanded }]) =>
      demanded === undefined || !Object.hasOwn(Param.params, name) ? [] : [[name, demanded] as const]
    )
    memo.set(params, demands)
  }
  return demands
}

/**
 * Adapts a request to what one endpoint accepts, and records every change: applying the ledger to the request gives
 * the fitted request.
 */
export const fit = (request: Request, endpoint: Endpoint, provider: Named): Fitted => {
  const { capabilities, listed } = endpoint.facts
  const { params } = capabilities
  const ledger: Array<Entry> = []
  const next = { ...request } as unknown as Open
  delete next["extensions"]
  const drop = (param: string, reason: Entry["reason"]): void => {
    ledger.push({ action: "dropped", param, from: next[param]!, reason })
    delete next[param]
  }
  const idle = hasIdleTools(request)
  if (idle) for (const name of ofTools) if (next[name] !== undefined) drop(name, "needless")
  const effort = effortAt(request, capabilities, next["tools"] !== undefined)
  const names = present(request, idle)
  for (const name of names) {
    const value = next[name]!
    const rule = params[name]
    const fate = name === "reasoning_effort" ? effort.fate : fateOf(name, value, rule, effort.reasons)
    switch (fate.type) {
      case "dropped":
        drop(name, fate.reason)
        break
      case "moved":
        next[name] = fate.to
        ledger.push({ action: "clamped", param: name, from: value, to: fate.to, reason: fate.reason })
        break
      case "unverified":
        if (listed) ledger.push({ action: "unverified", param: name, reason: "unknown" })
    }
  }
  for (const name of names) {
    const others = params[name]?.yields_to
    if (others === undefined || next[name] === undefined) continue
    if (others.some((other) => next[other] !== undefined)) drop(name, "unsupported")
  }
  const { fate } = effort
  if (fate.type === "defaulted") {
    next["reasoning_effort"] = fate.to
    ledger.push({ action: "defaulted", param: "reasoning_effort", to: fate.to, reason: "demanded" })
  }
  for (const [name, value] of demandsOf(capabilities)) {
    if (next[name] !== undefined) continue
    next[name] = value
    // The most that the model writes cuts nothing.
    const { max = endpoint.facts.limits.output } = params[name]!
    const cuts = !(
      name === "max_completion_tokens" &&
      typeof value === "number" &&
      max !== undefined &&
      value >= max
    )
    ledger.push({ action: "defaulted", param: name, to: value, reason: cuts ? "demanded" : "same_meaning" })
  }
  if (request.unknown !== undefined) unknownFields(request.unknown, capabilities, next, ledger)
  if (!listed) {
    ledger.push({ action: "unverified", param: "model", to: endpoint.provider_model_id, reason: "unknown" })
  }
  const extension = extensionFor(request.extensions, provider)
  return {
    request: next as unknown as Request,
    ledger,
    ...(extension === undefined ? {} : { extension })
  }
}

const unknownFields = (
  fields: NonNullable<Request["unknown"]>,
  { unlisted }: Capabilities,
  next: Open,
  ledger: Array<Entry>
): void => {
  for (const [param, from] of Object.entries(fields)) {
    ledger.push(
      unlisted === "pass"
        ? { action: "unverified", param, reason: "unknown" }
        : { action: "dropped", param, from, reason: "unknown" }
    )
  }
  if (unlisted === "drop") delete next["unknown"]
}
