import type { RequestFacts } from "@turnout/core/Candidate"
import type { Endpoint } from "@turnout/core/Endpoint"
import type { Credential } from "@turnout/core/Provider"
import * as PromptBound from "@turnout/core/PromptBound"
import type { Request } from "@turnout/core/Request"
import type { RouterError } from "@turnout/core/RouterError"
import * as Usage from "@turnout/core/Usage"
import type * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Scope from "effect/Scope"
import * as Denied from "./admission/denied.ts"
import { Holding } from "./admission/holding.ts"
import * as Budget from "../Budget.ts"
import * as Limits from "../Limits.ts"
import type { Principal } from "../Principal.ts"
import * as HostWait from "./HostWait.ts"
import * as Refusal from "../Refusal.ts"
import * as Stored from "../Stored.ts"
import * as Settled from "./Settled.ts"
import * as SteadyClock from "../memory/SteadyClock.ts"

export { first } from "./admission/denied.ts"

/** An admitted attempt. The first of the two calls releases what it holds; later calls do nothing. */
export interface Pass {
  /** Settles usage and cost in nano-dollars, as far as known; `undefined`: the cost is unknown. */
  readonly settle: (nanos: number | undefined, usage: Usage.Usage | undefined) => void
  /** Releases the attempt at no cost. */
  readonly release: () => void
}

/** Admission of one call and its attempts by budgets, and by the limits of the caller and of providers. */
export interface Admission {
  /** Admits the call as a whole, once, before its first attempt. */
  readonly call: Effect.Effect<void, RouterError>
  /** Reserves what the attempt may cost, at once: an `Exit` where no store is asked. What is not settled or released is released by `close`. */
  readonly attempt: (
    endpoint: Endpoint,
    owner: Credential["owner"],
    request?: Request
  ) => Effect.Effect<Pass | Refusal.Refusal>
  /** Ends the call, also after an interruption. */
  readonly close: Effect.Effect<void>
}

export interface Subject {
  readonly principal: Principal
  readonly request: Request
  readonly facts: Pick<RequestFacts, "prompt_tokens" | "output_tokens" | "choices" | "inputs">
  readonly clock: Clock.Clock
  readonly deadline: number
  /** The service tier that was asked for. */
  readonly tier?: string | undefined
}

export const isRefusal = (value: Pass | Refusal.Refusal): value is Refusal.Refusal => "code" in value

const free: Pass = { settle: () => {}, release: () => {} }

/** Admits everything and counts nothing. */
export const open: Admission = {
  call: Effect.void,
  attempt: () => Effect.succeed(free),
  close: Effect.void
}

/** Admits a call; what it holds is released when the scope closes. */
export const enter = (admission: Admission, scope: Scope.Scope): Effect.Effect<void, RouterError> =>
  admission === open
    ? Effect.void
    : Effect.andThen(Scope.addFinalizer(scope, admission.close), admission.call)

/** What is waited for, in the words of an error. */
const store = "store of limits"

/** Milliseconds that a store has for what is booked behind an answer. */
const grace = 1_000

/** What stands for a store that did not answer in time. */
const late = HostWait.refusal(store)
const isLate = Effect.succeed<Refusal.Refusal>(late)

type Refused = Refusal.Refusal | undefined

export const make = (
  budget: Budget.Store | undefined,
  limits: Limits.State | undefined,
  subject: Subject
): Admission => {
  if (budget === undefined && limits === undefined) return open
  const { clock, deadline, facts, principal, request } = subject
  const { prompt_tokens } = facts
  const caller: Limits.Subject = { type: "principal", principal }
  const ofCall = new Holding(undefined)
  const held = new Set<Holding>()
  /** What a store has not been told yet. */
  const untold = new Set<Effect.Effect<void>>()
  /** Tokens used beyond those taken, by subject. */
  const owed = new Map<Limits.Subject, number>()
  /** Prompt tokens taken from the caller's quota: counted once per call, not per attempt. */
  let paid = prompt_tokens

  let bound: { readonly of: Request; readonly asked: Budget.Asked } | undefined
  /** Made for the first budget that asks, and once for a request, however many endpoints it is tried at. */
  const askedOf = (sent: Request): Budget.Asked => {
    if (bound?.of !== sent) {
      const prompt = PromptBound.of(sent)
      const speaks = sent.modalities?.includes("audio") === true
      bound = {
        of: sent,
        asked: { ...facts, prompt, speaks, tiers: subject.tier !== undefined || asksTier(sent) }
      }
    }
    return bound.asked
  }

  const owe = (who: Limits.Subject, tokens: number): void => {
    if (tokens > 0) owed.set(who, (owed.get(who) ?? 0) + tokens)
  }

  const tell = (stored: Stored.Stored<void>): void => {
    if (Stored.isAsked(stored)) untold.add(stored)
  }

  /** Tells what is untold; what could not be told is told again. */
  const told = (until: number): Stored.Stored<void> =>
    untold.size === 0
      ? undefined
      : HostWait.until(
          clock,
          until,
          Effect.forEach(untold, (each) => Effect.map(each, () => void untold.delete(each)), {
            concurrency: "unbounded",
            discard: true
          }),
          Effect.void
        )

  /** Asks, and keeps what is given in the same step. */
  const ask = <A>(
    stored: Stored.Stored<A>,
    keep: (given: A) => Stored.Stored<Refused>
  ): Stored.Stored<Refused> => {
    if (!Stored.isAsked(stored)) return keep(stored)
    const kept = Effect.uninterruptibleMask((restore) =>
      Effect.flatMap(restore(stored), (given) => Stored.effect(keep(given)))
    )
    return HostWait.until(clock, deadline, kept, isLate)
  }

  const placeOf = (holding: Holding, who: Limits.Subject, provider?: string): Stored.Stored<Refused> =>
    ask(limits?.place(who), (taken) => {
      if (taken === undefined) return undefined
      if (Limits.isExceeded(taken)) return Denied.byLimit(taken, provider)
      return Stored.map(holding.takePlace(taken), () => undefined)
    })

  const rateOf = (who: Limits.Subject, provider?: string): Stored.Stored<Refused> =>
    ask(limits?.take(who, prompt_tokens), (exceeded) =>
      exceeded === undefined ? undefined : Denied.byLimit(exceeded, provider)
    )

  const end = (holding: Holding, nanos: number | undefined | null): boolean => {
    if (!held.delete(holding)) return false
    for (const stored of holding.end(nanos, clock.currentTimeMillisUnsafe())) tell(stored)
    return true
  }

  const passOf = (holding: Holding, who: Limits.Subject): Pass => ({
    release: () => void end(holding, null),
    settle: (nanos, usage) => {
      if (!end(holding, nanos) || usage === undefined) return
      const tokens = Usage.total(usage)
      owe(who, tokens - prompt_tokens)
      owe(caller, tokens - paid)
      paid = 0
    }
  })

  return {
    call: Effect.suspend(() => {
      const refused = Stored.flatMap(placeOf(ofCall, caller), (refusal) => refusal ?? rateOf(caller))
      return Settled.flatMap(Stored.effect(refused), (refusal) =>
        refusal === undefined
          ? Effect.void
          : Effect.fail(refusal === late ? HostWait.late(store) : Refusal.toError(refusal))
      )
    }),
    attempt: (endpoint, owner, sent = request) => {
      const { provider } = endpoint
      const who: Limits.Subject = { type: "provider", provider }
      const holding = new Holding(budget)
      held.add(holding)
      const leaseOf = (): Stored.Stored<Refused> => {
        // Periods and prices are dates.
        const now = clock.currentTimeMillisUnsafe()
        const last = SteadyClock.date(clock, deadline)
        const amount = () => Budget.amount(endpoint, askedOf(sent), now, last)
        return ask(budget?.reserve({ principal, payer: owner, provider }, amount, now), (lease) => {
          if (lease === undefined) return undefined
          if (Budget.isRefused(lease)) return Denied.byBudget(lease, endpoint.id, now)
          return Stored.map(holding.takeLease(lease, now), () => undefined)
        })
      }
      // What an attempt before this one gave back may be what this one needs.
      const refused = Stored.flatMap(told(deadline), () =>
        Stored.flatMap(
          placeOf(holding, who, provider),
          (refusal) => refusal ?? Stored.flatMap(leaseOf(), (refusal) => refusal ?? rateOf(who, provider))
        )
      )
      return Stored.effect(
        Stored.map(refused, (refusal) => {
          if (refusal === undefined) return passOf(holding, who)
          end(holding, null)
          return refusal
        })
      )
    },
    close: Effect.suspend(() => {
      for (const holding of held) end(holding, null)
      for (const stored of ofCall.end(null, 0)) tell(stored)
      for (const [who, tokens] of owed) tell(limits?.charge(who, tokens))
      owed.clear()
      // The answer is there: a store that does not take the rest of the account at once is not waited for.
      return Stored.effect(told(SteadyClock.now(clock) + grace))
    })
  }
}

/** A word of the vendor's own in a request may ask for a tier of its own, whatever it is called there. */
const asksTier = ({ extensions, unknown }: Request): boolean =>
  extensions !== undefined || (unknown !== undefined && Object.hasOwn(unknown, "service_tier"))
