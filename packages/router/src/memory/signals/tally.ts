import * as WindowHistogram from "../WindowHistogram.ts"

/** Outcomes that were the endpoint's own, told apart by how they were asked for. */
export interface Tally {
  readonly outcomes: number
  readonly successes: number
  readonly unary: { readonly outcomes: number; readonly successes: number }
}

/** Of whom it is not known how it was asked, it counts with the streams. */
export const add = (
  histogram: WindowHistogram.WindowHistogram,
  isSuccess: boolean,
  stream: boolean | undefined,
  at: number
): void => WindowHistogram.add(histogram, (isSuccess ? 1 : 0) + (stream === false ? 2 : 0), at)

/** Counted and not weighted: so many of so many is what a person can check. */
export const read = (histogram: WindowHistogram.WindowHistogram, scope: WindowHistogram.Scope): Tally => {
  let outcomes = 0
  let successes = 0
  const unary = { outcomes: 0, successes: 0 }
  const { slices } = histogram
  for (let place = WindowHistogram.oldestOf(histogram, scope); place < slices.length; place++) {
    for (const packed of slices[place]!.counts) {
      const code = WindowHistogram.codeOf(packed)
      const count = WindowHistogram.countOf(packed)
      const success = (code & 1) * count
      outcomes += count
      successes += success
      if (code < 2) continue
      unary.outcomes += count
      unary.successes += success
    }
  }
  return { outcomes, successes, unary }
}

/** As if ten outcomes had gone before, nearly all of them good. */
export const smoothed = ({ outcomes, successes }: Pick<Tally, "outcomes" | "successes">): number =>
  (successes + 9.8) / (outcomes + 10)
