import type { ExclusionReason } from "@turnout/core/Decision"
import type { Threshold } from "@turnout/core/ModelExpression"
import type { Constraint } from "../../Constraint.ts"
import type { List } from "../constraint/list.ts"
import type { Gathered } from "../gather.ts"
import type { PlaceTable } from "../place.ts"

/** The constraints in order, split by how often they must be checked. */
export interface Stages {
  /** Before the fixed ones, for each decision. */
  readonly before: ReadonlyArray<Constraint>
  /** What they read of a request is part of the table's question: checked once for the table. */
  readonly fixed: ReadonlyArray<Constraint>
  /** After the fixed ones, for each decision. */
  readonly after: ReadonlyArray<Constraint>
}

/**
 * Verdicts of the fixed constraints, by row and item. Places count from 1: the version, the constraints before, the
 * fixed ones.
 */
export interface Fixed {
  readonly reasons: ReadonlyArray<ExclusionReason>
  /** The place of the constraint that failed; 0 if all pass. */
  readonly failed: Uint16Array
  readonly details: ReadonlyArray<string | undefined>
  /** By row, where its items begin in `failed`. */
  readonly start: Uint32Array | undefined
}

/** What does not change between the decisions over the same items with the same question. */
export interface Table {
  readonly gathered: Gathered
  readonly stages: Stages
  readonly fixed: Fixed
  /** By item, the thresholds of its expression; absent where none has any. */
  readonly thresholds: ReadonlyArray<ReadonlyArray<Threshold>> | undefined
  /** Sort keys that precede the strategy's; absent where all are equal. */
  readonly places: PlaceTable | undefined
  /** Facts by row and in summary; absent in a table that is used once. */
  readonly list: List | undefined
  /** The result where nothing else is to be checked. */
  readonly settled: Settled
}

/** Who is viable, and why the others are not. */
export interface Settled {
  /** Ascending rows. */
  readonly viable: Uint32Array
  /** By row, the item as which it is admitted; absent with one item. */
  readonly item: Float64Array | undefined
  /** Why a row is excluded; undefined if it is viable. */
  readonly excluded: (row: number) => { readonly reason: string; readonly detail: string } | undefined
  /** The constraints that a row passed only for lack of samples. */
  readonly unmeasured: (row: number) => ReadonlyArray<string>
  /** Whether it is viable although no context window is large enough. */
  readonly waived: (row: number) => boolean
}
