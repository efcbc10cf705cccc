import { assert, describe, it } from "@effect/vitest"
import type { Event } from "@turnout/core/Event"
import type { CacheStoreService } from "@turnout/router/CacheStore"
import type { Receipt } from "@turnout/router/Receipt"
import * as FakeProvider from "@turnout/testing/FakeProvider"
import { Effect, Exit, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { fake } from "../house.ts"
import { allOf, begin, cached, streamed, whole } from "./setting.ts"

type Field = string | number
type Tree = { [field: Field]: unknown }

const isTree = (value: unknown): value is Tree => typeof value === "object" && value !== null

const pathsOf = (value: unknown, at: ReadonlyArray<Field> = []): ReadonlyArray<ReadonlyArray<Field>> =>
  isTree(value)
    ? Object.keys(value).flatMap((field) => [[...at, field], ...pathsOf(value[field], [...at, field])])
    : []

/** The same with another value at a path; undefined: without it. */
const changed = (value: unknown, path: ReadonlyArray<Field>, to: unknown): unknown => {
  const copy = structuredClone(value) as Tree
  let place = copy
  for (const field of path.slice(0, -1)) place = place[field] as Tree
  if (to === undefined) delete place[path.at(-1)!]
  else place[path.at(-1)!] = to
  return copy
}

const ended = <A, E, R>(call: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const fiber = yield* begin(Effect.exit(call))
    yield* TestClock.adjust("1 second")
    return yield* Fiber.join(fiber)
  })

describe("what a store of answers gives", () => {
  it.effect("fails no call, whatever one of its fields holds, and shortens no answer", () => {
    let kept: Uint8Array | undefined
    let given: Uint8Array | undefined
    const store: CacheStoreService = {
      get: () => Effect.sync(() => (given === undefined ? undefined : { bytes: given, age_ms: 0 })),
      put: (_, bytes) => Effect.sync(() => void (kept ??= bytes))
    }
    const provider = fake("fake", () =>
      FakeProvider.text("an answer of words", { usage: { input: 3, output: 4 } })
    )
    return Effect.gen(function* () {
      yield* ended(whole())
      const entry: unknown = JSON.parse(new TextDecoder().decode(kept))
      for (const path of pathsOf(entry)) {
        for (const value of [null, 5, {}, [], true, undefined, [null], { a: { b: null } }]) {
          given = new TextEncoder().encode(JSON.stringify(changed(entry, path, value)))
          const why = `${path.join(".")}: ${JSON.stringify(value)}`
          const answer = yield* ended(whole())
          if (Exit.isFailure(answer)) return assert.fail(why)
          assert.strictEqual(answer.value.choices[0]?.message.content, "an answer of words", why)
          assert.isTrue(Exit.isSuccess(yield* ended(streamed())), why)
        }
      }
    }).pipe(Effect.provide(cached(provider, { store })))
  })
})

describe("what a caller does with an answer", () => {
  const events: ReadonlyArray<Event> = [
    { type: "start" },
    { type: "text", choice: 0, text: "a text" },
    { type: "logprobs", choice: 0, content: [{ token: "a", bytes: [1], top_logprobs: [{ token: "b" }] }] },
    { type: "annotation", choice: 0, annotation: { type: "url_citation", url_citation: { title: "t" } } },
    { type: "provider_fields", choice: 0, fields: { own: { deep: { word: "w" } } } },
    { type: "finish", choice: 0, reason: "stop" },
    { type: "usage", usage: { input: 3, output: 4 } },
    { type: "end" }
  ]
  const overwrite = (value: unknown): void => {
    if (!isTree(value)) return
    for (const field of Object.keys(value)) {
      overwrite(value[field])
      if (typeof value[field] === "string") Reflect.set(value, field, "EVIL")
    }
  }

  for (const ask of [whole, streamed] as const) {
    it.effect(`reaches nobody else: ${ask === whole ? "whole" : "streamed"}`, () => {
      const provider = fake("fake", () =>
        FakeProvider.after(50, FakeProvider.paced(10, FakeProvider.events(events)))
      )
      return Effect.gen(function* () {
        const call = ask() as ReturnType<typeof whole>
        const taken = Effect.map(call, (answer) => {
          const text = JSON.stringify(answer)
          overwrite(answer)
          return text
        })
        const fibers = yield* Effect.forEach([1, 2, 3], () => begin(taken))
        yield* TestClock.adjust("1 minute")
        const later = yield* begin(taken)
        yield* TestClock.adjust("1 second")
        const again = yield* begin(taken)
        yield* TestClock.adjust("1 second")
        for (const text of yield* allOf([...fibers, later, again])) {
          assert.notInclude(text, "EVIL")
          for (const part of ["a text", "top_logprobs", "url_citation", "deep"]) assert.include(text, part)
        }
        assert.strictEqual(provider.journal().length, 1)
      }).pipe(Effect.provide(cached(provider, { single_flight: true })))
    })
  }
})

describe("who leaves before its answer begins has a receipt", () => {
  it.effect("of a call that shared another's", () => {
    const receipts: Array<Receipt> = []
    const observe = (receipt: Receipt) => void receipts.push(receipt)
    const provider = fake("fake", FakeProvider.after(50, FakeProvider.text("a b c")))
    return Effect.gen(function* () {
      const first = yield* begin(whole())
      yield* TestClock.adjust(1)
      const second = yield* begin(whole())
      yield* TestClock.adjust(1)
      yield* Fiber.interrupt(second)
      yield* TestClock.adjust("1 minute")
      yield* Fiber.join(first)
      assert.deepStrictEqual(
        receipts.map(({ outcome }) => outcome),
        ["interrupted", "answered"]
      )
    }).pipe(Effect.provide(cached(provider, { single_flight: true }, { observe })))
  })

  it.effect("of a call whose store is asked", () => {
    const receipts: Array<Receipt> = []
    const observe = (receipt: Receipt) => void receipts.push(receipt)
    const store: CacheStoreService = { get: () => Effect.never, put: () => Effect.void }
    const provider = fake("fake", FakeProvider.text("a"))
    return Effect.gen(function* () {
      const call = yield* begin(whole())
      yield* TestClock.adjust(1)
      yield* Fiber.interrupt(call)
      assert.deepStrictEqual(
        receipts.map(({ outcome }) => outcome),
        ["interrupted"]
      )
    }).pipe(Effect.provide(cached(provider, { store }, { observe })))
  })
})
