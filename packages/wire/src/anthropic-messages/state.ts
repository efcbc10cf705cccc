import type * as Extra from "../internal/extra.ts"
import type { CostField } from "../internal/stated-cost.ts"
import type * as Blocks from "./blocks.ts"
import type * as Usage from "./usage.ts"

/** One streamed answer so far. */
export interface State extends Blocks.Counters {
  started: boolean
  ended: boolean
  id: string | undefined
  stop: string | undefined
  /** What the vendor adds to the message. */
  extra: Extra.Extra | undefined
  tally: Usage.Tally | undefined
  /** Where the vendor states what the call cost. */
  readonly costs: ReadonlyArray<CostField>
  /** Blocks that have begun and not ended, by the vendor's index. */
  readonly open: Map<number, Blocks.Block>
}

export const start = (costs: ReadonlyArray<CostField> = []): State => ({
  started: false,
  ended: false,
  id: undefined,
  stop: undefined,
  extra: undefined,
  tally: undefined,
  costs,
  open: new Map(),
  calls: 0,
  thoughts: 0,
  written: 0,
  empty: undefined,
  citations: []
})
