/** What happened in a run, by columns: one row per request, written by the world and never read by the router. */
export interface Journal {
  readonly count: number
  /** Milliseconds from the request to the first content that reached the caller; NaN if none did. */
  readonly first: Float64Array
  /** Milliseconds from the request to the end of the call. */
  readonly whole: Float64Array
  /** 1 if the whole answer arrived. */
  readonly answered: Uint8Array
  /** Index of the endpoint whose answer the caller has; -1 if none. */
  readonly endpoint: Int32Array
  /** USD billed by vendors: for the answer the caller has, and for everything else. */
  readonly useful: Float64Array
  readonly wasted: Float64Array
  readonly attempts: Uint16Array
  /** Attempts that a vendor's limit refused. */
  readonly limited: Uint16Array
  /** Why calls failed: the class of their error, and how many. */
  readonly errors: Map<string, number>
}

export const make = (count: number): Journal => ({
  count,
  first: new Float64Array(count).fill(Number.NaN),
  whole: new Float64Array(count).fill(Number.NaN),
  answered: new Uint8Array(count),
  endpoint: new Int32Array(count).fill(-1),
  useful: new Float64Array(count),
  wasted: new Float64Array(count),
  attempts: new Uint16Array(count),
  limited: new Uint16Array(count),
  errors: new Map()
})
