import { type Failure, Unsupported } from "@turnout/core/Failure"
import type { Fitted } from "@turnout/core/Fit"
import type { Prepared, Provider } from "@turnout/core/Provider"
import type { Message } from "@turnout/core/Message"
import * as Effect from "effect/Effect"
import type { Downloads } from "../Downloads.ts"
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

/**
 * The provider, taking images by URL where its endpoints take only data. What it prepares is printed with the
 * addresses; it is prepared again with the images when it is sent. Attempts of one call, which share their
 * messages, fetch each image once.
 */
export const downloading = (provider: Provider, downloads: Downloads["Service"]): Provider => {
  const fitted = new WeakMap<Prepared, Fitted>()
  const calls = new WeakMap<ReadonlyArray<Message>, Map<string, string>>()

  const fetch = (
    messages: ReadonlyArray<Message>,
    urls: ReadonlyArray<string>
  ): Effect.Effect<Map<string, string>, Failure> =>
    Effect.suspend(() => {
      let images = calls.get(messages)
      if (images === undefined) calls.set(messages, (images = new Map()))
      const known = images
      const all = new Set(urls)
      if (all.size > most.images) return Effect.fail(tooMany)
      const missing = [...all].filter((url) => !known.has(url))
      return Effect.as(
        Effect.forEach(
          missing,
          (url) =>
            Effect.flatMap(downloads.image(url), ({ media_type, data }) => {
              known.set(url, `data:${media_type};base64,${data}`)
              let held = 0
              for (const image of known.values()) held += image.length
              return held > most.characters ? Effect.fail(tooMuch) : Effect.void
            }),
          { concurrency: most.at_once, discard: true }
        ),
        known
      )
    })

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
    run: (prepared, endpoint, credential, options) => {
      const asked = fitted.get(prepared)
      if (asked === undefined) return provider.run(prepared, endpoint, credential, options)
      const { request } = asked
      const urls = Localize.remote(request).map(({ url }) => url)
      return Effect.flatMap(fetch(request.messages, urls), (images) => {
        const local = provider.prepare({ ...asked, request: Localize.localized(request, images) }, endpoint)
        return provider.run(local, endpoint, credential, options)
      })
    }
  }
}
