import type { Failure } from "@turnout/core/Failure"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Scope from "effect/Scope"
import type { Call } from "./Call.ts"
import type { HedgePolicy } from "./HedgePolicy.ts"
import type * as Queue from "./Queue.ts"
import * as AttemptLog from "./AttemptLog.ts"
import { type Answering, isAnswering, send } from "./Send.ts"
import * as SteadyClock from "../memory/SteadyClock.ts"

type Sent = Answering | Failure | undefined

interface Leg {
  readonly tried: Queue.Try
  fiber: Fiber.Fiber<Sent> | undefined
}

/** What happens while attempts race: one ends, or content is late. */
type News =
  | { readonly type: "late" }
  | { readonly type: "ended"; readonly leg: Leg; readonly exit: Exit.Exit<Sent> }

/** News for one reader, who waits where there are none. */
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
 * Sends what was taken from the queue and, each time that content is late, one more beside it. The first *content*
 * answers; the others are interrupted, and what they cost is in the account. It ends with nothing when all of them
 * failed, as one attempt would.
 */
export const race = Effect.fnUntraced(function* (
  call: Call,
  queue: Queue.Queue,
  first: Queue.Try,
  hedge: HedgePolicy,
  /** How many were started beside others before. */
  started: { count: number }
): Effect.fn.Return<Answering | undefined, never, Scope.Scope> {
  const scope = yield* Effect.scope
  const news = makeNews()
  const legs = new Set<Leg>()
  let won: Answering | undefined

  /** Who comes second with its content has lost, as if it had been interrupted before. */
  const settled = (sent: Sent): Effect.Effect<Sent> => {
    if (!isAnswering(sent)) return Effect.succeed(sent)
    if (won === undefined) return Effect.sync(() => (won = sent))
    AttemptLog.abandon(call, sent, sent.committed.timers)
    return Effect.as(Scope.close(sent.committed.scope, Exit.void), undefined)
  }

  const start = (tried: Queue.Try, isHedge: boolean): Effect.Effect<void> => {
    const leg: Leg = { tried, fiber: undefined }
    legs.add(leg)
    const run = Effect.uninterruptibleMask((restore) =>
      Effect.flatMap(restore(Scope.provide(send(call, queue, tried, isHedge), scope)), settled)
    )
    return Effect.map(Effect.forkIn(run, scope, { startImmediately: true }), (fiber) => {
      leg.fiber = fiber
      fiber.addObserver((exit) => news.tell({ type: "ended", leg, exit }))
    })
  }

  /** Content is late, counted from when the attempt is due to be sent. */
  const timerFor = ({ due, step }: Queue.Try) => {
    const after = started.count < hedge.max ? hedge.after(step) : undefined
    if (after === undefined) return Effect.undefined
    const wait = Math.max(0, due - SteadyClock.now(call.clock)) + after
    const late = Effect.andThen(
      Effect.sleep(wait),
      Effect.sync(() => news.tell({ type: "late" }))
    )
    return Effect.forkIn(late, scope)
  }

  const interrupt = Effect.sync(() => {
    for (const { fiber } of legs) fiber?.interruptUnsafe()
  })

  return yield* Effect.gen(function* () {
    yield* start(first, false)
    let timer = yield* timerFor(first)
    while (true) {
      const told = yield* news.next
      if (told.type === "ended") {
        legs.delete(told.leg)
        if (Exit.isFailure(told.exit)) return yield* Effect.failCause(told.exit.cause)
        if (won === undefined && legs.size > 0) continue
        timer?.interruptUnsafe()
        return won
      }
      const busy = [...legs].map(({ tried: { step } }) => step)
      const backup = hedge.budget.isOpen()
        ? queue.backup(SteadyClock.now(call.clock), busy, (step) => hedge.isAffordable(first.step, step))
        : undefined
      if (backup === undefined) continue
      hedge.budget.take()
      started.count++
      yield* start(backup, true)
      timer = yield* timerFor(backup)
    }
  }).pipe(
    Effect.onExit((exit) =>
      Exit.isSuccess(exit)
        ? interrupt
        : Effect.andThen(
            interrupt,
            Effect.forEach(legs, ({ fiber }) => (fiber === undefined ? Effect.void : Fiber.await(fiber)), {
              discard: true
            })
          )
    )
  )
})
