import * as Observers from "@turnout/router/Observers"
import type { Observation, Observe, Receipt } from "@turnout/router/Receipt"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Guard } from "./Guard.ts"
import * as Outbox from "./Outbox.ts"
import type { Kept } from "./Receipts.ts"
import type { Parts } from "./Store.ts"

export interface RecorderOptions {
  readonly store: Parts
  readonly guard: Guard
  /** Unique among all processes. */
  readonly process: string
  /** What else observes the router. */
  readonly also?: Observe | Observation | undefined
}

export interface Recorder {
  readonly observe: Observation
  /** Done when every receipt so far is written, or the store is away. */
  readonly flush: Effect.Effect<void>
}

/** Receipts that wait for a store that is away or slow. */
const mostWaiting = 20_000

/** Writes receipts behind the calls. Requests and answers are never written, whatever else the host keeps of them. */
export const make = ({
  also,
  guard,
  process,
  store: { receipts }
}: RecorderOptions): Effect.Effect<Recorder, never, Scope.Scope> =>
  Effect.gen(function* () {
    let count = 0
    const outbox = yield* Outbox.make<Omit<Kept, "text"> & { readonly receipt: unknown }>({
      guard,
      write: (batch) =>
        receipts.append(batch.map(({ receipt, ...kept }) => ({ ...kept, text: JSON.stringify(receipt) }))),
      most: mostWaiting,
      batch: 200
    })
    const keep = (receipt: Receipt): void => {
      count += 1
      const user = receipt.principal.user_id ?? receipt.metadata.user_id
      outbox.add({
        id: receipt.id ?? `${process}.${count}`,
        at: Math.floor(receipt.started_at),
        ...(user === undefined ? {} : { user_id: user }),
        receipt
      })
    }
    return {
      // It asks for neither bodies nor decisions, so that it keeps none.
      observe: Observers.all({ estimates: true, receipt: keep }, also),
      flush: outbox.flush
    }
  })
