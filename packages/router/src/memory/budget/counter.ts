import { endOf, type Period, startOf } from "./period.ts"

/** The money of one subject in one period: whole nano-dollars. */
export interface Counter {
  readonly start: number
  readonly end: number
  readonly spent: number
  /** Held for attempts under way. */
  readonly reserved: number
  /** Attempts that nobody could price; they stand in no sum. */
  readonly unpriced: number
}

/** `start` tells in which period the money was reserved: it is settled there, or, once that is over, nowhere. */
export type CounterEvent =
  | { readonly type: "reserved"; readonly nanos: number }
  | { readonly type: "settled"; readonly start: number; readonly nanos: number; readonly spent: number }
  | { readonly type: "unpriced"; readonly start: number; readonly nanos: number }

export const zero = (period: Period, now: number): Counter => {
  const start = startOf(period, now)
  return { start, end: endOf(period, start), spent: 0, reserved: 0, unpriced: 0 }
}

/** As it stands at a moment. A clock that goes back does not bring an old period back. */
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

/** Why so much more does not fit: it is spent, or others hold what is left. What is free always fits. */
export const objection = (counter: Counter, nanos: number, limit: number): "spent" | "held" | undefined => {
  if (nanos === 0 || counter.spent + counter.reserved + nanos <= limit) return undefined
  return counter.spent + nanos <= limit ? "held" : "spent"
}
