import { assert, describe, it } from "@effect/vitest"
import type { Receipt } from "@turnout/router/Receipt"
import { Router } from "@turnout/router/Router"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { fake, failureOf, house, timed } from "../house.ts"
import * as FakeProvider from "@turnout/testing/FakeProvider"
import { asked, by, cached, speaking, streamed, whole } from "./setting.ts"

const succeeded = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.flatMap(timed(effect), ({ exit }) => exit)

describe("an answer that is kept", () => {
  it.effect("is given again without a vendor, at no cost, and says how old it is", () => {
    const provider = speaking()
    return Effect.gen(function* () {
      const first = yield* succeeded(whole())
      const { cache } = first.routing_metadata
      assert.deepStrictEqual(cache, { hit: false, key: cache!.key })
      const again = yield* whole()
      assert.deepStrictEqual(again.choices, first.choices)
      assert.deepStrictEqual([again.id, again.created], [first.id, first.created])
      assert.strictEqual(again.usage!.total_tokens, first.usage!.total_tokens)
      const { routing_metadata: told } = again
      assert.strictEqual(told.cache!.hit, true)
      assert.strictEqual(told.cache!.age_s, 7199)
      assert.strictEqual(told.cache!.key, cache!.key)
      assert.strictEqual(told.cost!.usd, 0)
      assert.strictEqual(provider.journal().length, 1)
    }).pipe(Effect.provide(cached(provider, { ttl_s: 10_000 })))
  })

  it.effect("is the same chunks byte for byte, and as a whole the same completion", () => {
    const provider = speaking()
    return Effect.gen(function* () {
      const first = yield* succeeded(streamed())
      const again = yield* streamed()
      const bytes = (chunks: typeof first) => chunks.slice(0, -1).map((chunk) => JSON.stringify(chunk))
      assert.deepStrictEqual(bytes(again), bytes(first))
      assert.isAbove(first.length, 4)
      const completion = yield* whole()
      assert.strictEqual(completion.choices[0]!.message.content, "answer1 of several reads")
      assert.strictEqual(completion.id, first[0]!.id)
      assert.strictEqual(provider.journal().length, 1)
    }).pipe(Effect.provide(cached(provider, { ttl_s: 10_000 })))
  })

  it.effect("was given whole, and is given as a stream", () => {
    const provider = speaking()
    return Effect.gen(function* () {
      yield* succeeded(whole())
      const chunks = yield* streamed()
      assert.strictEqual(
        chunks.map((chunk) => chunk.choices[0]?.delta.content ?? "").join(""),
        "answer1 of several reads"
      )
      assert.strictEqual(chunks.at(-1)!.routing_metadata!.cache!.hit, true)
    }).pipe(Effect.provide(cached(provider, { ttl_s: 10_000 })))
  })

  it.effect("is never another principal's, unless the host says so", () => {
    const provider = speaking()
    const asks = Effect.gen(function* () {
      for (const user of ["a", "b", "a"]) yield* succeeded(whole(asked(), by(user)))
      yield* succeeded(whole())
      return provider.journal().length
    })
    return Effect.gen(function* () {
      assert.strictEqual(yield* asks.pipe(Effect.provide(cached(provider, { ttl_s: 100_000 }))), 3)
      const shared = cached(provider, { ttl_s: 100_000, scope: "router" })
      assert.strictEqual(yield* asks.pipe(Effect.provide(shared)), 4)
    })
  })

  it.effect("is not shared more widely than the host says, whatever a request asks", () => {
    const provider = speaking()
    const wide = asked({ gateway: { cache: { scope: "router" } } })
    return Effect.gen(function* () {
      yield* succeeded(whole(wide, by("a")))
      yield* succeeded(whole(wide, by("b")))
      assert.strictEqual(provider.journal().length, 2)
    }).pipe(Effect.provide(cached(provider, { ttl_s: 100_000 })))
  })

  it.effect("needs no endpoint that is well", () => {
    const provider = fake("fake", [FakeProvider.text("once"), FakeProvider.fail(failureOf("QuotaExhausted"))])
    return Effect.gen(function* () {
      yield* succeeded(whole())
      yield* succeeded(Effect.flip(whole(asked({ seed: 1 }))))
      const again = yield* whole()
      assert.strictEqual(again.choices[0]!.message.content, "once")
    }).pipe(Effect.provide(cached(provider, { ttl_s: 100_000 })))
  })

  it.effect("is no older than its time, and no older than the request says", () => {
    const provider = speaking()
    return Effect.gen(function* () {
      yield* succeeded(whole())
      yield* succeeded(whole())
      assert.strictEqual(provider.journal().length, 2)
      yield* TestClock.adjust("30 seconds")
      yield* succeeded(whole(asked({ gateway: { cache: { ttl_s: 20 } } })))
      assert.strictEqual(provider.journal().length, 3)
    }).pipe(Effect.provide(cached(provider, { ttl_s: 7000 })))
  })

  it.effect("is asked for by mode: off and refresh ask a vendor, only asks none", () => {
    const provider = speaking()
    const mode = (mode: string) => asked({ gateway: { cache: { mode } } })
    return Effect.gen(function* () {
      const none = yield* Effect.flip(whole(mode("only")))
      assert.deepStrictEqual([none.status, none.code], [404, "resource_not_found"])
      yield* succeeded(whole())
      const off = yield* succeeded(whole(mode("off")))
      assert.isUndefined(off.routing_metadata.cache)
      const fresh = yield* succeeded(whole(mode("refresh")))
      assert.strictEqual(fresh.choices[0]!.message.content, "answer3 of several reads")
      const again = yield* whole(mode("only"))
      assert.strictEqual(again.choices[0]!.message.content, "answer3 of several reads")
    }).pipe(Effect.provide(cached(provider, { ttl_s: 100_000 })))
  })

  it.effect("is told in the receipt, and costs nothing there", () => {
    const receipts: Array<Receipt> = []
    const observe = (receipt: Receipt) => void receipts.push(receipt)
    return Effect.gen(function* () {
      yield* succeeded(whole())
      yield* whole()
      yield* streamed()
      assert.deepStrictEqual(
        receipts.map(({ attempts, outcome, routing }) => [outcome, attempts.length, routing?.cache?.hit]),
        [
          ["answered", 1, undefined],
          ["answered", 0, true],
          ["answered", 0, true]
        ]
      )
      assert.deepStrictEqual(receipts[1]!.cost, { usd: 0, confidence: "exact" })
      assert.strictEqual(receipts[1]!.routing!.cache!.of, receipts[0]!.id)
    }).pipe(Effect.provide(cached(speaking(), { ttl_s: 100_000 }, { observe })))
  })

  it.effect("passes the host's hooks again", () => {
    const seen: Array<string> = []
    const after = (answer: { readonly id: string }) => void seen.push(answer.id)
    return Effect.gen(function* () {
      const first = yield* succeeded(whole())
      yield* whole()
      assert.deepStrictEqual(seen, [first.id, first.id])
    }).pipe(Effect.provide(cached(speaking(), { ttl_s: 100_000 }, { after })))
  })
})

describe("an answer that is not kept", () => {
  const calls = (script: FakeProvider.Script, request = asked(), cache = {}) => {
    const provider = fake("fake", script)
    const twice = Effect.gen(function* () {
      const first = yield* succeeded(Effect.result(whole(request)))
      yield* succeeded(Effect.result(whole(request)))
      return { calls: provider.journal().length, first }
    })
    return twice.pipe(Effect.provide(cached(provider, { ttl_s: 100_000, ...cache })))
  }

  it.effect("was cut, filtered or an error", () =>
    Effect.gen(function* () {
      const ends = (reason: "length" | "content_filter" | "stop") =>
        FakeProvider.events([
          { type: "start" },
          { type: "text", choice: 0, text: "hm" },
          { type: "finish", choice: 0, reason },
          { type: "end" }
        ])
      assert.strictEqual((yield* calls(ends("stop"))).calls, 1)
      assert.strictEqual((yield* calls(ends("length"))).calls, 2)
      assert.strictEqual((yield* calls(ends("content_filter"))).calls, 2)
      assert.strictEqual((yield* calls(FakeProvider.fail(failureOf("InvalidRequest")))).calls, 2)
    })
  )

  it.effect("was drawn by chance or may call tools, unless the host says so", () =>
    Effect.gen(function* () {
      const text = FakeProvider.text("hello")
      const tools = [{ type: "function", function: { name: "look" } }]
      for (const request of [asked({ temperature: 0.5 }), asked({ temperature: undefined })]) {
        assert.strictEqual((yield* calls(text, request)).calls, 2)
        assert.strictEqual((yield* calls(text, request, { sampled: true })).calls, 1)
      }
      assert.strictEqual((yield* calls(text, asked({ tools }))).calls, 2)
      assert.strictEqual((yield* calls(text, asked({ tools }), { tools: true })).calls, 1)
    })
  )

  it.effect("looks at a URL or uses a vendor's tools, whatever the host says; who asked is told why", () =>
    Effect.gen(function* () {
      const cache = { sampled: true, tools: true }
      const image_url = (url: string) => ({
        messages: [{ role: "user", content: [{ type: "image_url", image_url: { url } }] }],
        gateway: { cache: { mode: "on" } }
      })
      const text = FakeProvider.text("hello")
      const remote = yield* calls(text, asked(image_url("https://example.com/a.png")), cache)
      assert.strictEqual(remote.calls, 2)
      const { warnings } = (
        remote.first as unknown as { success: { routing_metadata: { warnings: Array<{ type: string }> } } }
      ).success.routing_metadata
      assert.deepStrictEqual(
        warnings.map(({ type }) => type),
        ["not_cached"]
      )
      assert.strictEqual((yield* calls(text, asked(image_url("data:image/png;base64,AAAA")), cache)).calls, 1)
      assert.strictEqual((yield* calls(text, asked({ web_search_options: {} }), cache)).calls, 2)
      assert.strictEqual((yield* calls(text, asked({ plugins: [{ id: "web" }] }), cache)).calls, 2)
    })
  )

  it.effect("where the host has no cache, 'only' is refused and others are told", () => {
    const router = house([speaking()])
    return Effect.gen(function* () {
      const refused = yield* Effect.flip(whole(asked({ gateway: { cache: { mode: "only" } } })))
      assert.strictEqual(refused.code, "resource_not_found")
      const told = yield* succeeded(whole(asked({ gateway: { cache: { mode: "on" } } })))
      assert.deepStrictEqual(
        told.routing_metadata.warnings.map(({ type }) => type),
        ["not_cached"]
      )
      const router = yield* Router
      const wrong = yield* Effect.flip(router.chat(asked({ gateway: { cache: { mode: "maybe", ttl: 3 } } })))
      assert.deepStrictEqual(wrong.violations.map(({ param }) => param).sort(), [
        "gateway.cache.mode",
        "gateway.cache.ttl"
      ])
    }).pipe(Effect.provide(router))
  })
})
