import { assert } from "@effect/vitest"
import type { ChatCompletion } from "@turnout/core/ChatCompletion"
import type { Event } from "@turnout/core/Event"
import type { Failure } from "@turnout/core/Failure"
import * as Fold from "@turnout/core/Fold"
import type { Provider, Reply } from "@turnout/core/Provider"
import type { Request } from "@turnout/core/Request"
import { Transport } from "@turnout/wire/Transport"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import type { Pieces } from "../Cuts.ts"
import * as ScriptedHttp from "../ScriptedHttp.ts"
import type { Subject } from "./subject.ts"

/** The key that every call is made with; it must never be seen but in the request's headers. */
export const canary = "sk-canary-Aa0Bb1Cc2Dd3Ee4Ff5Gg6Hh7Ii8"

export type Kind = "text" | "toolCall"

/** What is asked; the answer is the script's affair. */
export const request = (stream: boolean, kind: Kind = "text"): Request => ({
  messages: [{ role: "user", content: "What is the weather?" }],
  stream,
  ...(kind === "toolCall" && {
    tools: [
      {
        type: "function",
        function: { name: "lookup", parameters: { type: "object", properties: { city: { type: "string" } } } }
      }
    ]
  })
})

/** How one call went; `failure` is absent exactly when the answer came to its end. */
export interface Asked {
  readonly events: ReadonlyArray<Event>
  readonly failure?: Failure
}

export const endpointOf = (provider: Provider, { fixtures }: Subject) =>
  provider.endpoints([]).find((endpoint) => endpoint.provider_model_id === fixtures.model) ??
  provider.passthrough(fixtures.model)

const made = (subject: Subject, baseUrl: string) =>
  Effect.orDie(subject.make({ baseUrl, apiKey: Redacted.make(canary) }))

const run = (
  provider: Provider,
  subject: Subject,
  asked: Request
): Effect.Effect<Reply, Failure, Scope.Scope> => {
  const endpoint = endpointOf(provider, subject)
  const prepared = provider.prepare({ request: asked, ledger: [] }, endpoint)
  const [credential] = provider.credentials
  assert(credential !== undefined, "a provider has a credential")
  return provider.run(prepared, endpoint, credential, {
    connect_timeout_ms: 5000,
    now: Date.UTC(2026, 0, 1)
  })
}

export const start = (
  subject: Subject,
  baseUrl: string,
  asked: Request
): Effect.Effect<Reply, Failure, Transport | Scope.Scope> =>
  Effect.flatMap(made(subject, baseUrl), (provider) => run(provider, subject, asked))

/** What is read of a reply, to its end. */
export const read = <R>(
  start: Effect.Effect<Reply, Failure, R>
): Effect.Effect<Asked, never, Exclude<R, Scope.Scope>> => {
  const events: Array<Event> = []
  return Effect.gen(function* () {
    const reply = yield* start
    for (let read = yield* reply.read; read !== undefined; read = yield* reply.read) events.push(...read)
  }).pipe(
    Effect.scoped,
    Effect.match({
      onFailure: (failure): Asked => ({ events, failure }),
      onSuccess: (): Asked => ({ events })
    })
  )
}

/** One call, read to its end. */
export const ask = (
  subject: Subject,
  baseUrl: string,
  asked: Request
): Effect.Effect<Asked, never, Transport> => read(start(subject, baseUrl, asked))

/** A script served for as long as `use` runs. */
export const served = <A, E, R>(
  script: ScriptedHttp.Script,
  use: (server: ScriptedHttp.ScriptedHttp) => Effect.Effect<A, E, R>
) => Effect.scoped(Effect.flatMap(ScriptedHttp.make(script), use))

/** The outcome of one call to a server that answers so. */
export const answered = (subject: Subject, answer: ScriptedHttp.Answer, asked: Request) =>
  served(
    () => answer,
    (server) => ask(subject, server.url, asked)
  )

/** A good answer as the vendor labels it. */
export const good = ({ fixtures }: Subject, kind: Kind, stream: boolean): ScriptedHttp.Answer =>
  stream
    ? streamOf(fixtures.contentType, fixtures[kind].stream)
    : { headers: { "content-type": "application/json" }, body: fixtures[kind].unary }

export const streamOf = (
  contentType: string | undefined,
  ...pieces: ReadonlyArray<ScriptedHttp.Piece>
): ScriptedHttp.Answer => ({
  headers: { "content-type": contentType ?? "text/event-stream" },
  body: pieces
})

/** Calls without a network, of one account: the answer's bytes in these reads. */
export const reader = (subject: Subject): Effect.Effect<(pieces: Pieces) => Effect.Effect<Asked>> => {
  let left: Iterator<Uint8Array, undefined> = [].values()
  const transport = Transport.of({
    send: () =>
      Effect.sync(() => {
        const pieces = left
        return {
          status: 200,
          headers: { "content-type": subject.fixtures.contentType ?? "text/event-stream" },
          read: Effect.sync(() => pieces.next().value)
        }
      })
  })
  return made(subject, "http://vendor.test").pipe(
    Effect.provideService(Transport, transport),
    Effect.map((provider) => (pieces) => {
      left = pieces.values()
      return read(run(provider, subject, request(true)))
    })
  )
}

/** What a caller makes of it; the answer must have ended well. */
export const folded = ({ events, failure }: Asked): ChatCompletion => {
  assert.isUndefined(failure)
  const fold = Fold.make({
    requestId: "suite",
    createdMs: 0,
    model: "sent",
    historyCallIds: new Set(),
    origin: { provider: "suite", model: "canonical" }
  })
  fold.push(events)
  assert.isTrue(fold.finished(), "every choice ended and the terminal was seen")
  return fold.completion({
    provider: "suite",
    provider_model_id: fold.model(),
    model_canonical: "canonical",
    routing_strategy: "balanced",
    warnings: []
  })
}
