import type { Scratch } from "./scratch.ts"

type Room = Pick<Scratch, "others" | "buckets" | "ends">

/** Runs of this length are insertion-sorted before merging. */
const run = 8
/** From this size on, keys are bucketed first. */
const many = 24

/**
 * Sorts the first `length` rows in place by ascending `place`, then descending `key`, both read by row; stable. A
 * comparator call per comparison would cost more than the rest of a decision.
 */
export const sort = (
  rows: Uint32Array,
  length: number,
  key: Float64Array,
  place: Float64Array | undefined,
  room: Room
): void => {
  if (length < many || place !== undefined) mergeSort(rows, 0, length, key, place, room.others)
  else bucketSort(rows, length, key, room)
}

/** About one row per bucket for evenly spread keys, so time is linear in the number of rows. */
const bucketSort = (
  rows: Uint32Array,
  length: number,
  key: Float64Array,
  { buckets, ends, others }: Room
): void => {
  let least = Infinity
  let most = -Infinity
  for (let index = 0; index < length; index++) {
    const value = key[rows[index]!]!
    if (value < least) least = value
    if (value > most) most = value
  }
  const scale = (length - 1) / (most - least)
  if (!(scale > 0 && scale < Infinity)) {
    if (most !== least) mergeSort(rows, 0, length, key, undefined, others)
    return
  }
  /** The end of each bucket after its rows were placed. */
  ends.fill(0, 0, length + 1)
  for (let index = 0; index < length; index++) {
    const place = ((most - key[rows[index]!]!) * scale) | 0
    buckets[index] = place
    ends[place + 1]!++
  }
  for (let place = 1; place <= length; place++) ends[place]! += ends[place - 1]!
  for (let index = 0; index < length; index++) others[index] = rows[index]!
  for (let index = 0; index < length; index++) rows[ends[buckets[index]!]!++] = others[index]!
  for (let place = 0, start = 0; start < length; place++) {
    const end = ends[place]!
    if (end - start > 1) mergeSort(rows, start, end, key, undefined, others)
    start = end
  }
}

const mergeSort = (
  rows: Uint32Array,
  first: number,
  last: number,
  key: Float64Array,
  place: Float64Array | undefined,
  spare: Uint32Array
): void => {
  if (last - first <= 2 * run) return insert(rows, first, last, key, place)
  for (let start = first; start < last; start += run) {
    insert(rows, start, Math.min(start + run, last), key, place)
  }
  const source = rows.subarray(first, last)
  const count = source.length
  let from: Uint32Array = source
  let to: Uint32Array = spare
  for (let width = run; width < count; width *= 2) {
    for (let start = 0; start < count; start += 2 * width) {
      merge(from, to, start, Math.min(start + width, count), Math.min(start + 2 * width, count), key, place)
    }
    const sorted = to
    to = from
    from = sorted
  }
  if (from !== source) for (let index = 0; index < count; index++) source[index] = from[index]!
}

const insert = (
  rows: Uint32Array,
  start: number,
  end: number,
  key: Float64Array,
  place: Float64Array | undefined
): void => {
  for (let index = start + 1; index < end; index++) {
    const row = rows[index]!
    let hole = index
    while (hole > start && isBefore(row, rows[hole - 1]!, key, place)) {
      rows[hole] = rows[hole - 1]!
      hole--
    }
    rows[hole] = row
  }
}

const merge = (
  from: Uint32Array,
  to: Uint32Array,
  start: number,
  middle: number,
  end: number,
  key: Float64Array,
  place: Float64Array | undefined
): void => {
  let left = start
  let right = middle
  for (let index = start; index < end; index++) {
    if (left < middle && (right >= end || !isBefore(from[right]!, from[left]!, key, place))) {
      to[index] = from[left++]!
    } else {
      to[index] = from[right++]!
    }
  }
}

const isBefore = (
  one: number,
  other: number,
  key: Float64Array,
  place: Float64Array | undefined
): boolean => {
  if (place !== undefined && place[one] !== place[other]) return place[one]! < place[other]!
  return key[one]! > key[other]!
}
