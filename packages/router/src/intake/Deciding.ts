import type { Routing } from "@turnout/core/Gateway"
import type { Normalized } from "@turnout/core/Normalize"
import type { Credential } from "@turnout/core/Provider"
import type { RouterError } from "@turnout/core/RouterError"
import * as Clock from "effect/Clock"
import type * as Effect from "effect/Effect"
import type { Fiber as AnyFiber } from "effect/Fiber"
import * as Random from "effect/Random"
import type * as Result from "effect/Result"
import type { Shared } from "../attempt/Call.ts"
import * as Settled from "../attempt/Settled.ts"
import type { Keys } from "../Credentials.ts"
import type { Asking, Lenience } from "../Health.ts"
import type { CooldownPolicy } from "../memory/Cooldown.ts"
import * as SteadyClock from "../memory/SteadyClock.ts"
import type { Index } from "../resolve/Resolve.ts"
import * as SeededRandom from "../SeededRandom.ts"
import type { Decided, RouterState } from "./call-of.ts"
import * as CallContext from "./CallContext.ts"
import * as CooldownWait from "./CooldownWait.ts"
import * as Draft from "./Draft.ts"
import * as KeyOrder from "./KeyOrder.ts"

/** The fiber of a call: its clock and its randomness. */
export type Fiber = AnyFiber<unknown, unknown>

/** Where a request stands among others of the same call. */
export type Place = Partial<Pick<Shared, "query" | "started" | "deadline">> & {
  /** It is only planned: do not wait for cooldowns. */
  readonly planned?: boolean
  /** It copies another call: it takes no part in the sequence of calls, on which draws depend. */
  readonly copy?: { readonly id: string; readonly seed: number } | undefined
}

/** Reads what a decision depends on, once, and decides. */
export const make = (
  router: RouterState,
  namesBy: (clock: Clock.Clock, deadline: number) => Effect.Effect<Index, RouterError>,
  deadlineOf: (routing: Routing, started: number) => number
) => {
  const keysFor = KeyOrder.of(router.options, router.defaults)
  let calls = 0

  /** Numbers the call, and draws its seed. */
  const number = (asked: Asked): void => {
    const { seed } = router.options
    const unique = asked.fiber.getRef(Random.Random).nextIntUnsafe()
    asked.turn = calls
    calls += 1
    asked.id = `${unique}.${calls}`
    asked.seed =
      seed === undefined
        ? Math.abs(unique)
        : Math.floor(SeededRandom.seeded(seed)("seed", String(calls)) * Number.MAX_SAFE_INTEGER)
  }

  const withNames = (asked: Asked, names: Index): Effect.Effect<Decided, RouterError> => {
    if (!asked.isCopy) number(asked)
    asked.names = names
    asked.keys = keysFor(asked.context.own, asked.normalized)
    return CooldownWait.decide(asked)
  }

  const waiting = (asked: Asked, index: Effect.Effect<Index, RouterError>) =>
    Settled.flatMap(index, (names) => withNames(asked, names))

  /** If every viable endpoint is cooling down: by the host's policy. An `Exit` where nothing has to be waited for. */
  const decide = (
    fiber: Fiber,
    normalized: Normalized,
    context: Caller,
    place: Place
  ): Effect.Effect<Decided, RouterError> => {
    const asked = new Asked(router, fiber, normalized, context, place, deadlineOf)
    const index = namesBy(asked.clock, asked.deadline)
    const exit = Settled.exitOf(index)
    return exit?._tag === "Success" ? withNames(asked, exit.value) : waiting(asked, index)
  }

  return { decide, count: () => (calls += 1) }
}

type Caller = Pick<CallContext.CallContext, "own" | "principal">

/** One request while it is decided, and then with its draft: each stage fills in what it has found out. */
class Asked implements CooldownWait.Deciding<Decided>, Decided {
  readonly fiber: Fiber
  readonly normalized: Normalized
  readonly context: Caller
  readonly clock: Clock.Clock
  readonly started: number
  readonly deadline: number
  readonly policy: CooldownPolicy | undefined
  /** A function of its own, since it is handed on: it is asked where something was refused. */
  readonly asking: () => Asking
  names!: Index
  id: string
  seed: number
  /** Number of earlier calls. */
  turn: number | undefined = undefined
  readonly isCopy: boolean
  keys!: Keys
  draft!: Draft.Draft
  lenience: Lenience | undefined = undefined
  private readonly router: RouterState
  private readonly query: number

  constructor(
    router: RouterState,
    fiber: Fiber,
    normalized: Normalized,
    context: Caller,
    place: Place,
    deadlineOf: (routing: Routing, started: number) => number
  ) {
    const { cooling } = router.options
    this.router = router
    this.fiber = fiber
    this.normalized = normalized
    this.context = context
    this.clock = fiber.getRef(Clock.Clock)
    this.started = place.started ?? SteadyClock.now(this.clock)
    this.deadline = place.deadline ?? deadlineOf(normalized.routing, this.started)
    this.query = place.query ?? 0
    this.isCopy = place.copy !== undefined
    this.id = place.copy?.id ?? ""
    this.seed = place.copy?.seed ?? 0
    this.policy = place.planned === true ? CooldownWait.withoutWait(cooling) : cooling
    this.asking = CallContext.asking(normalized.request, context.principal)
  }

  at(now: number, lenience?: Lenience): Result.Result<Draft.Draft, RouterError> {
    const { asking, clock, keys, names: index, normalized, query, router, seed, turn } = this
    const { defaults, health, hedges, options, signals } = router
    const snapshot = health.over(signals.snapshot(now), this.keysOf, now, lenience, asking)
    const date = SteadyClock.date(clock, now, now)
    const moment = { index, snapshot, now, date, seed, turn, hedged: hedges.share(), query, keys }
    return Draft.make(normalized, moment, options, defaults)
  }

  decided(draft: Draft.Draft, lenience: Lenience | undefined): Decided {
    this.draft = draft
    this.lenience = lenience
    return this
  }

  private get keysOf() {
    return (id: string): ReadonlyArray<Credential> => {
      const provider = this.names.providers.get(id)
      return provider === undefined ? none : this.keys(provider)
    }
  }
}

const none: ReadonlyArray<Credential> = []
