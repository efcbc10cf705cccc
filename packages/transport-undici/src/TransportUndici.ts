import * as Options from "@turnout/core/Options"
import {
  errorOf,
  type Send,
  Transport,
  type TransportError,
  type TransportListener,
  type TransportRequest,
  type TransportResponse
} from "@turnout/wire/Transport"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import type { Dispatcher } from "undici"
import { isStale, watched } from "./transport-undici/connector.ts"
import { Exchange } from "./transport-undici/exchange.ts"
import { load } from "./transport-undici/load.ts"
import * as Warm from "./transport-undici/warm.ts"
import * as Target from "./transport-undici/target.ts"

export { load } from "./transport-undici/load.ts"

export interface UndiciOptions {
  /** Maximum number of connections per origin; waiting for a free one counts as connecting. Default: unlimited. */
  readonly connections?: number
  /** Milliseconds that an idle connection is kept. Default: 30,000. */
  readonly keepAliveTimeout?: number
  /** Allow servers to choose HTTP/2. Default: false, since many streams over one connection stall together. */
  readonly allowH2?: boolean
  /**
   * `environment`: requests go through the proxies that `HTTPS_PROXY` and `HTTP_PROXY` name, except to the hosts of
   * `NO_PROXY`. By default none is asked.
   */
  readonly proxy?: "environment" | undefined
}

const shape: Options.Check<UndiciOptions> = Options.object<UndiciOptions>({
  connections: Options.number(1, Infinity, "whole"),
  keepAliveTimeout: Options.number(1),
  allowH2: Options.boolean,
  proxy: Options.oneOf("environment")
})

/** Which dispatchers send, and how they tell that a kept connection was closed under a request. */
interface Dispatchers {
  readonly usual: Dispatcher
  /** Sends what must have a new connection. */
  readonly fresh: Dispatcher
  readonly isStale?: (cause: unknown) => boolean
}

const over = ({ fresh, isStale, usual }: Dispatchers): Transport["Service"] => {
  const targetOf = Target.cache()

  const exchange = (request: TransportRequest, listener: TransportListener): Exchange => {
    const { body = null, connect_timeout_ms, fresh_connection, headers, method, url } = request
    const exchange = new Exchange(url, listener, isStale)
    const target = targetOf(url)
    if (target === undefined) exchange.fail(errorOf("invalid", url))
    else {
      const dispatcher = fresh_connection === true ? fresh : usual
      const { origin, path } = target
      exchange.start(dispatcher, { origin, path, method, headers, body }, connect_timeout_ms)
    }
    return exchange
  }

  const send: Send = (request) =>
    Effect.flatMap(Effect.scope, (scope) => {
      let sent: Exchange | undefined
      const close = Effect.sync(() => sent?.abort())
      const response = Effect.callback<TransportResponse, TransportError>((resume) => {
        sent = exchange(request, {
          // Behind the network read that brought it, with what else that brought.
          head: (exchange, status, headers) => {
            const response = { status, headers, read: exchange.pull() }
            queueMicrotask(() => resume(Effect.succeed(response)))
          },
          bytes: ignore,
          ended: ignore,
          failed: (error) => resume(Effect.fail(error))
        })
        return close
      })
      return Effect.andThen(Scope.addFinalizer(scope, close), response)
    })
  return { send: Object.assign(send, { exchange }) }
}

const ignore = (): void => {}

/**
 * Over a dispatcher of the host's own (a proxy's, a mock's), which it also closes. It chooses its connections: a
 * request that must have a new one goes out like the others.
 */
export const make = (dispatcher: Dispatcher): Transport["Service"] =>
  over({ usual: dispatcher, fresh: dispatcher })

const noProxy = {
  param: "proxy",
  code: "invalid_parameter_value",
  message: "A proxy that the environment names is no URL: look at HTTPS_PROXY and HTTP_PROXY."
} as const

/**
 * Over undici's dispatcher: the cheapest way to HTTP on Node. undici is imported when the layer is built; the
 * layer's scope closes all connections. Undici's own timeouts are off: the sender has timers.
 */
export const layerUndici = (options: UndiciOptions = {}): Layer.Layer<Transport> =>
  Layer.effect(
    Transport,
    Effect.gen(function* () {
      const mistake = Options.mistake(shape, options)
      if (mistake !== undefined) return yield* Effect.die(mistake)
      const { Agent, buildConnector, EnvHttpProxyAgent } = yield* Effect.orDie(load)
      const Sends = options.proxy === "environment" ? EnvHttpProxyAgent : Agent
      const allowH2 = options.allowH2 ?? false
      const shared = {
        allowH2,
        connect: watched(buildConnector({ allowH2 })),
        headersTimeout: 0,
        bodyTimeout: 0
      }
      const agent = (more: ConstructorParameters<typeof Agent>[0], Sending = Sends) =>
        Effect.acquireRelease(
          Effect.try({
            try: () => new Sending({ ...shared, ...more }),
            // Without the cause: its address may hold a password.
            catch: () => Options.misconfigured([noProxy])
          }).pipe(Effect.orDie),
          (agent) => Effect.promise(() => agent.destroy())
        )
      // Without a proxy, whatever the environment says.
      const memory = yield* agent({ connect: Warm.connect }, Agent)
      yield* Warm.warm(over({ usual: memory, fresh: memory }).send)
      return over({
        usual: yield* agent({
          connections: options.connections ?? null,
          pipelining: 1,
          keepAliveTimeout: options.keepAliveTimeout ?? 30_000
        }),
        // Keeps no connection, so that each request has one of its own.
        fresh: yield* agent({ pipelining: 0 }),
        isStale
      })
    })
  )

/** The same over a dispatcher that the host owns. */
export const layerDispatcher = (dispatcher: Dispatcher): Layer.Layer<Transport> =>
  Layer.succeed(Transport, make(dispatcher))
