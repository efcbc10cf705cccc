import { assert, describe, it } from "@effect/vitest"
import type { ChatCompletionChunk } from "@turnout/core/ChatCompletionChunk"
import type { ChatRequest } from "@turnout/core/ChatRequest"
import type { Event } from "@turnout/core/Event"
import * as Usage from "@turnout/core/Usage"
import * as FakeProvider from "@turnout/testing/FakeProvider"
import { Router } from "@turnout/router/Router"
import * as Continuation from "../../src/answer/Continuation.ts"
import { Effect, Fiber, Stream } from "effect"
import { TestClock } from "effect/testing"
import * as fc from "fast-check"
import { ask, failed, failureOf, fake, house, key, observed, timed } from "../house.ts"

const start: Event = { type: "start", id: "first", model: "one" }
const say = (text: string): Event => ({ type: "text", choice: 0, text })
const cutOff = failureOf("StreamTruncated", { message: "cut", should_retry: false })
const cutAfter = (...texts: ReadonlyArray<string>) => FakeProvider.broken([start, ...texts.map(say)], cutOff)

const textOf = (chunks: ReadonlyArray<ChatCompletionChunk>) =>
  chunks.map((chunk) => chunk.choices[0]?.delta.content ?? "").join("")

/** What a caller has who heeds the news: a reset voids what came before it. */
const heeded = (chunks: ReadonlyArray<ChatCompletionChunk>) => {
  const reset = chunks.findLastIndex((chunk) => chunk.routing_event?.type === "reset")
  return textOf(chunks.slice(reset + 1))
}

const news = (chunks: ReadonlyArray<ChatCompletionChunk>) =>
  chunks.flatMap(({ choices, routing_event }) =>
    routing_event === undefined ? [] : [{ ...routing_event, choices }]
  )

const streamed = (request: ChatRequest) =>
  Effect.flatMap(Router, (router) => Stream.runCollect(router.chatStream(request)))

/** The answer, whatever the clock says meanwhile. */
const whole = (request: ChatRequest) =>
  Effect.map(timed(streamed(request)), ({ exit }) => {
    if (exit._tag === "Failure") assert.fail(String(exit.cause))
    return exit.value
  })

interface Body {
  readonly messages: ReadonlyArray<{ readonly role: string; readonly content: string }>
}

const lastOf = ({ prepared }: FakeProvider.Call) => (prepared.body as unknown as Body).messages.at(-1)!

/** Goes on behind what the assistant has begun, and says the rest of the text. */
const goOn = (text: string) => (call: FakeProvider.Call) => {
  const { content, role } = lastOf(call)
  const begun = role === "assistant" ? content : ""
  assert.isTrue(text.startsWith(begun), "it is asked to go on behind what was said")
  return FakeProvider.reads(
    [{ type: "start", id: "second", model: "two" }],
    ...Array.from(text.slice(begun.length)).map((unit) => [say(unit)]),
    [
      { type: "finish", choice: 0, reason: "stop" },
      { type: "usage", usage: Usage.make({ input: 20, output: 5 }) },
      { type: "end" }
    ]
  )
}

describe("restart", () => {
  const routing = { on_interrupt: "restart" } as const

  it.effect("tells that what came before is void, and starts over", () => {
    const seen = observed()
    const a = fake("a", cutAfter("half ", "an "))
    const b = fake("b", FakeProvider.text("the whole answer"))
    return Effect.gen(function* () {
      const chunks = yield* whole(ask(["a", "b"], routing))
      assert.deepStrictEqual(news(chunks), [{ type: "reset", from: "a/m", to: "b/m", choices: [] }])
      assert.strictEqual(textOf(chunks), "half an the whole answer")
      assert.strictEqual(heeded(chunks), "the whole answer")
      const last = chunks.at(-1)!
      assert.deepStrictEqual(
        last.routing_metadata?.attempts?.map(({ endpoint, outcome }) => `${endpoint} ${outcome}`),
        ["a/m failed", "b/m answered"]
      )
      assert.strictEqual(last.routing_metadata?.provider, "b")
      assert.strictEqual(new Set(chunks.map(({ id }) => id)).size, 1, "one id over the whole stream")
      assert.strictEqual(new Set(chunks.map(({ created }) => created)).size, 1)
      assert.deepStrictEqual([seen.of("a/m").in_flight, seen.of("b/m").in_flight], [0, 0])
    }).pipe(Effect.provide(house([a, b], {}, seen.layer)))
  })

  it.effect("the role comes again with the new answer", () =>
    Effect.gen(function* () {
      const chunks = yield* whole(ask(["a", "b"], routing))
      assert.strictEqual(chunks.filter((chunk) => chunk.choices[0]?.delta.role === "assistant").length, 2)
    }).pipe(Effect.provide(house([fake("a", cutAfter("x")), fake("b")])))
  )

  it.effect("as often as there are attempts, and then it is an error with the last that was said", () => {
    const providers = ["a", "b", "c"].map((id) => fake(id, cutAfter(`half of ${id}`)))
    return Effect.gen(function* () {
      const chunks: Array<ChatCompletionChunk> = []
      const error = yield* failed(
        Effect.flatMap(Router, (router) =>
          Stream.runForEach(
            router.chatStream(ask(["a", "b", "c"], { ...routing, max_fallback_attempts: 1 })),
            (chunk) => Effect.sync(() => chunks.push(chunk))
          )
        )
      )
      assert.deepStrictEqual([error.status, error.code], [502, "upstream_error"])
      assert.strictEqual(error.partial?.choices[0]?.message.content, "half of b")
      assert.strictEqual(heeded(chunks), "half of b")
      assert.deepStrictEqual(
        error.attempts.map(({ endpoint }) => endpoint),
        ["a/m", "b/m"]
      )
    }).pipe(Effect.provide(house(providers)))
  })

  it.effect("passes over those that fail before they say anything", () => {
    const providers = [
      fake("a", cutAfter("x")),
      fake("b", FakeProvider.fail(failureOf("ServerError", { should_retry: false }))),
      fake("c", FakeProvider.text("from c"))
    ]
    return Effect.gen(function* () {
      const chunks = yield* whole(ask(["a", "b", "c"], routing))
      assert.deepStrictEqual(news(chunks), [{ type: "reset", from: "a/m", to: "c/m", choices: [] }])
    }).pipe(Effect.provide(house(providers)))
  })

  it.effect("a stall counts as broken off", () => {
    const a = fake("a", FakeProvider.stall([start, say("half")]))
    return Effect.gen(function* () {
      const chunks = yield* whole(ask(["a", "b"], { ...routing, stall_timeout_ms: 700 }))
      assert.strictEqual(heeded(chunks), "hello")
      assert.strictEqual(a.journal()[0]?.outcome, "interrupted")
    }).pipe(Effect.provide(house([a, fake("b")])))
  })

  it.effect("past the deadline nothing starts over", () => {
    const b = fake("b")
    return Effect.gen(function* () {
      const error = yield* failed(streamed(ask(["a", "b"], { ...routing, deadline_ms: 1000 })))
      assert.deepStrictEqual([error.code, error.took, b.journal().length], ["upstream_timeout", 1000, 0])
    }).pipe(Effect.provide(house([fake("a", FakeProvider.stall([start, say("half")])), b])))
  })

  it.effect(
    "a reader who is told of nothing gets the error, unless the request says that it understands",
    () => {
      const providers = [fake("a", cutAfter("half")), fake("b", FakeProvider.text("whole"))]
      return Effect.gen(function* () {
        const router = yield* Router
        const request = ask(["a", "b"], routing)
        const read = (request: ChatRequest) =>
          Stream.runCollect(router.chatStream(request, { routing_events: false }))
        const error = yield* failed(read(request))
        assert.strictEqual(error.partial?.choices[0]?.message.content, "half")
        const { exit } = yield* timed(
          read({ ...request, stream: true, stream_options: { routing_events: true } })
        )
        assert.strictEqual(exit._tag === "Success" ? heeded(exit.value) : "", "whole")
      }).pipe(Effect.provide(house(providers)))
    }
  )

  it.effect("an interrupted caller ends what starts over", () => {
    const seen = observed()
    const b = fake("b", FakeProvider.hang)
    return Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(streamed(ask(["a", "b"], routing)), { startImmediately: true })
      yield* TestClock.adjust("1 second")
      yield* Fiber.interrupt(fiber)
      assert.strictEqual(b.journal()[0]?.outcome, "interrupted")
      assert.deepStrictEqual([seen.of("a/m").in_flight, seen.of("b/m").in_flight], [0, 0])
      assert.deepStrictEqual(
        seen.outcomes.map(({ endpoint, type }) => `${type} ${endpoint}`),
        ["entered a/m", "committed a/m", "failed a/m", "entered b/m", "abandoned b/m"]
      )
    }).pipe(Effect.provide(house([fake("a", cutAfter("half")), b], {}, seen.layer)))
  })
})

describe("continue", () => {
  const routing = { on_interrupt: "continue" } as const

  it.effect("continues where the other was interrupted, and says so", () => {
    const text = "It was the best of times, it was the worst of times."
    const seen = observed()
    const a = fake("a", cutAfter("It was ", "the best "))
    const b = fake("b", goOn(text))
    return Effect.gen(function* () {
      const chunks = yield* whole(ask(["a", "b"], routing))
      assert.strictEqual(textOf(chunks), text)
      assert.deepStrictEqual(news(chunks), [{ type: "switched", from: "a/m", to: "b/m", choices: [] }])
      const last = chunks.at(-1)!.routing_metadata!
      assert.deepStrictEqual(
        last.warnings.map(({ code, type }) => [type, code]),
        [["stream_switched", "a/m → b/m"]]
      )
      assert.deepStrictEqual([last.provider, last.provider_model_id], ["b", "two"])
      assert.strictEqual(chunks.filter((chunk) => chunk.choices[0]?.delta.role === "assistant").length, 1)
      assert.strictEqual(new Set(chunks.map(({ id, model }) => `${id} ${model}`)).size, 1)
      assert.strictEqual(chunks.at(-1)?.usage?.prompt_tokens, 20)
      assert.deepStrictEqual([seen.of("a/m").in_flight, seen.of("b/m").in_flight], [0, 0])
    }).pipe(Effect.provide(house([a, b], {}, seen.layer)))
  })

  it.effect("at every cut no byte is lost or doubled, wherever the reads end", () => {
    const words = fc.lorem({ maxCount: 8 })
    const odd = fc.string({ unit: fc.constantFrom("a", " ", "\n", "😀", "é"), minLength: 1, maxLength: 11 })
    const cases = fc.array(fc.tuple(fc.oneof(words, odd), fc.integer({ min: 1, max: 5 })), {
      minLength: 40,
      maxLength: 40
    })
    return Effect.gen(function* () {
      for (const [text, size] of fc.sample(cases, { numRuns: 1, seed: 7 })[0]!) {
        for (let cut = 1; cut <= text.length; cut++) {
          const said = text.slice(0, cut)
          if (Continuation.overlap(said).sent === "") continue
          const pieces = Array.from({ length: Math.ceil(cut / size) }, (_, index) =>
            said.slice(index * size, (index + 1) * size)
          )
          const chunks = yield* whole(ask(["a", "b"], routing)).pipe(
            Effect.provide(house([fake("a", cutAfter(...pieces)), fake("b", goOn(text))]))
          )
          assert.strictEqual(textOf(chunks), text, `cut at ${cut}`)
        }
      }
    })
  })

  it.effect("over several endpoints, each behind the other", () => {
    const text = "one two three four five six"
    const part = (length: number) => (call: FakeProvider.Call) => {
      const { content, role } = lastOf(call)
      const begun = role === "assistant" ? content.length : 0
      return FakeProvider.broken([start, say(text.slice(begun, begun + length))], cutOff)
    }
    const providers = [fake("a", part(6)), fake("b", part(7)), fake("c", goOn(text))]
    return Effect.gen(function* () {
      const chunks = yield* whole(ask(["a", "b", "c"], routing))
      assert.strictEqual(textOf(chunks), text)
      assert.deepStrictEqual(
        chunks.at(-1)!.routing_metadata!.warnings.map(({ code }) => code),
        ["a/m → b/m", "b/m → c/m"]
      )
    }).pipe(Effect.provide(house(providers)))
  })

  it.effect("only where the endpoint can go on behind a beginning", () => {
    const cannot = {
      ...FakeProvider.capable,
      features: { ...FakeProvider.capable.features, prefill: "no" }
    } as const
    const unknown = {
      ...FakeProvider.capable,
      features: { ...FakeProvider.capable.features, prefill: "unknown" }
    } as const
    const b = fake("b", undefined, { capabilities: cannot })
    const c = fake("c", undefined, { capabilities: unknown })
    const thinks = ["always", "by_default"].map((when) =>
      fake(when, undefined, {
        capabilities: {
          ...FakeProvider.capable,
          reasoning: { support: "yes", control: "effort", [when]: true }
        }
      })
    )
    const d = fake("d", goOn("half and half"))
    return Effect.gen(function* () {
      const chunks = yield* whole(ask(["a", "b", "c", "always", "by_default", "d"], routing))
      assert.strictEqual(textOf(chunks), "half and half")
      for (const provider of [b, c, ...thinks]) assert.strictEqual(provider.journal().length, 0)
    }).pipe(Effect.provide(house([fake("a", cutAfter("half")), b, c, ...thinks, d])))
  })

  const refusals: ReadonlyArray<readonly [name: string, events: ReadonlyArray<Event>, more?: object]> = [
    [
      "a tool call is open",
      [say("let me see"), { type: "tool_start", choice: 0, call: 0, id: "c", name: "f" }]
    ],
    [
      "a thought was signed",
      [
        { type: "reasoning", choice: 0, block: 0, text: "hm" },
        { type: "reasoning_opaque", choice: 0, block: 0, format: "f", signature: "s" },
        say("half")
      ]
    ],
    ["it refused", [{ type: "refusal", choice: 0, text: "I won't" }]],
    ["only a thought was told", [{ type: "reasoning", choice: 0, block: 0, text: "hm" }]],
    ["there are several choices", [say("half")], { n: 2 }],
    ["it was asked to think", [say("half")], { reasoning_effort: "low" }],
    ["it was asked for JSON", [say("{")], { response_format: { type: "json_object" } }]
  ]
  for (const [name, events, more = {}] of refusals) {
    it.effect(`not where ${name}: it ends as under fail`, () => {
      const b = fake("b")
      return Effect.gen(function* () {
        const error = yield* failed(streamed(ask(["a", "b"], routing, more)))
        assert.deepStrictEqual([error.status, error.code], [502, "upstream_error"])
        assert.isDefined(error.partial)
        assert.strictEqual(b.journal().length, 0)
      }).pipe(Effect.provide(house([fake("a", FakeProvider.broken([start, ...events], cutOff)), b])))
    })
  }

  it.effect("reasoning that need not be returned is no obstacle, and none is repeated", () => {
    const thought: Event = { type: "reasoning", choice: 0, block: 0, text: "hm" }
    const a = fake("a", FakeProvider.broken([start, thought, say("half")], cutOff))
    const b = fake(
      "b",
      FakeProvider.reads(
        [thought],
        [say(" and half")],
        [{ type: "finish", choice: 0, reason: "stop" }, { type: "end" }]
      )
    )
    return Effect.gen(function* () {
      const chunks = yield* whole(ask(["a", "b"], routing))
      assert.strictEqual(textOf(chunks), "half and half")
      assert.strictEqual(
        chunks.map((chunk) => chunk.choices[0]?.delta.reasoning_content ?? "").join(""),
        "hm"
      )
    }).pipe(Effect.provide(house([a, b])))
  })

  it.effect("what both parts cost is in the sum", () => {
    const prices = [{ rates: { input: 1_000_000, output: 1_000_000 }, source: "test", date: "2026-01-01" }]
    const priced = { models: { m: { prices } } }
    const a = fake("a", cutAfter("half"), priced)
    const b = fake("b", goOn("half and half"), priced)
    return Effect.gen(function* () {
      const chunks = yield* whole(ask(["a", "b"], routing))
      const { attempts, cost } = chunks.at(-1)!.routing_metadata!
      assert.deepStrictEqual(
        attempts?.map(({ cost }) => cost?.confidence),
        ["assumed", "exact"]
      )
      assert.approximately(cost!.usd, attempts![0]!.cost!.usd! + attempts![1]!.cost!.usd!, 1e-9)
    }).pipe(Effect.provide(house([a, b])))
  })
})

describe("the events of the inner language", () => {
  it.effect("have no word for a change of endpoint: a stream that breaks off ends", () => {
    const b = fake("b")
    return Effect.gen(function* () {
      const router = yield* Router
      for (const on_interrupt of ["restart", "continue"] as const) {
        const error = yield* failed(Stream.runDrain(router.events(ask(["a", "b"], { on_interrupt }))))
        assert.strictEqual(error.code, "upstream_error")
      }
      assert.strictEqual(b.journal().length, 0)
    }).pipe(Effect.provide(house([fake("a", cutAfter("half")), b])))
  })
})

it.effect("a key that fails in the middle is not used again by what starts over", () => {
  const credentials = [key("k1"), key("k2")]
  const quota = failureOf("QuotaExhausted")
  const a = fake(
    "a",
    ({ credential }) =>
      credential === "k1" ? FakeProvider.broken([start, say("half")], quota) : FakeProvider.text("whole"),
    { credentials }
  )
  return Effect.gen(function* () {
    const chunks = yield* whole(ask(["a"], { on_interrupt: "restart" }))
    assert.deepStrictEqual(
      chunks.at(-1)?.routing_metadata?.attempts?.map(({ credential }) => credential),
      ["k1", "k2"]
    )
  }).pipe(Effect.provide(house([a])))
})
