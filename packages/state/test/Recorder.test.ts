import { assert, describe, it } from "@effect/vitest"
import type { Observation, Receipt } from "@turnout/router/Receipt"
import * as Guard from "@turnout/state/Guard"
import * as Memory from "@turnout/state/Memory"
import * as Recorder from "@turnout/state/Recorder"
import { Effect } from "effect"

const receipt = {
  id: "r",
  started_at: 5,
  outcome: "answered",
  metadata: {},
  principal: {},
  attempts: [],
  estimates: { answering_usd: 1, dearest_usd: 2 },
  decision: { strategy: "secret strategy" },
  request: { messages: "secret question" },
  response: { choices: "secret answer" }
} as unknown as Receipt

/** What the store keeps, and what the host's observer sees. */
const kept = (also: Omit<Observation, "receipt">) =>
  Effect.scoped(
    Effect.gen(function* () {
      const seen: Array<Receipt> = []
      const store = Memory.make(() => 0)
      const guard = yield* Guard.make(store, { changed: () => {} }, () => 0)
      const observer = { ...also, receipt: (each: Receipt) => void seen.push(each) }
      const recorder = yield* Recorder.make({ store, guard, process: "p", also: observer })
      recorder.observe.receipt(receipt)
      yield* recorder.flush
      const { receipts } = yield* store.receipts.read({ from: 0, to: 10 }, 10)
      return { texts: receipts.map(({ text }) => text), seen, asks: recorder.observe }
    })
  )

describe("receipts of a store", () => {
  it.effect("hold neither bodies nor decisions, whatever the host's observer asks for and gets", () =>
    Effect.gen(function* () {
      const { asks, seen, texts } = yield* kept({ bodies: true, decisions: true })
      assert.deepInclude(asks, { bodies: true, decisions: true, estimates: true })
      assert.strictEqual(texts.length, 1)
      assert.notInclude(texts[0], "secret")
      assert.deepStrictEqual(JSON.parse(texts[0]!).estimates, receipt.estimates)
      const { estimates: _estimates, ...rest } = receipt
      assert.deepStrictEqual(seen, [rest as Receipt])
    })
  )

  it.effect("ask for estimates, and the host's observer that does not gets none", () =>
    Effect.gen(function* () {
      const { asks, seen } = yield* kept({})
      assert.deepInclude(asks, { bodies: false, decisions: false, estimates: true })
      assert.isUndefined(seen[0]?.estimates)
    })
  )
})
