import type { Normalized } from "@turnout/core/Normalize"
import * as Result from "effect/Result"
import * as Constraints from "../../Constraints.ts"
import * as Tables from "../../decide/table/tables.ts"
import type { Refusal } from "../../Refusal.ts"
import * as Resolve from "../../resolve/Resolve.ts"
import type { RouterOptions } from "../../RouterOptions.ts"
import * as Scorer from "../../Scorer.ts"
import * as Strategies from "../../Strategies.ts"
import * as Hosts from "./hosts.ts"
import * as Names from "./names.ts"

/** The items that a request may be sent to. */
export interface Items {
  readonly items: ReadonlyArray<Resolve.Item>
  /** The caller wrote a chain: items are tried in order, and a client fault moves on to the next item. */
  readonly chain: boolean
  /** What decisions over these items share. */
  readonly tables: Tables.Tables
}

const nobody: Refusal = {
  code: "no_provider_available",
  status: 404,
  message: "No provider is registered: there is nobody who could answer.",
  suggestion: "Give the router providers. One that is 'optional' is left out where it has no key."
}

const namesOf = Names.perIndex<Items>()

/**
 * All expressions of a request, resolved, or the refusal of the first that is invalid. Kept for requests that name the
 * same.
 */
export const items = (
  index: Resolve.Index,
  asked: Names.Asked,
  options: RouterOptions
): Result.Result<Items, Refusal> => {
  if (index.providers.size === 0) return Result.fail(nobody)
  const names = namesOf(index, options)
  const known = names.find(asked)
  if (known !== undefined) return Result.succeed(known)
  const found = resolved(index, asked, options)
  return Result.map(found, ({ chain, items }) => {
    if (!names.isMet(asked)) return { items, chain, tables: Tables.once(items, constraintsOf(options)) }
    const kept = { items, chain, tables: Tables.make(items, constraintsOf(options)) }
    names.keep(asked, kept)
    return kept
  })
}

const constraintsOf = ({ constraints }: RouterOptions) => constraints && Constraints.withOwn(constraints)

/** With an endpoint for each region that is wanted and has a host of its own. */
export const inRegions = (
  found: Items,
  chain: ReadonlyArray<string> | undefined,
  allowed: ReadonlyArray<string> | undefined,
  options: RouterOptions
): Items => {
  if (chain === undefined && allowed === undefined) return found
  const items = Hosts.inRegions(found.items, chain, allowed)
  if (items.every((item, position) => item === found.items[position])) return found
  return { ...found, items, tables: Tables.once(items, constraintsOf(options)) }
}

const resolved = (
  index: Resolve.Index,
  { model, models }: Pick<Normalized, "model" | "models">,
  options: RouterOptions
): Result.Result<Omit<Items, "tables">, Refusal> => {
  const shared = {
    strategy: (word: string) => Strategies.current(word, options.strategies),
    isScorer: (name: string) => Scorer.find(name, options.scorers) !== undefined,
    ...(options.max_chain_items === undefined ? {} : { most: options.max_chain_items })
  }
  if (models === undefined) {
    const found = Resolve.resolve(index, model ?? "", { ...shared, param: "model" })
    return found.type === "refused"
      ? Result.fail(found.refusal)
      : Result.succeed({ items: found.items, chain: found.items.length > 1 })
  }
  const all: Array<Resolve.Item> = []
  for (const [position, expression] of models.entries()) {
    const param = `gateway.models[${position}]`
    const found = Resolve.resolve(index, expression, { ...shared, param, single: true })
    if (found.type === "refused") return Result.fail(found.refusal)
    all.push(...found.items)
  }
  return Result.succeed({ items: all, chain: false })
}
