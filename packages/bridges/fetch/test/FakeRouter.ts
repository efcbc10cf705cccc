import type { ChatCompletion } from "@turnout/core/ChatCompletion"
import type { ChatCompletionChunk } from "@turnout/core/ChatCompletionChunk"
import type { Lists } from "@turnout/router/Lists"
import type { RouterError } from "@turnout/core/RouterError"
import { Router } from "@turnout/router/Router"
import * as QuotaStatus from "@turnout/router/QuotaStatus"
import { Effect, Layer, Stream } from "effect"

const routing = {
  provider: "fake",
  provider_model_id: "m-1",
  model_canonical: "m",
  routing_strategy: "balanced",
  warnings: []
}

export const completion = (content: string): ChatCompletion => ({
  id: "chatcmpl-1",
  object: "chat.completion",
  created: 1,
  model: "m-1",
  choices: [
    {
      index: 0,
      message: { role: "assistant", content, refusal: null },
      logprobs: null,
      finish_reason: "stop"
    }
  ],
  routing_metadata: routing
})

export const chunk = (content: string): ChatCompletionChunk => ({
  id: "chatcmpl-1",
  object: "chat.completion.chunk",
  created: 1,
  model: "m-1",
  choices: [{ index: 0, delta: { content }, finish_reason: null }]
})

/** One network read: chunks, a failure, or a read that waits until it is interrupted. */
export type Read = ReadonlyArray<ChatCompletionChunk> | RouterError | "wait"

export interface Script {
  readonly unary?: Effect.Effect<ChatCompletion, RouterError>
  /** Before commit. */
  readonly begin?: Effect.Effect<unknown, RouterError>
  readonly reads?: ReadonlyArray<Read>
  readonly quota?: QuotaStatus.QuotaStatus
  readonly lists?: Partial<Lists>
}

const notScripted = Effect.die("not scripted")

const noLists: Lists = {
  models: () => notScripted,
  model: () => notScripted,
  providers: notScripted,
  refresh: () => notScripted,
  canonical: notScripted,
  endpoints: notScripted,
  me: () => notScripted,
  health: notScripted,
  budgets: () => notScripted,
  balance: () => notScripted
}

/** A router that plays a script and counts what it holds open. */
export const make = (script: Script) => {
  const state = {
    open: 0,
    opened: 0,
    reads: 0,
    requests: [] as Array<unknown>,
    principals: [] as Array<unknown>
  }
  const held = Effect.acquireRelease(
    Effect.sync(() => {
      state.open += 1
      state.opened += 1
    }),
    () => Effect.sync(() => void (state.open -= 1))
  )
  const layer = Layer.succeed(Router, {
    chat: (request, options) =>
      Effect.scoped(
        Effect.gen(function* () {
          state.requests.push(request)
          state.principals.push(options?.principal)
          yield* held
          return yield* script.unary ?? Effect.succeed(completion("hello"))
        })
      ),
    embeddings: () => notScripted,
    start: (request, options) =>
      Effect.gen(function* () {
        state.requests.push(request)
        state.principals.push(options?.principal)
        yield* held
        yield* script.begin ?? Effect.void
        const reads = [...(script.reads ?? [[chunk("hel")], [chunk("lo")]])]
        return {
          provider: "fake",
          model: "m",
          whenEnded: () => {},
          read: Effect.suspend(() => {
            state.reads += 1
            const read = reads.shift()
            if (read === undefined) return Effect.succeed(undefined)
            if (read === "wait") return Effect.never
            return "_tag" in read ? Effect.fail(read) : Effect.succeed(read)
          })
        }
      }),
    chatStream: () => Stream.empty,
    events: () => Stream.empty,
    answerAs: () => Effect.die("not scripted"),
    startAs: () => Effect.die("not scripted"),
    countTokens: () => Effect.die("not scripted"),
    planAs: () => Effect.die("not scripted"),
    plan: () => Effect.die("not scripted"),
    ready: Effect.void,
    lists: Effect.succeed({ ...noLists, ...script.lists }),
    quotaStatus: () => Effect.succeed(script.quota ?? QuotaStatus.none)
  })
  return { layer, state }
}
