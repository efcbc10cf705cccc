import * as Lru from "@turnout/core/Lru"
import type { Constraint, Context } from "../../Constraint.ts"
import { gather } from "../gather.ts"
import type { Item } from "../../resolve/Resolve.ts"
import { compile } from "./compile.ts"
import type { Table } from "./contract.ts"
import { question } from "./question.ts"
import * as Seen from "./seen.ts"
import { split, usual } from "./stages.ts"

/** The tables of the same items and constraints, by question. */
export interface Tables {
  readonly of: (context: Context) => Table
}

/** Tables of other than plain requests. */
const most = 8
const longest = 1000

/**
 * For items that many requests name. Bounded, and written only for a question that was met before: one that each call
 * changes leaves nothing here.
 */
export const make = (items: ReadonlyArray<Item>, constraints?: ReadonlyArray<Constraint>): Tables => {
  const stages = constraints === undefined ? usual : split(constraints)
  const others = Lru.make<string, Table>(most)
  const seen = Seen.make()
  const gathered = gather(items)
  let plain: Table | undefined
  return {
    of: (context) => {
      const asked = question(context)
      if (asked === "") return (plain ??= compile(gathered, context, stages, true))
      const known = others.peek(asked)
      const isKept = known !== undefined || (asked.length <= longest && seen(asked))
      const table = known ?? compile(gathered, context, stages, isKept)
      if (isKept) others.put(asked, table)
      return table
    }
  }
}

/** For one decision: nothing is kept. */
export const once = (items: ReadonlyArray<Item>, constraints?: ReadonlyArray<Constraint>): Tables => ({
  of: (context) =>
    compile(gather(items), context, constraints === undefined ? usual : split(constraints), false)
})
