/** Runs of this length are sorted by insertion before they are merged. */
const run = 8

/**
 * Sorts rows in place, the lower `place` first and of equals the higher `key`, both read by row; the rest keep
 * their order. A comparator's call per comparison would cost more than all the rest of a decision.
 */
export const sort = (rows: Uint32Array, key: Float64Array, place: Float64Array | undefined): void => {
  const { length } = rows
  for (let start = 0; start < length; start += run) {
    insert(rows, start, Math.min(start + run, length), key, place)
  }
  if (length <= run) return
  let from = rows
  let to: Uint32Array = new Uint32Array(length)
  for (let width = run; width < length; width *= 2) {
    for (let start = 0; start < length; start += 2 * width) {
      merge(from, to, start, Math.min(start + width, length), Math.min(start + 2 * width, length), key, place)
    }
    const sorted = to
    to = from
    from = sorted
  }
  if (from !== rows) rows.set(from)
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
