import type { ChatCompletion } from "@turnout/core/ChatCompletion"
import type { ChatCompletionChunk } from "@turnout/core/ChatCompletionChunk"
import type { ChatRequest } from "@turnout/core/ChatRequest"
import type { Event } from "@turnout/core/Event"
import type { RouterError } from "@turnout/core/RouterError"
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type * as Stream from "effect/Stream"
import type { Plan } from "./Plan.ts"

/** A streamed answer that has begun: it was committed, so nothing can fall back behind it. */
export interface Answering {
  /** The vendor that answers, for headers and logs. */
  readonly provider: string
  /** The chunks of one network read; `undefined` after the last. Closing the scope ends the upstream request. */
  readonly read: Effect.Effect<ReadonlyArray<ChatCompletionChunk> | undefined, RouterError>
}

/**
 * The one place where packages meet. Requests are whatever the caller sent: they are validated here. `stream`
 * in the request does not choose the door; the method does.
 */
export class Router extends Context.Service<
  Router,
  {
    readonly chat: (request: ChatRequest) => Effect.Effect<ChatCompletion, RouterError>
    readonly chatStream: (request: ChatRequest) => Stream.Stream<ChatCompletionChunk, RouterError>
    /** Resolves at commit, or fails when everything has: what doors build on. */
    readonly start: (request: ChatRequest) => Effect.Effect<Answering, RouterError, Scope.Scope>
    readonly events: (request: ChatRequest) => Stream.Stream<Event, RouterError>
    /** Decides and fits, and calls nothing. */
    readonly plan: (request: ChatRequest) => Effect.Effect<Plan, RouterError>
  }
>()("@turnout/router/Router") {}
