import { assert, describe, it } from "@effect/vitest"
import * as FakeProvider from "@turnout/testing/FakeProvider"
import * as ReceiptStream from "@turnout/router/ReceiptStream"
import { Router } from "@turnout/router/Router"
import { Effect, Fiber, Stream } from "effect"
import { fake, house, messages } from "./house.ts"

const calls = (count: number) =>
  Effect.gen(function* () {
    const router = yield* Router
    for (let call = 0; call < count; call++) {
      yield* router.chat({ model: "m", messages, signature: String(call) })
    }
  })

describe("receipts as a stream", () => {
  it.effect("reach every reader from its subscription on", () =>
    Effect.gen(function* () {
      const { dropped, observe, receipts } = yield* ReceiptStream.make()
      yield* Effect.gen(function* () {
        yield* calls(1)
        const readers = yield* Effect.forEach([1, 2], () =>
          Effect.forkChild(Stream.runCollect(Stream.take(receipts, 2)))
        )
        yield* Effect.yieldNow
        yield* calls(2)
        const read = yield* Fiber.joinAll(readers)
        for (const list of read) {
          assert.deepStrictEqual(
            list.map(({ signature }) => signature),
            ["0", "1"]
          )
        }
        assert.strictEqual(dropped(), 0)
      }).pipe(Effect.provide(house([fake("a", FakeProvider.text("hi"))], { observe })))
    })
  )

  it.effect("of a reader who is behind drop the oldest, which is counted, and delay no call", () =>
    Effect.gen(function* () {
      const { dropped, observe, receipts } = yield* ReceiptStream.make({ capacity: 4 })
      yield* Effect.gen(function* () {
        const seen: Array<string | undefined> = []
        const reader = yield* Effect.forkChild(
          Stream.runForEach(receipts, ({ signature }) =>
            Effect.andThen(
              Effect.sync(() => void seen.push(signature)),
              seen.length === 0 ? Effect.never : Effect.void
            )
          )
        )
        yield* Effect.yieldNow
        yield* calls(10)
        yield* Fiber.interrupt(reader)
        assert.isAbove(dropped(), 0)
        assert.isAtMost(seen.length, 1)
      }).pipe(Effect.provide(house([fake("a", FakeProvider.text("hi"))], { observe })))
    })
  )
})
