import { assert, describe, it } from "@effect/vitest"
import { Catalog } from "@turnout/core/Catalog"
import * as Limits from "@turnout/router/Limits"
import type { Receipt } from "@turnout/router/Receipt"
import type { RouterOptions } from "@turnout/router/RouterOptions"
import { Signals } from "@turnout/router/Signals"
import * as FakeProvider from "@turnout/testing/FakeProvider"
import { Effect, Layer, Logger } from "effect"
import { ask, failed, fake, house, modes, tell, timed } from "../house.ts"

const deadline_ms = 900

/** A store of limits of which one part never answers. */
const hangs = (part: "take" | "charge", of: "principal" | "provider") =>
  Layer.succeed(Limits.Limits, {
    place: () => undefined,
    take: ({ type }) => (part === "take" && type === of ? Effect.never : undefined),
    restore: () => (part === "charge" ? Effect.uninterruptible(Effect.never) : Effect.void),
    charge: () => (part === "charge" ? Effect.uninterruptible(Effect.never) : Effect.void),
    status: () => Effect.undefined
  })

const parts: ReadonlyArray<{
  readonly name: string
  readonly options?: RouterOptions
  readonly limits?: Layer.Layer<never>
  readonly catalog?: Layer.Layer<Catalog>
  readonly ready?: Effect.Effect<void>
}> = [
  { name: "a credentials hook that is an effect", options: { credentials: () => Effect.never } },
  {
    name: "a credentials hook that cannot be interrupted",
    options: { credentials: () => Effect.uninterruptible(Effect.never) }
  },
  { name: "a credentials hook that is a promise", options: { credentials: () => new Promise(() => {}) } },
  { name: "a store asked for the caller", limits: hangs("take", "principal") },
  { name: "a store asked for the provider", limits: hangs("take", "provider") },
  {
    name: "a catalog",
    catalog: Layer.succeed(Catalog, { version: "", rows: () => Effect.never, models: Effect.never })
  },
  { name: "code that does not load", ready: Effect.never }
]

describe("a part of the host's that never answers", () => {
  for (const { catalog, limits, name, options, ready } of parts) {
    for (const mode of modes) {
      it.effect(`ends with the deadline, as the host's error and no vendor's: ${name}, ${mode}`, () => {
        const provider = fake("a")
        const layer = house(
          [{ ...provider, ...(ready === undefined ? {} : { ready }) }],
          options,
          Signals.layer,
          catalog ?? Catalog.layerEmpty
        )
        return Effect.gen(function* () {
          const error = yield* failed(tell(mode, ask(["a"], { deadline_ms })))
          assert.deepStrictEqual([error.status, error.code, error.took], [500, "internal_error", deadline_ms])
          assert.strictEqual(provider.journal().length, 0)
          assert.isTrue(error.attempts.every(({ outcome }) => outcome === "skipped"))
        }).pipe(Effect.provide(limits === undefined ? layer : Layer.provide(layer, limits)))
      })
    }
  }

  it.effect("a store that does not book what is left keeps an answer back for a second at most", () => {
    const long = FakeProvider.text("hi", { usage: { input: 10_000, output: 10_000 } })
    return Effect.gen(function* () {
      const { exit, took } = yield* timed(tell("unary", ask(["a"])))
      assert.deepStrictEqual([exit._tag, took], ["Success", 1_000])
    }).pipe(Effect.provide(Layer.provide(house([fake("a", long)]), hangs("charge", "provider"))))
  })
})

describe("an observer", () => {
  const noisy = (kind: "throws" | "rejects") => {
    const receipts: Array<Receipt> = []
    const logged: Array<unknown> = []
    const observe = (receipt: Receipt): void => {
      receipts.push(receipt)
      if (kind === "throws") throw new Error("full")
      return Promise.reject(new Error("full")) as never
    }
    const logger = Logger.layer([Logger.make(({ message }) => void logged.push(message))])
    return { receipts, logged, layer: Layer.provide(house([fake("a")], { observe }), logger) }
  }

  for (const kind of ["throws", "rejects"] as const) {
    it.effect(`that ${kind} fails no call, ends no process, and is told of once`, () => {
      const { layer, logged, receipts } = noisy(kind)
      const unhandled: Array<unknown> = []
      const note = (cause: unknown) => void unhandled.push(cause)
      process.on("unhandledRejection", note)
      return Effect.gen(function* () {
        for (const mode of modes) for (let turn = 0; turn < 3; turn++) yield* tell(mode, ask(["a"]))
        yield* Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))
        assert.strictEqual(receipts.length, 6)
        assert.strictEqual(logged.length, 1)
        assert.include(JSON.stringify(logged), "observer")
        assert.deepStrictEqual(unhandled, [])
      }).pipe(
        Effect.ensuring(Effect.sync(() => void process.off("unhandledRejection", note))),
        Effect.provide(layer)
      )
    })
  }
})
