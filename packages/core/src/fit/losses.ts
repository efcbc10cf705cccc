import type { Capabilities, Rule } from "../Capabilities.ts"
import * as Param from "../Param.ts"
import type { Request } from "../Request.ts"
import { effortAt } from "./effort.ts"
import { fateOf, isLoss } from "./fate.ts"
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

/**
 * What of a request an endpoint would drop or change, as a set. Computed for every candidate, so what the request
 * holds is found once: `losses(request)(capabilities)`. `strict` counts what is unknown as lost.
 */
export const losses = (request: Request): ((capabilities: Capabilities, strict?: boolean) => number) => {
  const idle = hasIdleTools(request)
  const calling = request.tools !== undefined && !idle
  const names = present(request, idle)
  const { unknown } = request
  if (names.length === 0 && unknown === undefined) return () => 0
  const bits = names.map((name) => bitAt(places.get(name)!))
  const values = names.map((name) => (request as unknown as Open)[name]!)
  return (capabilities, strict = false) => {
    const effort = effortAt(request, capabilities, calling)
    let lost = unknown !== undefined && (strict || capabilities.unlisted === "drop") ? unknownFields : 0
    for (let index = 0; index < names.length; index++) {
      const name = names[index]!
      const rule = capabilities.params[name]
      if (name === "reasoning_effort") {
        if (isLoss(effort.fate, strict)) lost += bits[index]!
      } else if (
        rule === undefined
          ? strict
          : !isPlain(rule) &&
            (isLoss(fateOf(name, values[index]!, rule, effort.reasons), strict) ||
              isOutdone(rule, request, capabilities, effort.reasons))
      ) {
        lost += bits[index]!
      }
    }
    return lost
  }
}

/** Whether a parameter that it does not stand beside stays. */
const isOutdone = (
  { yields_to: others }: Rule,
  request: Request,
  { params }: Capabilities,
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
  if (has(unknownFields)) names.push(...Object.keys(request?.unknown ?? {}))
  return names
}
