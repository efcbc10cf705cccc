import type { Capabilities, Rule } from "../Capabilities.ts"
import * as Param from "../Param.ts"
import type { Request } from "../Request.ts"
import { effortAt } from "./effort.ts"
import { dropped, type Fate, fateOf, isLoss, kept } from "./fate.ts"
import { hasIdleTools, type Open, places, present } from "./present.ts"

/*
 * A loss set is a number that holds one power of two per optional parameter. Bits of a plain number reach to 2^52:
 * the operators on 32 bits would mistake the 33rd parameter for the first.
 */
const bitAt = (place: number): number => 2 ** place

/** Fields that the contract does not know, all of them together. */
const unknownFields = bitAt(Param.optional.length)

const isPlain = (rule: Rule): boolean =>
  rule.support === "yes" &&
  rule.with_reasoning === undefined &&
  rule.min === undefined &&
  rule.max === undefined &&
  rule.max_items === undefined &&
  rule.values === undefined &&
  rule.yields_to === undefined

/** What a request holds that can be lost. */
interface Held {
  /** Tools that may be called. */
  readonly calling: boolean
  readonly names: ReadonlyArray<Param.ParamName>
  readonly bits: ReadonlyArray<number>
}

const heldBy = (request: Request): Held => {
  const idle = hasIdleTools(request)
  const names = present(request, idle)
  const bits = names.map((name) => bitAt(places.get(name)!))
  return { calling: request.tools !== undefined && !idle, names, bits }
}

/**
 * What of a request an endpoint would drop or change, as a set. Computed for every candidate, so what the request
 * holds is computed once, on demand: `losses(request)(capabilities)`. `strict` counts what is unknown as lost.
 */
export const losses = (request: Request): ((capabilities: Capabilities, strict?: boolean) => number) => {
  let held: Held | undefined
  return (capabilities, strict = false) => {
    const { bits, calling, names } = (held ??= heldBy(request))
    const { unknown } = request
    let lost = unknown !== undefined && (strict || capabilities.unlisted === "drop") ? unknownFields : 0
    if (names.length === 0) return lost
    const effort = effortAt(request, capabilities, calling)
    for (let index = 0; index < names.length; index++) {
      const name = names[index]!
      const fate =
        name === "reasoning_effort" ? effort.fate : fateIn(request, name, capabilities, effort.reasons)
      if (isLoss(fate, strict)) lost += bits[index]!
    }
    return lost
  }
}

const fateIn = (
  request: Request,
  name: Param.ParamName,
  { params }: Capabilities,
  reasoning: boolean
): Fate => {
  const rule = params[name]
  if (rule !== undefined && isPlain(rule)) return kept
  const fate = fateOf(name, (request as unknown as Open)[name]!, rule, reasoning)
  return rule?.yields_to === undefined ||
    fate.type === "dropped" ||
    !isOutdone(rule, request, params, reasoning)
    ? fate
    : dropped("unsupported")
}

/** Whether a parameter that it does not stand beside stays. */
const isOutdone = (
  { yields_to: others }: Rule,
  request: Request,
  params: Capabilities["params"],
  reasoning: boolean
): boolean =>
  others !== undefined &&
  others.some((other) => {
    const value = (request as unknown as Open)[other]
    if (value === undefined || !places.has(other)) return false
    return fateOf(other as Param.ParamName, value, params[other], reasoning).type !== "dropped"
  })

/** The names behind a loss set of this request. */
export const lostNames = (lost: number, request?: Request): ReadonlyArray<string> => {
  const has = (bit: number): boolean => Math.floor(lost / bit) % 2 === 1
  const names: Array<string> = Param.optional.filter((_, place) => has(bitAt(place)))
  if (!has(unknownFields)) return names
  const unknown = Object.keys(request?.unknown ?? {})
  const told = unknown.slice(0, 20).map((name) => name.slice(0, 64))
  return [
    ...names,
    ...told,
    ...(unknown.length > told.length ? [`${unknown.length - told.length} more`] : [])
  ]
}
