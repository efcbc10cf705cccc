import type { Constraint } from "./Constraint.ts"
import { credential, provider, tier } from "./decide/constraints/access.ts"
import {
  contextWindow,
  media,
  parameters,
  reasoning,
  structuredOutput,
  tools
} from "./decide/constraints/capability.ts"
import { dataPolicy, quantization, region } from "./decide/constraints/facts.ts"
import { cooling, price, successRate, throughput, ttft } from "./decide/constraints/measured.ts"

/**
 * The built-in constraints, in order: the first one that fails is the reason for exclusion. Cooling is last, so a
 * candidate excluded by it would be viable once its cooldown ends.
 */
export const all: ReadonlyArray<Constraint> = [
  credential,
  tier,
  provider,
  region,
  quantization,
  dataPolicy,
  media,
  tools,
  structuredOutput,
  reasoning,
  parameters,
  contextWindow,
  price,
  successRate,
  ttft,
  throughput,
  cooling
]

/** The built-in constraints with the host's own before cooling. */
export const withOwn = (own: ReadonlyArray<Constraint>): ReadonlyArray<Constraint> =>
  own.length === 0 ? all : [...all.slice(0, -1), ...own, cooling]
