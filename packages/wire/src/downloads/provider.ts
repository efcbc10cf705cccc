import type { Endpoint } from "@turnout/core/Endpoint"
import { type Failure, Unsupported } from "@turnout/core/Failure"
import type { Fitted } from "@turnout/core/Fit"
import type { Gathering, Prepared, Provider, Run } from "@turnout/core/Provider"
import type { Message } from "@turnout/core/Message"
import * as Effect from "effect/Effect"
import { type Downloads, hostOf } from "../Downloads.ts"
import * as Localize from "./localize.ts"

/** What is fetched for one request: so many images, so many at the same time, so many characters of base64. */
const most = { images: 20, at_once: 4, characters: 64 * 1024 * 1024 }

const tooMany = new Unsupported({
  message: `The endpoint takes no URLs, and no more than ${most.images} images are fetched for a request.`,
  rule: "download:count"
})

const tooMuch = new Unsupported({
  message: "The endpoint takes no URLs, and the images of this request are too large to be fetched together.",
  rule: "download:size"
})

/** What is known of the images of a call: each as a `data:` URL, or why it could not be had. */
type Known = Map<string, string | Failure>

/** By the messages that the attempts of a call share: each image is asked for once, whoever is to get it. */
const calls = new WeakMap<Downloads["Service"], WeakMap<ReadonlyArray<Message>, Known>>()

const knownOf = (downloads: Downloads["Service"], messages: ReadonlyArray<Message>): Known => {
  let all = calls.get(downloads)
  if (all === undefined) calls.set(downloads, (all = new WeakMap()))
  let known = all.get(messages)
  if (known === undefined) all.set(messages, (known = new Map()))
  return known
}

/** All images of these messages, or the failure of the first that could not be had. */
const fetched = (
  downloads: Downloads["Service"],
  messages: ReadonlyArray<Message>,
  remote: ReadonlyArray<Localize.Remote>
): Effect.Effect<ReadonlyMap<string, string>, Failure> =>
  Effect.suspend(() => {
    const known = knownOf(downloads, messages)
    const params = new Map<string, string>()
    for (const { param, url } of remote) if (!params.has(url)) params.set(url, param)
    if (params.size > most.images) return Effect.fail(tooMany)
    const images = new Map<string, string>()
    let held = 0
    const take = (url: string, image: string | Failure): Effect.Effect<void, Failure> => {
      if (typeof image !== "string") return Effect.fail(image)
      images.set(url, image)
      held += image.length
      return held > most.characters ? Effect.fail(tooMuch) : Effect.void
    }
    const one = (url: string): Effect.Effect<void, Failure> => {
      const image = known.get(url)
      if (image !== undefined) return take(url, image)
      return Effect.flatMap(Effect.result(downloads.image(url)), (result) => {
        const image =
          result._tag === "Success"
            ? `data:${result.success.media_type};base64,${result.success.data}`
            : atParam(result.failure, params.get(url))
        known.set(url, image)
        return take(url, image)
      })
    }
    const all = Effect.forEach([...params.keys()], one, { concurrency: most.at_once, discard: true })
    return Effect.as(all, images)
  })

/** Told where the image stands in the request. */
const atParam = (failure: Failure, param: string | undefined): Failure =>
  failure._tag !== "Unsupported" || param === undefined
    ? failure
    : new Unsupported({ ...failure, message: failure.message, param })

/**
 * The provider, taking images by URL where its endpoints take only data. What it prepares is printed with the
 * addresses; `gather` prepares it again with the images.
 */
export const downloading = (provider: Provider, downloads: Downloads["Service"]): Provider => {
  const fitted = new WeakMap<Prepared, Fitted>()

  const gather = (prepared: Prepared, endpoint: Endpoint): Gathering | undefined => {
    const asked = fitted.get(prepared)
    if (asked === undefined) return undefined
    const { request } = asked
    const remote = Localize.remote(request)
    return {
      hosts: [...new Set(remote.map(({ url }) => hostOf(url)))].slice(0, 3),
      prepared: Effect.map(fetched(downloads, request.messages, remote), (images) =>
        provider.prepare({ ...asked, request: Localize.localized(request, images) }, endpoint)
      )
    }
  }

  const run: Run = (prepared, endpoint, ...rest) => {
    const gathering = gather(prepared, endpoint)
    return gathering === undefined
      ? provider.run(prepared, endpoint, ...rest)
      : Effect.flatMap(gathering.prepared, (local) => provider.run(local, endpoint, ...rest))
  }
  /** Of what was gathered before. */
  const exchange: Run["exchange"] = (prepared, endpoint, ...rest) =>
    fitted.has(prepared) ? undefined : provider.run.exchange?.(prepared, endpoint, ...rest)

  return {
    ...provider,
    endpoints: (rows) => provider.endpoints(rows).map(Localize.widened),
    passthrough: (id) => Localize.widened(provider.passthrough(id)),
    prepare: (asked, endpoint) => {
      const prepared = provider.prepare(asked, endpoint)
      const told = Localize.wants(endpoint) ? Localize.told(asked.request) : []
      if (told.length === 0) return prepared
      const whole = { ...prepared, ledger: [...told, ...prepared.ledger] }
      fitted.set(whole, asked)
      return whole
    },
    gather,
    run: Object.assign(run, { exchange })
  }
}
