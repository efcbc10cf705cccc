import { type Failure, Unsupported } from "@turnout/core/Failure"
import * as HostOptions from "@turnout/core/Options"
import type { RouterError } from "@turnout/core/RouterError"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { collect } from "./downloads/collect.ts"
import { toBase64 } from "./downloads/base64.ts"
import { type Reason, refused, type Refused, words } from "./downloads/refused.ts"
import { Downloads, type Image } from "./downloads/service.ts"
import { target } from "./downloads/target.ts"
import { PublicTransport } from "./PublicTransport.ts"
import type { Transport, TransportResponse } from "./Transport.ts"
import { contentType } from "./route/contentType.ts"
import { userAgent } from "./UserAgent.ts"

export interface Options {
  /** Maximum size of one image in bytes. Default: 20 MiB. */
  readonly mostBytes?: number
  /** Milliseconds for one download, redirects included. Default: 10,000. */
  readonly timeout_ms?: number
  /** Maximum number of redirects, each checked like the first address. Default: 3. */
  readonly redirects?: number
  /** Additional ports. Default: only those of the two schemes. */
  readonly ports?: ReadonlyArray<number>
}

export const check: HostOptions.Check<Options> = HostOptions.object<Options>({
  mostBytes: HostOptions.number(1),
  timeout_ms: HostOptions.number(1),
  redirects: HostOptions.number(0, Infinity, "whole"),
  ports: HostOptions.list(HostOptions.number(1, 65_535, "whole"))
})

export { Downloads, type Image } from "./downloads/service.ts"

const moved = new Set([301, 302, 303, 307, 308])

type Step = { readonly image: Image } | { readonly to: string }

const read = (response: TransportResponse, url: URL, mostBytes: number): Effect.Effect<Step, Refused> => {
  const { headers, status } = response
  const location = headers["location"]
  if (moved.has(status) && location !== undefined) {
    const next = URL.parse(location, url)
    return next === null ? refused("url") : Effect.succeed({ to: next.href })
  }
  if (status !== 200) return refused("status")
  const media_type = contentType(headers)
  if (!/^image\/[a-z0-9.+-]+$/.test(media_type)) return refused("type")
  // Nothing is unpacked here, and what is packed is no image.
  if ((headers["content-encoding"] ?? "identity") !== "identity") return refused("type")
  if (Number(headers["content-length"] ?? 0) > mostBytes) return refused("size")
  return Effect.map(collect(response, mostBytes), (bytes) => ({
    image: { media_type, data: toBase64(bytes) }
  }))
}

export const make = (transport: Transport["Service"], options: Options = {}): Downloads["Service"] => {
  const { mostBytes = 20 * 1024 * 1024, timeout_ms = 10_000, redirects = 3, ports = [] } = options

  const once = (url: URL): Effect.Effect<Step, Refused> =>
    Effect.scoped(
      Effect.flatMap(
        Effect.catch(
          transport.send({
            url: url.href,
            method: "GET",
            headers: { "user-agent": userAgent, accept: "image/*", "accept-encoding": "identity" },
            connect_timeout_ms: timeout_ms
          }),
          ({ code }) => refused(code === "ERR_ADDRESS_NOT_PUBLIC" ? "address" : "connection")
        ),
        (response) => read(response, url, mostBytes)
      )
    )

  const follow = (given: string, left: number): Effect.Effect<Image, Refused> => {
    const url = target(given, ports)
    if (typeof url === "string") return refused(url)
    return Effect.flatMap(once(url), (step) => {
      if ("image" in step) return Effect.succeed(step.image)
      return left === 0 ? refused("redirects") : follow(step.to, left - 1)
    })
  }

  return {
    image: (url) =>
      follow(url, redirects).pipe(
        Effect.timeoutOrElse({ duration: timeout_ms, orElse: () => refused("time") }),
        Effect.mapError(({ reason }) => toFailure(url, reason))
      )
  }
}

/** The host of an address, as an error may name it: what stands behind it may be a secret. */
export const hostOf = (url: string): string => URL.parse(url)?.host.slice(0, 100) ?? ""

/** The endpoint takes no URLs, and its image could not be had: another endpoint may take them. */
const toFailure = (url: string, reason: Reason): Failure => {
  const host = hostOf(url)
  const where = host === "" ? "" : ` from ${host}`
  return new Unsupported({
    message: `The endpoint takes no URLs, and an image could not be fetched${where}: ${words[reason]}.`,
    rule: `download:${reason}`
  })
}

/** Over the transport for addresses of other people's choice. Fails if the options are wrong. */
export const layer = (options: Options = {}): Layer.Layer<Downloads, RouterError, PublicTransport> =>
  Layer.effect(
    Downloads,
    Effect.flatMap(PublicTransport, (transport) => {
      const mistake = HostOptions.mistake(check, options, { name: "download" })
      return mistake === undefined ? Effect.succeed(make(transport, options)) : Effect.fail(mistake)
    })
  )
