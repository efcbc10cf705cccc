import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpBody from "effect/http/HttpBody"
import * as HttpClient from "effect/http/HttpClient"
import type * as HttpClientError from "effect/http/HttpClientError"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import type * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Pull from "effect/Pull"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import {
  errorOf,
  fromCause,
  Transport,
  type TransportError,
  type TransportRequest,
  type TransportResponse
} from "./Transport.ts"

export interface HttpClientOptions {
  /** Send `traceparent` and `b3` to vendors, and open a span per request. Default: false. */
  readonly tracing?: boolean
  /**
   * Options for a client over `fetch` (a `dispatcher`, `credentials`). They stand in place of the
   * `FetchHttpClient.RequestInit` that its layer was given; `redirect` is `manual` whatever they say.
   */
  readonly fetch?: RequestInit
}

const toRequest = ({ method, url, headers, body }: TransportRequest): HttpClientRequest.HttpClientRequest => {
  const request = HttpClientRequest.make(method)(url, { headers })
  if (body === undefined) return request
  const type = headers["content-type"]
  return HttpClientRequest.setBody(
    request,
    typeof body === "string" ? HttpBody.text(body, type) : HttpBody.uint8Array(body, type)
  )
}

const toError = (
  url: string,
  reason: HttpClientError.HttpClientErrorReason,
  answered?: true
): TransportError =>
  reason._tag === "InvalidUrlError" || reason._tag === "EncodeError"
    ? errorOf("invalid", url)
    : fromCause(reason, url, answered)

const join = (chunks: ReadonlyArray<Uint8Array>): Uint8Array => {
  if (chunks.length === 1) return chunks[0]!
  const bytes = new Uint8Array(chunks.reduce((size, chunk) => size + chunk.length, 0))
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}

const toResponse = (
  url: string,
  response: HttpClientResponse.HttpClientResponse
): Effect.Effect<TransportResponse, never, Scope.Scope> =>
  Effect.gen(function* () {
    let closed = false
    const pull = yield* Stream.toPull(response.stream)
    // Behind the pull's own finalizer, and so before it: a stream that is cancelled ends as if it were whole.
    yield* Effect.addFinalizer(() =>
      Effect.sync(() => {
        closed = true
      })
    )
    const end = Effect.suspend(() => (closed ? Effect.fail(errorOf("aborted", url)) : Effect.undefined))
    const read = pull.pipe(
      Effect.map((chunks): Uint8Array | undefined => join(chunks)),
      Pull.catchDone(() => end),
      Effect.catchTag("HttpClientError", ({ reason }) =>
        closed || reason._tag === "EmptyBodyError" ? end : Effect.fail(toError(url, reason, true))
      )
    )
    return { status: response.status, headers: response.headers, read }
  })

/** Over a given client. */
export const make = (
  client: HttpClient.HttpClient,
  options: HttpClientOptions = {}
): Transport["Service"] => {
  const tracing = options.tracing === true
  const scoped = HttpClient.withScope(client)
  // A client over `fetch` would follow redirects by itself, and take the key along to wherever they lead.
  const stay: RequestInit = { ...options.fetch, redirect: "manual" }
  return {
    send: (request) =>
      scoped.execute(toRequest(request)).pipe(
        Effect.mapError(({ reason }) => toError(request.url, reason)),
        Effect.flatMap((response) => toResponse(request.url, response)),
        Effect.provideService(HttpClient.TracerPropagationEnabled, tracing),
        Effect.provideService(HttpClient.TracerDisabledWhen, () => !tracing),
        Effect.provideService(FetchHttpClient.RequestInit, stay)
      )
  }
}

/** With what of `fetch`'s options stands beside this layer, where the client is one over `fetch`. */
export const layerHttpClientWith = (
  options: HttpClientOptions
): Layer.Layer<Transport, never, HttpClient.HttpClient> =>
  Layer.effect(
    Transport,
    Effect.gen(function* () {
      const client = yield* HttpClient.HttpClient
      const beside = yield* Effect.serviceOption(FetchHttpClient.RequestInit)
      return make(
        client,
        Option.isNone(beside) ? options : { ...options, fetch: { ...beside.value, ...options.fetch } }
      )
    })
  )

/**
 * A transport over the host's `HttpClient`: its proxies, certificates and mocks. Retries and `connect_timeout_ms`
 * are the client's responsibility. Redirects are not followed: do not pass a client that does.
 */
export const layerHttpClient: Layer.Layer<Transport, never, HttpClient.HttpClient> = layerHttpClientWith({})
