import type { Candidate, RequestFacts } from "@turnout/core/Candidate"
import type { Metric } from "@turnout/core/Decision"
import type { Ranked, Strategy } from "./contract.ts"
import { weighted, byScore } from "./weighted.ts"

/** Sorts by one metric, best first, or by any number computed from a candidate. NaN (unknown) comes last. */
export const by: {
  (metric: Metric): Strategy
  (figure: (candidate: Candidate, facts: RequestFacts) => number, direction: "lowest" | "highest"): Strategy
} = (
  what: Metric | ((candidate: Candidate, facts: RequestFacts) => number),
  direction: "lowest" | "highest" = "highest"
): Strategy => {
  if (typeof what === "string") return weighted({ [what]: 1 })
  return ({ candidates, facts }) => {
    const figures = candidates.map((candidate) => what(candidate, facts))
    let least = Infinity
    let most = -Infinity
    for (const figure of figures) {
      if (!Number.isFinite(figure)) continue
      if (figure < least) least = figure
      if (figure > most) most = figure
    }
    return candidates
      .map((candidate, index): Ranked => {
        const figure = figures[index]!
        const distance = direction === "lowest" ? most - figure : figure - least
        // Known values map to 1/2 to 1 over their range; unknown ones to 0.
        const utility = !Number.isFinite(figure)
          ? 0
          : most === least
            ? 1
            : 0.5 + distance / (most - least) / 2
        return {
          id: candidate.endpoint.id,
          score: utility,
          utilities: { value: utility },
          contributions: { value: utility }
        }
      })
      .sort(byScore)
  }
}

/**
 * The second strategy breaks ties of the first; scores are the first's. Not named `then`: a module with that export
 * is a thenable, and `await import` of it never settles.
 */
export const andThen =
  (first: Strategy, second: Strategy): Strategy =>
  (input) => {
    const position = new Map<string, number>()
    for (const { id } of second(input)) position.set(id, position.size)
    return [...first(input)].sort(
      (left, right) =>
        right.score - left.score || (position.get(left.id) ?? Infinity) - (position.get(right.id) ?? Infinity)
    )
  }
