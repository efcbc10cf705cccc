import * as Lru from "@turnout/core/Lru"

/** Output length per model: a decaying mean, shrunk towards a general prior. */
export interface Outputs {
  readonly add: (model: string, tokens: number, at: number) => void
  /** Undefined with few samples. */
  readonly mean: (model: string, now: number) => number | undefined
}

interface Mean {
  sum: number
  weight: number
  at: number
}

const prior = 500
const priorWeight = 5
const fewest = 5
const halfLifeMs = 3_600_000

export const make = (most: number): Outputs => {
  const means = Lru.make<string, Mean>(most)
  return {
    add: (model, tokens, at) => {
      if (!(tokens >= 0 && tokens < Infinity)) return
      const mean = means.peek(model) ?? { sum: 0, weight: 0, at }
      means.put(model, mean)
      const kept = fade(mean, at)
      mean.sum = mean.sum * kept + tokens
      mean.weight = mean.weight * kept + 1
      mean.at = Math.max(mean.at, at)
    },
    mean: (model, now) => {
      const mean = means.peek(model)
      if (mean === undefined) return undefined
      const kept = fade(mean, now)
      // Five within an hour have lost almost none of their weight.
      if (mean.weight * kept < fewest / 2) return undefined
      return Math.round((mean.sum * kept + prior * priorWeight) / (mean.weight * kept + priorWeight))
    }
  }
}

const fade = ({ at }: Mean, now: number): number => 2 ** (-Math.max(0, now - at) / halfLifeMs)
