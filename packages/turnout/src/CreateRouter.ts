import { lazily } from "./internal/lazily.ts"
import type { Options } from "./Options.ts"
import * as TurnoutRouter from "./TurnoutRouter.ts"

/**
 * Creates a router for a program without Effect. Nothing is read, built or connected before the first call or
 * `ready()`.
 */
export const createRouter = <V extends string = never>(
  options: Options<V>
): TurnoutRouter.TurnoutRouter<V> => {
  // What is none at all is told like what is wrong in it.
  const given: Options<V> = { ...options }
  return TurnoutRouter.make(
    lazily(
      () => import("./internal/assembly.ts"),
      ({ layer }) => layer(options && given)
    ),
    given
  )
}
