import type { Metric } from "@turnout/core/Decision"
import type { Endpoint, Prior } from "@turnout/core/Endpoint"
import type { ExpectedCost } from "@turnout/core/Price"
import type { EndpointSignals, SignalsSnapshot } from "@turnout/core/Signals"
import type { Context } from "../Constraint.ts"
import * as Columns from "../memory/signals/columns.ts"
import { openness, type Openness } from "../memory/signals/reliability.ts"
import type { Rows } from "./score.ts"
import type { Table } from "./table/contract.ts"

export interface RowsInput {
  readonly context: Context
  readonly snapshot: SignalsSnapshot
  readonly quality?: ((endpoint: Endpoint, item: number) => number | undefined) | undefined
}

/**
 * Candidates by row. A table that is kept reads its figures from columns, which are up to date with the signals; others
 * are read when they are asked for. Signals are those of the decision, whenever they are read.
 */
export const rowsOf = (
  { context, quality, snapshot }: RowsInput,
  { gathered, list, settled }: Table
): Rows => {
  const columns = list === undefined ? undefined : Columns.of(snapshot, gathered.endpoints)
  context.costing?.learn(gathered.models)
  if (list !== undefined) list.cooling = columns === undefined ? Infinity : columns.cooling
  return new CandidateRows(gathered.endpoints, settled.item, context, snapshot, quality, list, columns)
}

/** A class for speed: no closure per figure. */
class CandidateRows implements Rows {
  readonly endpoints: ReadonlyArray<Endpoint>
  item: Float64Array | undefined
  private readonly context: Context
  private readonly snapshot: SignalsSnapshot
  private readonly stated: RowsInput["quality"]
  private readonly list: Table["list"]
  private readonly columns: Columns.Columns | undefined
  /** By row, of the time of the decision. */
  private readonly views: Array<EndpointSignals | undefined> | ReadonlyArray<EndpointSignals>
  private costs: Array<ExpectedCost | undefined> | undefined

  constructor(
    endpoints: ReadonlyArray<Endpoint>,
    item: Float64Array | undefined,
    context: Context,
    snapshot: SignalsSnapshot,
    stated: RowsInput["quality"],
    list: Table["list"],
    columns: Columns.Columns | undefined
  ) {
    this.endpoints = endpoints
    this.item = item
    this.context = context
    this.snapshot = snapshot
    this.stated = stated
    this.list = list
    this.columns = columns
    this.views = columns === undefined ? empty(endpoints.length) : columns.views()
    this.costs = undefined
  }

  signals(row: number): EndpointSignals {
    const known = this.views[row]
    if (known !== undefined) return known
    const read = this.snapshot.endpoint(this.endpoints[row]!.id)
    ;(this.views as Array<EndpointSignals | undefined>)[row] = read
    return read
  }

  cost(row: number): ExpectedCost {
    const costs = (this.costs ??= empty(this.endpoints.length))
    const { context, endpoints } = this
    const endpoint = endpoints[row]!
    return (costs[row] ??= context.costing?.cost(endpoint) ?? context.cost(endpoint))
  }

  prior(row: number): Prior | undefined {
    return this.endpoints[row]!.facts.prior
  }

  quality(row: number): number | undefined {
    const endpoint = this.endpoints[row]!
    return this.stated === undefined ? endpoint.facts.quality : this.stated(endpoint, this.item?.[row] ?? 0)
  }

  load(row: number): number {
    return this.columns === undefined ? this.signals(row).in_flight : this.columns.in_flight[row]!
  }

  openness(row: number): Openness {
    return this.columns === undefined ? openness(this.signals(row)) : (this.columns.open[row] as Openness)
  }

  /** Columns mirror signals that rank no row last. */
  isWell(): boolean {
    return this.columns !== undefined
  }

  column(metric: Metric, into: Float64Array): Float64Array | undefined {
    const { columns, list } = this
    if (columns === undefined || list === undefined) return undefined
    const { costing, facts } = this.context
    switch (metric) {
      case "cost":
        return costing?.column(list, into) === true ? into : undefined
      case "ttft":
        return list.hasPriors || facts.slo?.ttft_ms !== undefined
          ? undefined
          : columns.times("ttft_ms", facts.ttft_percentile)
      case "tps":
        return list.hasPriors ? undefined : columns.times("tps", facts.throughput_percentile)
      case "reliability":
        return columns.reliability
      case "quality":
        return undefined
    }
  }
}

const empty = <A>(length: number): Array<A | undefined> => {
  const list: Array<A | undefined> = []
  // At once: an array that grows allocates each stage of its growth.
  list.length = length
  return list
}
