import { assert, describe, it } from "@effect/vitest"
import * as FakeProvider from "@turnout/testing/FakeProvider"
import * as Observers from "@turnout/router/Observers"
import type { Observe, Receipt } from "@turnout/router/Receipt"
import { Router } from "@turnout/router/Router"
import { Effect, Layer, Logger } from "effect"
import { ask, fake, house } from "./house.ts"

/** Makes calls with these observers, one after the other, and gives what was logged. */
const logged = (calls: number, observe: ReturnType<typeof Observers.all>) => {
  const lines: Array<string> = []
  const logger = Logger.make(({ message }) => {
    const { cause } = [message].flat().at(-1) as Error
    lines.push(String(cause))
  })
  const layer = house([fake("a", FakeProvider.text("hi"))], { observe })
  return Effect.gen(function* () {
    const router = yield* Router
    for (let call = 0; call < calls; call++) {
      const answer = yield* router.chat(ask(["a"]))
      assert.strictEqual(answer.choices[0]?.message.content, "hi")
      // Rejections arrive later than their call.
      yield* Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))
    }
    return lines
  }).pipe(Effect.provide(layer.pipe(Layer.provideMerge(Logger.layer([logger])))))
}

const failing =
  (message: string): Observe =>
  () => {
    throw new Error(message)
  }
const rejecting = (message: string) => (() => Promise.reject(new Error(message))) as unknown as Observe

describe("several observers", () => {
  it.effect("each see every call, in order, and what they returned when it began", () => {
    const seen: Array<string> = []
    const observe = Observers.all(
      ({ outcome }) => void seen.push(`one ${outcome}`),
      undefined,
      { opened: () => "span", receipt: ({ outcome }, opened) => void seen.push(`two ${outcome} ${opened}`) },
      ({ outcome }, opened) => void seen.push(`three ${outcome} ${opened}`)
    )
    return Effect.gen(function* () {
      yield* logged(2, observe)
      const call = ["one answered", "two answered span", "three answered undefined"]
      assert.deepStrictEqual(seen, [...call, ...call])
    })
  })

  it.effect("receive what they ask for, and nothing that another asks for", () => {
    const kept: { [name: string]: Receipt } = {}
    const keep = (name: string) => (receipt: Receipt) => void (kept[name] = receipt)
    const observe = Observers.all(
      keep("plain"),
      { bodies: true, receipt: keep("bodies") },
      { decisions: true, receipt: keep("decisions") },
      Observers.all(keep("nested"), { estimates: true, receipt: keep("estimates") })
    )
    return Effect.gen(function* () {
      yield* logged(1, observe)
      const asked = Object.entries(kept).map(([name, receipt]) => [
        name,
        "request" in receipt && "response" in receipt,
        "decision" in receipt
      ])
      assert.deepStrictEqual(asked, [
        ["plain", false, false],
        ["bodies", true, false],
        ["decisions", false, true],
        ["nested", false, false],
        ["estimates", false, false]
      ])
      assert.deepStrictEqual([kept["plain"]!.asked, kept["plain"]!.attempts.length], [{ models: ["m"] }, 1])
    })
  })

  it.effect(
    "fail alone, and each failure is logged once: of the others, and of the call, nothing is lost",
    () => {
      let seen = 0
      const count = () => void (seen += 1)
      const observe = Observers.all(
        failing("one"),
        count,
        rejecting("two"),
        rejecting("three"),
        {
          opened: () => {
            throw new Error("four")
          },
          receipt: count
        },
        count
      )
      return Effect.gen(function* () {
        const lines = yield* logged(8, observe)
        assert.strictEqual(seen, 24)
        assert.strictEqual(lines.length, 4)
        for (const name of ["one", "two", "three", "four"]) {
          assert.strictEqual(lines.filter((line) => line === `Error: ${name}`).length, 1, name)
        }
      })
    }
  )

  it.effect("where one never settles, failures of the others are told", () => {
    const hanging = (() => new Promise(() => {})) as unknown as Observe
    return Effect.gen(function* () {
      const lines = yield* logged(2, Observers.all(hanging, rejecting("late")))
      assert.strictEqual(lines.length, 1)
    })
  })
})

describe("a receipt with its decision", () => {
  it.effect(
    "tells the table behind the choice, of failed calls too; without the option there is none",
    () => {
      const receipts: Array<Receipt> = []
      const down = fake(
        "a",
        FakeProvider.fail({ _tag: "ServerError", message: "down", should_retry: false } as never)
      )
      const observe = { decisions: true, receipt: (receipt: Receipt) => void receipts.push(receipt) }
      return Effect.gen(function* () {
        const router = yield* Router
        yield* Effect.flip(router.chat(ask(["a"])))
        yield* Effect.flip(router.chat({ ...ask(["a"]), temperature: 9 }))
        const [failed, refused] = receipts
        assert.deepStrictEqual(
          failed?.decision?.candidates.map(({ endpoint, rank }) => [endpoint, rank]),
          [["a/m", 1]]
        )
        assert.deepStrictEqual(JSON.parse(JSON.stringify(failed)), failed)
        assert.isUndefined(refused?.decision, "it was not decided")
      }).pipe(Effect.provide(house([down], { observe })))
    }
  )

  it.effect("of an answer that is given again tells none: another call decided it", () => {
    const receipts: Array<Receipt> = []
    const options = {
      cache: { mode: "on", sampled: true },
      observe: { decisions: true, receipt: (receipt: Receipt) => void receipts.push(receipt) }
    } as const
    return Effect.gen(function* () {
      const router = yield* Router
      yield* router.chat(ask(["a"]))
      yield* router.chat(ask(["a"]))
      assert.deepStrictEqual(
        receipts.map(({ decision, routing }) => [decision !== undefined, routing?.cache?.hit === true]),
        [
          [true, false],
          [false, true]
        ]
      )
    }).pipe(Effect.provide(house([fake("a", FakeProvider.text("hi"))], options)))
  })
})
