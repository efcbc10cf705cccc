import * as Capabilities from "@turnout/core/Capabilities"
import type { Endpoint } from "@turnout/core/Endpoint"
import type { Event } from "@turnout/core/Event"
import * as Failure from "@turnout/core/Failure"
import type { Json } from "@turnout/core/Json"
import type { Credential, Prepared, Reply } from "@turnout/core/Provider"
import { Effect, Redacted } from "effect"
import * as Address from "../src/Address.ts"
import * as Auth from "../src/Auth.ts"
import * as Framing from "../src/Framing.ts"
import type { Protocol } from "../src/Protocol.ts"
import * as Route from "../src/Route.ts"
import * as Status from "../src/Status.ts"
import { type Transport, TransportError, type TransportRequest } from "../src/Transport.ts"

/**
 * Frames are words: each is a text event, `[END]` the terminal, `[FIN]` the last word of an answer that may do
 * without one, `[BAD]` malformed, `[BUG]` a crash.
 */
export const words: Protocol<{ ended: boolean; finished: boolean }, Framing.SseFrame> = {
  name: "words",
  defaults: Capabilities.unknown,
  framing: Framing.makeSse({ limit: 1_000 }),
  body: (fitted) => ({ body: { stream: fitted.request.stream }, ledger: [] }),
  start: () => ({ ended: false, finished: false }),
  step: (state, { event, data }) => {
    if (event === "error") return new Failure.Overloaded({ message: "busy", provider_message: data })
    if (data === "[BUG]") throw new TypeError("a bug")
    if (data === "[BAD]" || data.startsWith("{"))
      return new Failure.MalformedResponse({ message: "bad frame" })
    state.finished ||= data === "[FIN]"
    if (data !== "[END]") return [state, [{ type: "text", choice: 0, text: data }]]
    state.ended = true
    return [state, [{ type: "end" }]]
  },
  end: ({ ended, finished }) =>
    ended ? [] : finished ? [{ type: "end" }] : new Failure.StreamTruncated({ message: "no terminal" }),
  whole: (json) => {
    const text = (json as { text?: unknown } | null)?.text
    if (text === "bug") throw new TypeError("a bug")
    return typeof text === "string"
      ? [{ type: "text", choice: 0, text }, { type: "end" }]
      : new Failure.MalformedResponse({ message: "no text" })
  },
  failure: (status, headers, body, now) => {
    if (body === "bug") throw new TypeError("a bug")
    return Status.toFailure({ status, headers, message: body, body, now })
  }
}

export const key = "key-0123456789abcdef"

export const endpoint: Endpoint = {
  id: "vendor/m",
  provider: "vendor",
  provider_model_id: "m",
  model: "m",
  tier: "standard",
  facts: { limits: {}, capabilities: Capabilities.unknown, prices: [], listed: false }
}

export const credential: Credential = { id: "vendor-1", owner: "platform", key: Redacted.make(key) }

export const prepared = (stream: boolean, body: Json = { stream }): Prepared => ({ body, ledger: [], stream })

export const routeAt = (
  transport: Transport["Service"],
  url = "http://vendor.test",
  options: Route.RouteOptions = {}
): Route.Route =>
  Route.make(transport, {
    protocol: words,
    address: Address.make(url, "/v1/words", { "x-version": "1" }),
    auth: Auth.bearer,
    options
  })

/** One read of a body: bytes, or the way it breaks. */
export type Read = string | TransportError

/** A transport that answers without a network, one given read at a time, and remembers. */
export const answering = (
  head: { readonly status?: number; readonly headers?: { readonly [name: string]: string } },
  reads: ReadonlyArray<Read>
) => {
  const requests: Array<TransportRequest> = []
  let at = 0
  const transport: Transport["Service"] = {
    send: (request) =>
      Effect.sync(() => {
        requests.push(request)
        return {
          status: head.status ?? 200,
          headers: head.headers ?? {},
          read: Effect.suspend(() => {
            const read = reads[at++]
            if (read instanceof TransportError) return Effect.fail(read)
            return Effect.succeed(read === undefined ? undefined : new TextEncoder().encode(read))
          })
        }
      })
  }
  return { transport, requests, taken: () => at }
}

export const run = (route: Route.Route, stream: boolean) =>
  route.run(prepared(stream), endpoint, credential, { connect_timeout_ms: 1_000, now: 0 })

/** What each read gave, texts joined, and how the answer ended. */
export const readAll = (reply: Reply) =>
  Effect.gen(function* () {
    const reads: Array<string> = []
    const show = (events: ReadonlyArray<Event>) =>
      events.map((event) => (event.type === "text" ? event.text : event.type)).join(" ")
    const ending = yield* Effect.gen(function* () {
      for (let events = yield* reply.read; events !== undefined; events = yield* reply.read)
        reads.push(show(events))
    }).pipe(
      Effect.match({
        onSuccess: () => undefined,
        onFailure: (failure): Failure.Failure | undefined => failure
      })
    )
    return { reads, failure: ending }
  })

/** The same, with a failure before the first read among the endings. */
export const outcome = (route: Route.Route, stream: boolean) =>
  run(route, stream).pipe(
    Effect.flatMap(readAll),
    Effect.catch((failure) =>
      Effect.succeed({ reads: [] as ReadonlyArray<string>, failure: failure as Failure.Failure | undefined })
    ),
    Effect.scoped
  )
