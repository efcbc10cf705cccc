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
 * The contract's, in its order: the first that fails is the reason. Cooling is the last, so that a candidate it
 * keeps out would answer once it reopens.
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

/** The contract's and the host's own, which stand before cooling. */
export const withOwn = (own: ReadonlyArray<Constraint>): ReadonlyArray<Constraint> =>
  own.length === 0 ? all : [...all.slice(0, -1), ...own, cooling]
