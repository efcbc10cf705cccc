import type { Endpoint } from "@turnout/core/Endpoint"
import type { EndpointSignals, Percentile, SignalsSnapshot } from "@turnout/core/Signals"
import { openness, reliability } from "./reliability.ts"
import { at as percentile } from "./support.ts"

/**
 * Signals of a list of endpoints as typed arrays by row, kept up to date by what has changed. Valid in the same
 * synchronous step.
 */
export interface Columns {
  /** The latest end of a cooldown among them. */
  readonly cooling: number
  readonly in_flight: Float64Array
  /** How much there is to learn of each. */
  readonly open: Uint8Array
  readonly reliability: Float64Array
  /** NaN for values that are not measured. */
  readonly times: (metric: Timed, wanted: Percentile) => Float64Array
  /** The signals themselves; this list never changes. */
  readonly views: () => ReadonlyArray<EndpointSignals>
}

export type Timed = "ttft_ms" | "tps"

export type ColumnsOf = (endpoints: ReadonlyArray<Endpoint>) => Columns | undefined

type Reader = SignalsSnapshot["endpoint"] & { columns?: ColumnsOf }

/**
 * Attached to the snapshot function that they mirror: a wrapper of that function has no columns, so it is not
 * bypassed.
 */
export const attach = (endpoint: SignalsSnapshot["endpoint"], columns: ColumnsOf): Reader => {
  const reader: Reader = endpoint
  reader.columns = columns
  return reader
}

/** Columns are made for a list that is asked about, and kept as long as the list itself. */
export const of = ({ endpoint }: SignalsSnapshot, endpoints: ReadonlyArray<Endpoint>): Columns | undefined =>
  (endpoint as Reader).columns?.(endpoints)

/** The columns of one list. */
export interface Table {
  readonly columns: Columns
  readonly size: number
  /** Reads all rows again. */
  readonly refresh: (signalsOf: (id: string) => EndpointSignals) => void
  /** Reads an endpoint's row again, if it has one. Returns whether it has. */
  readonly update: (id: string, signalsOf: (id: string) => EndpointSignals) => boolean
}

interface Times {
  readonly metric: Timed
  readonly wanted: Percentile
  readonly column: Float64Array
}

export const table = (
  endpoints: ReadonlyArray<Endpoint>,
  signalsOf: (id: string) => EndpointSignals
): Table => {
  const size = endpoints.length
  const rowOf = new Map(endpoints.map(({ id }, row) => [id, row]))
  const in_flight = new Float64Array(size)
  const open = new Uint8Array(size)
  const reliabilities = new Float64Array(size)
  const times: Array<Times> = []
  let cooling = 0
  let views: Array<EndpointSignals> = []
  /** A decision refers to the list of views: the next change makes another one. */
  let isShared = false
  const write = (row: number, signals: EndpointSignals): void => {
    if (views[row] === signals) return
    if (isShared) {
      views = views.slice()
      isShared = false
    }
    views[row] = signals
    in_flight[row] = signals.in_flight
    open[row] = openness(signals)
    reliabilities[row] = reliability(signals)
    if (signals.cooling_until > cooling) cooling = signals.cooling_until
    for (let index = 0; index < times.length; index++) {
      const { column, metric, wanted } = times[index]!
      column[row] = percentile(signals[metric], wanted) ?? signals.learned?.[metric] ?? NaN
    }
  }
  const refresh: Table["refresh"] = (signalsOf) => {
    for (let row = 0; row < size; row++) write(row, signalsOf(endpoints[row]!.id))
  }
  refresh(signalsOf)
  return {
    size,
    columns: {
      get cooling() {
        return cooling
      },
      in_flight,
      open,
      reliability: reliabilities,
      times: (metric, wanted) => {
        for (let index = 0; index < times.length; index++) {
          const known = times[index]!
          if (known.metric === metric && known.wanted === wanted) return known.column
        }
        const column = Float64Array.from(
          views,
          (signals) => percentile(signals[metric], wanted) ?? signals.learned?.[metric] ?? NaN
        )
        times.push({ metric, wanted, column })
        return column
      },
      views: () => {
        isShared = true
        return views
      }
    },
    refresh,
    update: (id, signalsOf) => {
      const row = rowOf.get(id)
      if (row === undefined) return false
      write(row, signalsOf(id))
      return true
    }
  }
}
