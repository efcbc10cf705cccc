import { errorOf, Transport } from "@turnout/wire/Transport"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import type { Dispatcher } from "undici"
import { Exchange } from "./transport-undici/exchange.ts"
import * as Target from "./transport-undici/target.ts"

export interface UndiciOptions {
  /** The most connections per origin; unlimited by default. Waiting for a free one counts as connecting. */
  readonly connections?: number
  /** Milliseconds that an idle connection is kept; 30,000 by default. */
  readonly keepAliveTimeout?: number
  /** Let servers choose HTTP/2; off by default, since many streams over one connection stall together. */
  readonly allowH2?: boolean
}

/** Over a dispatcher of the host's own (a proxy's, a mock's), which it also closes. */
export const make = (dispatcher: Dispatcher): Transport["Service"] => {
  const targetOf = Target.cache()
  return {
    send: ({ url, method, headers, body, connect_timeout_ms }) =>
      Effect.flatMap(Effect.scope, (scope) => {
        const target = targetOf(url)
        if (target === undefined) return Effect.fail(errorOf("invalid", url))
        const exchange = new Exchange(
          url,
          (exchange) =>
            dispatcher.dispatch(
              { origin: target.origin, path: target.path, method, headers, body: body ?? null },
              exchange
            ),
          connect_timeout_ms
        )
        return Effect.andThen(Scope.addFinalizer(scope, exchange.close), exchange.response)
      })
  }
}

/**
 * Over undici's dispatcher: the cheapest way to HTTP on Node. undici is imported when the layer is built; the
 * layer's scope closes all connections. Timeouts of undici's own are off: whoever sends has timers.
 */
export const layerUndici = (options: UndiciOptions = {}): Layer.Layer<Transport> =>
  Layer.effect(
    Transport,
    Effect.gen(function* () {
      const { Agent } = yield* Effect.promise(() => import("undici"))
      const agent = yield* Effect.acquireRelease(
        Effect.sync(
          () =>
            new Agent({
              connections: options.connections ?? null,
              pipelining: 1,
              allowH2: options.allowH2 ?? false,
              keepAliveTimeout: options.keepAliveTimeout ?? 30_000,
              headersTimeout: 0,
              bodyTimeout: 0
            })
        ),
        (agent) => Effect.promise(() => agent.destroy())
      )
      return make(agent)
    })
  )

/** The same over a dispatcher that the host owns. */
export const layerDispatcher = (dispatcher: Dispatcher): Layer.Layer<Transport> =>
  Layer.succeed(Transport, make(dispatcher))
