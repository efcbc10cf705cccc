import type { StatedCost } from "@turnout/core/Event"

/** Where in its usage a vendor states what the call cost, and in which unit. */
export interface CostField {
  /** Keys from the usage object on. */
  readonly at: ReadonlyArray<string>
  /** USD per unit; 1 where the vendor counts in USD. */
  readonly usd: number
  /** The vendor calls it an estimate. */
  readonly estimate?: true
  /** Where the field `when` is true the caller's own account at another vendor pays, and this comes on top. */
  readonly besides?: { readonly when: ReadonlyArray<string>; readonly at: ReadonlyArray<string> }
}

/** The first of the fields that holds a sum; some vendors write numbers as text. */
export const statedCost = (usage: unknown, fields: ReadonlyArray<CostField>): StatedCost | undefined => {
  for (const { at, besides, estimate, usd } of fields) {
    const sum = amount(read(usage, at))
    if (sum === undefined) continue
    const isShared = besides !== undefined && read(usage, besides.when) === true
    const more = isShared ? amount(read(usage, besides.at)) : 0
    return {
      usd: (sum + (more ?? 0)) * usd,
      confidence: estimate === true ? "assumed" : "exact",
      ...(more === undefined ? { partial: true } : undefined)
    }
  }
  return undefined
}

const read = (value: unknown, path: ReadonlyArray<string>): unknown => {
  let current = value
  for (const key of path) {
    if (typeof current !== "object" || current === null || !Object.hasOwn(current, key)) return undefined
    current = (current as { readonly [key: string]: unknown })[key]
  }
  return current
}

const amount = (value: unknown): number | undefined => {
  const sum = typeof value === "string" && /^\d+(\.\d+)?(e-?\d+)?$/i.test(value) ? Number(value) : value
  return typeof sum === "number" && sum >= 0 && sum < Infinity ? sum : undefined
}
