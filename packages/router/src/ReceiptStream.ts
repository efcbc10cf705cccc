import * as Effect from "effect/Effect"
import * as PubSub from "effect/PubSub"
import * as Stream from "effect/Stream"
import type { Observation, Observe, Receipt } from "./Receipt.ts"

export interface Options {
  /** Receipts that are kept for a slow reader; a newer one then drops the oldest. Default: 1,024. */
  readonly capacity?: number
  /** `Observation.bodies`. Default: false. */
  readonly bodies?: boolean
}

/** Receipts as a stream, for readers that may be slow: none of them delays a call. */
export interface ReceiptStream {
  /** The router's option `observe`. */
  readonly observe: Observation & { readonly receipt: Observe }
  /** Every receipt from the subscription on, to each reader. */
  readonly receipts: Stream.Stream<Receipt>
  /** How many receipts were dropped so far, since a reader was too far behind. */
  readonly dropped: () => number
}

export const make = ({ bodies = false, capacity = 1024 }: Options = {}): Effect.Effect<ReceiptStream> =>
  Effect.map(PubSub.sliding<Receipt>(capacity), (hub) => {
    let dropped = 0
    return {
      observe: {
        bodies,
        receipt: (receipt) => {
          if (PubSub.sizeUnsafe(hub) >= capacity) dropped += 1
          PubSub.publishUnsafe(hub, receipt)
        }
      },
      receipts: Stream.fromPubSub(hub),
      dropped: () => dropped
    }
  })
