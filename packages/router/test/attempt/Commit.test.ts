import type { ChatRequest } from "@turnout/core/ChatRequest"
import { assert, describe, it } from "@effect/vitest"
import type { Event } from "@turnout/core/Event"
import * as Failure from "@turnout/core/Failure"
import * as Usage from "@turnout/core/Usage"
import * as FakeProvider from "@turnout/testing/FakeProvider"
import { Router } from "@turnout/router/Router"
import { Clock, Effect, Fiber, Stream } from "effect"
import { TestClock } from "effect/testing"
import { answered, ask, endpoints, failed, fake, house, modes, tell } from "../house.ts"

const text = (words: string): Event => ({ type: "text", choice: 0, text: words })
const start: Event = { type: "start", id: "first" }
const finish = (reason: "stop" | "length" | "content_filter"): Event => ({
  type: "finish",
  choice: 0,
  reason
})
const usage = (input: number): Event => ({ type: "usage", usage: Usage.make({ input }) })
const end: Event = { type: "end" }
const reset = new Failure.ConnectionFailed({ message: "reset" })
const broke = new Failure.ServerError({ message: "broke inside a stream of status 200", status: 500 })

const outcomes = (
  attempts: ReadonlyArray<{ readonly outcome: string; readonly reason?: string }> | undefined
) => (attempts ?? []).map(({ outcome, reason }) => reason ?? outcome)

describe("before the first content", () => {
  it.effect("preamble, pings and empty reads are held, and a failure behind them is not seen", () => {
    const a = fake("a", {
      before: [],
      acts: [
        { type: "events", events: [start] },
        { type: "events", events: [] },
        { type: "events", events: [usage(3), text("")] },
        { type: "fail", failure: broke }
      ]
    })
    const b = fake("b", FakeProvider.text("from b", { id: "second" }))
    return Effect.gen(function* () {
      const router = yield* Router
      const chunks = yield* Stream.runCollect(router.chatStream(ask(["a", "b"])))
      for (const chunk of chunks) assert.strictEqual(chunk.id, "second")
      assert.deepStrictEqual(
        chunks.filter((chunk) => chunk.choices[0]?.delta.role !== undefined).length,
        1,
        "the role comes once"
      )
      assert.strictEqual(chunks[0]?.choices[0]?.delta.role, "assistant")
      const { routing_metadata: metadata } = chunks.at(-1)!
      assert.deepStrictEqual(outcomes(metadata?.attempts), ["ServerError", "answered"])
    }).pipe(Effect.provide(house([a, b])))
  })

  it.effect("a filter's verdict without a word is the next endpoint's turn", () =>
    Effect.gen(function* () {
      for (const mode of modes) {
        const told = yield* answered(tell(mode, ask(["a", "b"])))
        assert.strictEqual(told.text, "from b")
        assert.deepStrictEqual(outcomes(told.metadata.attempts), ["ContentFiltered", "answered"])
      }
    }).pipe(
      Effect.provide(
        house([
          fake("a", FakeProvider.events([start, finish("content_filter"), end])),
          fake("b", FakeProvider.text("from b"))
        ])
      )
    )
  )

  it.effect("a filter's verdict behind words is an answer", () =>
    Effect.gen(function* () {
      for (const mode of modes) {
        const told = yield* answered(tell(mode, ask(["a", "b"])))
        assert.deepStrictEqual([told.text, told.finish], ["so far", "content_filter"])
      }
    }).pipe(
      Effect.provide(
        house([
          fake("a", FakeProvider.events([start, text("so far"), finish("content_filter"), end])),
          fake("b")
        ])
      )
    )
  )

  for (const reason of ["stop", "length"] as const) {
    it.effect(`an empty ${reason} is an answer`, () =>
      Effect.gen(function* () {
        for (const mode of modes) {
          const told = yield* answered(tell(mode, ask(["a", "b"])))
          assert.deepStrictEqual([told.text, told.finish, told.metadata.provider], ["", reason, "a"])
        }
      }).pipe(
        Effect.provide(house([fake("a", FakeProvider.events([start, finish(reason), end])), fake("b")]))
      )
    )
  }

  const incomplete: ReadonlyArray<readonly [name: string, events: ReadonlyArray<Event>]> = [
    ["no terminal", [start, finish("stop")]],
    ["no reason to end", [start, end]],
    ["nothing at all", []]
  ]
  for (const [name, events] of incomplete) {
    it.effect(`an answer with ${name} is none`, () =>
      Effect.gen(function* () {
        for (const mode of modes) {
          const told = yield* answered(tell(mode, ask(["a", "b"])))
          assert.strictEqual(told.text, "from b")
          assert.deepStrictEqual(outcomes(told.metadata.attempts), ["StreamTruncated", "answered"])
        }
      }).pipe(
        Effect.provide(house([fake("a", FakeProvider.reads(events)), fake("b", FakeProvider.text("from b"))]))
      )
    )
  }

  it.effect("a whole answer of which one choice never ended is none", () => {
    const half = FakeProvider.reads([
      start,
      text("done"),
      finish("stop"),
      { type: "text", choice: 1, text: "not" },
      end
    ])
    return Effect.gen(function* () {
      const told = yield* answered(tell("unary", ask(["a", "b"])))
      assert.strictEqual(told.text, "from b")
    }).pipe(Effect.provide(house([fake("a", half), fake("b", FakeProvider.text("from b"))])))
  })

  it.effect("with everything in one read, what is wrong with it is still ours to mend", () =>
    Effect.gen(function* () {
      const told = yield* answered(tell("streamed", ask(["a", "b"])))
      assert.strictEqual(told.text, "from b")
    }).pipe(
      Effect.provide(
        house([
          fake("a", FakeProvider.reads([start, text("no reason to end"), end])),
          fake("b", FakeProvider.text("from b"))
        ])
      )
    )
  )

  it.effect("start resolves at the commit, not before and not after", () => {
    const slow = FakeProvider.after(
      100,
      FakeProvider.paced(100, FakeProvider.reads([start], [], [text("now")]))
    )
    return Effect.gen(function* () {
      const router = yield* Router
      const fiber = yield* Effect.forkChild(
        Effect.scoped(
          Effect.flatMap(router.start(ask(["a"])), ({ provider }) =>
            Effect.map(Clock.currentTimeMillis, (at) => ({ provider, at }))
          )
        ),
        { startImmediately: true }
      )
      yield* TestClock.adjust(399)
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust(1)
      assert.deepStrictEqual(yield* Fiber.join(fiber), { provider: "a", at: 400 })
    }).pipe(Effect.provide(house([fake("a", slow)])))
  })

  it.effect("a tool call and reasoning that nobody can read commit as well as words", () => {
    const contents: ReadonlyArray<Event> = [
      { type: "tool_start", choice: 0, call: 0, id: "c", name: "f" },
      { type: "reasoning_opaque", choice: 0, block: 0, format: "x", data: "y" },
      { type: "reasoning", choice: 0, block: 0, text: "hm" },
      { type: "refusal", choice: 0, text: "no" }
    ]
    return Effect.gen(function* () {
      for (const content of contents) {
        const error = yield* failed(tell("streamed", ask(["a", "b"]))).pipe(
          Effect.provide(house([fake("a", FakeProvider.broken([start, content], broke)), fake("b")]))
        )
        assert.deepStrictEqual(endpoints(error.attempts), ["a/m"], content.type)
      }
    })
  })
})

describe("after the first content", () => {
  const failures = [broke, reset, new Failure.RateLimited({ message: "slow down", status: 429 })]
  for (const failure of failures) {
    it.effect(
      `${failure._tag} ends the stream with the partial answer, and no other endpoint is tried`,
      () => {
        const a = fake("a", FakeProvider.broken([start, text("half an "), text("ans"), usage(7)], failure))
        const b = fake("b")
        return Effect.gen(function* () {
          const router = yield* Router
          const seen: Array<string> = []
          const error = yield* router.chatStream(ask(["a", "b"])).pipe(
            Stream.runForEach((chunk) =>
              Effect.sync(() => {
                seen.push(chunk.choices[0]?.delta.content ?? "")
              })
            ),
            Effect.flip
          )
          assert.strictEqual(seen.join(""), "half an ans")
          assert.strictEqual(error.partial?.choices[0]?.message.content, "half an ans")
          assert.strictEqual(error.partial?.id, "first")
          assert.strictEqual(error.partial?.usage?.prompt_tokens, 7)
          assert.strictEqual(error.partial?.routing_metadata.provider, "a")
          assert.deepStrictEqual(outcomes(error.attempts), [failure._tag])
          assert.deepStrictEqual([a.journal().length, b.journal().length], [1, 0])
        }).pipe(Effect.provide(house([a, b])))
      }
    )
  }

  it.effect("a stream that is cut off never ends cleanly", () =>
    Effect.gen(function* () {
      const cuts = [
        FakeProvider.cut([start, text("half")]),
        FakeProvider.events([start, text("half")]),
        FakeProvider.events([start, text("half"), finish("stop")]),
        FakeProvider.events([start, text("half"), end])
      ]
      for (const script of cuts) {
        const error = yield* failed(tell("streamed", ask(["a", "b"]))).pipe(
          Effect.provide(house([fake("a", script), fake("b")]))
        )
        assert.deepStrictEqual([error.status, error.code], [502, "upstream_error"])
        assert.deepStrictEqual(outcomes(error.attempts), ["StreamTruncated"])
        assert.strictEqual(error.partial?.choices[0]?.message.content, "half")
      }
    })
  )

  it.effect("an answer that is finished stays good, whatever the socket does then", () =>
    Effect.gen(function* () {
      const good = [start, text("whole"), finish("stop"), end]
      for (const script of [FakeProvider.broken(good, reset), FakeProvider.stall(good)]) {
        const told = yield* answered(tell("streamed", ask(["a"]))).pipe(
          Effect.provide(house([fake("a", script)]))
        )
        assert.deepStrictEqual([told.text, told.finish, told.took], ["whole", "stop", 0])
        assert.deepStrictEqual(outcomes(told.metadata.attempts), ["answered"])
      }
    })
  )

  it.effect("the events door tells the events of the attempt that answers, and only those", () => {
    const a = fake("a", FakeProvider.broken([start], broke))
    const b = fake("b", FakeProvider.events([{ type: "start", id: "b" }, text("x"), finish("stop"), end]))
    return Effect.gen(function* () {
      const router = yield* Router
      const events = yield* Stream.runCollect(router.events(ask(["a", "b"])))
      assert.deepStrictEqual(events, [{ type: "start", id: "b" }, text("x"), finish("stop"), end])
    }).pipe(Effect.provide(house([a, b])))
  })

  it.effect("what a tool was called with is handed on as it came", () => {
    const broken = '{"city": "Par'
    return Effect.gen(function* () {
      const router = yield* Router
      const answer = yield* router.chat({
        ...ask(["a"]),
        tools: [{ type: "function", function: { name: "weather" } }]
      })
      const call = answer.choices[0]?.message.tool_calls?.[0]
      assert.strictEqual(call?.type === "function" ? call.function.arguments : undefined, broken)
    }).pipe(Effect.provide(house([fake("a", FakeProvider.toolCall("weather", broken))])))
  })
})

describe("the last chunk", () => {
  it.effect("bears the usage and how the answer came about, behind the reason to end", () =>
    Effect.gen(function* () {
      const router = yield* Router
      const chunks = yield* Stream.runCollect(
        router.chatStream({ ...ask(["a"]), stream: true, stream_options: { include_usage: false } })
      )
      const [last, before] = [chunks.at(-1)!, chunks.at(-2)!]
      assert.deepStrictEqual(last.choices, [])
      assert.strictEqual(last.usage?.prompt_tokens, 10)
      assert.strictEqual(last.routing_metadata?.provider, "a")
      assert.strictEqual(before.choices[0]?.finish_reason, "stop")
      for (const chunk of chunks.slice(0, -1)) {
        assert.notOk("usage" in chunk && chunk.usage)
        assert.notProperty(chunk, "routing_metadata")
      }
    }).pipe(Effect.provide(house([fake("a")])))
  )

  it.effect("comes all the same when the vendor reports no usage", () =>
    Effect.gen(function* () {
      for (const mode of modes) {
        const told = yield* answered(tell(mode, ask(["a"])))
        assert.strictEqual(told.usage, undefined)
        assert.notProperty(told.metadata, "cost")
        assert.notProperty(told.metadata, "throughput_tps")
      }
    }).pipe(
      Effect.provide(
        house([
          fake("a", FakeProvider.text("hi", { usage: null }), {
            models: { m: { price: { input: 1, output: 1 } } }
          })
        ])
      )
    )
  )
})

describe("tool_choice none", () => {
  const tools = [{ type: "function", function: { name: "weather" } }] as const
  const withTools = (history: ReadonlyArray<object> = []) =>
    ({
      ...ask(["a"]),
      tools,
      tool_choice: "none",
      parallel_tool_calls: false,
      messages: [{ role: "user", content: "hello" }, ...history]
    }) as ChatRequest

  it.effect("a call that comes all the same is left out, with a warning", () =>
    Effect.gen(function* () {
      for (const mode of modes) {
        const told = yield* answered(tell(mode, withTools()))
        assert.strictEqual(told.finish, "stop")
        assert.deepStrictEqual(
          told.metadata.warnings.map(({ type, code }) => [type, code]),
          [["unsupported_parameter", "tool_choice"]]
        )
      }
      const router = yield* Router
      const chunks = yield* Stream.runCollect(router.chatStream(withTools()))
      assert.isFalse(chunks.some((chunk) => chunk.choices[0]?.delta.tool_calls !== undefined))
    }).pipe(Effect.provide(house([fake("a", FakeProvider.toolCall("weather", {}))])))
  )

  it.effect("tools are not sent where the history holds no calls, without a warning", () => {
    const a = fake("a")
    return Effect.gen(function* () {
      const told = yield* answered(tell("unary", withTools()))
      assert.deepStrictEqual(told.metadata.warnings, [])
      const body = a.journal()[0]?.prepared.body as object
      for (const name of ["tools", "tool_choice", "parallel_tool_calls"]) assert.notProperty(body, name)
      const plan = yield* (yield* Router).plan(withTools())
      assert.deepStrictEqual(
        plan.steps[0]?.ledger.map(({ action, param, reason }) => [action, param, reason]),
        [
          ["dropped", "tools", "needless"],
          ["dropped", "tool_choice", "needless"],
          ["dropped", "parallel_tool_calls", "needless"]
        ]
      )
    }).pipe(Effect.provide(house([a])))
  })

  it.effect("tools are sent where the history speaks of them", () => {
    const a = fake("a")
    const history = [
      {
        role: "assistant",
        content: null,
        tool_calls: [{ id: "c1", type: "function", function: { name: "weather", arguments: "{}" } }]
      },
      { role: "tool", tool_call_id: "c1", content: "sunny" },
      { role: "user", content: "thanks" }
    ]
    return Effect.gen(function* () {
      yield* answered(tell("unary", withTools(history)))
      const body = a.journal()[0]?.prepared.body as object
      for (const name of ["tools", "tool_choice", "parallel_tool_calls"]) assert.property(body, name)
    }).pipe(Effect.provide(house([a])))
  })
})
