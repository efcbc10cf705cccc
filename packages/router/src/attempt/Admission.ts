import type { Endpoint } from "@turnout/core/Endpoint"
import type { Credential } from "@turnout/core/Provider"
import * as PromptBound from "@turnout/core/PromptBound"
import type { Request } from "@turnout/core/Request"
import type { RouterError } from "@turnout/core/RouterError"
import * as Usage from "@turnout/core/Usage"
import * as Effect from "effect/Effect"
import * as Scope from "effect/Scope"
import * as Denied from "./admission/denied.ts"
import type { Admission, Ahead, Likely, Pass, Subject } from "./admission/contract.ts"
import { answered, heard } from "./admission/hearing.ts"
import { Holding } from "./admission/holding.ts"
import { type Refused, inOneWait } from "./admission/one-wait.ts"
import * as Budget from "../Budget.ts"
import * as Limits from "../Limits.ts"
import * as HostWait from "./HostWait.ts"
import * as Refusal from "../Refusal.ts"
import * as Stored from "../Stored.ts"
import * as Settled from "./Settled.ts"
import * as SteadyClock from "../memory/SteadyClock.ts"

export { type Admission, isRefusal, type Likely, type Pass, type Subject } from "./admission/contract.ts"
export { first } from "./admission/denied.ts"

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
          Effect.forEach(untold, (each) => Effect.map(heard(each), () => void untold.delete(each)), {
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
    return Effect.uninterruptibleMask((restore) =>
      Effect.flatMap(restore(stored), (given) => Stored.effect(keep(given)))
    )
  }

  /** Waits for a store until the deadline of the call. */
  const inTime = (asked: Stored.Stored<Refused>): Stored.Stored<Refused> =>
    Stored.isAsked(asked) ? HostWait.until(clock, deadline, asked, isLate) : asked

  const placeOf = (holding: Holding, who: Limits.Subject, provider?: string): Stored.Stored<Refused> =>
    ask(limits?.place(who), (taken) => {
      if (taken === undefined) return undefined
      if (Limits.isExceeded(taken)) return Denied.byLimit(taken, provider)
      return Stored.map(holding.takePlace(taken), () => undefined)
    })

  const rateOf = (holding: Holding, who: Limits.Subject, provider?: string): Stored.Stored<Refused> =>
    limits === undefined
      ? undefined
      : ask(limits.take(who, prompt_tokens), (exceeded) => {
          if (exceeded !== undefined) return Denied.byLimit(exceeded, provider)
          return Stored.map(holding.takeRate(limits, who, prompt_tokens), () => undefined)
        })

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

  const leaseOf = (holding: Holding, { endpoint, owner }: Likely, sent: Request): Stored.Stored<Refused> => {
    const { provider } = endpoint
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

  const ofAttempt = (holding: Holding, at: Likely, sent: Request): Stored.Stored<Refused> => {
    const { provider } = at.endpoint
    const who: Limits.Subject = { type: "provider", provider }
    held.add(holding)
    return inOneWait(
      () => placeOf(holding, who, provider),
      () => leaseOf(holding, at, sent),
      () => rateOf(holding, who, provider)
    )
  }

  const passed = (holding: Holding, provider: string, refused: Refused): Pass | Refusal.Refusal => {
    holding.isAdmitted = refused === undefined
    if (refused === undefined) return passOf(holding, { type: "provider", provider })
    end(holding, null)
    return refused
  }

  let ahead: Ahead | undefined

  /** What the call needs and what its first attempt will need, in one wait. */
  const withLikely = (asked: Stored.Stored<Refused>): Stored.Stored<Refused> => {
    const at = Stored.isAsked(asked) ? subject.likely?.() : undefined
    if (at === undefined) return asked
    const holding = new Holding(budget)
    return Stored.map(Stored.both(asked, ofAttempt(holding, at, request)), ([ofTheCall, refused]) => {
      if (ofTheCall === undefined) ahead = { ...at, sent: request, holding, refused }
      else end(holding, null)
      return ofTheCall
    })
  }

  /** What was asked for ahead, if it is the same attempt; what is not used is given back. */
  const taken = (endpoint: Endpoint, owner: Credential["owner"], sent: Request): Ahead | undefined => {
    const found = ahead
    ahead = undefined
    if (found === undefined) return undefined
    if (found.endpoint === endpoint && found.owner === owner && found.sent === sent) return found
    end(found.holding, null)
    return undefined
  }

  return {
    call: Effect.suspend(() => {
      held.add(ofCall)
      const asked = inOneWait(
        () => placeOf(ofCall, caller),
        () => rateOf(ofCall, caller)
      )
      return Settled.flatMap(Stored.effect(inTime(withLikely(asked))), (refusal) => {
        ofCall.isAdmitted = refusal === undefined
        if (refusal === undefined) return Effect.void
        end(ofCall, null)
        return Effect.fail(refusal === late ? HostWait.late(store) : Refusal.toError(refusal))
      })
    }),
    attempt: (endpoint, owner, sent = request) => {
      const { provider } = endpoint
      const known = taken(endpoint, owner, sent)
      if (known !== undefined) return Effect.succeed(passed(known.holding, provider, known.refused))
      const holding = new Holding(budget)
      // What an attempt before this one gave back may be what this one needs.
      const refused = Stored.flatMap(told(deadline), () =>
        inTime(answered(() => ofAttempt(holding, { endpoint, owner }, sent)))
      )
      return Stored.effect(Stored.map(refused, (refusal) => passed(holding, provider, refusal)))
    },
    close: Effect.suspend(() => {
      for (const holding of held) end(holding, null)
      for (const [who, tokens] of owed) tell(answered(() => limits?.charge(who, tokens)))
      owed.clear()
      // The answer is there: a store that does not take the rest of the account at once is not waited for.
      return Stored.effect(told(SteadyClock.now(clock) + grace))
    })
  }
}

/** A word of the vendor's own in a request may ask for a tier of its own, whatever it is called there. */
const asksTier = ({ extensions, unknown }: Request): boolean =>
  extensions !== undefined || (unknown !== undefined && Object.hasOwn(unknown, "service_tier"))
