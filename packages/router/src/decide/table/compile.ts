import { unmeasured } from "@turnout/core/Signals"
import type { Threshold } from "@turnout/core/ModelExpression"
import type * as Constraint from "../../Constraint.ts"
import type { Item } from "../../resolve/Resolve.ts"
import * as List from "../constraint/list.ts"
import { Cursor } from "../cursor.ts"
import type { Gathered } from "../gather.ts"
import { thresholdsOf } from "../MetricRoute.ts"
import { placeTable } from "../place.ts"
import type { Rows } from "../score.ts"
import { withVersions } from "../versions.ts"
import { check } from "./check.ts"
import type { Fixed, Stages, Table } from "./contract.ts"

/** `kept`: many decisions will use it, so it is worth to read the facts of all candidates ahead. */
export const compile = (
  gathered: Gathered,
  context: Constraint.Context,
  stages: Stages,
  kept: boolean
): Table => {
  const rows = factsOf(gathered)
  const fixed = fixedOf(gathered, context, stages, rows)
  const settled = check({ fixed, gathered, stages }, rows, none, none)
  return {
    gathered,
    stages,
    fixed,
    thresholds: boundsOf(gathered.items),
    places: placeTable(context, gathered),
    list: kept ? List.make(gathered, context.routing.tier) : undefined,
    settled
  }
}

const none: ReadonlyArray<never> = []

/** By item, its thresholds; undefined where none has any. */
const boundsOf = (items: ReadonlyArray<Item>): Table["thresholds"] => {
  const thresholds = items.map(({ terms }): ReadonlyArray<Threshold> => thresholdsOf(terms))
  return thresholds.every((list) => list.length === 0) ? undefined : thresholds
}

/** Candidates without figures: a fixed constraint reads none. */
const factsOf = ({ endpoints, item }: Gathered): Rows => ({
  endpoints,
  item,
  signals: () => unmeasured,
  cost: () => ({}),
  prior: () => undefined,
  quality: () => undefined,
  load: () => 0,
  openness: () => 0,
  isWell: () => true
})

const fixedOf = (gathered: Gathered, context: Constraint.Context, stages: Stages, rows: Rows): Fixed => {
  const { endpoints, itemsOf } = gathered
  const versions = withVersions(none, gathered, context)
  const first = 2 + stages.before.length
  const active: Array<readonly [place: number, check: Constraint.Check]> = versions.map(({ check }) => [
    1,
    check
  ])
  for (const [position, { compile }] of stages.fixed.entries()) {
    const check = compile(context)
    if (check !== undefined) active.push([first + position, check])
  }
  const start = gathered.item === undefined ? undefined : startsOf(gathered)
  const failed = new Uint16Array(start === undefined ? endpoints.length : start[endpoints.length]!)
  const details: Array<string | undefined> = []
  const reasons = stages.fixed.map(({ reason }) => reason)
  if (active.length === 0 || endpoints.length === 0) return { reasons, failed, details, start }
  const cursor = new Cursor(rows, gathered, 0, 0)
  for (let row = 0, pair = 0; row < endpoints.length; row++) {
    for (const item of itemsOf(row)) {
      cursor.move(row, item)
      for (const [place, check] of active) {
        const verdict = check(cursor)
        if (typeof verdict !== "string") continue
        failed[pair] = place
        details[pair] = verdict
        break
      }
      pair++
    }
  }
  return { reasons, failed, details, start }
}

const startsOf = ({ endpoints, itemsOf }: Gathered): Uint32Array => {
  const start = new Uint32Array(endpoints.length + 1)
  for (let row = 0; row < endpoints.length; row++) start[row + 1] = start[row]! + itemsOf(row).length
  return start
}
