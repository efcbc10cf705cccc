import type { RouterError } from "@turnout/core/RouterError"
import type { Answering } from "@turnout/router/Router"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { AnswerStream } from "../AnswerStream.ts"
import * as Caller from "./Caller.ts"
import type { Doors } from "./Doors.ts"

/** A started answer as a stream, whose errors are told to who asked for it. */
export const started = <Part>(
  { calls, stream }: Doors["Service"],
  answering: Effect.Effect<Answering<Part>, RouterError, Scope.Scope>,
  signal: AbortSignal | null | undefined,
  caller: Caller.Caller
): Effect.Effect<AnswerStream<Part>, RouterError> =>
  Effect.map(calls.start(answering, signal), (reading) =>
    stream(reading, (error) => Caller.tell(error, caller))
  )
