import type { Candidate } from "@turnout/core/Candidate"
import type { Ranked, Strategy, StrategyInput } from "@turnout/router/Strategy"
import type { RouterOptions } from "@turnout/router/RouterOptions"
import { History } from "./history.ts"

/** Lower is better. */
type Loss = (candidate: Candidate, input: StrategyInput) => number

/** Ranked by ascending loss; scores only carry the order. */
export const byLoss =
  (loss: Loss): Strategy =>
  (input) => {
    const losses = input.candidates.map((candidate) => ({
      id: candidate.endpoint.id,
      loss: loss(candidate, input)
    }))
    losses.sort((left, right) => left.loss - right.loss || (left.id < right.id ? -1 : 1))
    return losses.map(({ id }, index) => ranked(id, 1 - index / losses.length))
  }

export const ranked = (id: string, score: number): Ranked => ({
  id,
  score,
  utilities: { order: score },
  contributions: { order: score }
})

/** A router that follows a policy and does nothing of its own: no exploration, always the first. */
export const routerOf = (strategy: Strategy, more: RouterOptions = {}): RouterOptions => ({
  strategies: { policy: strategy },
  optimize: "policy",
  explore: 0,
  ...more,
  routing: { selection: "argmax", ...more.routing }
})

/** The same with a memory of its own, fresh for every run. */
export const remembering = (
  keepMs: number,
  strategy: (history: History) => Strategy,
  more: RouterOptions = {}
) => {
  return (): RouterOptions => {
    const history = new History(keepMs)
    return routerOf(strategy(history), { ...more, observe: history.observe })
  }
}

/** USD per 1M tokens, input and output added; what a price list says. */
export const listPrice = ({ endpoint }: Candidate): number => {
  const { input = 5e6, output = 5e6 } = endpoint.facts.prices[0]?.rates ?? {}
  return (input + output) / 1e6
}

export const expected = ({ expected_cost }: Candidate): number => expected_cost.expected ?? Infinity

export const mean = (values: ReadonlyArray<number>): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length
