import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Scheduler from "effect/Scheduler"

/**
 * A clock and a scheduler without real time. Effects that run in its context sleep until `advance` reaches their
 * moment; between two moments no time passes. What is due at the same moment runs in the order in which it was
 * scheduled.
 */
export interface VirtualTime {
  /** Milliseconds since the start. Whole: the router's clocks are read in milliseconds. */
  readonly now: () => number
  /** Calls `work` at a moment, not before the present one. */
  readonly at: (moment: number, work: () => void) => Entry
  readonly cancel: (entry: Entry) => void
  /** Clock and scheduler, for effects that are to run in this time. */
  readonly context: Context.Context<never>
  /** Runs all that is due until nothing is left or `until` is reached; false when nothing is left. */
  readonly advance: (until?: number) => boolean
}

/** A piece of work that is due at a moment. */
export interface Entry {
  readonly moment: number
  readonly order: number
  work: (() => void) | undefined
}

/** `epoch`: the date at the start, in milliseconds. */
export const make = (epoch: number): VirtualTime => {
  let present = 0
  let order = 0
  /** A binary heap, the earliest entry first. */
  const heap: Array<Entry> = []
  const due: Array<() => void> = []

  const push = (entry: Entry): void => {
    let place = heap.push(entry) - 1
    while (place > 0) {
      const above = (place - 1) >> 1
      if (!isBefore(entry, heap[above]!)) break
      heap[place] = heap[above]!
      place = above
    }
    heap[place] = entry
  }

  const pop = (): Entry | undefined => {
    const first = heap[0]
    const last = heap.pop()
    if (first === undefined || last === undefined || heap.length === 0) return first
    let place = 0
    while (true) {
      let below = 2 * place + 1
      if (below >= heap.length) break
      if (below + 1 < heap.length && isBefore(heap[below + 1]!, heap[below]!)) below++
      if (!isBefore(heap[below]!, last)) break
      heap[place] = heap[below]!
      place = below
    }
    heap[place] = last
    return first
  }

  const at = (moment: number, work: () => void): Entry => {
    const entry = { moment: Math.max(present, Math.ceil(moment)), order: order++, work }
    push(entry)
    return entry
  }

  const cancel = (entry: Entry): void => {
    entry.work = undefined
  }

  /** Tasks of fibers that yielded. */
  const settle = (): void => {
    for (let index = 0; index < due.length; index++) due[index]!()
    due.length = 0
  }

  const million = BigInt(1_000_000)
  const millis = () => epoch + present
  const nanos = () => BigInt(epoch + present) * million
  const clock: Clock.Clock = {
    currentTimeMillisUnsafe: millis,
    currentTimeMillis: Effect.sync(millis),
    currentTimeNanosUnsafe: nanos,
    currentTimeNanos: Effect.sync(nanos),
    monotonicTimeNanosUnsafe: () => BigInt(present) * million,
    monotonicTimeNanos: Effect.sync(() => BigInt(present) * million),
    sleep: (duration) =>
      Effect.callback((resume) => {
        const milliseconds = Duration.toMillis(duration)
        if (milliseconds === Infinity) return
        const entry = at(present + milliseconds, () => resume(Effect.void))
        return Effect.sync(() => cancel(entry))
      })
  }
  const scheduler = new Scheduler.MixedScheduler("async", (task) => {
    let isDropped = false
    due.push(() => {
      if (!isDropped) task()
    })
    return () => {
      isDropped = true
    }
  })

  return {
    now: () => present,
    at,
    cancel,
    context: Context.make(Clock.Clock, clock).pipe(Context.add(Scheduler.Scheduler, scheduler)) as never,
    advance: (until = Infinity) => {
      settle()
      while (heap.length > 0) {
        if (heap[0]!.moment > until) {
          present = until
          return true
        }
        const entry = pop()!
        const { work } = entry
        if (work === undefined) continue
        present = entry.moment
        entry.work = undefined
        work()
        settle()
      }
      return false
    }
  }
}

const isBefore = (left: Entry, right: Entry): boolean =>
  left.moment < right.moment || (left.moment === right.moment && left.order < right.order)
