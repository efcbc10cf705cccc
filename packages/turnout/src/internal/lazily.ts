import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/** A layer whose module is loaded when it is built, so that importing `turnout` does not pay for it. */
export const lazily = <Module, Out, Failure, In>(
  load: () => Promise<Module>,
  pick: (module: Module) => Layer.Layer<Out, Failure, In>
): Layer.Layer<Out, Failure, In> => Layer.unwrap(Effect.map(Effect.promise(load), pick))
