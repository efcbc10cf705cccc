import type { Catalog } from "@turnout/core/Catalog"
import type { ChatCompletion } from "@turnout/core/ChatCompletion"
import type { ChatCompletionChunk } from "@turnout/core/ChatCompletionChunk"
import type { ChatRequest } from "@turnout/core/ChatRequest"
import type { Base64EmbeddingResponse, CreateEmbeddingResponse } from "@turnout/core/CreateEmbeddingResponse"
import type { EmbeddingRequest } from "@turnout/core/EmbeddingRequest"
import type { Event } from "@turnout/core/Event"
import type { Form } from "@turnout/core/Form"
import * as Options from "@turnout/core/Options"
import type { ProviderRegistry } from "@turnout/core/ProviderRegistry"
import type { RouterError } from "@turnout/core/RouterError"
import type { Source } from "@turnout/core/Source"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as Scope from "effect/Scope"
import type * as Stream from "effect/Stream"
import * as Answer from "./answer/Answer.ts"
import { streamOf } from "./answer/streamOf.ts"
import { typed } from "./intake/extensions.ts"
import type { Answered } from "./intake/ArrayWalk.ts"
import * as Intake from "./intake/Intake.ts"
import * as CallOptions from "./CallOptions.ts"
import type { TokenCount } from "./TokenCount.ts"
import type { Plan } from "./Plan.ts"
import * as Principal from "./Principal.ts"
import { listOf, type RequestOrArray } from "./RequestArray.ts"
import type { Lists } from "./Lists.ts"
import { check, type RouterOptions } from "./RouterOptions.ts"
import { Signals } from "./Signals.ts"
import type { QuotaStatus } from "./QuotaStatus.ts"
import * as Streamed from "./answer/Streamed.ts"

export type { Answering } from "./answer/Streamed.ts"

/** Plans one request, or each request of an array that can be tried, in order. */
export interface Planning {
  (request: ChatRequest, options?: Principal.CallOptions): Effect.Effect<Plan, RouterError>
  (
    requests: ReadonlyArray<ChatRequest>,
    options?: Principal.CallOptions
  ): Effect.Effect<ReadonlyArray<Plan>, RouterError>
}

/** Answers one embedding request. */
export interface Embedding {
  (
    request: EmbeddingRequest & { readonly encoding_format: "base64" },
    options?: Principal.CallOptions
  ): Effect.Effect<Base64EmbeddingResponse, RouterError>
  (
    request: EmbeddingRequest,
    options?: Principal.CallOptions
  ): Effect.Effect<CreateEmbeddingResponse, RouterError>
}

/**
 * The router: validates requests, decides, and runs attempts. Inputs are whatever the caller sent. The method
 * chooses between a whole and a streamed answer; `stream` in the request does not.
 */
export class Router extends Context.Service<
  Router,
  {
    readonly chat: (
      requests: RequestOrArray,
      options?: Principal.CallOptions
    ) => Effect.Effect<ChatCompletion, RouterError>
    readonly chatStream: (
      requests: RequestOrArray,
      options?: Principal.CallOptions
    ) => Stream.Stream<ChatCompletionChunk, RouterError>
    /** Resolves when an attempt commits, or fails when all attempts have failed. HTTP and SDK doors build on it. */
    readonly start: (
      requests: RequestOrArray,
      options?: Principal.CallOptions
    ) => Effect.Effect<Streamed.Answering, RouterError, Scope.Scope>
    /** The internal events of an answer, for hosts that fold them themselves. */
    readonly events: (
      requests: RequestOrArray,
      options?: Principal.CallOptions
    ) => Stream.Stream<Event, RouterError>
    /** The whole answer to a request of another API, in that API's form. */
    readonly answerAs: <Part, Whole>(
      form: Form<Part, Whole>,
      options?: Principal.CallOptions
    ) => Effect.Effect<Whole, RouterError>
    /** The same as `start`, of a request of another API and in that API's form. */
    readonly startAs: <Part, Whole>(
      form: Form<Part, Whole>,
      options?: Principal.CallOptions
    ) => Effect.Effect<Streamed.Answering<Part>, RouterError, Scope.Scope>
    /** Decides and prepares request bodies without sending anything. */
    readonly plan: Planning
    /** The same for a request of another API. */
    readonly planAs: <Part, Whole>(
      form: Form<Part, Whole>,
      options?: Principal.CallOptions
    ) => Effect.Effect<Plan, RouterError>
    /** Input tokens of a request of another API: the endpoint's own count where it has one, else an estimate. */
    readonly countTokens: <Part, Whole>(
      form: Form<Part, Whole>,
      options?: Principal.CallOptions
    ) => Effect.Effect<TokenCount, RouterError>
    /** Vectors of texts. All of an answer come from one model, at one endpoint. */
    readonly embeddings: Embedding
    /** Builds and loads what the first call would otherwise: afterwards no attempt waits for code or catalog data. */
    readonly ready: Effect.Effect<void>
    /** What can be called, and by whom: models, endpoints, providers, identity and balance. */
    readonly lists: Effect.Effect<Lists>
    /** Usage of a principal against its budgets and limits. Default: calls without a principal. */
    readonly quotaStatus: (options?: Principal.CallOptions) => Effect.Effect<QuotaStatus>
  }
>()("@turnout/router/Router") {
  /** A router with its own in-memory signals. */
  static readonly layer = (
    options: RouterOptions = {}
  ): Layer.Layer<Router, RouterError, ProviderRegistry | Catalog> =>
    Layer.provide(Router.layerNoSignals(options), Signals.layer)

  /** A router with the host's signals. Fails if the options are wrong, and says all that is. */
  static readonly layerNoSignals = (
    options: RouterOptions = {}
  ): Layer.Layer<Router, RouterError, ProviderRegistry | Catalog | Signals> =>
    Layer.effect(
      Router,
      Effect.map(made(options), ({ after, ...intake }) => {
        const answer = (
          requests: RequestOrArray,
          stream: boolean,
          given: Principal.CallOptions | undefined,
          scope: Scope.Scope,
          source?: Source
        ) => {
          const options = CallOptions.read(given)
          return Result.isFailure(options)
            ? Effect.fail(options.failure)
            : intake.answer(requests, stream, options.success, scope, source)
        }
        /** A whole answer in a scope of its own. */
        const whole = <A>(
          requests: RequestOrArray,
          options: Principal.CallOptions | undefined,
          source: Source | undefined,
          told: (answered: Answered) => A
        ) =>
          Effect.suspend(() => {
            const scope = Scope.makeUnsafe()
            const answered = Effect.map(answer(requests, false, options, scope, source), told)
            return Effect.onExit(answered, (exit) => Scope.close(scope, exit))
          })
        const start = (requests: RequestOrArray, options?: Principal.CallOptions) =>
          Streamed.chunks((scope) => answer(requests, true, options, scope))
        return Router.of({
          chat: (requests, options) =>
            after === undefined
              ? whole(requests, options, undefined, toCompletion)
              : Effect.flatMap(
                  whole(requests, options, undefined, after.told),
                  after.completion(Principal.of(options))
                ),
          start,
          answerAs: (form, options) =>
            inWordsOf(
              form,
              after === undefined
                ? whole(form.request, options, form.source, ({ answering, call }) =>
                    Answer.told(call, answering, form.whole)
                  )
                : Effect.map(
                    Effect.flatMap(
                      whole(form.request, options, form.source, after.told),
                      after.whole(Principal.of(options))
                    ),
                    form.whole
                  )
            ),
          startAs: (form, options) =>
            inWordsOf(
              form,
              Streamed.told((scope) => answer(form.request, true, options, scope, form.source), form.tell)
            ),
          chatStream: (requests, options) =>
            streamOf(Effect.map(start(requests, options), ({ read }) => read)),
          events: (requests, options) =>
            streamOf(Streamed.events((scope) => answer(requests, true, options, scope))),
          planAs: (form, given) =>
            Effect.suspend(() => {
              const options = CallOptions.read(given)
              if (Result.isFailure(options)) return Effect.fail(options.failure)
              return inWordsOf(form, typed(intake.plan(form.request, options.success, form.source)))
            }),
          countTokens: (form, given) =>
            Effect.suspend(() => {
              const options = CallOptions.read(given)
              if (Result.isFailure(options)) return Effect.fail(options.failure)
              const counted = Effect.flatMap(counting, ({ count }) =>
                intake.drafted(form.request, options.success, form.source, (draft) =>
                  count(draft, intake.keys)
                )
              )
              return inWordsOf(form, typed(Effect.flatten(counted)))
            }),
          plan: ((requests: RequestOrArray, given?: Principal.CallOptions) =>
            Effect.suspend((): Effect.Effect<Plan | ReadonlyArray<Plan>, RouterError> => {
              const options = CallOptions.read(given)
              if (Result.isFailure(options)) return Effect.fail(options.failure)
              const list = listOf(requests)
              return list === undefined
                ? typed(intake.plan(requests as ChatRequest, options.success))
                : typed(intake.plans(list as ReadonlyArray<ChatRequest>, options.success))
            })) as Planning,
          embeddings: ((request: EmbeddingRequest, given?: Principal.CallOptions) =>
            Effect.suspend(() => {
              const options = CallOptions.read(given)
              if (Result.isFailure(options)) return Effect.fail(options.failure)
              return Effect.flatMap(intake.embeddings, (embed) =>
                Effect.scopedWith((scope) => embed(request, options.success, scope))
              )
            })) as Embedding,
          ready: intake.ready,
          lists: intake.lists,
          // Where nothing is counted, the value itself: nobody need wait for it.
          quotaStatus: (given) => {
            const options = CallOptions.read(given)
            return Result.isFailure(options)
              ? Effect.die(options.failure)
              : intake.quotaStatus(Principal.of(options.success))
          }
        })
      })
    )
}

/** Asked for seldom: its code is loaded with the first. */
const counting = Effect.promise(() => import("./intake/counting.ts"))

/** A call whose errors are told in the form's words. */
const inWordsOf = <Part, Whole, A, R>(
  { error }: Form<Part, Whole>,
  call: Effect.Effect<A, RouterError, R>
): Effect.Effect<A, RouterError, R> => (error === undefined ? call : Effect.mapError(call, error))

const toCompletion = ({ answering, call }: Answered): ChatCompletion => Answer.completion(call, answering)

const made = (options: RouterOptions) =>
  Effect.suspend(() => {
    const mistake = Options.mistake(check, options)
    return mistake === undefined ? Intake.make(options) : Effect.fail(mistake)
  })
