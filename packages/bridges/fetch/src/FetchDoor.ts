import * as HostOptions from "@turnout/core/Options"
import * as RouterError from "@turnout/core/RouterError"
import type { Identity, Principal } from "@turnout/router/Principal"
import { Router } from "@turnout/router/Router"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import * as CallError from "./CallError.ts"
import * as Calls from "./Calls.ts"
import type { Handler, Services } from "./fetch-door/route.ts"
import { type Found, find } from "./fetch-door/routes.ts"
import * as Quota from "./fetch-answer/quota.ts"
import * as Answer from "./FetchAnswer.ts"
import * as Input from "./FetchInput.ts"

export interface Options {
  /** A new id for every response, `crypto.randomUUID` for one. */
  readonly requestId: () => string
  /** Of a request's body. Beyond it the answer is 413, and what is left of the body is not read. Default: 10 MiB. */
  readonly max_body_bytes?: number
  /**
   * Returns the principal of the key in `Authorization: Bearer`, or an error; its limits and budgets then apply and
   * are reported in headers. Without it no key is required. The key is not stored or passed on.
   */
  readonly authenticate?: (
    key: Redacted.Redacted | undefined,
    request: Pick<Input.Input, "method" | "path" | "header">
  ) => Effect.Effect<Principal, RouterError.RouterError>
  /** Milliseconds that `authenticate` may take; then the answer is 500. Default: 30,000. */
  readonly authenticate_timeout_ms?: number
}

/** Of a door's `max_body_bytes`. */
export const maxBodyBytes: HostOptions.Check<number> = HostOptions.number(0)

const check: HostOptions.Check<Options> = HostOptions.object<Options>(
  {
    requestId: HostOptions.callable(),
    max_body_bytes: maxBodyBytes,
    authenticate: HostOptions.callable(),
    authenticate_timeout_ms: HostOptions.number(1)
  },
  ["requestId"]
)

export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>

/** The router as an HTTP handler, mounted under any base path. Requests are never forwarded to the network. */
export interface FetchDoor {
  /**
   * Answers every request; interrupting it ends the upstream request. A streamed answer ends with its body, with
   * the request's signal, or with the scope of the door.
   */
  readonly handle: (input: string | URL | Request, init?: RequestInit) => Effect.Effect<Response>
  /** The same as a promise, which rejects with the abort reason of its signal and with nothing else. */
  readonly fetch: Fetch
  /** The same on behalf of a principal, with its keys: the caller is known, and `authenticate` is not called. */
  readonly fetchFor: (caller: Identity) => Fetch
}

const nothing =
  "Nothing is served at this path. There are 'POST …/chat/completions', 'GET …/models' and 'GET …/directory/models', among others."

/** Fails if the options are wrong. */
export const make = (
  options: Options
): Effect.Effect<FetchDoor, RouterError.RouterError, Router | Scope.Scope> =>
  Effect.gen(function* () {
    const mistake = HostOptions.mistake(check, options)
    if (mistake !== undefined) return yield* mistake
    const router = yield* Router
    const calls = yield* Calls.make
    const identify = (
      input: Input.Input,
      caller: Identity
    ): Effect.Effect<Identity, RouterError.RouterError> =>
      caller.principal !== undefined || options.authenticate === undefined
        ? Effect.succeed(caller)
        : Effect.map(
            by(
              options.authenticate_timeout_ms ?? 30_000,
              options.authenticate(bearer(input.header("authorization")), input),
              Effect.suspend(() => Effect.fail(unauthenticated()))
            ),
            (principal) => ({ ...caller, principal })
          )

    /** Of an answer, or of a failure: the account as it stands then. */
    const quota = ({ principal }: Identity) =>
      by(quotaWait, Effect.map(router.quotaStatus({ principal }), Quota.headers), Effect.succeed({}))

    const services: Services = {
      router,
      calls,
      max_body_bytes: options.max_body_bytes ?? usualBody,
      quota
    }

    const served = (
      { name, route: { methods, open = false } }: Found,
      { answer, failure = Answer.failure }: Handler,
      input: Input.Input,
      id: string,
      given: Identity
    ): Effect.Effect<Response> => {
      if (!methods.includes(input.method as "GET")) {
        const allow = [...methods, "OPTIONS"].join(", ")
        return Effect.succeed(
          input.method === "OPTIONS"
            ? Answer.allowed(allow, id)
            : failure(notAllowed(input.method, allow), id, { allow })
        )
      }
      return (open ? Effect.succeed(given) : identify(input, given)).pipe(
        Effect.flatMap((caller) =>
          Effect.catchCause(answer({ input, id, caller, name, services }), (cause) =>
            Cause.hasInterruptsOnly(cause)
              ? Effect.failCause(cause)
              : Effect.map(quota(caller), (more) => failure(CallError.fromCause(cause), id, more))
          )
        ),
        Effect.catchCause((cause) =>
          Cause.hasInterruptsOnly(cause)
            ? Effect.interrupt
            : Effect.succeed(failure(CallError.fromCause(cause), id))
        )
      )
    }

    const handle = (input: Input.Input, given: Identity): Effect.Effect<Response> =>
      Effect.suspend(() => {
        const id = options.requestId()
        const found = find(input.path)
        if (found === undefined) return Effect.succeed(Answer.failure(unserved(), id))
        const { handler } = found.route
        return typeof handler === "function"
          ? Effect.flatMap(Effect.promise(handler), (loaded) => served(found, loaded, input, id, given))
          : served(found, handler, input, id, given)
      })

    const fetchFor =
      (caller: Identity): Fetch =>
      (input, init) => {
        const read = Input.read(input, init)
        return calls
          .run(handle(read, caller), read.signal)
          .catch((error: unknown) => Answer.rejection(error, options.requestId, read.signal))
      }

    return {
      handle: (input, init) => Effect.suspend(() => handle(Input.read(input, init), nobody)),
      fetch: fetchFor(nobody),
      fetchFor
    }
  })

const unserved = () => RouterError.make("resource_not_found", nothing)

const notAllowed = (method: string, allow: string) =>
  RouterError.make("invalid_request", `This path takes ${allow}, not ${method.slice(0, 20)}.`, {
    status: 405
  })

/** Milliseconds that the headers of an answer wait for the store that tells them. */
const quotaWait = 1_000

/** What it makes within so many milliseconds, also where its caller cannot be interrupted. */
const by = <A, E, B, F>(
  milliseconds: number,
  part: Effect.Effect<A, E>,
  late: Effect.Effect<B, F>
): Effect.Effect<A | B, E | F> =>
  Effect.raceFirst(
    Effect.interruptible(part),
    Effect.andThen(Effect.interruptible(Effect.sleep(milliseconds)), late)
  )

const unauthenticated = () =>
  RouterError.because(
    RouterError.make("internal_error", "The host's authentication did not answer in time."),
    new Error("No answer from: authenticate.")
  )

/** Ten images; and reading the worst of JSON in this size holds a process for less than a second. */
const usualBody = 10 * 1024 * 1024

const nobody: Identity = {}

const bearer = (header: string | undefined): Redacted.Redacted | undefined => {
  const key = /^bearer +(\S+) *$/i.exec(header ?? "")?.[1]
  return key === undefined ? undefined : Redacted.make(key)
}
