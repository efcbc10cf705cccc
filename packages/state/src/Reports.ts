import * as RouterError from "@turnout/core/RouterError"
import * as Options from "@turnout/core/Options"
import * as Effect from "effect/Effect"
import type { Deletion } from "./Receipts.ts"
import type { Reporting } from "./Reporting.ts"
import * as Spend from "./Spend.ts"
import type { Parts } from "./Store.ts"
import type { StoreError } from "./StoreError.ts"

const check: Options.Check<Deletion> = Options.object<Deletion>({
  before: Options.where("a clock reading in milliseconds", Number.isFinite),
  user_id: Options.string
})

const failed = (error: StoreError): RouterError.RouterError =>
  RouterError.because(
    RouterError.make("service_unavailable", "The store of receipts cannot be read now."),
    error
  )

/** `flush`: writes what is still behind the calls. */
export const make = (store: Parts, flush: Effect.Effect<void>): Reporting => ({
  spend: (query = {}) =>
    Effect.suspend(() => {
      const mistake = Spend.mistake(query)
      if (mistake !== undefined) return Effect.fail(mistake)
      return Effect.mapError(Effect.andThen(flush, Spend.read(store, query)), failed)
    }),
  remove: (deletion) =>
    Effect.suspend(() => {
      const mistake = Options.mistake(check, deletion)
      if (mistake !== undefined) return Effect.fail(mistake)
      return Effect.mapError(Effect.andThen(flush, store.receipts.remove(deletion)), failed)
    })
})
