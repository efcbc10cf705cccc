/** A mean whose samples lose half of their weight per half-life. Mutable. */
export interface Mean {
  sum: number
  weight: number
  /** Clock reading of the newest sample. */
  at: number
  readonly halfLifeMs: number
  /** Weight at which it stops to grow: then a new sample counts for one in so many. */
  readonly most: number
}

export const make = (halfLifeMs: number, most: number = Infinity): Mean => ({
  sum: 0,
  weight: 0,
  at: 0,
  halfLifeMs,
  most
})

export const add = (mean: Mean, value: number, at: number, weight: number = 1): void => {
  const kept = Math.min(1, (mean.most - weight) / Math.max(mean.weight, 1)) * fade(mean, at)
  mean.sum = mean.sum * kept + value * weight
  mean.weight = mean.weight * kept + weight
  mean.at = Math.max(mean.at, at)
}

export const clear = (mean: Mean): void => {
  mean.sum = 0
  mean.weight = 0
}

/** Weight that is left of its samples. */
export const weightAt = (mean: Mean, now: number): number => mean.weight * fade(mean, now)

/** Its value, which does not fade; NaN without samples. */
export const valueOf = ({ sum, weight }: Mean): number => sum / weight

const fade = ({ at, halfLifeMs, weight }: Mean, now: number): number =>
  weight === 0 || now <= at ? 1 : 2 ** ((at - now) / halfLifeMs)
