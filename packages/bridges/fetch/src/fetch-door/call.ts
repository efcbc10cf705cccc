/** What the routes have in common that make a call: a body is read, the router asked, and what comes back written. */
import * as RouterError from "@turnout/core/RouterError"
import type { CallOptions } from "@turnout/router/Principal"
import type { Router } from "@turnout/router/Router"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Answer from "../FetchAnswer.ts"
import type { Source } from "../Reading.ts"
import * as Body from "./body.ts"
import * as Events from "./events.ts"
import type { Asked, Handler } from "./route.ts"
import * as Timeout from "./timeout.ts"

/** An API whose requests are calls. Requests are whatever JSON came: what they hold is for the router to judge. */
export interface Api<Item> {
  readonly whole: (call: Call) => Effect.Effect<object, RouterError.RouterError>
  /** Only where the API streams. */
  readonly streamed?: Streamed<Item>
  /** Default: `JSON.parse` and `JSON.stringify`. */
  readonly json?: Json
}

export interface Json {
  readonly parse: (text: string) => unknown
  readonly stringify: (value: object) => string
}

export interface Streamed<Item> {
  readonly asked: (request: unknown) => boolean
  readonly start: (call: Call) => Effect.Effect<Source<Item>, RouterError.RouterError, Scope.Scope>
  /** Made for each stream: it may remember what it has written. */
  readonly encoder: (call: Call, started: Source<Item>) => Events.Encoder<Item>
  /** Of silence, after which the encoder's ping is written, where the host says nothing of it. Default: never. */
  readonly heartbeat_ms?: number
}

export interface Call {
  readonly request: unknown
  readonly options: CallOptions
  readonly asked: Asked
  readonly router: Router["Service"]
}

export const answering =
  <Item>({ json, streamed, whole }: Api<Item>): Handler["answer"] =>
  (asked) =>
    answer(asked, whole, streamed, json)

const answer = Effect.fnUntraced(function* <Item>(
  asked: Asked,
  whole: Api<Item>["whole"],
  streamed: Streamed<Item> | undefined,
  json: Json = JSON
) {
  const { caller, id, input, services } = asked
  if (input.unsignalled === true) {
    const message = "Invalid 'signal': expected an AbortSignal."
    return yield* RouterError.make("invalid_parameter_value", message, { param: "signal" })
  }
  const request = yield* Body.read(input.body, services, json.parse)
  const limit_ms = Timeout.read(input.header)
  const idempotency_key = input.header("idempotency-key")
  const options = { ...caller, limit_ms, ...(idempotency_key && { idempotency_key }) }
  const { calls, heartbeat_ms, quota, router } = services
  if (streamed?.asked(request) !== true) {
    const answer = yield* whole({ request, options, asked, router })
    const more = { ...(yield* quota(caller)), ...cached(Reflect.get(answer, "routing_metadata")?.cache) }
    return Answer.value(answer, id, more, json.stringify)
  }
  const call: Call = { request, options: { ...options, routing_events: false }, asked, router }
  // What has begun must become a response, which its reader can end.
  return yield* Effect.uninterruptibleMask((restore) => {
    let encoder: Events.Encoder<Item>
    let use: Source<Item>["cache"]
    const started = Effect.map(streamed.start(call), (source) => {
      use = source.cache
      encoder = streamed.encoder(call, source)
      return source
    })
    return Effect.flatMap(restore(calls.start(started, input.signal)), (reading) => {
      input.held?.(reading.released)
      const body = Events.make(reading, encoder, heartbeat_ms ?? streamed.heartbeat_ms)
      return Effect.map(quota(caller), (more) => Answer.stream(body, id, { ...more, ...cached(use) }))
    })
  })
})

/** Where the answer comes from, where the router has a cache that keeps it. */
const cached = (use: Source<unknown>["cache"]): Answer.More | undefined =>
  use && { "x-cache": use.hit ? "hit" : "miss", ...(use.hit && { age: String(use.age_s) }) }

/** The requests of an array agree in it, or the router refuses them. */
export const isStreamed = (request: unknown): boolean =>
  isStream(Array.isArray(request) ? request[0] : request)

const isStream = (request: unknown): boolean =>
  typeof request === "object" && request !== null && "stream" in request && request.stream === true
