import type { Routing } from "@turnout/core/Gateway"
import type { Budget } from "../Budget.ts"
import type { Limits } from "../Limits.ts"
import type { Signals } from "../Signals.ts"
import type * as Context from "effect/Context"
import type * as Clock from "effect/Clock"
import * as Admission from "../attempt/Admission.ts"
import type { Call, Shared } from "../attempt/Call.ts"
import type { Draft } from "./Draft.ts"
import * as SeededRandom from "../SeededRandom.ts"
import type * as Health from "../Health.ts"
import type * as Hedge from "../Hedge.ts"
import * as HedgePolicy from "../attempt/HedgePolicy.ts"
import * as CooldownWait from "./CooldownWait.ts"
import * as ArrayWalk from "./ArrayWalk.ts"
import type { Additions } from "../memory/Additions.ts"
import type { KeyStore } from "../attempt/KeyStore.ts"
import type { Index } from "../resolve/Resolve.ts"
import * as Interruption from "../answer/Interruption.ts"
import type { RouterOptions } from "../RouterOptions.ts"
import type { CallContext } from "./CallContext.ts"
import * as StructuredOutput from "../attempt/StructuredOutput.ts"
import * as Timeouts from "../attempt/Timeouts.ts"
import { callIds } from "./call-ids.ts"

/** State shared by all calls of a router. */
export interface RouterState {
  /** The host's default routing. */
  readonly defaults: Routing
  readonly additions: Additions
  readonly budget: Context.Service.Shape<typeof Budget>
  readonly health: Health.State
  readonly hedges: Hedge.HedgeBudget
  readonly keys: KeyStore
  readonly limits: Context.Service.Shape<typeof Limits>
  readonly options: RouterOptions
  readonly signals: Context.Service.Shape<typeof Signals>
  readonly verdicts: Call["verdicts"]
}

/** A draft with the environment in which it was decided. */
export interface Decided {
  readonly draft: Draft
  readonly lenience: Health.Lenience | undefined
  readonly asking: () => Health.Asking
  readonly names: Index
  readonly clock: Clock.Clock
  readonly started: number
  readonly id: string
  readonly seed: number
}

/** Creates the call of a draft, with an empty account. */
export const callOf = (
  { additions, budget, defaults, health, hedges, keys, limits, options, signals, verdicts }: RouterState,
  { asking, draft, lenience, names, clock, started, id, seed }: Decided,
  { limit_ms, observer, principal, routing_events }: CallContext,
  shared: Shared | undefined
): Call => {
  const { facts, normalized, routing } = draft
  const { request } = normalized
  const deadline = shared?.deadline ?? started + Timeouts.deadline(routing)
  const hedge = HedgePolicy.of(routing, request.stream, options.hedge?.price_ratio)
  if ((shared?.query ?? 0) === 0) hedges.called()
  // Every call has every field, so that what reads them meets one shape.
  return {
    id: shared?.id ?? id,
    query: shared?.query ?? 0,
    started: shared?.started ?? started,
    deadline,
    limit: shared === undefined ? Timeouts.limit(routing, started, limit_ms) : shared.limit,
    further: shared?.further ?? 0,
    keys,
    hedges,
    asking,
    unread_timeout_ms: options.unread_timeout_ms ?? 60_000,
    request,
    facts,
    admission: Admission.make(budget, limits, {
      principal,
      request,
      facts,
      clock,
      deadline,
      tier: routing.tier
    }),
    session: facts.session,
    step: draft.step,
    strategy: draft.strategy,
    quiet: !normalized.log.query,
    form: StructuredOutput.of(options.validate, normalized),
    routing,
    defaults,
    fallbacks: routing.allow_fallbacks ?? true,
    most:
      shared === undefined
        ? ArrayWalk.attempts(routing, draft.alternatives)
        : shared.most - shared.failed.length,
    verdicts,
    random: SeededRandom.seeded(routing.seed ?? seed),
    clock: shared?.clock ?? clock,
    record: signals.record,
    health,
    additions,
    lenience,
    hedge,
    ended: observer?.ended,
    onInterrupt: Interruption.policyOf(routing, routing_events || normalized.routing_events),
    switches: [],
    cooldownWait: CooldownWait.of(options.cooling, started),
    isOpen: ({ candidate: { endpoint } }, credential, now) => {
      const subject = { endpoint, credential }
      return (
        health.keyUntil(subject, now) <= now &&
        health.hasRoom(subject, facts.prompt_tokens, now) &&
        !health.isDemoted(subject, asking, now)
      )
    },
    models: names.models,
    include: normalized.include,
    decision: draft.decision,
    warnings: draft.warnings,
    callIds: callIds(request),
    attempts: shared?.attempts ?? [],
    failed: shared?.failed ?? [],
    refused: shared?.refused ?? [],
    charges: shared?.charges ?? []
  }
}
