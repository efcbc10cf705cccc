import type { Candidate, RequestFacts } from "@turnout/core/Candidate"
import type { Metric } from "@turnout/core/Decision"
import type { Ranked, Strategy } from "./contract.ts"
import { near } from "./near.ts"
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

/** The second strategy orders ties of the first, among which selection may still draw. */
export const ordered =
  (first: Strategy, second: Strategy): Strategy =>
  (input) =>
    sorted(first(input), placesOf(second(input)))

/**
 * The second strategy breaks ties of the first; scores are the first's. What is tied in both, within 3 % in the second, is left to
 * selection. Not named `then`: a module with that export is a thenable, and `await import` of it never settles.
 */
export const andThen =
  (first: Strategy, second: Strategy): Strategy =>
  (input) => {
    const seconds = second(input)
    const scores = new Map(seconds.map(({ id, score }) => [id, score]))
    let best: Ranked | undefined
    return sorted(first(input), placesOf(seconds)).map((entry) => {
      if (best === undefined || best.score !== entry.score) best = entry
      const top = scores.get(best.id) ?? 0
      return (scores.get(entry.id) ?? 0) < top - near * Math.abs(top) ? { ...entry, behind: true } : entry
    })
  }

const placesOf = (ranked: ReadonlyArray<Ranked>): ReadonlyMap<string, number> =>
  new Map(ranked.map(({ id }, place) => [id, place]))

const sorted = (ranked: ReadonlyArray<Ranked>, places: ReadonlyMap<string, number>): Array<Ranked> =>
  [...ranked].sort(
    (left, right) =>
      right.score - left.score || (places.get(left.id) ?? Infinity) - (places.get(right.id) ?? Infinity)
  )
