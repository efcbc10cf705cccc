import { assert, describe, it } from "@effect/vitest"
import type { Event } from "@turnout/core/Event"
import type { Failure } from "@turnout/core/Failure"
import * as Fit from "@turnout/core/Fit"
import * as Fold from "@turnout/core/Fold"
import type { Message } from "@turnout/core/Message"
import type { Provider } from "@turnout/core/Provider"
import type { Request } from "@turnout/core/Request"
import type { Transport } from "@turnout/wire/Transport"
import { layerFetch } from "@turnout/wire/TransportFetch"
import * as Effect from "effect/Effect"

/** A server that others wrote and that speaks a vendor's API, so that what we think of it is not tested by ourselves alone. */
export interface Server {
  readonly url: string
  readonly start: () => Promise<unknown>
  readonly stop: () => Promise<unknown>
  readonly on: (match: object, answer: object) => unknown
}

/** What may go wrong at it, and the classes of failure that this may be. */
export type Chaos = ReadonlyArray<readonly [options: object, classes: ReadonlyArray<Failure["_tag"]>]>

export interface Subject {
  readonly name: string
  readonly model: string
  /** A new server on a free port of this machine. */
  readonly server: (options: object) => Server
  readonly make: (url: string) => Effect.Effect<Provider, unknown, Transport>
  /** Default: dropped, malformed and broken-off answers. */
  readonly chaos?: Chaos
  /** Promises that do not hold, by name, each with the reason. */
  readonly skip?: { readonly [promise: string]: string }
}

const usual: Chaos = [
  [{ dropRate: 1 }, ["ServerError", "Overloaded"]],
  [{ malformedRate: 1 }, ["MalformedResponse"]],
  [{ disconnectRate: 1 }, ["ConnectionFailed", "StreamTruncated"]]
]

const user = (content: string): Message => ({ role: "user", content })

const weather = {
  type: "function" as const,
  function: { name: "weather", parameters: { type: "object", properties: { city: { type: "string" } } } }
}

const started = ({ server }: Subject, options: object = {}) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const made = server({ port: 0, host: "127.0.0.1", logLevel: "silent", chunkSize: 5, ...options })
      await made.start()
      return made
    }),
    (made) => Effect.promise(() => made.stop())
  )

const ask = ({ make, model }: Subject, server: Server, request: Request) =>
  Effect.gen(function* () {
    const provider = yield* Effect.orDie(make(server.url))
    const endpoint = provider.passthrough(model)
    const prepared = provider.prepare(Fit.fit(request, endpoint, provider), endpoint)
    const options = { connect_timeout_ms: 5000, now: 0 }
    const reply = yield* provider.run(prepared, endpoint, provider.credentials[0]!, options)
    const events: Array<Event> = []
    for (let read = yield* reply.read; read !== undefined; read = yield* reply.read) events.push(...read)
    const origin = { provider: provider.id, model }
    const fold = Fold.make({ requestId: "q", createdMs: 0, model, historyCallIds: new Set(), origin })
    fold.push(events)
    return fold.completion({} as never)
  }).pipe(Effect.scoped, Effect.provide(layerFetch))

/** Registers with vitest: a text, parallel calls with their results in the next turn, and each kind of chaos, whole and streamed. */
export const run = (subject: Subject): void => {
  const { chaos = usual, name, skip = {} } = subject
  const promise = (what: string, check: Effect.Effect<void>) => {
    if (skip[what] !== undefined) it.skip(`${what} (${skip[what]})`, () => undefined)
    else it.live(what, () => check)
  }
  describe(`a stand-in's ${name}`, () => {
    promise(
      "is asked and understood, whole and streamed",
      Effect.gen(function* () {
        const server = yield* started(subject)
        server.on({ userMessage: "hello" }, { content: "Grüße aus Zürich 🎉" })
        for (const stream of [false, true]) {
          const { choices } = yield* ask(subject, server, { messages: [user("hello")], stream })
          assert.strictEqual(choices[0]!.message.content, "Grüße aus Zürich 🎉")
          assert.strictEqual(choices[0]!.finish_reason, "stop")
        }
      }).pipe(Effect.scoped, Effect.orDie)
    )
    promise(
      "calls tools, and is told of their results in the next turn",
      Effect.gen(function* () {
        const server = yield* started(subject)
        const calls = ["Bern", "Rome"].map((city) => ({ name: "weather", arguments: `{"city":"${city}"}` }))
        server.on({ userMessage: "weather", hasToolResult: false }, { toolCalls: calls })
        server.on({ hasToolResult: true }, { content: "Sunny." })
        for (const stream of [false, true]) {
          const asked = { messages: [user("weather")], tools: [weather], stream }
          const [choice] = (yield* ask(subject, server, asked)).choices
          assert.strictEqual(choice!.finish_reason, "tool_calls")
          const told = choice!.message.tool_calls ?? []
          assert.deepStrictEqual(
            told.map((call) => (call.type === "function" ? call.function.arguments : "")),
            calls.map((call) => call.arguments)
          )
          const results = told.map(({ id }): Message => ({ role: "tool", tool_call_id: id, content: "20" }))
          const messages = [...asked.messages, choice!.message as Message, ...results]
          const answer = yield* ask(subject, server, { ...asked, messages })
          assert.strictEqual(answer.choices[0]!.message.content, "Sunny.")
        }
      }).pipe(Effect.scoped, Effect.orDie)
    )
    for (const [options, classes] of chaos) {
      promise(
        `fails as a failure: ${Object.keys(options).join()}`,
        Effect.gen(function* () {
          const server = yield* started(subject, { chaos: options })
          server.on({ userMessage: "hello" }, { content: "Hi" })
          for (const stream of [false, true]) {
            const failure = yield* Effect.flip(ask(subject, server, { messages: [user("hello")], stream }))
            assert.include(classes, failure._tag)
          }
        }).pipe(Effect.scoped, Effect.orDie)
      )
    }
  })
}
