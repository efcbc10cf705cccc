/**
 * A histogram with fixed buckets over a ring of time slices: recent measurements in little memory. Two histograms
 * merge by addition, commutatively and associatively, since slices are numbered by the clock and not by the
 * observer. Slices older than the ring are dropped.
 */
export interface WindowHistogram {
  /** Ascending by number; at most `ringSlices`. */
  readonly slices: Array<Slice>
}

export interface Slice {
  /** Clock reading divided by the slice length; of its first slice, if several were folded into one. */
  readonly number: number
  /** Number of slice lengths that it covers. */
  readonly span: number
  /** Each code with its count, ascending by code, packed into one small integer. */
  readonly counts: Array<number>
}

/** Slice length in milliseconds: the two newest slices cover the last 30 to 60 seconds. */
export const sliceMs = 30_000

/** The ring covers 15 minutes. */
export const ringSlices = 30

/** Slices older than this many lengths are folded, `fold` into one, once all of these are. */
const fine = 4
const fold = 6

/** Half-life of weights in slices: five minutes. */
const halfLife = 10

const countBits = 19
const most = 2 ** countBits - 1

export const make = (): WindowHistogram => ({ slices: [] })

export const sliceOf = (at: number): number => Math.floor(at / sliceMs)

/** Counts one event of a code (0 to 2,047). A full counter saturates, which keeps merging associative. */
export const add = (histogram: WindowHistogram, code: number, at: number): void => {
  const { slices } = histogram
  const number = sliceOf(at)
  const newest = slices.at(-1)
  // Usually the same slice as for the event before.
  const slice = newest?.number === number ? newest : sliceAt(slices, number)
  if (slice !== undefined) addTo(slice.counts, code, 1)
}

export const merge = (one: WindowHistogram, other: WindowHistogram): WindowHistogram => {
  const merged = make()
  // The newer first, so that its folded slices receive what is still to be folded.
  const [newer, older] = newestOf(one) >= newestOf(other) ? [one, other] : [other, one]
  for (const { slices } of [{ slices: newer.slices.toReversed() }, older]) {
    for (const { counts, number } of slices) {
      const slice = sliceAt(merged.slices, number)
      if (slice === undefined) continue
      for (const packed of counts) addTo(slice.counts, codeOf(packed), countOf(packed))
    }
  }
  return merged
}

const newestOf = ({ slices }: WindowHistogram): number => slices.at(-1)?.number ?? -Infinity

const startOf = (number: number): number => Math.floor(number / fold) * fold

/** Whether all slices of its fold are older than the fine ones. */
const isFolded = (number: number, newest: number): boolean => startOf(number) + fold <= newest - fine

const isGone = ({ number, span }: Pick<Slice, "number" | "span">, newest: number): boolean =>
  number + span <= newest - ringSlices + 1

/** The slice of this number, created if absent; undefined if it is older than the ring. */
const sliceAt = (slices: Array<Slice>, number: number): Slice | undefined => {
  const newest = slices.at(-1)?.number ?? number
  const wanted = isFolded(number, newest) ? { number: startOf(number), span: fold } : { number, span: 1 }
  if (isGone(wanted, newest)) return undefined
  let place = slices.length
  while (place > 0 && slices[place - 1]!.number > wanted.number) place--
  const found = slices[place - 1]
  if (found?.number === wanted.number) return found
  const made: Slice = { ...wanted, counts: [] }
  slices.splice(place, 0, made)
  if (number > newest) settle(slices, number)
  return made
}

/** Folds and drops old slices after a new one was added. */
const settle = (slices: Array<Slice>, newest: number): void => {
  for (let place = 0; place < slices.length; place++) {
    const { counts, number, span } = slices[place]!
    if (span > 1 || !isFolded(number, newest)) continue
    const start = startOf(number)
    const before = slices[place - 1]
    if (before?.number === start && before.span > 1) {
      for (const packed of counts) addTo(before.counts, codeOf(packed), countOf(packed))
      slices.splice(place--, 1)
    } else slices[place] = { number: start, span: fold, counts }
  }
  while (isGone(slices[0]!, newest)) slices.shift()
}

const addTo = (counts: Array<number>, code: number, count: number): void => {
  let low = 0
  let high = counts.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (codeOf(counts[middle]!) < code) low = middle + 1
    else high = middle
  }
  const packed = counts[low]
  if (packed === undefined || codeOf(packed) !== code) {
    counts.splice(low, 0, (code << countBits) | Math.min(count, most))
  } else counts[low] = (code << countBits) | Math.min(countOf(packed) + count, most)
}

/** Drops slices older than the ring. */
export const expire = ({ slices }: WindowHistogram, now: number): void => {
  const newest = sliceOf(now)
  while (slices.length > 0 && isGone(slices[0]!, newest)) slices.shift()
}

/** The part that is read: all slices, or the two newest and older ones until there are ten events. */
export type Scope = "all" | "recent"

/** Minimum number of events that describe recent behaviour, whatever their age. */
const fewRecent = 10

/** Index of the oldest slice of a scope. */
export const oldestOf = ({ slices }: WindowHistogram, scope: Scope): number => {
  if (scope === "all") return 0
  const newest = slices.at(-1)?.number ?? 0
  let total = 0
  let place = slices.length
  while (place > 0 && (slices[place - 1]!.number >= newest - 1 || total < fewRecent)) {
    place--
    for (const packed of slices[place]!.counts) total += countOf(packed)
  }
  return place
}

export const codeOf = (packed: number): number => packed >> countBits

export const countOf = (packed: number): number => packed & most

const weights: ReadonlyArray<number> = Array.from(
  { length: ringSlices + fold },
  (_, age) => 2 ** (-age / halfLife)
)

/** Weight by age relative to the newest slice: halved every five minutes. */
export const weightOf = ({ number, span }: Slice, newest: number): number =>
  weights[newest - number - (span >> 1)]!

/** Clock reading at which the oldest slice leaves the ring. */
export const fadesAt = ({ slices }: WindowHistogram): number =>
  slices.length === 0 ? Infinity : (slices[0]!.number + slices[0]!.span - 1 + ringSlices) * sliceMs

/** Clock reading since which nothing was added; 0 if nothing ever was. */
export const quietFrom = ({ slices }: WindowHistogram): number =>
  slices.length === 0 ? 0 : (slices.at(-1)!.number + 2) * sliceMs

/** Growth factor of bucket bounds: a value is off by at most 1 %, plus rounding to three digits. */
const growth = 1.01 ** 2
export const buckets = 640

/** The bucket of a value of at least `least`; values outside the range go to the outermost buckets. */
export const bucketOf = (value: number, least: number): number => {
  const bucket = Math.round(Math.log(value / least) / Math.log(growth))
  return Math.min(Math.max(bucket, 0), buckets - 1)
}

const figures = new Map<number, Float64Array>()

/** The value that a bucket represents, rounded to three digits. */
export const figureOf = (bucket: number, least: number): number => {
  let known = figures.get(least)
  if (known === undefined) {
    known = Float64Array.from({ length: buckets }, (_, index) =>
      Number((least * growth ** index).toPrecision(3))
    )
    figures.set(least, known)
  }
  return known[bucket]!
}
