import type { ChatCompletionChunk, RoutingEvent } from "@turnout/core/ChatCompletionChunk"
import type { Event } from "@turnout/core/Event"
import type { Fold } from "@turnout/core/Fold"
import type { Telling } from "@turnout/core/Form"
import type { Read } from "@turnout/core/Read"
import type { CacheUse } from "@turnout/core/RoutingMetadata"
import type { RouterError } from "@turnout/core/RouterError"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import type { Call } from "../attempt/Call.ts"
import type * as Walk from "../attempt/Walk.ts"
import * as Answer from "./Answer.ts"
import * as Pull from "./Pull.ts"
import type { Replay } from "./Replay.ts"

/** A streamed answer that has begun. */
export interface Answering<Part = ChatCompletionChunk> extends Pick<Pull.Pulled<Part>, "whenEnded"> {
  /** The registered provider that answers, for headers and logs. */
  readonly provider: string
  /** The canonical model that answers. */
  readonly model: string
  /** Where the host has a response cache and the request is one that it keeps. */
  readonly cache?: CacheUse
  /** The parts of one network read; `undefined` after the last. Closing the scope ends the upstream request. */
  readonly read: Read<ReadonlyArray<Part>, RouterError>
}

/** Runs in a scope of its own, closed when the call ends and at the latest with the reader's scope. */
const owned = <A, E>(
  open: (scope: Scope.Closeable) => Effect.Effect<A, E>
): Effect.Effect<A, E, Scope.Scope> =>
  Effect.flatMap(Effect.scope, (parent) => {
    const scope = Scope.forkUnsafe(parent)
    return Effect.onExit(
      Effect.suspend(() => open(scope)),
      (exit) => (Exit.isSuccess(exit) ? Effect.void : Scope.close(scope, exit))
    )
  })

/** Opens the answering call in the scope that it will own. */
type Open = (
  scope: Scope.Scope
) => Effect.Effect<{ readonly call: Call; readonly answering: Walk.Answering }, RouterError>

const toChunks: Pull.Kind<ChatCompletionChunk> = {
  each: (folded, events) => folded.chunks(events),
  last: (call, answering, folded) => [Answer.lastChunk(call, answering, folded)],
  event: (folded, event) => [folded.eventChunk(event)]
}

const started = <Part>(
  open: Open,
  kind: (call: Call, answering: Walk.Answering) => Pull.Kind<Part>
): Effect.Effect<Answering<Part>, RouterError, Scope.Scope> =>
  owned((scope) =>
    Effect.flatMap(open(scope), ({ answering, call }) => {
      const { replay, step } = answering
      const { model, provider } = step.candidate.endpoint
      return Effect.map(pulled(call, answering, kind(call, answering), scope), (pulled) =>
        replay === undefined
          ? { provider, model, ...pulled }
          : { provider, model, cache: replay.use, ...pulled }
      )
    })
  )

const pulled = <A>(
  call: Call,
  answering: Walk.Answering,
  kind: Pull.Kind<A>,
  scope: Scope.Closeable
): Effect.Effect<Pull.Pulled<A>, RouterError> =>
  ((answering.replay as Replay | undefined) ?? Pull).pulled(call, answering, kind, scope)

export const chunks = (open: Open): Effect.Effect<Answering, RouterError, Scope.Scope> =>
  started(open, asChunks)

const asChunks = (): Pull.Kind<ChatCompletionChunk> => toChunks

const kindOf = <Part>(telling: Telling<Part>): Pull.Kind<Part> => ({
  each: (folded, events) => {
    folded.push(events)
    return telling.each(events, folded)
  },
  last: (call, answering, folded) => telling.last(Answer.settled(call, answering, folded), folded),
  ...(telling.event === undefined
    ? {}
    : { event: (folded: Fold, change: RoutingEvent) => telling.event!(change, folded) })
})

/** In another API's form. */
export const told = <Part>(
  open: Open,
  tell: () => Telling<Part>
): Effect.Effect<Answering<Part>, RouterError, Scope.Scope> =>
  started(open, ({ warnings }, { fitted }) => {
    const telling = tell()
    telling.begin?.({ warnings: [...warnings, ...fitted.warnings] })
    return kindOf(telling)
  })

const toEvents: Pull.Kind<Event> = {
  each: (folded, events) => {
    folded.push(events)
    return events
  },
  last: (call, answering, folded) => {
    Answer.lastChunk(call, answering, folded)
    return []
  }
}

/** Internal events cannot express a change of endpoint: an interrupted stream ends. */
export const events = (
  open: Open
): Effect.Effect<Read<ReadonlyArray<Event>, RouterError>, RouterError, Scope.Scope> =>
  owned((scope) =>
    Effect.flatMap(open(scope), ({ answering, call }) =>
      Effect.map(pulled(call, answering, toEvents, scope), ({ read }) => read)
    )
  )
