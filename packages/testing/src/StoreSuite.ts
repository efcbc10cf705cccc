import { describe } from "@effect/vitest"
import { blobs } from "./store-suite/blobs.ts"
import { counters } from "./store-suite/counters.ts"
import { feed } from "./store-suite/feed.ts"
import { rates } from "./store-suite/rates.ts"
import { receipts } from "./store-suite/receipts.ts"
import type { Subject } from "./store-suite/subject.ts"

export type { Subject } from "./store-suite/subject.ts"

/** The laws of `@turnout/state`, for every store that keeps what routers remember. Runs under `@effect/vitest`. */
export const run = (name: string, subject: Subject): void => {
  describe(`${name} keeps budgets`, () => counters(subject))
  describe(`${name} keeps limits`, () => rates(subject))
  describe(`${name} keeps what processes tell each other`, () => feed(subject))
  describe(`${name} keeps values`, () => blobs(subject))
  describe(`${name} keeps receipts`, () => receipts(subject))
}
