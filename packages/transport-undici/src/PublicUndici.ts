import * as PublicAddress from "@turnout/wire/PublicAddress"
import { PublicTransport } from "@turnout/wire/PublicTransport"
import { errorOf, type Transport } from "@turnout/wire/Transport"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { guarded, notPublic } from "./public-undici/lookup.ts"
import { watched } from "./transport-undici/connector.ts"
import * as TransportUndici from "./TransportUndici.ts"

export interface PublicOptions {
  /**
   * Addresses that count as public. It is there for tests, whose servers stand on this machine: whatever it lets
   * through, every caller of the host can reach by a URL.
   */
  readonly allowInTests?: (address: string) => boolean
}

/** The transport, closed to every address that is not public: of what a URL says outright, here; of names, where they are looked up. */
const closed = (inner: Transport["Service"], allows: (address: string) => boolean): Transport["Service"] => ({
  send: (request) => {
    const literal = PublicAddress.literalOf(URL.parse(request.url)?.hostname ?? "")
    return literal === undefined || allows(literal)
      ? inner.send(request)
      : Effect.fail(errorOf("invalid", request.url, notPublic))
  }
})

/**
 * Connects to the public internet alone. Every address is looked at by the look-up that the connection itself
 * makes: a name that means another one a moment later gains nothing. One that means a public address and another
 * is refused. Proxies of the environment are not used, since addresses behind them cannot be checked.
 */
export const layerPublic = (options: PublicOptions = {}): Layer.Layer<PublicTransport> => {
  const allows = (address: string) =>
    PublicAddress.isPublic(address) || options.allowInTests?.(address) === true
  return Layer.effect(
    PublicTransport,
    Effect.gen(function* () {
      const { Agent, buildConnector } = yield* Effect.orDie(TransportUndici.load)
      const agent = yield* Effect.acquireRelease(
        Effect.sync(
          () =>
            new Agent({
              connect: watched(buildConnector({ allowH2: false, lookup: guarded(allows) })),
              connections: 8,
              pipelining: 1,
              allowH2: false,
              maxHeaderSize: 16 * 1024,
              headersTimeout: 30_000,
              bodyTimeout: 30_000
            })
        ),
        (agent) => Effect.promise(() => agent.destroy())
      )
      return closed(TransportUndici.make(agent), allows)
    })
  )
}
