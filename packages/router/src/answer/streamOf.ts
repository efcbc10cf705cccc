import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"

/** A stream of what is pulled until `undefined`; empty reads are skipped. */
export const streamOf = <A, E, R>(
  open: Effect.Effect<Effect.Effect<ReadonlyArray<A> | undefined, E>, E, R>
): Stream.Stream<A, E, Exclude<R, Scope.Scope>> =>
  Stream.scoped(
    Stream.fromPull(
      Effect.map(open, (read) => {
        const pull: Effect.Effect<readonly [A, ...Array<A>], E | Cause.Done> = Effect.flatMap(read, (items) =>
          items === undefined
            ? Cause.done()
            : items.length === 0
              ? pull
              : Effect.succeed(items as unknown as readonly [A, ...Array<A>])
        )
        return pull
      })
    )
  ) as Stream.Stream<A, E, Exclude<R, Scope.Scope>>
