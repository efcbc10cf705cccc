import * as Options from "@turnout/core/Options"
import type { RouterError } from "@turnout/core/RouterError"
import type { Outcome, SignalsSnapshot } from "@turnout/core/Signals"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { check } from "./memory/signals/options.ts"
import { make, type SignalsOptions } from "./memory/signals/state.ts"

export { withOwn, type OwnSignals } from "./memory/signals/own.ts"
export { fromReceipts } from "./memory/signals/receipts.ts"
export { at as percentile, fewest } from "./memory/signals/support.ts"
export { make, type SignalsOptions, type State } from "./memory/signals/state.ts"

/**
 * Measurements of endpoints. Attempts record outcomes, decisions read snapshots; neither waits. A shared store can
 * implement the same two functions.
 */
export class Signals extends Context.Service<
  Signals,
  {
    readonly record: (outcome: Outcome) => void
    readonly snapshot: (now: number) => SignalsSnapshot
    /** Clock reading of the last outcome of an endpoint. Absent: it is told of none. */
    readonly lastOf?: (endpoint: string) => number | undefined
  }
>()("@turnout/router/Signals") {
  /**
   * In memory: percentiles of the last 15 minutes, and levels of hours; lost with the process, unless its successor
   * is given what the receipts tell (`fromReceipts`). Fails if the options are wrong.
   */
  static readonly layerWith = (options: SignalsOptions): Layer.Layer<Signals, RouterError> =>
    Layer.effect(
      Signals,
      Effect.suspend(() => {
        const mistake = Options.mistake(check, options)
        return mistake === undefined ? Effect.succeed(make(options)) : Effect.fail(mistake)
      })
    )
  static readonly layer: Layer.Layer<Signals> = Layer.sync(Signals, () => make())
}
