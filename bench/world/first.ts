import type { RouterOptions } from "@turnout/router/RouterOptions"
import * as Strategies from "@turnout/router/Strategies"
import type { Strategy } from "@turnout/router/Strategy"

/**
 * `balanced` as it was in the first release: the figures of the last quarter of an hour, from the fifth sample on, and
 * nothing that was learned before. What the gap is measured from.
 */
const strategy: Strategy = (input) =>
  Strategies.named["balanced"]!({
    ...input,
    candidates: input.candidates.map((candidate) => {
      const { learned: _, ...signals } = candidate.signals
      return { ...candidate, signals }
    })
  })

export const firstRelease: RouterOptions = {
  strategies: { first: strategy },
  optimize: "first",
  explore: 0.02
}
