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
import { isSpokenAt, type Source } from "./Source.ts"

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
  /** The caller's request in the endpoint's own API, in place of its translation. */
  readonly source?: Source
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
  const made = new Bent(request)
  const idle = hasIdleTools(request)
  if (idle) for (const name of ofTools) if (made.get(name) !== undefined) made.drop(name, "needless")
  const effort = effortAt(request, capabilities, made.get("tools") !== undefined)
  const names = present(request, idle)
  for (let index = 0; index < names.length; index++) {
    const name = names[index]!
    const value = made.get(name)!
    const rule = params[name]
    const fate = name === "reasoning_effort" ? effort.fate : fateOf(name, value, rule, effort.reasons)
    switch (fate.type) {
      case "dropped":
        made.drop(name, fate.reason)
        break
      case "moved":
        made.set(name, fate.to)
        made.tell({ action: "clamped", param: name, from: value, to: fate.to, reason: fate.reason })
        break
      case "unverified":
        if (listed) made.tell({ action: "unverified", param: name, reason: "unknown" })
    }
  }
  for (let index = 0; index < names.length; index++) {
    const name = names[index]!
    const others = params[name]?.yields_to
    if (others === undefined || made.get(name) === undefined) continue
    if (others.some((other) => made.get(other) !== undefined)) made.drop(name, "unsupported")
  }
  const { fate } = effort
  if (fate.type === "defaulted") {
    made.set("reasoning_effort", fate.to)
    made.tell({ action: "defaulted", param: "reasoning_effort", to: fate.to, reason: "demanded" })
  }
  for (const [name, value] of demandsOf(capabilities)) {
    if (made.get(name) !== undefined) continue
    made.set(name, value)
    // The most that the model writes cuts nothing.
    const { max = endpoint.facts.limits.output } = params[name]!
    const cuts = !(
      name === "max_completion_tokens" &&
      typeof value === "number" &&
      max !== undefined &&
      value >= max
    )
    made.tell({ action: "defaulted", param: name, to: value, reason: cuts ? "demanded" : "same_meaning" })
  }
  if (request.unknown !== undefined) unknownFields(request.unknown, capabilities, made)
  if (!listed) {
    made.tell({ action: "unverified", param: "model", to: endpoint.provider_model_id, reason: "unknown" })
  }
  const { extensions, source } = request
  if (extensions === undefined && source === undefined) return made.fitted()
  made.delete("extensions")
  const spoken = source === undefined ? undefined : sourceAt(source, endpoint, made)
  const extension = extensionFor(extensions, provider)
  return {
    ...made.fitted(),
    ...(extension === undefined ? {} : { extension }),
    ...(spoken === undefined ? {} : { source: spoken })
  }
}

/** The source where the endpoint is sent it; elsewhere what its translation lost is told. */
const sourceAt = (source: Source, endpoint: Endpoint, made: Bent): Source | undefined => {
  made.delete("source")
  if (isSpokenAt(source, endpoint)) {
    for (const entry of source.changed ?? nothing) made.tell(entry)
    return source
  }
  for (const entry of source.lost ?? nothing) made.tell(entry)
  return undefined
}

const nothing: Ledger = []

/** A request while it is fitted: copied by the first change, since most are taken as they are. */
class Bent {
  private request: Open
  private isCopy = false
  private ledger: Array<Entry> | undefined = undefined

  constructor(request: Request) {
    this.request = request as unknown as Open
  }

  get(param: string): Json | undefined {
    return this.request[param]
  }

  set(param: string, value: Json): void {
    this.own()[param] = value
  }

  delete(param: string): void {
    delete this.own()[param]
  }

  drop(param: string, reason: Entry["reason"]): void {
    this.tell({ action: "dropped", param, from: this.request[param]!, reason })
    this.delete(param)
  }

  tell(entry: Entry): void {
    if (this.ledger === undefined) this.ledger = [entry]
    else this.ledger.push(entry)
  }

  fitted(): Fitted {
    return { request: this.request as unknown as Request, ledger: this.ledger ?? nothing }
  }

  private own(): Open {
    if (!this.isCopy) {
      this.isCopy = true
      this.request = { ...this.request }
    }
    return this.request
  }
}

const unknownFields = (
  fields: NonNullable<Request["unknown"]>,
  { unlisted }: Capabilities,
  made: Bent
): void => {
  for (const [param, from] of Object.entries(fields)) {
    made.tell(
      unlisted === "pass"
        ? { action: "unverified", param, reason: "unknown" }
        : { action: "dropped", param, from, reason: "unknown" }
    )
  }
  if (unlisted === "drop") made.delete("unknown")
}
