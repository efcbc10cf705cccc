import type { Capabilities } from "@turnout/core/Capabilities"
import type * as Endpoint from "@turnout/core/Endpoint"
import * as Listing from "@turnout/core/Listing"
import { type Failure, StreamTruncated } from "@turnout/core/Failure"
import type { Json } from "@turnout/core/Json"
import * as Message from "@turnout/core/Message"
import type { Credential, Prepared, Provider, Reply } from "@turnout/core/Provider"
import * as ProviderRegistry from "@turnout/core/ProviderRegistry"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import * as Answers from "./fake-provider/answer.ts"
import { capable } from "./fake-provider/capable.ts"
import * as Embedders from "./fake-provider/embedder.ts"

export {
  after,
  broken,
  cut,
  events,
  fail,
  hang,
  paced,
  reads,
  stall,
  text,
  toolCall
} from "./fake-provider/answer.ts"
export type { Act, Answer, Details } from "./fake-provider/answer.ts"
export type { Asked, Vectors } from "./fake-provider/embedder.ts"
export { capable } from "./fake-provider/capable.ts"

/** One request that reached the fake. */
export interface Call {
  /** Index of the call, from 0. */
  readonly index: number
  readonly endpoint: Endpoint.Endpoint
  readonly credential: string
  readonly prepared: Prepared
}

/** The outcome of a call; `interrupted`: the caller disconnected before the end. */
export interface Entry extends Call {
  readonly outcome: "open" | "answered" | "failed" | "interrupted"
  /** Network reads with events. */
  readonly reads: number
}

/** One answer for all calls, one per call in order (the last one again and again), or a function of the call. */
export type Script = Answers.Answer | ReadonlyArray<Answers.Answer> | ((call: Call) => Answers.Answer)

export interface Options {
  readonly id: string
  /** Ids on the wire, or what the host states of each. */
  readonly models: ReadonlyArray<string> | { readonly [providerModelId: string]: Listing.Stated }
  /** Default: `echo`. */
  readonly script?: Script
  readonly catalog?: string
  readonly aliases?: ReadonlyArray<string>
  readonly vendor?: string
  readonly open?: boolean
  readonly credentials?: ReadonlyArray<Credential>
  /** Capabilities of every endpoint. Default: everything is supported. */
  readonly capabilities?: Capabilities
  /** APIs whose requests every endpoint takes as they are; the body is then the caller's own. Default: none. */
  readonly speaks?: ReadonlyArray<string>
  /** What it answers embedding requests with. Default: it gives no embeddings. */
  readonly vectors?: Embedders.Vectors
}

/** A provider without a network: it follows its script in Effect's time, and keeps a journal of calls. */
export interface FakeProvider extends Provider {
  readonly journal: () => ReadonlyArray<Entry>
}

interface Body {
  readonly messages: ReadonlyArray<Message.Message>
}

/** Answers with the last text of the user. */
export const echo = (call: Call): Answers.Answer => {
  const { messages } = call.prepared.body as unknown as Body
  const last = messages.findLast((message) => message.role === "user")
  return Answers.text(Message.textOf(last?.content))
}

/** The failure of a pending read whose scope is closed. */
const hungUp = new StreamTruncated({ message: "The caller hung up." })

const isList = <A>(value: unknown): value is ReadonlyArray<A> => Array.isArray(value)

const statedOf = (models: Options["models"]): { readonly [id: string]: Listing.Stated } =>
  isList<string>(models) ? Object.fromEntries(models.map((model) => [model, {}])) : models

const pick = (script: Script, call: Call): Answers.Answer => {
  if (typeof script === "function") return script(call)
  if (!isList<Answers.Answer>(script)) return script
  const answer = script[Math.min(call.index, script.length - 1)]
  return answer ?? Answers.hang
}

export const make = (options: Options): FakeProvider => {
  const { id, script = echo } = options
  const entries: Array<{ -readonly [key in keyof Entry]: Entry[key] }> = []
  const authorities: Listing.Authorities = {
    provider: id,
    defaults: options.capabilities ?? capable,
    ...(options.speaks === undefined ? {} : { speaks: options.speaks }),
    models: statedOf(options.models)
  }

  const run = (call: Call): Effect.Effect<Reply, Failure, Scope.Scope> =>
    Effect.gen(function* () {
      const entry: (typeof entries)[number] = { ...call, outcome: "open", reads: 0 }
      entries.push(entry)
      const closed = Deferred.makeUnsafe<never, Failure>()
      yield* Effect.addFinalizer(() =>
        Effect.sync(() => {
          if (entry.outcome === "open") entry.outcome = "interrupted"
          Deferred.doneUnsafe(closed, Effect.fail(hungUp))
        })
      )
      const failed = (failure: Failure) => {
        entry.outcome = "failed"
        return Effect.fail(failure)
      }
      const given = pick(script, call)
      const answer = call.prepared.stream ? given : Answers.unary(given)
      for (const act of answer.before) {
        if (act.type === "sleep") yield* Effect.sleep(act.milliseconds)
        if (act.type === "hang") yield* Effect.never
        if (act.type === "fail") return yield* failed(act.failure)
      }
      const rest = answer.acts.values()
      const read: Reply["read"] = Effect.suspend(() => {
        const { value: act } = rest.next()
        switch (act?.type) {
          case undefined:
            entry.outcome = "answered"
            return Effect.undefined
          case "sleep":
            return Effect.andThen(
              Effect.raceFirst(Effect.sleep(act.milliseconds), Deferred.await(closed)),
              read
            )
          case "hang":
            return Deferred.await(closed)
          case "fail":
            return failed(act.failure)
          case "events":
            entry.reads++
            if (act.events.some((event) => event.type === "end")) entry.outcome = "answered"
            return Effect.succeed(act.events)
        }
      })
      const { request_id, rate_limit } = answer
      return {
        ...(request_id === undefined ? {} : { request_id }),
        ...(rate_limit === undefined ? {} : { rate_limit }),
        read
      }
    })

  return {
    id,
    ...(options.catalog === undefined ? {} : { catalog: options.catalog }),
    ...(options.vendor === undefined ? {} : { vendor: options.vendor }),
    aliases: options.aliases ?? [],
    open: options.open ?? false,
    credentials: options.credentials ?? [{ id: "fake", owner: "platform", key: Redacted.make("") }],
    ...(options.vectors === undefined ? {} : { embedder: Effect.succeed(Embedders.make(options.vectors)) }),
    endpoints: (rows) => Listing.fromRows(rows, authorities),
    passthrough: (model) => Listing.passthrough(model, authorities),
    prepare: ({ request, extension, source }, endpoint) => ({
      body: {
        model: endpoint.provider_model_id,
        ...(source === undefined ? request : source.body),
        ...extension
      } as unknown as Json,
      ledger: [],
      stream: request.stream,
      ...(source === undefined ? {} : { source: source.format })
    }),
    run: (prepared, endpoint, credential) =>
      Effect.suspend(() => run({ index: entries.length, endpoint, credential: credential.id, prepared })),
    journal: () => entries.map((entry) => ({ ...entry }))
  }
}

/** Registers a fake, made before where a test wants to read its journal, for as long as the layer lives. */
export const layer = (
  provider: Options | Provider
): Layer.Layer<never, never, ProviderRegistry.ProviderRegistry> =>
  ProviderRegistry.register(Effect.sync(() => ("run" in provider ? provider : make(provider))))
