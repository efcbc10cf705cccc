import type { Routing } from "@turnout/core/Gateway"
import type { Normalized } from "@turnout/core/Normalize"
import type { Request } from "@turnout/core/Request"
import type * as RouterError from "@turnout/core/RouterError"
import type { SignalsSnapshot } from "@turnout/core/Signals"
import * as Result from "effect/Result"
import * as Constraint from "../Constraint.ts"
import * as Credentials from "../Credentials.ts"
import * as Decide from "../decide/Decide.ts"
import { type Draft, OfDecision, type Valid } from "./draft/decided.ts"
import { facts as factsOf } from "./draft/facts.ts"
import { inRegions, items as itemsOf } from "./draft/items.ts"
import { rankings as rankingsOf } from "./draft/rankings.ts"
import { ownersOf } from "./draft/owners.ts"
import { regions as regionsOf } from "./draft/regions.ts"
import { routingOf, strategyOf } from "./draft/strategy.ts"
import * as Refusal from "../Refusal.ts"
import type * as Resolve from "../resolve/Resolve.ts"
import type { RouterOptions } from "../RouterOptions.ts"
import * as Scorer from "../Scorer.ts"
import * as Signals from "../Signals.ts"
import * as Strategies from "../Strategies.ts"

export { alternatives, type Draft, type Valid } from "./draft/decided.ts"

/** Everything one call reads from its environment, once. */
export interface Moment {
  readonly index: Resolve.Index
  readonly snapshot: SignalsSnapshot
  /** Clock reading. */
  readonly now: number
  /** The date of `now`. Default: the same. */
  readonly date?: number
  readonly seed: number
  /** Number of earlier calls. */
  readonly turn?: number | undefined
  /** Share of the last calls that started a hedge; absent while there was none. */
  readonly hedged?: number | undefined
  /** Index of the request in its array. Default: 0. */
  readonly query?: number
  /** Keys that this call may use. Default: the providers' own. */
  readonly keys?: Credentials.Keys
}

/** Validates what does not depend on health. Pure. */
export const validate = (
  normalized: Normalized,
  { hedged, index, keys, now, date, snapshot, turn }: Pick<Moment, "index" | "now"> & Partial<Moment>,
  options: RouterOptions,
  defaults: Routing
): Result.Result<Valid, RouterError.RouterError> => {
  const { request } = normalized
  const routing = routingOf(defaults, normalized.routing)
  const chosen = strategyOf(routing, options)
  if (Result.isFailure(chosen)) return Result.fail(chosen.failure)
  const found = itemsOf(index, normalized, options)
  if (Result.isFailure(found)) return Result.fail(Refusal.toError(found.failure))
  const region = regionsOf(normalized.region, found.success.items)
  if (Result.isFailure(region)) return Result.fail(Refusal.toError(region.failure))
  const items = inRegions(found.success, region.success, routing.regions, options)
  const { optimize, weights } = normalized.routing
  const rankings = rankingsOf({
    items: items.items,
    apart: items.chain || routing.mode === "fallback",
    general: chosen.success,
    isExplicit: optimize !== undefined || weights !== undefined,
    strategy: (name) => {
      const strategy = Strategies.find(name, options.strategies)
      return strategy && { name, strategy }
    }
  })
  if (Result.isFailure(rankings)) return Result.fail(Refusal.toError(rankings.failure))
  const facts = factsOf(request, routing, options.estimate, turn, hedged)
  const context = Constraint.context({
    index,
    request,
    facts,
    routing,
    now,
    date,
    snapshot,
    keys: keys && ownersOf(index, keys),
    region: region.success,
    strict: normalized.policy === "error"
  })
  if (Constraint.isRefusal(context)) return Result.fail(Refusal.toError(context))
  return Result.succeed({ context, facts, items, rankings: rankings.success })
}

/** Resolves, constrains, scores and orders. Pure: equal requests and moments give equal drafts. */
export const make = (
  normalized: Normalized,
  moment: Moment,
  options: RouterOptions,
  defaults: Routing
): Result.Result<Draft, RouterError.RouterError> => {
  const { index, keys = Credentials.make(new Map(), {}), query = 0, snapshot, seed } = moment
  const valid = validate(normalized, moment, options, defaults)
  if (Result.isFailure(valid)) return Result.fail(valid.failure)
  const { context, items, rankings } = valid.success
  const { each, whole } = rankings
  const { request, routing } = context
  const { explore = usualExplore, scorers, signals } = options
  const decided = Decide.decide({
    name: whole.name,
    strategy: whole.strategy,
    route: whole.route,
    settled: whole.settled,
    rankings: each,
    items: items.items,
    chain: items.chain,
    query,
    context,
    snapshot: signals === undefined ? snapshot : Signals.withOwn(snapshot, signals, moment.now),
    tables: items.tables,
    quality: scorers === undefined ? undefined : qualityOf(scorers, items.items, request),
    explore,
    probe: Math.min(1, probesPerExplored * explore),
    selection: routing.selection ?? "best",
    seed: routing.seed ?? seed
  })
  if (decided.size === 0) {
    const shown = normalized.include.includes("decision") ? { decision: Decide.decision(decided) } : {}
    return Result.fail(Refusal.toError(Decide.refusal(decided), shown))
  }
  return Result.succeed(new OfDecision(normalized, index, keys, valid.success, decided))
}

/** Default exploration rate. */
const usualExplore = 0.02

/** Endpoints that were never asked, or may have recovered, are tried this many times as often. */
const probesPerExplored = 5

/** Per item, since each may name its scorer. */
const qualityOf = (
  scorers: Scorer.Scorers,
  items: ReadonlyArray<Resolve.Item>,
  request: Request
): NonNullable<Decide.DecideInput["quality"]> => {
  const each = items.map(({ scorer }) => Scorer.quality(Scorer.find(scorer, scorers), request))
  return (endpoint, item) => each[item]!(endpoint)
}
