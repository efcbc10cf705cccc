import { because } from "@turnout/core/Failure"
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

/** The part of `fetch` that is used; `globalThis.fetch` is assignable. */
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
  const bare = isOfCode(cause) && cause.cause === undefined && answered === undefined
  return bare && !/network|fetch|load/i.test(cause.message)
    ? invalid(cause, request)
    : fromCause(cause, request.url, answered)
}

/** Errors of a program's own; a lost connection is none of them, but a `TypeError` with a cause. */
const isOfCode = (cause: unknown): cause is Error =>
  cause instanceof TypeError ||
  cause instanceof ReferenceError ||
  cause instanceof RangeError ||
  cause instanceof SyntaxError

const invalid = (cause: unknown, request: TransportRequest): TransportError =>
  because(errorOf("invalid", request.url), tells(cause, request) ? undefined : cause)

/** Whether it quotes a header: a runtime does, of one that it refuses, and it may be the key's. */
const tells = (cause: unknown, { headers }: TransportRequest): boolean => {
  const words = cause instanceof Error ? cause.message + (cause.stack ?? "") : String(cause)
  return Object.values(headers).some((value) => value.length > 3 && words.includes(value.trim().slice(0, 12)))
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
        // A `fetch` neither throws nor resolves to anything but a response: that is a mistake of who wrote it.
        const mistaken = (cause: unknown) => resume(Effect.fail(invalid(cause, request)))
        try {
          fetch(request.url, {
            method: request.method,
            headers: request.headers,
            body: (request.body ?? null) as BodyInit | null,
            redirect: "manual",
            signal
          })
            .then((response) => {
              if (response.body === null) open = false
              const { headers, body } = response
              // Browsers hide what a redirect says; that it was one is all that is asked.
              const status = response.type === "opaqueredirect" ? 302 : response.status
              resume(Effect.succeed({ status, headers: headersOf(headers), read: read(body) }))
            }, fail)
            .catch(mistaken)
        } catch (cause) {
          mistaken(cause)
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
 * A transport over the runtime's `fetch`, or a given one: runs everywhere, at several times the cost of undici's
 * dispatcher. It cannot observe connecting, so `connect_timeout_ms` depends on the runtime.
 */
export const layerFetch: Layer.Layer<Transport> = Layer.sync(Transport, () =>
  make((url, init) => globalThis.fetch(url, init))
)

export const layerFetchWith = (fetch: Fetch): Layer.Layer<Transport> => Layer.succeed(Transport, make(fetch))
