import type { Metric } from "@turnout/core/Decision"
import type { Endpoint } from "@turnout/core/Endpoint"
import type { ExpectedCost } from "@turnout/core/Price"
import type { EndpointSignals, SignalsSnapshot } from "@turnout/core/Signals"
import type { Context } from "../Constraint.ts"
import * as List from "./constraint/list.ts"
import * as Columns from "../memory/signals/columns.ts"
import { isOpen } from "../memory/signals/reliability.ts"
import type { Gathered } from "./gather.ts"
import type { Rows } from "./score.ts"

export interface RowsInput {
  readonly context: Context
  readonly snapshot: SignalsSnapshot
  readonly quality?: (endpoint: Endpoint, item: number) => number | undefined
}

/** Candidates by row. Values are read lazily; for a long list that many decisions use they are read once for all. */
export const rowsOf = (
  { context, quality, snapshot }: RowsInput,
  gathered: Gathered
): { readonly rows: Rows; readonly list: List.List | undefined } => {
  const { endpoints } = gathered
  const signals = endpoints.map((): EndpointSignals | undefined => undefined)
  const costs = endpoints.map((): ExpectedCost | undefined => undefined)
  const figures = {
    signals: (row: number) => (signals[row] ??= snapshot.endpoint(endpoints[row]!.id)),
    cost: (row: number) => (costs[row] ??= context.cost(endpoints[row]!)),
    prior: (row: number) => endpoints[row]!.facts.prior,
    quality: (row: number) =>
      quality === undefined
        ? endpoints[row]!.facts.quality
        : quality(endpoints[row]!, gathered.item?.[row] ?? 0)
  }
  const columns = Columns.of(snapshot, endpoints)
  if (columns === undefined) {
    const load = (row: number) => figures.signals(row).in_flight
    return {
      list: undefined,
      rows: { endpoints, figures, load, isOpen: (row) => isOpen(figures.signals(row)) }
    }
  }
  const list = List.of(endpoints, columns.cooling)
  return {
    list,
    rows: {
      endpoints,
      figures: { ...figures, column: columnOf(context, list, columns) },
      load: (row) => columns.in_flight[row]!,
      isOpen: (row) => columns.open[row] === 1
    }
  }
}

const columnOf =
  (context: Context, list: List.List, columns: Columns.Columns) =>
  (metric: Metric): Float64Array | undefined => {
    switch (metric) {
      case "cost":
        return context.costs?.(list)
      case "ttft":
        return list.hasPriors ? undefined : columns.times("ttft_ms", context.facts.ttft_percentile)
      case "tps":
        return list.hasPriors ? undefined : columns.times("tps", context.facts.throughput_percentile)
      case "reliability":
        return columns.reliability
      case "quality":
        return undefined
    }
  }
