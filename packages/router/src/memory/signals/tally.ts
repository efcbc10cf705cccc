import * as WindowHistogram from "../WindowHistogram.ts"

/** Outcomes attributable to the endpoint, by streamed and unary calls. */
export interface Tally {
  readonly outcomes: number
  readonly successes: number
  readonly unary: { readonly outcomes: number; readonly successes: number }
}

/** An outcome of unknown mode counts as streamed. */
export const add = (
  histogram: WindowHistogram.WindowHistogram,
  isSuccess: boolean,
  stream: boolean | undefined,
  at: number
): void => WindowHistogram.add(histogram, (isSuccess ? 1 : 0) + (stream === false ? 2 : 0), at)

/** Unweighted counts, so that a person can check them. */
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

/** Smoothed with a prior of ten outcomes, nearly all successful. */
export const smoothed = ({ outcomes, successes }: Pick<Tally, "outcomes" | "successes">): number =>
  (successes + 9.8) / (outcomes + 10)
