import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import {
  errorOf,
  fromCause,
  Transport,
  type TransportError,
  type TransportRequest,
  type TransportResponse
} from "./Transport.ts"

/** As much of `fetch` as is used; `globalThis.fetch` is one. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>

const headersOf = (headers: Headers): { readonly [name: string]: string } => {
  const record: { [name: string]: string } = Object.create(null)
  headers.forEach((value, name) => {
    record[name] = value
  })
  return record
}

const toError = (
  cause: unknown,
  request: TransportRequest,
  signal: AbortSignal,
  answered?: true
): TransportError => {
  if (signal.aborted) return errorOf("aborted", request.url)
  // A request that cannot be built rejects with a TypeError without a cause, as in the standard.
  const bare = cause instanceof TypeError && cause.cause === undefined && answered === undefined
  return bare && !/network|fetch|load/i.test(cause.message)
    ? errorOf("invalid", request.url)
    : fromCause(cause, request.url, answered)
}

const send =
  (fetch: Fetch) =>
  (request: TransportRequest): Effect.Effect<TransportResponse, TransportError, Scope.Scope> =>
    Effect.flatMap(Effect.scope, (scope) => {
      const controller = new AbortController()
      const { signal } = controller
      let open = true

      const read = (body: Response["body"]): TransportResponse["read"] => {
        if (body === null) return Effect.undefined
        const reader = body.getReader()
        return Effect.callback((resume) => {
          reader.read().then(
            ({ done, value }) => {
              if (done) open = false
              resume(Effect.succeed(done ? undefined : value))
            },
            (cause: unknown) => resume(Effect.fail(toError(cause, request, signal, true)))
          )
        })
      }

      const response = Effect.callback<TransportResponse, TransportError>((resume) => {
        const fail = (cause: unknown) => resume(Effect.fail(toError(cause, request, signal)))
        try {
          fetch(request.url, {
            method: request.method,
            headers: request.headers,
            body: (request.body ?? null) as BodyInit | null,
            redirect: "manual",
            signal
          }).then((response) => {
            if (response.body === null) open = false
            const { headers, body } = response
            // Browsers hide what a redirect says; that it was one is all that is asked.
            const status = response.type === "opaqueredirect" ? 302 : response.status
            resume(Effect.succeed({ status, headers: headersOf(headers), read: read(body) }))
          }, fail)
        } catch (cause) {
          fail(cause)
        }
        return abort
      })

      // A body read to its end keeps its socket.
      const abort = Effect.sync(() => {
        if (open) controller.abort()
      })
      return Effect.andThen(Scope.addFinalizer(scope, abort), response)
    })

/** Over a given `fetch`. */
export const make = (fetch: Fetch): Transport["Service"] => ({ send: send(fetch), ready })

/** Node loads its `fetch` when it is first used, or when one of its classes is. */
const ready = Effect.sync(() => {
  if (!isLoaded) void new Headers()
  isLoaded = true
})

let isLoaded = false

/**
 * Over the runtime's `fetch`, or a given one: runs everywhere, and costs several times what undici's
 * dispatcher does. It does not see the moment of connecting, so `connect_timeout_ms` is the runtime's affair.
 */
export const layerFetch: Layer.Layer<Transport> = Layer.sync(Transport, () =>
  make((url, init) => globalThis.fetch(url, init))
)

export const layerFetchWith = (fetch: Fetch): Layer.Layer<Transport> => Layer.succeed(Transport, make(fetch))
