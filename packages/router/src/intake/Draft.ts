import type { RequestFacts } from "@turnout/core/Candidate"
import type { Decision } from "@turnout/core/Decision"
import type { Routing } from "@turnout/core/Gateway"
import type { Normalized } from "@turnout/core/Normalize"
import { normalizeName } from "@turnout/core/ProviderName"
import type { Request } from "@turnout/core/Request"
import type * as RouterError from "@turnout/core/RouterError"
import type { SignalsSnapshot } from "@turnout/core/Signals"
import * as Warning from "@turnout/core/Warning"
import * as Result from "effect/Result"
import * as Constraint from "../Constraint.ts"
import * as Credentials from "../Credentials.ts"
import * as Decide from "../decide/Decide.ts"
import { facts as factsOf } from "./draft/facts.ts"
import { inRegions, type Items, items as itemsOf } from "./draft/items.ts"
import { type Rankings, rankings as rankingsOf } from "./draft/rankings.ts"
import { ownersOf } from "./draft/owners.ts"
import { regions as regionsOf } from "./draft/regions.ts"
import { routingOf, strategyOf } from "./draft/strategy.ts"
import { unheardBy } from "./draft/unheard.ts"
import * as Refusal from "../Refusal.ts"
import type * as Resolve from "../resolve/Resolve.ts"
import type { RouterOptions } from "../RouterOptions.ts"
import * as Scorer from "../Scorer.ts"
import * as Signals from "../Signals.ts"
import type { Step } from "../attempt/Step.ts"
import * as Strategies from "../Strategies.ts"

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
  readonly turn?: number
  /** Index of the request in its array. Default: 0. */
  readonly query?: number
  /** Keys that this call may use. Default: the providers' own. */
  readonly keys?: Credentials.Keys
}

/** A decided request: the order of its steps. Nothing is fitted or sent. */
export interface Draft {
  readonly normalized: Normalized
  readonly routing: Routing
  readonly facts: RequestFacts
  readonly strategy: string
  /** Number of alternatives that the caller wrote. */
  readonly alternatives: number
  /** The step at a position of the order. */
  readonly step: (position: number) => Step | undefined
  readonly size: number
  readonly decision: () => Decision
  readonly warnings: ReadonlyArray<Warning.Warning>
}

/** With those for extensions of providers that are not registered. */
const warningsOf = (
  index: Resolve.Index,
  { request, warnings }: Normalized
): ReadonlyArray<Warning.Warning> =>
  request.extensions === undefined ? warnings : [...warnings, ...strayExtensions(index, request.extensions)]

const strayExtensions = (
  index: Resolve.Index,
  extensions: NonNullable<Request["extensions"]>
): ReadonlyArray<Warning.Warning> => {
  const known = new Set(index.names.keys())
  for (const provider of index.providers.values()) {
    if (provider.vendor !== undefined) known.add(normalizeName(provider.vendor))
  }
  const warnings = Warning.gathering()
  for (const name of Object.keys(extensions)) {
    if (known.has(normalizeName(name))) continue
    warnings.add("unsupported_field", () => {
      const param = `extensions.${name.slice(0, 100)}`
      const message = `unsupported_field: ${param}: no such provider is registered`
      return { type: "unsupported_field", code: param, message, param }
    })
  }
  return warnings.all()
}

/** A request that can be decided: its names resolve and its parameters are consistent. */
export interface Valid {
  readonly context: Constraint.Context
  readonly facts: RequestFacts
  readonly items: Items
  readonly rankings: Rankings
}

/** Validates what does not depend on health. Pure. */
export const validate = (
  normalized: Normalized,
  { index, keys, now, date, snapshot, turn }: Pick<Moment, "index" | "now"> & Partial<Moment>,
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
  const facts = factsOf(request, routing, options.estimate, turn)
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

/** Number of alternatives: items times regions. */
export const alternatives = ({ context: { region }, items }: Valid): number =>
  items.items.length * (region?.length ?? 1)

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

class OfDecision implements Draft {
  readonly normalized: Normalized
  readonly warnings: ReadonlyArray<Warning.Warning>
  private readonly index: Resolve.Index
  private readonly keys: Credentials.Keys
  private readonly valid: Valid
  private readonly decided: Decide.Decided
  private record: Decision | undefined = undefined

  constructor(
    normalized: Normalized,
    index: Resolve.Index,
    keys: Credentials.Keys,
    valid: Valid,
    decided: Decide.Decided
  ) {
    this.normalized = normalized
    this.warnings = warningsOf(index, normalized)
    this.index = index
    this.keys = keys
    this.valid = valid
    this.decided = decided
  }

  get routing(): Routing {
    return this.valid.context.routing
  }

  get facts(): RequestFacts {
    return this.valid.facts
  }

  get strategy(): string {
    return this.valid.rankings.whole.name
  }

  get alternatives(): number {
    return alternatives(this.valid)
  }

  get size(): number {
    return this.decided.size
  }

  decision(): Decision {
    return (this.record ??= Decide.decision(this.decided))
  }

  step(position: number): Step | undefined {
    const { decided, index, keys, valid } = this
    const { context, items, rankings } = valid
    const { region, routing } = context
    const candidate = Decide.at(decided, position)
    const provider = candidate && index.providers.get(candidate.endpoint.provider)
    if (candidate === undefined || provider === undefined) return undefined
    const listedBy = Decide.itemsAt(decided, position)
    const credentials = keys(provider)
    const strategy = rankings.each?.[listedBy[0]!]?.name ?? rankings.whole.name
    const unheard = unheardBy(candidate.endpoint, region, items.items[listedBy[0]!]?.version)
    if (routing.tier === undefined && !items.chain && unheard === undefined) {
      return { candidate, provider, credentials, strategy }
    }
    return {
      candidate,
      provider,
      credentials,
      strategy,
      ...(routing.tier === undefined || routing.tier === candidate.endpoint.tier
        ? {}
        : { tier: routing.tier }),
      ...(items.chain ? { items: listedBy } : {}),
      ...(unheard === undefined ? {} : { unheard })
    }
  }
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
