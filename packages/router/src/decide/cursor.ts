import type { Endpoint } from "@turnout/core/Endpoint"
import type { ExpectedCost } from "@turnout/core/Price"
import type { EndpointSignals } from "@turnout/core/Signals"
import type { Subject } from "../Constraint.ts"
import type { Gathered } from "./gather.ts"
import type { Rows } from "./score.ts"

/** A candidate as one item of the expression. */
export interface Placed extends Subject {
  readonly item: number
}

/**
 * The candidate under examination: one object that is moved over the rows, so none is allocated per candidate. A
 * class for speed: figures are computed only when a constraint reads them.
 */
export class Cursor implements Placed {
  endpoint: Endpoint
  named: boolean
  item: number
  waived = false
  private readonly rows: Rows
  private readonly gathered: Gathered
  private row: number

  constructor(rows: Rows, gathered: Gathered, row: number, item: number) {
    this.rows = rows
    this.gathered = gathered
    this.endpoint = rows.endpoints[row]!
    this.named = gathered.items[item]!.named
    this.item = item
    this.row = row
  }

  move(row: number, item: number): void {
    this.row = row
    this.item = item
    this.endpoint = this.rows.endpoints[row]!
    this.named = this.gathered.items[item]!.named
  }

  get signals(): EndpointSignals {
    return this.rows.signals(this.row)
  }

  get expected_cost(): ExpectedCost {
    return this.rows.cost(this.row)
  }

  get quality(): number | undefined {
    return this.rows.quality(this.row)
  }
}
