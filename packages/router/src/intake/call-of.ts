import type { Decision } from "@turnout/core/Decision"
import type { OnInterrupt, Routing } from "@turnout/core/Gateway"
import type { Credential } from "@turnout/core/Provider"
import type { Request } from "@turnout/core/Request"
import type { Budget } from "../Budget.ts"
import type { Limits } from "../Limits.ts"
import type { Signals } from "../Signals.ts"
import type * as Context from "effect/Context"
import type * as Clock from "effect/Clock"
import * as Admission from "../attempt/Admission.ts"
import type { Call, Shared } from "../attempt/Call.ts"
import type { Draft } from "./Draft.ts"
import { likelyOf } from "./likely.ts"
import * as SeededRandom from "../SeededRandom.ts"
import type * as Health from "../Health.ts"
import type * as Hedge from "../Hedge.ts"
import * as HedgePolicy from "../attempt/HedgePolicy.ts"
import * as CooldownWait from "./CooldownWait.ts"
import * as ArrayWalk from "./ArrayWalk.ts"
import type { Additions } from "../memory/Additions.ts"
import type { KeyStore } from "../attempt/KeyStore.ts"
import type { Step } from "../attempt/Step.ts"
import type { Index } from "../resolve/Resolve.ts"
import * as Interruption from "../answer/Interruption.ts"
import type { RouterOptions } from "../RouterOptions.ts"
import type { CallContext } from "./CallContext.ts"
import * as StructuredOutput from "../attempt/StructuredOutput.ts"
import * as VectorForm from "../attempt/VectorForm.ts"
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
  state: RouterState,
  decided: Decided,
  context: CallContext,
  shared: Shared | undefined,
  shadow: Call["shadow"]
): Call => {
  if ((shared?.query ?? 0) === 0) state.hedges.called()
  return new OfDraft(state, decided, context, shared, shadow)
}

/**
 * What is the call's own stands in its fields; what its router, its draft and its caller say is read from them. Every
 * call has every field, so that what reads them meets one shape.
 */
class OfDraft implements Call {
  readonly id: string
  readonly query: number
  readonly started: number
  readonly deadline: number
  readonly limit: number | undefined
  readonly further: number
  readonly request: Request
  readonly admission: Admission.Admission
  readonly form: StructuredOutput.Form | undefined
  readonly hedge: HedgePolicy.HedgePolicy | undefined
  readonly onInterrupt: OnInterrupt
  readonly most: number
  readonly attempts: Call["attempts"]
  readonly failed: Call["failed"]
  readonly refused: Call["refused"]
  readonly charges: Call["charges"]
  readonly switches: Call["switches"] = []
  readonly shadow: Call["shadow"]
  private readonly router: RouterState
  private readonly draft: Draft
  private readonly decided: Decided
  private readonly context: CallContext
  private readonly shared: Shared | undefined
  private drawn: SeededRandom.SeededRandom | undefined = undefined

  constructor(
    router: RouterState,
    decided: Decided,
    context: CallContext,
    shared: Shared | undefined,
    shadow: Call["shadow"]
  ) {
    const { draft, started } = decided
    const { facts, normalized, routing } = draft
    const { request } = normalized
    const { limit_ms, principal, routing_events } = context
    this.router = router
    this.draft = draft
    this.decided = decided
    this.context = context
    this.shared = shared
    this.request = request
    this.shadow = shadow
    this.id = shared?.id ?? decided.id
    this.query = shared?.query ?? 0
    this.started = shared?.started ?? started
    this.deadline = shared?.deadline ?? started + Timeouts.deadline(routing)
    this.limit = shared === undefined ? Timeouts.limit(routing, started, limit_ms) : shared.limit
    this.further = shared?.further ?? 0
    this.admission = Admission.make(router.budget, router.limits, {
      principal,
      request,
      facts,
      clock: decided.clock,
      deadline: this.deadline,
      tier: routing.tier,
      likely: () => likelyOf(draft)
    })
    this.form =
      request.embedding === undefined
        ? StructuredOutput.of(router.options.validate, normalized)
        : VectorForm.of(request.embedding)
    this.hedge = HedgePolicy.of(routing, request.stream)
    this.onInterrupt = Interruption.policyOf(routing, routing_events || normalized.routing_events)
    this.most =
      shared === undefined
        ? ArrayWalk.attempts(routing, draft.alternatives)
        : shared.most - shared.failed.length
    this.attempts = shared?.attempts ?? []
    this.failed = shared?.failed ?? []
    this.refused = shared?.refused ?? []
    this.charges = shared?.charges ?? []
  }

  over(request: Request): Call {
    const made = Object.create(OfDraft.prototype) as OfDraft
    return Object.assign(made, this, { request })
  }

  get strategy(): string {
    return this.draft.strategy
  }
  get facts(): Call["facts"] {
    return this.draft.facts
  }
  get session(): string | undefined {
    return this.draft.facts.session
  }
  get routing(): Routing {
    return this.draft.routing
  }
  get fallbacks(): boolean {
    return this.draft.routing.allow_fallbacks ?? true
  }
  get warnings(): Call["warnings"] {
    return this.draft.warnings
  }
  get include(): Call["include"] {
    return this.draft.normalized.include
  }
  get quiet(): boolean {
    return !this.draft.normalized.log.query
  }
  get callIds(): ReadonlySet<string> {
    return callIds(this.request)
  }
  get asking(): Call["asking"] {
    return this.decided.asking
  }
  get lenience(): Health.Lenience | undefined {
    return this.decided.lenience
  }
  get models(): Call["models"] {
    return this.decided.names.models
  }
  get clock(): Clock.Clock {
    return this.shared?.clock ?? this.decided.clock
  }
  get random(): SeededRandom.SeededRandom {
    return (this.drawn ??= SeededRandom.seeded(this.draft.routing.seed ?? this.decided.seed))
  }
  get ended(): Call["ended"] {
    return this.context.observer?.ended
  }
  get defaults(): Routing {
    return this.router.defaults
  }
  get verdicts(): Call["verdicts"] {
    return this.router.verdicts
  }
  get record(): Call["record"] {
    return this.router.signals.record
  }
  get health(): Health.State {
    return this.router.health
  }
  get additions(): Additions {
    return this.router.additions
  }
  get keys(): KeyStore {
    return this.router.keys
  }
  get hedges(): Hedge.HedgeBudget {
    return this.router.hedges
  }
  get priceRatio(): number | undefined {
    return this.router.options.hedge?.price_ratio
  }
  get unread_timeout_ms(): number {
    return this.router.options.unread_timeout_ms ?? 60_000
  }

  step(position: number): Step | undefined {
    return this.draft.step(position)
  }

  decision(): Decision {
    const decision = this.draft.decision()
    return this.shadow === undefined ? decision : { ...decision, shadow: this.shadow }
  }

  cooldownWait(until: number, asked: boolean): number | undefined {
    return CooldownWait.of(this.router.options.cooling, this.decided.started)(until, asked)
  }

  isOpen({ candidate: { endpoint } }: Step, credential: Credential, now: number): boolean {
    const { health } = this.router
    const subject = { endpoint, credential }
    return (
      health.keyUntil(subject, now) <= now &&
      health.hasRoom(subject, this.draft.facts.prompt_tokens, now) &&
      !health.isDemoted(subject, this.decided.asking, now)
    )
  }
}
