import type { Constraint } from "../../Constraint.ts"
import * as Constraints from "../../Constraints.ts"
import { tier, provider } from "../constraints/access.ts"
import { media, reasoning, structuredOutput, tools } from "../constraints/capability.ts"
import { dataPolicy, quantization, region } from "../constraints/facts.ts"
import type { Stages } from "./contract.ts"

/** They read an endpoint's facts, and of a request what `question` holds. */
const fixed: ReadonlySet<Constraint> = new Set([
  tier,
  provider,
  region,
  quantization,
  dataPolicy,
  media,
  tools,
  structuredOutput,
  reasoning
])

/** The first run of fixed constraints, and what stands before and after it. */
export const split = (constraints: ReadonlyArray<Constraint>): Stages => {
  const found = constraints.findIndex((each) => fixed.has(each))
  const from = found < 0 ? 0 : found
  let until = from
  while (until < constraints.length && fixed.has(constraints[until]!)) until++
  return {
    before: constraints.slice(0, from),
    fixed: constraints.slice(from, until),
    after: constraints.slice(until)
  }
}

/** Of the built-in constraints. */
export const usual: Stages = split(Constraints.all)
