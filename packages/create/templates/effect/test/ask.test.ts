import assert from "node:assert/strict"
import { test } from "node:test"
import { ProviderRegistry } from "@turnout/core/ProviderRegistry"
import * as Catalog from "@turnout/catalog/Catalog"
import { Overloaded } from "@turnout/core/Failure"
import { Router } from "@turnout/router/Router"
import * as FakeProvider from "@turnout/testing/FakeProvider"
import { Effect, Layer, Stream } from "effect"
import { ask } from "../src/ask.ts"

/** The router over fakes: no key, no network. */
const layerOf = (...vendors: ReadonlyArray<FakeProvider.Options>) =>
  Router.layer({}).pipe(
    Layer.provide(Layer.mergeAll(Layer.empty, ...vendors.map((vendor) => FakeProvider.layer(vendor)))),
    Layer.provide([ProviderRegistry.layer, Catalog.layer])
  )

const textOf = (question: string, models: ReadonlyArray<string>, layer: ReturnType<typeof layerOf>) =>
  Effect.runPromise(ask(question, models).pipe(Stream.mkString, Effect.provide(layer)))

test("the words of an answer come as a stream", async () => {
  const script = FakeProvider.text("It scatters blue light.")
  const layer = layerOf({ id: "fake", models: ["small"], script })
  assert.equal(await textOf("Why is the sky blue?", ["small"], layer), "It scatters blue light.")
})

test("a model whose vendor is overloaded is not the end: the next one answers", async () => {
  const script = FakeProvider.fail(new Overloaded({ message: "Too many requests at once.", status: 503 }))
  const layer = layerOf({ id: "first", models: ["small"], script }, { id: "second", models: ["large"] })
  assert.equal(await textOf("Are you there?", ["small", "large"], layer), "Are you there?")
})
