import type { Form } from "@turnout/core/Form"
import type { RouterError } from "@turnout/core/RouterError"
import { type Answering, Router } from "@turnout/router/Router"
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { dual } from "effect/Function"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { toAiError, unsaid } from "./answer/errors.ts"
import { toForm } from "./answer/form.ts"
import * as Annotations from "./answer/annotations.ts"
import { type AiError, LanguageModel, Model, type Response } from "./internal/ai.ts"
import { own } from "./request/own.ts"
import { isUnsaid, toRequest } from "./request/request.ts"
import type { Settings } from "./Settings.ts"

export type { Settings } from "./Settings.ts"

/** Settings of calls in its scope, over those that the model was made with. */
export class Config extends Context.Service<Config, Settings>()(
  "@turnout/effect-ai/TurnoutLanguageModel/Config"
) {}

/** Calls within are made with these settings, over those that are in force. */
export const withConfigOverride: {
  (overrides: Settings): <A, E, R>(self: Effect.Effect<A, E, R>) => Effect.Effect<A, E, Exclude<R, Config>>
  <A, E, R>(self: Effect.Effect<A, E, R>, overrides: Settings): Effect.Effect<A, E, Exclude<R, Config>>
} = dual(
  2,
  <A, E, R>(self: Effect.Effect<A, E, R>, overrides: Settings): Effect.Effect<A, E, Exclude<R, Config>> =>
    Effect.flatMap(Effect.serviceOption(Config), (config) =>
      Effect.provideService(self, Config, { ...Option.getOrElse(config, () => ({})), ...overrides })
    )
)

/** The same for a stream. */
export const withStreamConfig: {
  (overrides: Settings): <A, E, R>(self: Stream.Stream<A, E, R>) => Stream.Stream<A, E, Exclude<R, Config>>
  <A, E, R>(self: Stream.Stream<A, E, R>, overrides: Settings): Stream.Stream<A, E, Exclude<R, Config>>
} = dual(
  2,
  <A, E, R>(self: Stream.Stream<A, E, R>, overrides: Settings): Stream.Stream<A, E, Exclude<R, Config>> =>
    Stream.unwrap(
      Effect.map(Effect.serviceOption(Config), (config) =>
        Stream.provideService(self, Config, { ...Option.getOrElse(config, () => ({})), ...overrides })
      )
    )
)

type Part = Response.StreamPartEncoded
type Whole = Array<Response.PartEncoded>

/** The parts of a started answer; leaving the stream ends the request at the vendor. */
const streamOf = (
  started: Effect.Effect<Answering<Part>, RouterError, Scope.Scope>
): Stream.Stream<Part, RouterError> =>
  Stream.scoped(
    Stream.fromPull(
      Effect.map(started, ({ read }) => {
        const pull: Effect.Effect<readonly [Part, ...Array<Part>], RouterError | Cause.Done> = Effect.flatMap(
          read,
          (parts) =>
            parts === undefined
              ? Cause.done()
              : parts.length === 0
                ? pull
                : Effect.succeed(parts as unknown as readonly [Part, ...Array<Part>])
        )
        return pull
      })
    )
  ) as Stream.Stream<Part, RouterError>

/** A language model that is answered by the router in context. `settings.model` is any model expression. */
export const make = (settings: Settings): Effect.Effect<LanguageModel.LanguageModel, never, Router> =>
  Effect.flatMap(Router, (router) => {
    const prepared = (
      method: string,
      options: LanguageModel.ProviderOptions
    ): Effect.Effect<Form<Part, Whole>, AiError.AiError> =>
      Effect.flatMap(Effect.serviceOption(Config), (config) => {
        const request = toRequest(options, { ...settings, ...Option.getOrUndefined(config) })
        if (isUnsaid(request)) return Effect.fail(unsaid(method, request))
        Annotations.ofRequest(options.span, request)
        return Effect.succeed(toForm(request))
      })

    return LanguageModel.make({
      supportsSystemMessagesInHistory: Effect.succeed(true),
      generateText: (options) =>
        Effect.flatMap(prepared("generateText", options), (form) =>
          router.answerAs(form).pipe(
            Effect.mapError(toAiError("generateText")),
            Effect.tap((parts) => Effect.sync(() => Annotations.ofParts(options.span, parts)))
          )
        ),
      streamText: (options) =>
        Stream.unwrap(
          Effect.map(prepared("streamText", options), (form) =>
            streamOf(router.startAs(form)).pipe(
              Stream.mapError(toAiError("streamText")),
              Stream.tap((part) => Effect.sync(() => Annotations.ofParts(options.span, [part])))
            )
          )
        )
    })
  })

export const layer = (settings: Settings): Layer.Layer<LanguageModel.LanguageModel, never, Router> =>
  Layer.effect(LanguageModel.LanguageModel, make(settings))

/** The same as a value that names its provider and model, for `Effect.provide`. */
export const model = (
  name: string,
  settings: Omit<Settings, "model"> = {}
): Model.Model<typeof own, LanguageModel.LanguageModel, Router> =>
  Model.make(own, name, layer({ ...settings, model: name }))
