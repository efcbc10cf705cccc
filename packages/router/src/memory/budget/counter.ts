import { endOf, type Period, startOf } from "./period.ts"

/** Spending of one subject in one period, in whole nano-dollars. */
export interface Counter {
  readonly start: number
  readonly end: number
  readonly spent: number
  /** Reserved for attempts in flight. */
  readonly reserved: number
  /** Attempts of unknown cost, not included in any sum. */
  readonly unpriced: number
}

/**
 * `start`: the period in which the amount was reserved. It is settled there, or not at all once that period is
 * over.
 */
export type CounterEvent =
  | { readonly type: "reserved"; readonly nanos: number }
  | { readonly type: "settled"; readonly start: number; readonly nanos: number; readonly spent: number }
  | { readonly type: "unpriced"; readonly start: number; readonly nanos: number }

export const zero = (period: Period, now: number): Counter => {
  const start = startOf(period, now)
  return { start, end: endOf(period, start), spent: 0, reserved: 0, unpriced: 0 }
}

/** The counter at a point in time. A clock that moves backwards does not restore an earlier period. */
export const at = (counter: Counter, period: Period, now: number): Counter =>
  now < counter.end ? counter : zero(period, now)

export const step = (counter: Counter, period: Period, event: CounterEvent, now: number): Counter => {
  const current = at(counter, period, now)
  if (event.type === "reserved") return { ...current, reserved: current.reserved + event.nanos }
  if (event.start !== current.start) return current
  const reserved = current.reserved - event.nanos
  return event.type === "unpriced"
    ? { ...current, reserved, unpriced: current.unpriced + 1 }
    : { ...current, reserved, spent: current.spent + event.spent }
}

/** Why an amount does not fit: the budget is spent, or reserved by other attempts. An amount of 0 always fits. */
export const objection = (counter: Counter, nanos: number, limit: number): "spent" | "held" | undefined => {
  if (nanos === 0 || counter.spent + counter.reserved + nanos <= limit) return undefined
  return counter.spent + nanos <= limit ? "held" : "spent"
}
