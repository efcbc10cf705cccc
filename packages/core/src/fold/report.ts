import type { StatedCost, UsageReport } from "../Event.ts"
import * as Usage from "../Usage.ts"

/** What two reports of one answer say together: nothing that was told is erased. */
export const reported = (before: UsageReport | undefined, after: UsageReport): UsageReport => {
  if (before === undefined) return after
  const tier = after.tier ?? before.tier
  const modifiers = union(before.modifiers, after.modifiers)
  const cost = dearer(before.cost, after.cost)
  return {
    type: "usage",
    usage: Usage.grown(before.usage, after.usage),
    ...(tier === undefined ? undefined : { tier }),
    ...(modifiers === undefined ? undefined : { modifiers }),
    ...(cost === undefined ? undefined : { cost })
  }
}

const union = (before: UsageReport["modifiers"], after: UsageReport["modifiers"]): UsageReport["modifiers"] =>
  before === undefined || after === undefined ? (after ?? before) : [...new Set([...before, ...after])]

const dearer = (before: StatedCost | undefined, after: StatedCost | undefined): StatedCost | undefined =>
  before === undefined || after === undefined ? (after ?? before) : after.usd >= before.usd ? after : before
