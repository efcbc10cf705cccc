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
import * as Budget from "../Budget.ts"
import * as Limits from "../Limits.ts"
import type { Principal } from "../Principal.ts"
import * as HostWait from "./HostWait.ts"
import * as Refusal from "../Refusal.ts"
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
  readonly facts: Pick<RequestFacts, "prompt_tokens" | "output_tokens" | "choices">
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

export const make = (
  budget: Budget.State | undefined,
  limits: Limits.State | undefined,
  subject: Subject
): Admission => {
  if (budget === undefined && limits === undefined) return open
  const { clock, deadline, facts, principal, request } = subject
  const { prompt_tokens } = facts
  const caller: Limits.Subject = { type: "principal", principal }
  const held = new Set<Pass>()
  /** Tokens used beyond those taken, by subject. */
  const owed = new Map<Limits.Subject, number>()
  let place: Limits.Place | undefined
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

  const hold = (
    who: Limits.Subject,
    place: Limits.Place | undefined,
    lease: Budget.Lease | undefined
  ): Pass => {
    const end = (settle: (budget: Budget.State, lease: Budget.Lease, now: number) => void): boolean => {
      if (!held.delete(pass)) return false
      place?.leave()
      if (budget !== undefined && lease !== undefined) settle(budget, lease, clock.currentTimeMillisUnsafe())
      return true
    }
    const pass: Pass = {
      release: () => void end((budget, lease, now) => budget.release(lease, now)),
      settle: (nanos, usage) => {
        if (!end((budget, lease, now) => budget.settle(lease, nanos, now)) || usage === undefined) return
        const tokens = Usage.total(usage)
        owe(who, tokens - prompt_tokens)
        owe(caller, tokens - paid)
        paid = 0
      }
    }
    held.add(pass)
    return pass
  }

  return {
    call: Effect.suspend(() => {
      const taken = limits?.place(caller)
      if (Limits.isExceeded(taken)) return Effect.fail(Refusal.toError(Denied.byLimit(taken)))
      place = taken
      const rate = limits?.take(caller, prompt_tokens)
      if (rate === undefined) return Effect.void
      return Effect.flatMap(HostWait.answer(store, clock, deadline, rate), (exceeded) =>
        exceeded === undefined ? Effect.void : Effect.fail(Refusal.toError(Denied.byLimit(exceeded)))
      )
    }),
    attempt: (endpoint, owner, sent = request) => {
      const { provider } = endpoint
      const who: Limits.Subject = { type: "provider", provider }
      const taken = limits?.place(who)
      if (Limits.isExceeded(taken)) return Effect.succeed(Denied.byLimit(taken, provider))
      // Periods and prices are dates.
      const now = clock.currentTimeMillisUnsafe()
      const last = SteadyClock.date(clock, deadline)
      const amount = () => Budget.amount(endpoint, askedOf(sent), now, last)
      const lease = budget?.reserve({ principal, payer: owner, provider }, amount, now)
      if (Budget.isRefused(lease)) {
        taken?.leave()
        return Effect.succeed(Denied.byBudget(lease, endpoint.id, now))
      }
      const pass = hold(who, taken, lease)
      const rate = limits?.take(who, prompt_tokens)
      if (rate === undefined) return Effect.succeed(pass)
      const late = Effect.succeed("late" as const)
      return Effect.map(HostWait.until(clock, deadline, rate, late), (exceeded) => {
        if (exceeded === undefined) return pass
        pass.release()
        return exceeded === "late" ? HostWait.refusal(store) : Denied.byLimit(exceeded, provider)
      })
    },
    close: Effect.suspend(() => {
      for (const pass of held) pass.release()
      place?.leave()
      place = undefined
      if (limits === undefined || owed.size === 0) return Effect.void
      const debts = [...owed]
      owed.clear()
      // The answer is there: a store that does not take the rest of the account at once is not waited for.
      return HostWait.until(
        clock,
        SteadyClock.now(clock) + grace,
        Effect.forEach(debts, ([who, tokens]) => limits.charge(who, tokens), { discard: true }),
        Effect.void
      )
    })
  }
}

/** A word of the vendor's own in a request may ask for a tier of its own, whatever it is called there. */
const asksTier = ({ extensions, unknown }: Request): boolean =>
  extensions !== undefined || (unknown !== undefined && Object.hasOwn(unknown, "service_tier"))
