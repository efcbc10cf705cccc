import type { ChatCompletion } from "@turnout/core/ChatCompletion"
import type { ChatRequest } from "@turnout/core/ChatRequest"
import type { EmbeddingRequest } from "@turnout/core/EmbeddingRequest"
import type { RouterError } from "@turnout/core/RouterError"
import { unsupported } from "@turnout/core/Runtime"
import * as CallError from "@turnout/fetch/CallError"
import type { Fetch } from "@turnout/fetch/FetchDoor"
import type { FetchOptions } from "@turnout/fetch/FetchOptions"
import type { Identity, Principal } from "@turnout/router/Principal"
import type { Router } from "@turnout/router/Router"
import type { QuotaStatus } from "@turnout/router/QuotaStatus"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Result from "effect/Result"
import type * as AnswerStream from "./AnswerStream.ts"
import type { Forms } from "./Forms.ts"
import type { Lists } from "./Lists.ts"
import type { Messages } from "./Messages.ts"
import type { Reports } from "./Reports.ts"
import type { Responses } from "./Responses.ts"
import * as Caller from "./internal/Caller.ts"
import type { CallOptions, CloseOptions, Create, CreateEmbedding, Planning } from "./Calls.ts"
import { abortable } from "./internal/abortable.ts"
import { Doors } from "./internal/Doors.ts"
import { forms } from "./internal/forms.ts"
import { lazily } from "./internal/lazily.ts"
import { listing } from "./internal/listing.ts"
import type { Made } from "./internal/form-calls.ts"
import { messagesCalls } from "./internal/messages-calls.ts"
import { reports } from "./internal/reports.ts"
import { isResponses, responsesCalls } from "./internal/responses-calls.ts"
import { nobody, readFor, unknown } from "./internal/read-options.ts"
import { sealed } from "./internal/sealed.ts"
import { started } from "./internal/started.ts"

export type {
  CallOptions,
  CloseOptions,
  Create,
  CreateEmbedding,
  Planning,
  StreamedRequest,
  UnaryRequest
} from "./Calls.ts"

/**
 * A router as one caller sees it: every call is made on their behalf, whatever a call's own options say. It lives and
 * ends with the router that it is of.
 */
export type BoundRouter<V extends string = string> = Omit<
  TurnoutRouter<V>,
  "close" | keyof Reports | typeof Symbol.asyncDispose
>

/**
 * The router as promises. They reject with a `RouterError`, or with the reason of the caller's own signal. `V`: the vendors
 * of its accounts, whose models' names an editor completes.
 */
export interface TurnoutRouter<V extends string = string> extends Lists, Forms, Reports {
  readonly chat: { readonly completions: { readonly create: Create<V> } }
  readonly embeddings: { readonly create: CreateEmbedding<V> }
  /** OpenAI's Responses, answered by any model. */
  readonly responses: Responses<V>
  /** Anthropic's Messages API, answered by any model. */
  readonly messages: Messages<V>
  /** Decides and prepares request bodies without sending anything. */
  readonly plan: Planning<V>
  /** Usage of a principal against its budgets and limits. Default: calls without a principal. */
  readonly quotaStatus: (options?: CallOptions) => Promise<QuotaStatus>
  /**
   * The `fetch` option of the OpenAI SDK, or an HTTP handler. It answers through the router and never forwards the
   * request itself.
   */
  readonly fetch: Fetch
  /** `fetch` on behalf of a principal: its limits, budgets and receipts. The same as `with({ principal }).fetch`. */
  readonly fetchFor: (principal: Principal) => Fetch
  /** The same router on behalf of a principal, with its keys. */
  readonly with: (identity: Identity) => BoundRouter<V>
  /** Builds and loads what the first call would otherwise, and rejects if a provider's configuration is missing. */
  readonly ready: () => Promise<void>
  /**
   * Ends the calls in flight and releases every connection. Later calls reject with `service_unavailable`. `drain_ms`: so long
   * it waits for running calls and open streams before it ends them. Called again without it, it waits no more.
   */
  readonly close: (options?: CloseOptions) => Promise<void>
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

/** The promise interface over a router that the host composed itself. */
export const make = (layer: Layer.Layer<Router, unknown>, doors: FetchOptions = {}): TurnoutRouter => {
  const runtime = ManagedRuntime.make(
    Layer.provide(
      lazily(
        () => import("./internal/open.ts"),
        (open) => open.layer(doors)
      ),
      layer
    )
  )
  let built: Open | undefined
  let building: Promise<Open> | undefined
  let closing: Promise<void> | undefined

  const build = (): Promise<Open> => {
    if (closing !== undefined) return Promise.reject(CallError.closed())
    const refused = unsupported(globalThis.process?.versions)
    if (refused !== undefined) return Promise.reject(refused)
    building ??= runtime.runPromiseExit(Doors).then((exit) => {
      if (Exit.isFailure(exit)) {
        return import("./internal/rarely.ts").then(({ unbuilt }) => Promise.reject(unbuilt(exit.cause)))
      }
      if (closing === undefined) built = exit.value
      return exit.value
    })
    return building
  }

  const call = <A>(
    caller: Caller.Caller,
    bound: Identity,
    given: CallOptions | undefined,
    use: (
      doors: Open,
      options: Identity | undefined,
      signal: CallOptions["signal"]
    ) => Effect.Effect<A, RouterError>
  ): Promise<A> => {
    const read = readFor(bound, given)
    if (Result.isFailure(read)) return Promise.reject(Caller.tell(read.failure, caller))
    const { identity, signal } = read.success
    const told = (error: unknown) => Caller.tell(error, caller)
    const run = (doors: Open, told?: (error: unknown) => unknown) =>
      doors.calls.run(
        Effect.suspend(() => use(doors, identity, signal)),
        signal,
        told
      )
    if (built !== undefined) return run(built, told)
    return abortable(build(), signal)
      .then((doors) => run(doors))
      .catch((error: unknown) => Promise.reject(told(error)))
  }

  const ready = (): Promise<void> => {
    const caller = Caller.of(ready)
    return build()
      .then(({ calls, router }) => calls.run(router.ready))
      .catch((error: unknown) => Promise.reject(Caller.tell(error, caller)))
  }

  const close = (options?: CloseOptions): Promise<void> => {
    built = undefined
    if (options?.drain_ms === undefined) closing = runtime.dispose()
    else {
      closing ??= import("./internal/rarely.ts")
        .then(({ drain }) => drain(building, options))
        .finally(() => runtime.dispose())
    }
    return closing
  }

  /** What a caller can do; `bound` holds over what is said with a call. */
  const view = (bound: Identity): BoundRouter => {
    const create = ((request, given) => {
      const caller = Caller.of(create)
      return call<ChatCompletion | AnswerStream.ChatStream>(caller, bound, given, (doors, options, signal) =>
        streamed(request)
          ? started(doors, doors.router.start(request, options), signal, caller)
          : doors.router.chat(request, options)
      )
    }) as Create

    const made: Made = (caller, given, use) => call(caller, bound, given, use)
    const { plan: planResponses, responses } = responsesCalls(made)
    const plan = ((request: ChatRequest, given?: CallOptions) =>
      isResponses(request)
        ? planResponses(request, given)
        : call(Caller.of(plan), bound, given, ({ router }, options) =>
            router.plan(request, options)
          )) as Planning

    const embed = ((request: EmbeddingRequest, given?: CallOptions) =>
      call(Caller.of(embed), bound, given, ({ router }, options) =>
        router.embeddings(request, options)
      )) as CreateEmbedding

    const quotaStatus: TurnoutRouter["quotaStatus"] = (given) =>
      call(Caller.of(quotaStatus), bound, given, ({ router }, options) => router.quotaStatus(options))

    return {
      chat: { completions: { create } },
      embeddings: { create: embed },
      responses,
      messages: messagesCalls(made),
      plan,
      ...forms((at, given, use) => {
        const caller = Caller.of(at)
        return call(caller, bound, given, (doors, options, signal) => use(doors, options, signal, caller))
      }),
      ...listing((at, principal, use) =>
        call(Caller.of(at), bound, principal && { principal }, ({ router }, who) =>
          Effect.flatMap(router.lists, (lists) => use(lists, who))
        )
      ),
      quotaStatus,
      fetch: (input, init) => {
        if (built !== undefined) return built.door.fetchFor(bound)(input, init)
        const opening = build()
        // It is told below.
        opening.catch(() => {})
        return import("./internal/rarely.ts").then(({ fetchWhen }) => fetchWhen(opening, bound, input, init))
      },
      fetchFor: (principal) => view({ ...bound, principal: principal ?? unknown }).fetch,
      with: (identity) => view({ ...bound, ...sealed(identity) }),
      ready
    }
  }

  return {
    ...view(nobody),
    ...reports((at, use) => call(Caller.of(at), nobody, undefined, ({ reports }) => use(reports))),
    close,
    [Symbol.asyncDispose]: () => close()
  }
}

type Open = Doors["Service"]

/**
 * Whatever a caller sent is for the router to judge; a request that cannot even be read is judged unary. The first of
 * an array speaks for all: they agree, or the router refuses them.
 */
const streamed = (request: ChatRequest | ReadonlyArray<ChatRequest>): boolean => {
  try {
    return ((Array.isArray(request) ? request[0] : request) as ChatRequest).stream === true
  } catch {
    return false
  }
}
