import type { Endpoint } from "@turnout/core/Endpoint"
import type { EndpointSignals, Percentile, SignalsSnapshot } from "@turnout/core/Signals"
import { isOpen, reliability } from "./reliability.ts"
import { at as percentile } from "./support.ts"

/**
 * Signals of a list of endpoints as typed arrays by row: with many candidates the cost of a decision is the cost of
 * fetching them from memory.
 */
export interface Columns {
  /** The latest end of a cooldown among them. */
  readonly cooling: number
  readonly in_flight: Float64Array
  /** 1 for rows with too few samples. */
  readonly open: Uint8Array
  readonly reliability: Float64Array
  /** NaN for values that are not measured. */
  readonly times: (metric: "ttft_ms" | "tps", wanted: Percentile) => Float64Array
}

export type ColumnsOf = (endpoints: ReadonlyArray<Endpoint>) => Columns | undefined

type Reader = SignalsSnapshot["endpoint"] & { readonly columns?: ColumnsOf }

/**
 * Attached to the snapshot function that they mirror: a wrapper of that function has no columns, so it is not
 * bypassed.
 */
export const attach = (endpoint: SignalsSnapshot["endpoint"], columns: ColumnsOf): Reader =>
  Object.assign(endpoint, { columns })

export const of = ({ endpoint }: SignalsSnapshot, endpoints: ReadonlyArray<Endpoint>): Columns | undefined =>
  (endpoint as Reader).columns?.(endpoints)

/** The columns of one list, and how far they are up to date. */
export interface Table {
  readonly columns: Columns
  /** Updates the rows of these endpoints. */
  readonly follow: (ids: Iterable<string>) => void
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
  const times = new Map<string, Float64Array>()
  let cooling = 0
  const write = (row: number, signals: EndpointSignals): void => {
    in_flight[row] = signals.in_flight
    open[row] = isOpen(signals) ? 1 : 0
    reliabilities[row] = reliability(signals)
    if (signals.cooling_until > cooling) cooling = signals.cooling_until
  }
  for (let row = 0; row < size; row++) write(row, signalsOf(endpoints[row]!.id))
  return {
    columns: {
      get cooling() {
        return cooling
      },
      in_flight,
      open,
      reliability: reliabilities,
      times: (metric, wanted) => {
        const name = `${metric} ${wanted}`
        let column = times.get(name)
        if (column === undefined) {
          column = Float64Array.from(endpoints, ({ id }) => percentile(signalsOf(id)[metric], wanted) ?? NaN)
          times.set(name, column)
        }
        return column
      }
    },
    follow: (ids) => {
      for (const id of ids) {
        const row = rowOf.get(id)
        if (row === undefined) continue
        const signals = signalsOf(id)
        write(row, signals)
        for (const [name, column] of times) {
          const [metric, wanted] = name.split(" ") as ["ttft_ms" | "tps", Percentile]
          column[row] = percentile(signals[metric], wanted) ?? NaN
        }
      }
    }
  }
}
