import * as HostOptions from "@turnout/core/Options"
import * as RouterError from "@turnout/core/RouterError"
import type { Identity } from "@turnout/router/Principal"
import { Router } from "@turnout/router/Router"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Scope from "effect/Scope"
import { authenticated } from "./fetch-door/authenticated.ts"
import * as CallError from "./CallError.ts"
import * as Calls from "./Calls.ts"
import * as ErrorHook from "./fetch-door/error-hook.ts"
import type { Handler, Services } from "./fetch-door/route.ts"
import { answerUntil } from "./fetch-door/wait-until.ts"
import { type Found, find } from "./fetch-door/routes.ts"
import * as Quota from "./fetch-answer/quota.ts"
import type { Cors } from "./Cors.ts"
import * as Answer from "./FetchAnswer.ts"
import * as Input from "./FetchInput.ts"
import { type FetchOptions, shape } from "./FetchOptions.ts"

export interface Options extends FetchOptions {
  /** A new id for every response, `crypto.randomUUID` for one. */
  readonly requestId: () => string
}

export type Fetch = (input: string | URL | Request, init?: Input.FetchInit) => Promise<Response>

/** The router as an HTTP handler, mounted under any base path. Requests are never forwarded to the network. */
export interface FetchDoor {
  /**
   * Answers every request; interrupting it ends the upstream request. A streamed answer ends with its body, with
   * the request's signal, or with the scope of the door.
   */
  readonly handle: (input: string | URL | Request, init?: Input.FetchInit) => Effect.Effect<Response>
  /** The same as a promise, which rejects with the abort reason of its signal and with nothing else. */
  readonly fetch: Fetch
  /** The same on behalf of a principal, with its keys: the caller is known, and `authenticate` is not called. */
  readonly fetchFor: (caller: Identity) => Fetch
  /** Waits until nothing of the door is being answered: before its scope closes, so that nothing is cut. */
  readonly idle: Effect.Effect<void>
}

/** Fails if the options are wrong. */
export const make = (
  options: Options
): Effect.Effect<FetchDoor, RouterError.RouterError, Router | Scope.Scope> =>
  Effect.gen(function* () {
    const cors = HostOptions.isRecord(options) && options.cors !== undefined ? yield* crossOrigin : undefined
    const mistake = HostOptions.mistake(checkWith(cors?.check), options)
    if (mistake !== undefined) return yield* mistake
    const router = yield* Router
    const calls = yield* Calls.make
    const { authenticate, authenticate_timeout_ms = 30_000 } = options
    const told = ErrorHook.of(options.onError, yield* Effect.context<never>())
    const across = cors?.make(options.cors!)

    const identify = (
      input: Input.Input,
      caller: Identity
    ): Effect.Effect<Identity, RouterError.RouterError> =>
      caller.principal !== undefined || authenticate === undefined
        ? Effect.succeed(caller)
        : Effect.map(
            by(
              authenticate_timeout_ms,
              authenticated(authenticate, input),
              Effect.suspend(() => Effect.fail(unauthenticated()))
            ),
            (principal) => ({ ...caller, principal })
          )

    /** Of an answer, or of a failure: the account as it stands then. */
    const quota = ({ principal }: Identity): Effect.Effect<Answer.More> => {
      const status = router.quotaStatus({ principal })
      return isKnown(status)
        ? Exit.map(status, Quota.headers)
        : by(quotaWait, Effect.map(status, Quota.headers), Effect.succeed({}))
    }

    const services: Services = {
      router,
      calls,
      max_body_bytes: options.max_body_bytes ?? usualBody,
      body_timeout_ms: options.body_timeout_ms ?? 60_000,
      heartbeat_ms: options.heartbeat_ms,
      quota
    }

    const refused = (
      error: RouterError.RouterError,
      input: Input.Input,
      id: string,
      { failure = Answer.failure }: Pick<Handler, "failure"> = {},
      more?: Answer.More
    ): Response => {
      told?.(error, input)
      return failure(error, id, more)
    }

    const served = (
      { name, route: { methods, open = false } }: Found,
      handler: Handler,
      input: Input.Input,
      id: string,
      given: Identity
    ): Effect.Effect<Response> => {
      if (!methods.includes(input.method as "GET")) {
        const allow = [...methods, "OPTIONS"].join(", ")
        return Effect.succeed(
          input.method === "OPTIONS"
            ? Answer.allowed(allow, id)
            : refused(notAllowed(input.method, allow), input, id, handler, { allow })
        )
      }
      const failed = (cause: Cause.Cause<RouterError.RouterError>, more?: Answer.More) =>
        refused(CallError.fromCause(cause), input, id, handler, more)
      return (open ? Effect.succeed(given) : identify(input, given)).pipe(
        Effect.flatMap((caller) =>
          Effect.catchCause(handler.answer({ input, id, caller, name, services }), (cause) =>
            Cause.hasInterruptsOnly(cause)
              ? Effect.failCause(cause)
              : Effect.map(quota(caller), (more) => failed(cause, more))
          )
        ),
        Effect.catchCause((cause) =>
          Cause.hasInterruptsOnly(cause) ? Effect.interrupt : Effect.succeed(failed(cause))
        )
      )
    }

    const routed = (input: Input.Input, id: string, given: Identity): Effect.Effect<Response> => {
      const found = find(input.path)
      if (found === undefined) return Effect.succeed(refused(unserved(), input, id))
      const { handler } = found.route
      return typeof handler === "function"
        ? Effect.flatMap(Effect.promise(handler), (loaded) => served(found, loaded, input, id, given))
        : served(found, handler, input, id, given)
    }

    const handle = (input: Input.Input, given: Identity): Effect.Effect<Response> =>
      Effect.suspend(() => {
        const id = options.requestId()
        if (across === undefined) return routed(input, id, given)
        return Effect.matchEffect(
          Effect.try({ try: () => across(input), catch: (error) => error as RouterError.RouterError }),
          {
            onFailure: (error) =>
              Effect.map(handlerAt(input.path), (handler) => refused(error, input, id, handler)),
            onSuccess: (decorate) => Effect.map(routed(input, id, given), decorate)
          }
        )
      })

    const fetchFor =
      (caller: Identity): Fetch =>
      (input, init) => {
        const read = Input.read(input, init)
        const { signal, waitUntil } = read
        const answer = (input: Input.Input) =>
          calls
            .run(handle(input, caller), signal)
            .catch((error: unknown) => rejection(error, options.requestId, read))
        if (waitUntil === undefined) return answer(read)
        return answerUntil(waitUntil, (held) => answer({ ...read, held })).catch((error: unknown) =>
          rejection(error, options.requestId, read)
        )
      }

    return {
      handle: (input, init) => Effect.suspend(() => handle(Input.read(input, init), nobody)),
      fetch: fetchFor(nobody),
      fetchFor,
      idle: calls.idle
    }
  })

/** The Response that a rejected call becomes, in the form of the path's API; of an abort, the reason is thrown on. */
export const rejection = (
  error: unknown,
  requestId: () => string,
  read: Pick<Input.Input, "path" | "signal">
): Promise<Response> =>
  read.signal?.aborted === true
    ? Promise.reject(error)
    : import("./fetch-door/rejection.ts").then(({ told }) => told(error, requestId, read.path))

/** What answers at a path, for the form of its failures. */
const handlerAt = (path: string): Effect.Effect<Handler | undefined> => {
  const handler = find(path)?.route.handler
  return typeof handler === "function" ? Effect.promise(handler) : Effect.succeed(handler)
}

const crossOrigin = Effect.promise(() => import("./Cors.ts"))

const checkWith = (cors: HostOptions.Check<Cors> | undefined): HostOptions.Check<Options> =>
  HostOptions.object<Options>(
    { requestId: HostOptions.callable(), ...shape, ...(cors === undefined ? {} : { cors }) },
    ["requestId"]
  )

const nothing =
  "Nothing is served at this path. There are 'POST …/chat/completions', 'GET …/models' and 'GET …/directory/models', among others."

const unserved = () => RouterError.make("resource_not_found", nothing)

const notAllowed = (method: string, allow: string) =>
  RouterError.make("invalid_request", `This path takes ${allow}, not ${method.slice(0, 20)}.`, {
    status: 405
  })

/** Milliseconds that the headers of an answer wait for the store that tells them. */
const quotaWait = 1_000

/** Without anything to wait for: an exit is an effect that has happened. */
const isKnown = <A>(effect: Effect.Effect<A>): effect is Exit.Exit<A> => Exit.isExit(effect)

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
