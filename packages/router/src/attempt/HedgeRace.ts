import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Scope from "effect/Scope"
import * as AttemptLog from "./AttemptLog.ts"
import * as AttemptTimers from "./AttemptTimers.ts"
import type { Call } from "./Call.ts"
import type * as Queue from "./Queue.ts"
import { type Answering, isAnswering, type Leg, send, type Sent } from "./Send.ts"
import * as SharedTimer from "./SharedTimer.ts"
import * as SteadyClock from "../memory/SteadyClock.ts"

interface Runner {
  readonly tried: Queue.Try
  readonly leg: Leg
  fiber: Fiber.Fiber<Sent> | undefined
}

/** An event of the race: an attempt ended, or content is late. */
type News =
  | { readonly type: "late"; readonly runner: Runner; readonly by: "hedge" | "share" }
  | { readonly type: "ended"; readonly runner: Runner; readonly exit: Exit.Exit<Sent> }

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
  /** How many were started beside others before, as `hedge` asks. */
  started: { count: number },
  scope: Scope.Scope
): Effect.fn.Return<Answering | undefined> {
  const { clock, hedge, hedges } = call
  const news = makeNews()
  const timer = SharedTimer.of(clock)
  const entries = new Set<SharedTimer.TimerEntry>()
  const running = new Set<Runner>()
  let won: Answering | undefined

  const tellAt = (at: number, runner: Runner, by: "hedge" | "share"): void => {
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
      overdueAt: (at) => tellAt(at, runner, "share")
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
    const after = hedge === undefined || started.count >= hedge.max ? undefined : hedge.after(step)
    if (after === undefined) return
    tellAt(Math.max(due, SteadyClock.now(clock)) + after, runner, "hedge")
  }

  /** Its content is late no more, or not for a hedge: the body of a whole answer has begun. */
  const isMoot = (runner: Runner, by: "hedge" | "share"): boolean =>
    !running.has(runner) || (by === "hedge" && runner.leg.timers?.phase === "begun")

  /** Takes what is sent beside an attempt that is late: a hedge elsewhere, or the next step before its time. */
  const takeBeside = (by: "hedge" | "share", now: number): Queue.Try | undefined => {
    if (!hedges.isOpen()) return undefined
    if (by === "share") return queue.another(now)
    if (hedge === undefined || started.count >= hedge.max) return undefined
    const busy = [...running].map(({ tried: { step } }) => step)
    return queue.backup(now, busy, (step) => hedge.isAffordable(first.step, step))
  }

  const late = (runner: Runner, by: "hedge" | "share"): Effect.Effect<void> => {
    if (isMoot(runner, by)) return Effect.void
    const { timers } = runner.leg
    const now = SteadyClock.now(clock)
    if (by === "share" && timers !== undefined) {
      const lateAt = AttemptTimers.lateAt(timers)
      // It arrives.
      if (lateAt > now) return Effect.sync(() => tellAt(lateAt, runner, by))
      timers.overdue = true
    }
    const tried = takeBeside(by, now)
    if (tried === undefined) return Effect.void
    hedges.take()
    if (by === "hedge") started.count++
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
