import type { Normalized } from "@turnout/core/Normalize"
import type { RouterError } from "@turnout/core/RouterError"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type * as Scope from "effect/Scope"
import * as Answer from "../answer/Answer.ts"
import * as Streamed from "../answer/Streamed.ts"
import type { Call } from "../attempt/Call.ts"
import * as Budget from "../Budget.ts"
import * as SeededRandom from "../SeededRandom.ts"
import type { ShadowOptions } from "../Shadow.ts"
import type { Answered } from "./ArrayWalk.ts"
import type { Copied } from "./Copying.ts"

/** The copy of a call: what it is in the call's decision and receipt. */
export interface Copy {
  /** Id of the copy's own receipt. */
  readonly id: string
  readonly to: string
}

export interface Shadowing {
  /** Whether a call is copied, by its seed. */
  readonly of: (normalized: Normalized, id: string, seed: number) => Copy | undefined
  /** Starts the copy of a call, and returns at once. */
  readonly start: (normalized: Normalized, copy: Copy, call: Call) => void
}

type Open = (copied: Copied, scope: Scope.Scope) => Effect.Effect<Answered, RouterError>

const workspace_id = "shadow"

/**
 * Copies calls in fibers of their own, which end by their deadline, and with the router's scope. What becomes of them
 * is told in their receipts, and reaches no call.
 */
export const make = Effect.fnUntraced(function* (
  options: ShadowOptions,
  open: Open
): Effect.fn.Return<Shadowing, never, Scope.Scope> {
  const { budget_usd, concurrent = 16, deadline_ms = 60_000, period = "daily", share, to } = options
  const running = new Set<Fiber.Fiber<unknown, unknown>>()
  const fork = Effect.runForkWith(yield* Effect.context<never>())
  yield* Effect.addFinalizer(() => Fiber.interruptAll(running))

  const budget = Budget.make({
    rules: [{ scope: "workspace", id: workspace_id, period, limit_usd: budget_usd }],
    reserve: "expected"
  })

  const run = (copied: Copied): Effect.Effect<void, unknown> => {
    const opened = (scope: Scope.Scope) => open(copied, scope)
    if (!copied.normalized.request.stream) {
      return Effect.scopedWith((scope) =>
        Effect.map(opened(scope), ({ answering, call }) => void Answer.completion(call, answering))
      )
    }
    return Effect.scoped(
      Effect.flatMap(Streamed.events(opened), (read) => {
        const rest: Effect.Effect<void, RouterError> = Effect.flatMap(read, (events) =>
          events === undefined ? Effect.void : rest
        )
        return rest
      })
    )
  }

  return {
    of: ({ routing }, id, seed) => {
      if (running.size >= concurrent || routing.only_byok === true) return undefined
      return SeededRandom.seeded(seed)("shadow", to) < share ? { id: `${id}.shadow`, to } : undefined
    },
    start: (normalized, { id }, call) => {
      const copied: Copied = {
        normalized: copyOf(normalized, to, deadline_ms),
        id,
        of: call.id,
        seed: Math.floor(call.random("shadow", "seed") * Number.MAX_SAFE_INTEGER),
        budget,
        principal: { workspace_id }
      }
      const fiber = fork(
        Effect.andThen(
          // After the call, which has the processor first.
          Effect.yieldNow,
          Effect.exit(Effect.timeout(run(copied), deadline_ms))
        )
      )
      running.add(fiber)
      fiber.addObserver(() => running.delete(fiber))
    }
  }
})

/** The same question to another model: sent once, by the host's keys, outside of the conversation and its caches. */
const copyOf = (
  { models: _models, region: _region, ...normalized }: Normalized,
  to: string,
  deadline_ms: number
): Normalized => {
  const { prompt_cache_key: _key, ...request } = normalized.request
  const {
    hedge: _hedge,
    order: _order,
    prefer: _prefer,
    seed: _seed,
    session: _session,
    ...routing
  } = normalized.routing
  return {
    ...normalized,
    request,
    model: to,
    routing: {
      ...routing,
      only_platform: true,
      allow_fallbacks: false,
      max_fallback_attempts: 0,
      deadline_ms,
      on_interrupt: "fail"
    },
    include: [],
    warnings: []
  }
}
