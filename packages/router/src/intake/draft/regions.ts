import * as ModelExpression from "@turnout/core/ModelExpression"
import * as Result from "effect/Result"
import { isIn } from "../../decide/constraints/facts.ts"
import type { Refusal } from "../../Refusal.ts"
import type { Item } from "../../resolve/Resolve.ts"

const unasked = Result.succeed(undefined)

/**
 * The regions to try, in order. A region that no candidate offers is refused if every candidate has regions;
 * candidates without regions ignore the parameter.
 */
export const regions = (
  text: string | undefined,
  items: ReadonlyArray<Item>
): Result.Result<ReadonlyArray<string> | undefined, Refusal> => {
  if (text === undefined) return unasked
  const wanted = ModelExpression.regions(text)
  if ("type" in wanted) {
    return refused(`${wanted.message}, at position ${wanted.position}`, "Expected: us-east1->us-west1.")
  }
  const offered = new Set<string>()
  for (const { endpoints } of items) {
    for (const { facts } of endpoints) {
      if (facts.regions === undefined) return Result.succeed(wanted)
      for (const region of facts.regions) offered.add(region)
    }
  }
  const missing = wanted.find((region) => !isIn([...offered], region))
  if (missing === undefined) return Result.succeed(wanted)
  const names = [...offered].sort()
  return refused(
    `no candidate is offered in the region '${missing.slice(0, 80)}'`,
    `Offered: ${names.slice(0, 10).join(", ") || "none"}${names.length > 10 ? " and others" : ""}.`
  )
}

const refused = (why: string, suggestion: string): Result.Result<never, Refusal> =>
  Result.fail({
    code: "invalid_parameter_value",
    message: `Invalid 'region': ${why}.`,
    param: "region",
    suggestion
  })
