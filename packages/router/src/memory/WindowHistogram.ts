/**
 * Counts in buckets of fixed borders, in a ring of time slices: what was measured lately, in little memory. Two
 * histograms merge by addition, whatever the order and the grouping, since a slice's number is the clock's and not
 * the observer's. What is older than the ring is forgotten.
 */
export interface WindowHistogram {
  /** Ascending by number; never more than the ring holds. */
  readonly slices: Array<Slice>
}

export interface Slice {
  /** Clock reading divided by the length of a slice: of the first, where several were folded into one. */
  readonly number: number
  /** How many lengths it covers. */
  readonly span: number
  /** Each code with its count, ascending by code, packed into one small integer. */
  readonly counts: Array<number>
}

/** A slice's length in milliseconds: the newest two are the last 30 to 60 seconds. */
export const sliceMs = 30_000

/** The ring holds a quarter of an hour. */
export const ringSlices = 30

/** Slices that are older than this are folded, so many into one, where all of these are. */
const fine = 4
const fold = 6

/** Weights halve every five minutes. */
const halfLife = 10

const countBits = 19
const most = 2 ** countBits - 1

export const make = (): WindowHistogram => ({ slices: [] })

export const sliceOf = (at: number): number => Math.floor(at / sliceMs)

/** Counts one more of a code (0 to 2,047). A count that is full stays full, which keeps merging lawful. */
export const add = (histogram: WindowHistogram, code: number, at: number): void => {
  const { slices } = histogram
  const number = sliceOf(at)
  const newest = slices.at(-1)
  // Mostly it is the slice of the one before.
  const slice = newest?.number === number ? newest : sliceAt(slices, number)
  if (slice !== undefined) addTo(slice.counts, code, 1)
}

export const merge = (one: WindowHistogram, other: WindowHistogram): WindowHistogram => {
  const merged = make()
  // The newer first, so that what it has folded meets what is still to be.
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

/** All lengths of its fold are behind the fine ones. */
const isFolded = (number: number, newest: number): boolean => startOf(number) + fold <= newest - fine

const isGone = ({ number, span }: Pick<Slice, "number" | "span">, newest: number): boolean =>
  number + span <= newest - ringSlices + 1

/** The slice of this number, made where there is none; undefined where it has left the ring. */
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

/** What a new slice does to the old ones: some are folded, some are gone. */
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

/** Slices that the clock has left behind go. */
export const expire = ({ slices }: WindowHistogram, now: number): void => {
  const newest = sliceOf(now)
  while (slices.length > 0 && isGone(slices[0]!, newest)) slices.shift()
}

/** What is read of it: all, or the newest slice and the one before with older ones until there are ten events. */
export type Scope = "all" | "recent"

/** As many events say what is going on, however long they took to come. */
const fewRecent = 10

/** The place of the oldest slice of a scope. */
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

/** By age, beside the newest: halved every five minutes. */
export const weightOf = ({ number, span }: Slice, newest: number): number =>
  weights[newest - number - (span >> 1)]!

/** The clock reading at which something will have left the ring. */
export const fadesAt = ({ slices }: WindowHistogram): number =>
  slices.length === 0 ? Infinity : (slices[0]!.number + slices[0]!.span - 1 + ringSlices) * sliceMs

/** The clock reading from which on nothing has been added; 0 where nothing ever was. */
export const quietFrom = ({ slices }: WindowHistogram): number =>
  slices.length === 0 ? 0 : (slices.at(-1)!.number + 2) * sliceMs

/** Borders grow by this factor, so that a figure is off by half of that at most: 1 %, and as much by its digits. */
const growth = 1.01 ** 2
export const buckets = 640

/** The bucket of a figure that is at least `least`; smaller and far larger ones fall into the outermost. */
export const bucketOf = (value: number, least: number): number => {
  const bucket = Math.round(Math.log(value / least) / Math.log(growth))
  return Math.min(Math.max(bucket, 0), buckets - 1)
}

const figures = new Map<number, Float64Array>()

/** What a bucket stands for, in three digits. */
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
