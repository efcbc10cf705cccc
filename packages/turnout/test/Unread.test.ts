import { assert, describe, it } from "@effect/vitest"
import { Catalog } from "@turnout/core/Catalog"
import type { ChatRequest } from "@turnout/core/ChatRequest"
import { ProviderRegistry } from "@turnout/core/ProviderRegistry"
import * as Calls from "@turnout/fetch/Calls"
import * as FetchDoor from "@turnout/fetch/FetchDoor"
import * as RateLimits from "@turnout/limits/RateLimits"
import * as Budget from "@turnout/router/Budget"
import type { Receipt } from "@turnout/router/Receipt"
import { Router } from "@turnout/router/Router"
import type { RouterOptions } from "@turnout/router/RouterOptions"
import * as FakeProvider from "@turnout/testing/FakeProvider"
import { Effect, Exit, Layer, Scope, Stream } from "effect"
import { TestClock } from "effect/testing"

const price = { input: 1000, output: 1000 }
const models = { m: { price, limits: { context: 2000, output: 100 } } }

/** A word, and then nothing until somebody hangs up; or a whole answer. */
const silent = FakeProvider.stall([{ type: "text", choice: 0, text: "word " }])
const whole = FakeProvider.text("one two three")

const setup = (script: FakeProvider.Script, options: RouterOptions = {}) => {
  const provider = FakeProvider.make({ id: "a", models, script })
  const receipts: Array<Receipt> = []
  const layer = Router.layer({ observe: (receipt) => void receipts.push(receipt), ...options }).pipe(
    Layer.provide(FakeProvider.layer(provider)),
    Layer.provide([
      ProviderRegistry.layer,
      Catalog.layerEmpty,
      RateLimits.layer({ principal: { concurrent: 5 } }),
      Budget.Budget.layer({ rules: [{ scope: "workspace", period: "daily", limit_usd: 100 }] })
    ])
  )
  return { provider, receipts, layer }
}

const ask = (routing: object = {}): ChatRequest => ({
  model: "m",
  messages: [{ role: "user", content: "hello" }],
  stream: true,
  gateway: { routing }
})

const begin = (routing?: object) =>
  Effect.flatMap(Router, (router) =>
    Effect.flatMap(Scope.make(), (scope) => Scope.provide(router.start(ask(routing)), scope))
  )

const begun = (routing?: object) => Effect.forEach(Array.from({ length: 5 }), () => begin(routing))

const reserved = Effect.map(
  Effect.flatMap(Router, (router) => router.quotaStatus()),
  ({ budgets }) => budgets.map(({ reserved_usd }) => reserved_usd)
)

const refused = Effect.map(Effect.flip(begin()), ({ status, code }) => [status, code])

describe("a streamed answer that nobody reads", () => {
  it.effect(
    "ends after unread_timeout_ms: its place, its reservation and its socket are free, and it has a receipt",
    () => {
      const { layer, provider, receipts } = setup(silent)
      return Effect.gen(function* () {
        const answers = yield* begun()
        assert.deepStrictEqual(yield* refused, [429, "concurrent_requests_exceeded"])
        yield* TestClock.adjust(59_999)
        assert.strictEqual(receipts.filter(({ outcome }) => outcome === "interrupted").length, 0)
        assert.notDeepEqual(yield* reserved, [0])
        yield* TestClock.adjust(1)
        assert.deepStrictEqual(
          receipts
            .filter(({ outcome }) => outcome === "interrupted")
            .map(({ attempts }) => `${attempts[0]?.outcome}`),
          Array.from({ length: 5 }, () => "interrupted")
        )
        assert.deepStrictEqual(yield* reserved, [0])
        assert.isTrue(provider.journal().every(({ outcome }) => outcome === "interrupted"))
        const late = yield* Effect.flip(answers[0]!.read)
        assert.deepStrictEqual(
          [late.code, late.message.includes("unread_timeout_ms")],
          ["service_unavailable", true]
        )
        yield* begun()
      }).pipe(Effect.provide(layer))
    }
  )

  it.effect("ends with its deadline where that comes first, whatever the timeout", () => {
    const { layer, receipts } = setup(silent, { unread_timeout_ms: 1e9 })
    return Effect.gen(function* () {
      const [first] = yield* begun({ deadline_ms: 700 })
      yield* TestClock.adjust(700)
      assert.deepStrictEqual(
        receipts.map(({ error }) => `${error?.code}`),
        Array.from({ length: 5 }, () => "upstream_timeout")
      )
      assert.strictEqual((yield* Effect.flip(first!.read)).code, "upstream_timeout")
      yield* begun()
    }).pipe(Effect.provide(layer))
  })

  it.effect("that was begun and dropped ends with its deadline", () => {
    const { layer, provider, receipts } = setup(silent)
    return Effect.gen(function* () {
      const answers = yield* begun({ deadline_ms: 90_000 })
      for (const { read } of answers) yield* read
      yield* TestClock.adjust(89_999)
      assert.strictEqual(receipts.length, 0)
      yield* TestClock.adjust(1)
      assert.strictEqual(receipts.length, 5)
      assert.deepStrictEqual(yield* reserved, [0])
      assert.isTrue(provider.journal().every(({ outcome }) => outcome === "interrupted"))
      yield* begun()
    }).pipe(Effect.provide(layer))
  })

  it.effect("that was read but for its end holds nothing behind its last chunk", () => {
    const { layer, receipts } = setup(whole)
    return Effect.gen(function* () {
      for (const { read } of yield* begun()) {
        for (let last = false; !last;) {
          last = (yield* read)?.some(({ routing_metadata }) => routing_metadata !== undefined) ?? true
        }
      }
      assert.strictEqual(receipts.length, 5)
      assert.deepStrictEqual(yield* reserved, [0])
      yield* begun()
    }).pipe(Effect.provide(layer))
  })

  it.effect("a slow reader is never cut by it, and costs the endpoint nothing", () => {
    const { layer, provider } = setup(whole)
    return Effect.gen(function* () {
      const { read } = yield* begin()
      let chunks = 0
      for (let more = yield* read; more !== undefined; more = yield* read) {
        chunks += more.length
        yield* TestClock.adjust(100_000)
      }
      assert.isAbove(chunks, 3)
      assert.deepStrictEqual(
        provider.journal().map(({ outcome }) => outcome),
        ["answered"]
      )
    }).pipe(Effect.provide(layer))
  })

  it.effect("and a read that is interrupted and not repeated ends with the deadline too", () => {
    const { layer, receipts } = setup(silent)
    return Effect.gen(function* () {
      const { read } = yield* begin({ deadline_ms: 5_000 })
      yield* read
      const waiting = yield* Effect.forkChild(read, { startImmediately: true })
      waiting.interruptUnsafe()
      yield* TestClock.adjust(10_000)
      assert.strictEqual(receipts.length, 1)
      assert.deepStrictEqual(yield* reserved, [0])
    }).pipe(Effect.provide(layer))
  })

  it.effect("through promises and Responses alike: the door forgets it", () => {
    const { layer, receipts } = setup(silent)
    return Effect.gen(function* () {
      const scope = yield* Scope.make()
      const router = yield* Router
      const calls = yield* Scope.provide(Calls.make, scope)
      const door = yield* Scope.provide(FetchDoor.make({ requestId: () => "r" }), scope)
      const held = () => (scope.state._tag === "Open" ? (scope.state.finalizers?.size ?? 1) : 0)
      const before = held()
      const readings = yield* Effect.forEach([0, 1], () => calls.start(router.start(ask())))
      const body = JSON.stringify(ask())
      const responses = yield* Effect.forEach([0, 1], () =>
        door.handle("/v1/chat/completions", { method: "POST", body })
      )
      assert.isAbove(held(), before)
      yield* TestClock.adjust(60_000)
      assert.strictEqual(held(), before)
      assert.strictEqual(receipts.length, 4)
      const late = yield* Effect.promise(() =>
        readings[0]!.read().catch((error: { code: string }) => error.code)
      )
      assert.strictEqual(late, "service_unavailable")
      assert.include(yield* Effect.promise(() => responses[0]!.text()), "service_unavailable")
      yield* Scope.close(scope, Exit.void)
    }).pipe(Effect.provide(layer))
  })

  it.effect("as events it is held no longer", () => {
    const { layer, receipts } = setup(silent)
    return Effect.gen(function* () {
      const router = yield* Router
      const pull = yield* Scope.provide(
        Stream.toPull(router.events(ask({ deadline_ms: 800 }))),
        yield* Scope.make()
      )
      yield* pull
      yield* TestClock.adjust(800)
      assert.strictEqual(receipts.length, 1)
    }).pipe(Effect.provide(layer))
  })
})
