import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Scope from "effect/Scope"
import * as AttemptLog from "./AttemptLog.ts"
import * as AttemptTimers from "./AttemptTimers.ts"
import type { Call } from "./Call.ts"
import type * as Queue from "./Queue.ts"
import { type Answering, isAnswering, type Leg, send, type Sent } from "./Send.ts"
import * as HedgePolicy from "./HedgePolicy.ts"
import * as SharedTimer from "./SharedTimer.ts"
import type { Step } from "./Step.ts"
import type { Because } from "../Hedge.ts"
import * as SteadyClock from "../memory/SteadyClock.ts"

interface Runner {
  readonly tried: Queue.Try
  readonly leg: Leg
  fiber: Fiber.Fiber<Sent> | undefined
}

/** An event of the race: an attempt ended, or content is late. */
type News =
  | { readonly type: "late"; readonly runner: Runner; readonly by: Because }
  | { readonly type: "ended"; readonly runner: Runner; readonly exit: Exit.Exit<Sent> }

/** What a call started beside others: how many as `hedge` or a plan asks, and for which reasons any. */
export interface Started {
  count: number
  late: boolean
  overdue: boolean
}

/** A queue of events with one reader, which waits if it is empty. */
const makeNews = () => {
  const waiting: Array<News> = []
  let wake: (() => void) | undefined
  return {
    tell: (news: News): void => {
      waiting.push(news)
      wake?.()
    },
    next: Effect.callback<News>((resume) => {
      const read = () => {
        wake = undefined
        resume(Effect.succeed(waiting.shift()!))
      }
      if (waiting.length > 0) read()
      else wake = read
    })
  }
}

/**
 * Sends a step and, each time that content is late, one hedge. The attempt with the first *content* answers; the
 * others are interrupted, and their cost is accounted for. Returns nothing if all of them failed, as a single
 * attempt would.
 */
export const race = Effect.fnUntraced(function* (
  call: Call,
  queue: Queue.Queue,
  first: Queue.Try,
  started: Started,
  scope: Scope.Scope
): Effect.fn.Return<Answering | undefined> {
  const { clock, hedge, hedges } = call
  /** A call may start one planned backup, or as many hedges as its caller wishes. */
  const most = hedge?.max ?? 1
  const news = makeNews()
  const timer = SharedTimer.of(clock)
  const entries = new Set<SharedTimer.TimerEntry>()
  const running = new Set<Runner>()
  let won: Answering | undefined

  const tellAt = (at: number, runner: Runner, by: Because): void => {
    const entry: SharedTimer.TimerEntry = {
      at,
      fire: () => {
        entries.delete(entry)
        news.tell({ type: "late", runner, by })
        return undefined
      }
    }
    entries.add(entry)
    timer.schedule(entry)
  }

  /** A second attempt with content has lost and is treated as interrupted. */
  const settled = (sent: Sent): Effect.Effect<Sent> => {
    if (!isAnswering(sent)) return Effect.succeed(sent)
    if (won === undefined) return Effect.sync(() => (won = sent))
    AttemptLog.abandon(call, sent, sent.committed.timers)
    return Effect.as(Scope.close(sent.committed.scope, Exit.void), undefined)
  }

  const start = (tried: Queue.Try, hedge: boolean): Effect.Effect<void> => {
    const leg: Leg = {
      hedge,
      timers: undefined,
      overdueAt: (at) => tellAt(at, runner, "overdue")
    }
    const runner: Runner = { tried, leg, fiber: undefined }
    running.add(runner)
    hedgeAfter(runner)
    const run = Effect.uninterruptibleMask((restore) =>
      Effect.flatMap(restore(send(call, queue, tried, leg, scope)), settled)
    )
    return Effect.map(Effect.forkIn(run, scope, { startImmediately: true }), (fiber) => {
      runner.fiber = fiber
      fiber.addObserver((exit) => news.tell({ type: "ended", runner, exit }))
    })
  }

  /** Content is late for a hedge, counted from when the attempt is due to be sent. */
  const hedgeAfter = (runner: Runner): void => {
    const { due, step } = runner.tried
    if (started.count >= most) return
    const after = (runner.leg.hedge ? undefined : step.backup?.after_ms) ?? hedge?.after(step)
    if (after === undefined) return
    tellAt(Math.max(due, SteadyClock.now(clock)) + after, runner, "late")
  }

  /** Its content is late no more, or not for a hedge: the body of a whole answer has begun. */
  const isMoot = (runner: Runner, by: Because): boolean =>
    !running.has(runner) || (by === "late" && runner.leg.timers?.phase === "begun")

  /** Takes what is sent beside an attempt that is late: a hedge elsewhere, or the next step before its time. */
  const takeBeside = (runner: Runner, by: Because, now: number): Queue.Try | undefined => {
    const { backup } = runner.tried.step
    // Of a call that started one, the others are within its own limits.
    if (!started[by] && !hedges.isOpen(by, by === "late" ? backup?.share : undefined)) return undefined
    if (by === "overdue") return queue.another(now)
    if (started.count >= most) return undefined
    const busy = [...running].map(({ tried: { step } }) => step)
    const planned = runner.leg.hedge ? undefined : backup?.endpoint
    const isAffordable = (step: Step) => HedgePolicy.isAffordable(first.step, step, planned, call.priceRatio)
    return queue.backup(now, busy, isAffordable, planned)
  }

  const late = (runner: Runner, by: Because): Effect.Effect<void> => {
    if (isMoot(runner, by)) return Effect.void
    const { timers } = runner.leg
    const now = SteadyClock.now(clock)
    if (by === "overdue" && timers !== undefined) {
      const lateAt = AttemptTimers.lateAt(timers)
      // It arrives.
      if (lateAt > now) return Effect.sync(() => tellAt(lateAt, runner, by))
      timers.overdue = true
    }
    const tried = takeBeside(runner, by, now)
    if (tried === undefined) return Effect.void
    if (!started[by]) hedges.take(by)
    started[by] = true
    if (by === "late") started.count++
    return start(tried, true)
  }

  const isOverdue = ({ leg }: Runner): boolean => leg.timers?.overdue === true

  const interrupt = Effect.sync(() => {
    for (const { fiber, leg } of running) {
      if (won !== undefined && leg.timers !== undefined) leg.timers.lost = true
      fiber?.interruptUnsafe()
    }
  })

  return yield* Effect.gen(function* () {
    yield* start(first, false)
    while (true) {
      const told = yield* news.next
      if (told.type === "late") {
        yield* late(told.runner, told.by)
        continue
      }
      running.delete(told.runner)
      if (Exit.isFailure(told.exit)) return yield* Effect.failCause(told.exit.cause)
      if (won !== undefined || running.size === 0) return won
      // An attempt that used its share is not the only one waited for.
      if (![...running].every(isOverdue)) continue
      const next = queue.next(SteadyClock.now(clock))
      if (next !== undefined) yield* start(next, true)
    }
  }).pipe(
    Effect.onExit((exit) => {
      for (const entry of entries) timer.cancel(entry)
      if (Exit.isSuccess(exit)) return interrupt
      const ended = Effect.forEach(
        running,
        ({ fiber }) => (fiber === undefined ? Effect.void : Fiber.await(fiber)),
        { discard: true }
      )
      return Effect.andThen(interrupt, ended)
    })
  )
})
