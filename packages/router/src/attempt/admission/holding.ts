import type * as Budget from "../../Budget.ts"
import type * as Limits from "../../Limits.ts"
import type * as Stored from "../../Stored.ts"
import { answered } from "./hearing.ts"

/**
 * What one attempt is given of a place and of budgets. It is known to its call before anything is asked for, and takes
 * what it is given in the step in which that is given: an interruption between the two would lose it. What comes when
 * it is over goes back at once.
 */
export class Holding {
  isOver = false
  /** What it was asked for may be sent: a rate that it took is used. */
  isAdmitted = false
  private readonly budget: Budget.Store | undefined
  private place: Limits.Place | undefined = undefined
  private lease: Budget.Lease | undefined = undefined
  private restore: (() => Stored.Stored<void>) | undefined = undefined

  constructor(budget: Budget.Store | undefined) {
    this.budget = budget
  }

  takePlace(place: Limits.Place): Stored.Stored<void> {
    if (this.isOver) return place.leave()
    this.place = place
  }

  takeLease(lease: Budget.Lease, now: number): Stored.Stored<void> {
    if (this.isOver) return this.budget!.release(lease, now)
    this.lease = lease
  }

  takeRate(limits: Limits.State, who: Limits.Subject, tokens: number): Stored.Stored<void> {
    const restore = () => limits.restore(who, tokens)
    if (this.isOver) return restore()
    this.restore = restore
  }

  /**
   * Gives back the place, and settles the reservation at a cost; `null` gives it back unspent. Where nothing was admitted,
   * all of it goes back as if it had never been asked for.
   */
  end(nanos: number | undefined | null, now: number): ReadonlyArray<Stored.Stored<void>> {
    this.isOver = true
    const { budget, isAdmitted, lease, place, restore } = this
    const settled =
      lease === undefined || budget === undefined
        ? undefined
        : answered(() => (nanos === null ? budget.release(lease, now) : budget.settle(lease, nanos, now)))
    return [
      place && answered(() => place.leave()),
      settled,
      isAdmitted ? undefined : restore && answered(restore)
    ]
  }
}
