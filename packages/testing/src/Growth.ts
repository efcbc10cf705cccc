/** How the work of a function grows with the size of its input, in a measure that other processes hardly move. */

export interface Sizes {
  readonly small: number
  readonly large: number
  /** Measurements of each size; the least one counts. Default: 5. */
  readonly rounds?: number
}

/** Least time that is measured, microseconds: less is repeated until it takes as long. */
const resolution = 4000

const cpuTime = (work: () => unknown, times: number): number => {
  const before = process.cpuUsage()
  for (let time = 0; time < times; time++) work()
  const { system, user } = process.cpuUsage(before)
  return user + system
}

/** Runs of `work` that take long enough to be measured. Compiles it on the way. */
const repetitions = (work: () => unknown): number => {
  for (let times = 1; ; times *= 2) if (cpuTime(work, times) >= resolution) return times
}

/**
 * CPU time of the large input over that of the small one, per unit of size: about 1 where work is linear, about
 * large / small where it is quadratic. `prepare` makes the input, which is not measured, and returns the work. Node only.
 *
 * A test asks for a bound well between the two, such as 4 for sizes that differ by 16. Measurements of the two sizes
 * alternate and the least of each counts, so that a busy machine, which slows all of them, does not decide the test.
 */
export const perUnit = (prepare: (size: number) => () => unknown, sizes: Sizes): number => {
  const { large, rounds = 5, small } = sizes
  const [short, long] = [prepare(small), prepare(large)]
  const [shortTimes, longTimes] = [repetitions(short), repetitions(long)]
  let [leastShort, leastLong] = [Infinity, Infinity]
  for (let round = 0; round < rounds; round++) {
    leastShort = Math.min(leastShort, cpuTime(short, shortTimes) / shortTimes)
    leastLong = Math.min(leastLong, cpuTime(long, longTimes) / longTimes)
  }
  return leastLong / leastShort / (large / small)
}
