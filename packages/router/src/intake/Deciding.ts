import type { Routing } from "@turnout/core/Gateway"
import type { Normalized } from "@turnout/core/Normalize"
import type { RouterError } from "@turnout/core/RouterError"
import * as Clock from "effect/Clock"
import type * as Effect from "effect/Effect"
import type { Fiber as AnyFiber } from "effect/Fiber"
import * as Random from "effect/Random"
import type { Shared } from "../attempt/Call.ts"
import * as Settled from "../attempt/Settled.ts"
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
}

/** Reads what a decision depends on, once, and decides. */
export const make = (
  { defaults, health, options, signals }: RouterState,
  namesBy: (clock: Clock.Clock, deadline: number) => Effect.Effect<Index, RouterError>,
  deadlineOf: (routing: Routing, started: number) => number
) => {
  const keysFor = KeyOrder.of(options, defaults)
  let calls = 0

  /** If every viable endpoint is cooling down: by the host's policy. An `Exit` where nothing has to be waited for. */
  const decide = (
    fiber: Fiber,
    normalized: Normalized,
    { own, principal }: Pick<CallContext.CallContext, "own" | "principal">,
    place: Place
  ): Effect.Effect<Decided, RouterError> => {
    const clock = fiber.getRef(Clock.Clock)
    const started = place.started ?? SteadyClock.now(clock)
    const deadline = place.deadline ?? deadlineOf(normalized.routing, started)
    return Settled.flatMap(namesBy(clock, deadline), (names) => {
      const unique = fiber.getRef(Random.Random).nextIntUnsafe()
      const turn = calls
      calls += 1
      const seed =
        options.seed === undefined
          ? Math.abs(unique)
          : Math.floor(SeededRandom.seeded(options.seed)("seed", String(calls)) * Number.MAX_SAFE_INTEGER)
      const keys = keysFor(own, normalized)
      const keysOf = (id: string) => {
        const provider = names.providers.get(id)
        return provider === undefined ? [] : keys(provider)
      }
      const asking = CallContext.asking(normalized.request, principal)
      const decideAt: CooldownWait.Decide = (now, lenience) => {
        const snapshot = health.over(signals.snapshot(now), keysOf, now, lenience, asking)
        const date = SteadyClock.date(clock, now)
        const moment = { index: names, snapshot, now, date, seed, turn, query: place.query ?? 0, keys }
        return Draft.make(normalized, moment, options, defaults)
      }
      const policy = place.planned === true ? CooldownWait.withoutWait(options.cooling) : options.cooling
      const decided = CooldownWait.decide(decideAt, { policy, clock, started, deadline })
      return Settled.map(decided, ({ draft, lenience }) => ({
        draft,
        lenience,
        asking,
        clock,
        started,
        names,
        id: `${unique}.${turn + 1}`,
        seed
      }))
    })
  }

  return { decide, count: () => (calls += 1) }
}
