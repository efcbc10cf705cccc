import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"

/** All of the layers, built one after the other. The failure is that of each that failed, not of the first alone. */
export const gathered = <Out, In>(
  layers: Iterable<Layer.Layer<Out, unknown, In>>
): Layer.Layer<Out, unknown, In> =>
  Layer.effectContext(
    Effect.gen(function* () {
      const scope = yield* Effect.scope
      let context: Context.Context<never> = Context.empty()
      let failed: Cause.Cause<unknown> = Cause.empty
      // A layer that is given twice is built once, as everywhere.
      for (const layer of new Set(layers)) {
        const exit = yield* Effect.exit(Layer.buildWithScope(layer, scope))
        if (Exit.isSuccess(exit)) context = Context.merge(context, exit.value)
        else failed = Cause.combine(failed, exit.cause)
      }
      if (failed.reasons.length > 0) return yield* Effect.failCause(failed)
      return context as Context.Context<Out>
    })
  )
