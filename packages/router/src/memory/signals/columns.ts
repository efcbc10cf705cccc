import type { Endpoint } from "@turnout/core/Endpoint"
import type { EndpointSignals, Percentile, SignalsSnapshot } from "@turnout/core/Signals"
import { isOpen, reliability } from "./reliability.ts"
import { at as percentile } from "./support.ts"

/**
 * What is known of a list of endpoints, by row, in as much memory as it takes and not strewn over a hundred
 * thousand objects: with many candidates a decision's time is the time to fetch them.
 */
export interface Columns {
  /** The latest clock reading until which one of them cools. */
  readonly cooling: number
  readonly in_flight: Float64Array
  /** 1 where too little is known. */
  readonly open: Uint8Array
  readonly reliability: Float64Array
  /** NaN where it is not measured. */
  readonly times: (metric: "ttft_ms" | "tps", wanted: Percentile) => Float64Array
}

export type ColumnsOf = (endpoints: ReadonlyArray<Endpoint>) => Columns | undefined

type Reader = SignalsSnapshot["endpoint"] & { readonly columns?: ColumnsOf }

/** Hung on the very function that they stand for: whoever wraps it in another has none, and is not passed by. */
export const attach = (endpoint: SignalsSnapshot["endpoint"], columns: ColumnsOf): Reader =>
  Object.assign(endpoint, { columns })

export const of = ({ endpoint }: SignalsSnapshot, endpoints: ReadonlyArray<Endpoint>): Columns | undefined =>
  (endpoint as Reader).columns?.(endpoints)

/** The columns of one list, and how far they have followed what happened. */
export interface Table {
  readonly columns: Columns
  /** Takes in what is known of these endpoints now. */
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
