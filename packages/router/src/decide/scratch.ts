/**
 * Arrays by row that one decision needs while it is made, and the next one reuses. Nothing that outlives the decision may
 * refer to them.
 */
export interface Scratch {
  readonly scores: Float64Array
  /** Sort keys of strategies that do not sort by score. */
  readonly keys: Float64Array
  /** Values of one metric, in the order of the rows that are scored. */
  readonly values: Float64Array
  /** Values of one metric, by row. */
  readonly column: Float64Array
  readonly rows: Uint32Array
  readonly others: Uint32Array
  readonly buckets: Uint32Array
  /** One more than there are rows. */
  readonly ends: Uint32Array
}

/** Above this many rows the arrays are not kept. */
const most = 16_384
const least = 64

let free: Scratch | undefined

/** Taken by one decision at a time: a host's strategy may itself rank, and then finds none. */
export const take = (size: number): Scratch => {
  const kept = free
  free = undefined
  return kept !== undefined && kept.rows.length >= size ? kept : make(size)
}

export const give = (scratch: Scratch): void => {
  if (scratch.rows.length <= most) free = scratch
}

const make = (size: number): Scratch => {
  let length = least
  while (length < size) length *= 2
  return {
    scores: new Float64Array(length),
    keys: new Float64Array(length),
    values: new Float64Array(length),
    column: new Float64Array(length),
    rows: new Uint32Array(length),
    others: new Uint32Array(length),
    buckets: new Uint32Array(length),
    ends: new Uint32Array(length + 1)
  }
}
