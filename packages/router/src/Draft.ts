import type { RequestFacts } from "@turnout/core/Candidate"
import type { Decision } from "@turnout/core/Decision"
import * as Estimate from "@turnout/core/Estimate"
import type { Routing } from "@turnout/core/Gateway"
import type { Normalized } from "@turnout/core/Normalize"
import { normalizeName } from "@turnout/core/ProviderName"
import { reasons, type Request } from "@turnout/core/Request"
import * as RouterError from "@turnout/core/RouterError"
import type { SignalsSnapshot } from "@turnout/core/Signals"
import type { Warning } from "@turnout/core/Warning"
import * as Result from "effect/Result"
import * as Constraint from "./Constraint.ts"
import * as Decide from "./Decide.ts"
import * as Refusal from "./Refusal.ts"
import * as Resolve from "./Resolve.ts"
import type { RouterOptions } from "./RouterOptions.ts"
import type { Step } from "./Step.ts"
import * as Strategies from "./Strategies.ts"
import { type Strategy, weighted } from "./Strategy.ts"

/** What one call reads of the world, once. */
export interface Moment {
  readonly index: Resolve.Index
  readonly snapshot: SignalsSnapshot
  /** Clock reading. */
  readonly now: number
  readonly seed: number
}

/** A request with the order in which it would be tried; nothing is fitted or sent. */
export interface Draft {
  readonly normalized: Normalized
  readonly routing: Routing
  readonly facts: RequestFacts
  readonly strategy: string
  /** The step at a place of the order. */
  readonly step: (position: number) => Step | undefined
  readonly size: number
  readonly decision: () => Decision
  readonly warnings: ReadonlyArray<Warning>
}

const factsOf = (request: Request, routing: Routing): RequestFacts => ({
  stream: request.stream,
  prompt_tokens: Estimate.promptTokens(request),
  ...(request.max_completion_tokens === undefined ? {} : { output_tokens: request.max_completion_tokens }),
  choices: request.n ?? 1,
  tools: request.tools !== undefined,
  reasoning: reasons(request),
  ttft_percentile: routing.ttft_percentile ?? "p50",
  throughput_percentile: routing.throughput_percentile ?? "p50"
})

const strategyOf = (
  routing: Routing,
  options: RouterOptions
): Result.Result<{ readonly name: string; readonly strategy: Strategy }, RouterError.RouterError> => {
  if (routing.weights !== undefined) {
    return Result.succeed({ name: "custom", strategy: weighted(routing.weights) })
  }
  const asked = routing.optimize ?? options.optimize ?? "balanced"
  const name = Strategies.current(asked, options.strategies)
  const strategy = name === undefined ? undefined : Strategies.find(name, options.strategies)
  if (name === undefined || strategy === undefined) {
    const names = [...Object.keys(Strategies.named), ...Object.keys(options.strategies ?? {})]
    return Result.fail(
      RouterError.make("invalid_parameter_value", "Invalid 'gateway.routing.optimize': no such strategy.", {
        param: "gateway.routing.optimize",
        suggestion: `Strategies: ${[...new Set(names)].join(", ")}.`
      })
    )
  }
  return Result.succeed({ name, strategy })
}

const resolveAll = (
  index: Resolve.Index,
  { model, models }: Normalized,
  options: RouterOptions
): Result.Result<ReadonlyArray<Resolve.Item>, RouterError.RouterError> => {
  const items: Array<Resolve.Item> = []
  const isStrategy = (name: string) => Strategies.current(name, options.strategies) !== undefined
  for (const [position, expression] of (models ?? [model ?? ""]).entries()) {
    const param = models === undefined ? "model" : `gateway.models[${position}]`
    const resolution = Resolve.resolve(index, expression, { param, isStrategy })
    switch (resolution.type) {
      case "item":
        items.push(resolution.item)
        break
      case "refused":
        return Result.fail(Refusal.toError(resolution.refusal))
      case "not_yet":
        return Result.fail(
          RouterError.make(
            "invalid_parameter_value",
            `Invalid '${param}': '${resolution.piece}' in a model expression is not available yet.`,
            { param }
          )
        )
    }
  }
  return Result.succeed(items)
}

/** Extensions for a provider that nobody registered go nowhere, and the caller is told. */
const strayExtensions = (index: Resolve.Index, request: Request): ReadonlyArray<Warning> => {
  if (request.extensions === undefined) return []
  const known = new Set(index.names.keys())
  for (const provider of index.providers.values()) {
    if (provider.vendor !== undefined) known.add(normalizeName(provider.vendor))
  }
  return Object.keys(request.extensions)
    .filter((name) => !known.has(normalizeName(name)))
    .map((name) => ({
      type: "unsupported_field",
      code: `extensions.${name}`,
      message: `unsupported_field: extensions.${name}: no such provider is registered`,
      param: `extensions.${name}`
    }))
}

/** Resolves, constrains, scores and orders: pure, the same for the same request and moment. */
export const make = (
  normalized: Normalized,
  moment: Moment,
  options: RouterOptions,
  defaults: Routing
): Result.Result<Draft, RouterError.RouterError> => {
  const { index, snapshot, now, seed } = moment
  const { request } = normalized
  const routing = { ...defaults, ...normalized.routing }
  const chosen = strategyOf(routing, options)
  if (Result.isFailure(chosen)) return Result.fail(chosen.failure)
  const items = resolveAll(index, normalized, options)
  if (Result.isFailure(items)) return Result.fail(items.failure)
  const facts = factsOf(request, routing)
  const context = Constraint.context({
    index,
    request,
    facts,
    routing,
    now,
    strict: normalized.policy === "error"
  })
  if (Constraint.isRefusal(context)) return Result.fail(Refusal.toError(context))
  const decided = Decide.decide({
    items: items.success,
    context,
    snapshot,
    name: chosen.success.name,
    strategy: chosen.success.strategy,
    selection: routing.selection ?? "best",
    seed: routing.seed ?? seed
  })
  let decision: Decision | undefined
  const read = () => (decision ??= Decide.decision(decided))
  if (decided.size === 0) {
    const shown = normalized.include.includes("decision") ? { decision: read() } : {}
    return Result.fail(Refusal.toError(Decide.refusal(decided), shown))
  }
  return Result.succeed({
    normalized,
    routing,
    facts,
    strategy: chosen.success.name,
    size: decided.size,
    step: (position) => {
      const candidate = decided.at(position)
      const provider = candidate && index.providers.get(candidate.endpoint.provider)
      return candidate === undefined || provider === undefined ? undefined : { candidate, provider }
    },
    decision: read,
    warnings: [...normalized.warnings, ...strayExtensions(index, request)]
  })
}
