import { Catalog } from "@turnout/core/Catalog"
import type { ChatRequest } from "@turnout/core/ChatRequest"
import type { Event } from "@turnout/core/Event"
import * as Failures from "@turnout/core/Failure"
import type { Provider } from "@turnout/core/Provider"
import { ProviderRegistry, register } from "@turnout/core/ProviderRegistry"
import { Router } from "@turnout/router/Router"
import * as FakeProvider from "@turnout/testing/FakeProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"

/** When a failure befalls an answer. */
export const moments = ["unary", "stream, before its first word", "stream, after it"] as const
export type Moment = (typeof moments)[number]

/** What else could answer. */
export const houses = ["one endpoint", "two endpoints of the model", "two models"] as const
export type House = (typeof houses)[number]

/** What a vendor is taken to say with it, where that changes what follows. */
const details: { readonly [failure in Failures.FailureClass]?: object } = {
  TimedOut: { timer: "vendor" },
  RateLimited: { retry_after_ms: 2000 },
  QuotaExhausted: { status: 402 }
}

const byName: { readonly [name: string]: unknown } = { ...Failures }

const failureOf = (name: Failures.FailureClass): Failures.Failure =>
  new (byName[name] as new (fields: object) => Failures.Failure)({ message: `${name}.`, ...details[name] })

const start: Event = { type: "start" }
const word: Event = { type: "text", choice: 0, text: "half " }

const scripts: { readonly [moment in Moment]: (failure: Failures.Failure) => FakeProvider.Answer } = {
  unary: FakeProvider.fail,
  "stream, before its first word": (failure) => FakeProvider.broken([start], failure),
  "stream, after it": (failure) => FakeProvider.broken([start, word], failure)
}

/** An account with two keys. */
const account = (id: string, model: string, context: number, answer: FakeProvider.Answer): Provider =>
  FakeProvider.make({
    id,
    models: { m: { model, limits: { context } } },
    script: answer,
    credentials: ["1", "2"].map((place) => ({
      id: `${id}${place}`,
      owner: "platform",
      key: Redacted.make("a key")
    }))
  })

const requests: { readonly [house in House]: ChatRequest } = {
  "one endpoint": { model: "m", messages: [] },
  "two endpoints of the model": { model: "m", messages: [], gateway: { routing: { order: ["a", "b"] } } },
  "two models": { messages: [], gateway: { models: ["m", "n"], routing: { mode: "fallback" } } }
}

export const requestOf = (house: House): ChatRequest => ({
  ...requests[house],
  messages: [{ role: "user", content: "Hello" }]
})

const registered = (provider: Provider) => register(Effect.succeed(provider))

/** `a` fails, and `b`, where there is one, does the same or is well. */
export const layerOf = (house: House, moment: Moment, failure: Failures.FailureClass, isBWell: boolean) => {
  const failing = scripts[moment](failureOf(failure))
  const providers = [account("a", "m", 8000, failing)]
  if (house !== "one endpoint") {
    const model = house === "two models" ? "n" : "m"
    providers.push(account("b", model, 32_000, isBWell ? FakeProvider.text("well") : failing))
  }
  return Router.layer({ seed: 1, include: ["attempts"], routing: { seed: 1 } }).pipe(
    Layer.provide(Layer.mergeAll(Layer.empty, ...providers.map(registered))),
    Layer.provide([ProviderRegistry.layer, Catalog.layerEmpty])
  )
}
