import { assert, describe, it } from "@effect/vitest"
import type { Event } from "@turnout/core/Event"
import * as Failure from "@turnout/core/Failure"
import * as FakeProvider from "@turnout/testing/FakeProvider"
import { Router } from "@turnout/router/Router"
import { Effect, Exit, Fiber, Metric, Scope, Stream } from "effect"
import { TestClock } from "effect/testing"
import { ask, fake, house, modes, observed, tell } from "../house.ts"

const text: Event = { type: "text", choice: 0, text: "word " }
const start: Event = { type: "start" }
const scenes: ReadonlyArray<readonly [name: string, script: FakeProvider.Answer]> = [
  ["before the answer's headers", FakeProvider.hang],
  ["in the middle of its body", FakeProvider.stall([start])]
]

describe("an interrupted caller", () => {
  for (const mode of modes) {
    for (const [name, script] of scenes) {
      it.effect(`${name}, ${mode}: the request ends, nothing is retried, and its wait is over`, () => {
        const signals = observed()
        const [a, b] = [fake("a", script), fake("b")]
        return Effect.gen(function* () {
          const fiber = yield* Effect.forkChild(tell(mode, ask(["a", "b"])), { startImmediately: true })
          yield* TestClock.adjust("1 second")
          assert.strictEqual(signals.of("a/m").in_flight, 1)
          yield* Fiber.interrupt(fiber)
          assert.deepStrictEqual(
            a.journal().map(({ outcome }) => outcome),
            ["interrupted"]
          )
          assert.strictEqual(signals.of("a/m").in_flight, 0)
          yield* TestClock.adjust("1 hour")
          assert.strictEqual(b.journal().length, 0)
          assert.deepStrictEqual(signals.outcomes, [
            { type: "entered", endpoint: "a/m", at: 0 },
            {
              type: "abandoned",
              endpoint: "a/m",
              at: 1000,
              stream: mode === "streamed",
              committed: false,
              waited_ms: 1000
            }
          ])
          assert.strictEqual(signals.of("a/m").outcomes, 0, "it says nothing of the endpoint's health")
        }).pipe(Effect.provide(house([a, b], {}, signals.layer)))
      })
    }

    it.effect(`while it waits for a second chance, ${mode}: there is nothing to abandon`, () => {
      const signals = observed()
      const a = fake("a", FakeProvider.fail(new Failure.Overloaded({ message: "", retry_after_ms: 5000 })))
      return Effect.gen(function* () {
        const fiber = yield* Effect.forkChild(tell(mode, ask(["a"])), { startImmediately: true })
        yield* TestClock.adjust("1 second")
        yield* Fiber.interrupt(fiber)
        yield* TestClock.adjust("1 hour")
        assert.strictEqual(a.journal().length, 1)
        assert.deepStrictEqual(
          signals.outcomes.map(({ type }) => type),
          ["entered", "failed"]
        )
      }).pipe(Effect.provide(house([a], {}, signals.layer)))
    })
  }

  const abandonedOnce = (signals: ReturnType<typeof observed>, a: FakeProvider.FakeProvider) => {
    assert.deepStrictEqual(
      signals.outcomes.map(({ type }) => type),
      ["entered", "committed", "abandoned"]
    )
    assert.strictEqual(signals.of("a/m").in_flight, 0)
    assert.deepStrictEqual(
      a.journal().map(({ outcome }) => outcome),
      ["interrupted"]
    )
  }

  it.effect("after the commit, in the middle of a read: the request ends", () => {
    const signals = observed()
    const [a, b] = [fake("a", FakeProvider.stall([start, text])), fake("b")]
    return Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(tell("streamed", ask(["a", "b"])), { startImmediately: true })
      yield* TestClock.adjust("1 second")
      yield* Fiber.interrupt(fiber)
      abandonedOnce(signals, a)
      yield* TestClock.adjust("1 hour")
      assert.strictEqual(b.journal().length, 0)
      abandonedOnce(signals, a)
    }).pipe(Effect.provide(house([a, b], {}, signals.layer)))
  })

  it.effect("leaving a stream early ends the request", () => {
    const signals = observed()
    const a = fake("a", FakeProvider.text("one two three four"))
    return Effect.gen(function* () {
      const router = yield* Router
      const chunks = yield* router.chatStream(ask(["a"])).pipe(Stream.take(2), Stream.runCollect)
      assert.strictEqual(chunks.length, 2)
      abandonedOnce(signals, a)
    }).pipe(Effect.provide(house([a], {}, signals.layer)))
  })

  it.effect("leaving the events early ends the request", () => {
    const signals = observed()
    const a = fake("a", FakeProvider.text("one two three four"))
    return Effect.gen(function* () {
      const router = yield* Router
      yield* router.events(ask(["a"])).pipe(Stream.take(2), Stream.runDrain)
      abandonedOnce(signals, a)
    }).pipe(Effect.provide(house([a], {}, signals.layer)))
  })

  it.effect("closing the scope of a started answer ends the request and its reads", () => {
    const signals = observed()
    const a = fake("a", FakeProvider.text("one two three four"))
    return Effect.gen(function* () {
      const router = yield* Router
      const scope = yield* Scope.make()
      const { read } = yield* Scope.provide(router.start(ask(["a"])), scope)
      yield* read
      yield* Scope.close(scope, Exit.void)
      abandonedOnce(signals, a)
      yield* Scope.close(scope, Exit.void)
      abandonedOnce(signals, a)
      const behind = yield* Effect.exit(read)
      assert.isTrue(Exit.hasInterrupts(behind), "nothing that could be taken for a clean end")
    }).pipe(Effect.provide(house([a], {}, signals.layer)))
  })

  it.effect("a read that is pending while the scope closes does not end cleanly", () => {
    const signals = observed()
    const a = fake("a", FakeProvider.stall([start, text]))
    return Effect.gen(function* () {
      const router = yield* Router
      const scope = yield* Scope.make()
      const { read } = yield* Scope.provide(router.start(ask(["a"])), scope)
      yield* read
      const waiting = yield* Effect.forkChild(read, { startImmediately: true })
      yield* Scope.close(scope, Exit.void)
      assert.isTrue(Exit.hasInterrupts(yield* Fiber.await(waiting)))
      abandonedOnce(signals, a)
    }).pipe(Effect.provide(house([a], {}, signals.layer)))
  })

  it.effect("an answer that was read to its end is not abandoned by closing behind it", () => {
    const signals = observed()
    return Effect.gen(function* () {
      for (const mode of modes) yield* tell(mode, ask(["a"]))
      assert.deepStrictEqual(
        signals.outcomes.map(({ type }) => type),
        ["entered", "committed", "answered", "entered", "committed", "answered"]
      )
      assert.strictEqual(signals.of("a/m").in_flight, 0)
    }).pipe(Effect.provide(house([fake("a")], {}, signals.layer)))
  })
})

describe("what is left behind", () => {
  /** Every scene of this file, and a few that end by themselves. */
  const calls = (router: Router["Service"]) => [
    router.chat(ask(["a", "b"])),
    Stream.runDrain(router.chatStream(ask(["a", "b"]))),
    Stream.runDrain(Stream.take(router.chatStream(ask(["b"])), 2)),
    Stream.runDrain(Stream.take(router.events(ask(["b"])), 2)),
    Stream.runDrain(router.chatStream(ask(["c"], { stall_timeout_ms: 300 }))),
    Stream.runDrain(router.chatStream(ask(["d"]))),
    router.chat(ask(["d"]))
  ]

  it.effect("no fiber outlives its call, however it ends", () => {
    const providers = [
      fake("a", FakeProvider.stall([start])),
      fake("b", FakeProvider.paced(50, FakeProvider.text("one two three"))),
      fake("c", FakeProvider.stall([start, text])),
      fake("d", FakeProvider.broken([start, text], new Failure.ServerError({ message: "" })))
    ]
    return Effect.gen(function* () {
      const router = yield* Router
      for (const [index, call] of calls(router).entries()) {
        let [begun, live] = [0, 0]
        const counted = Effect.provideService(call, Metric.FiberRuntimeMetrics, {
          recordFiberStart: () => {
            begun++
            live++
          },
          recordFiberEnd: () => {
            live--
          }
        })
        // Within a fiber of its own, so that the one who calls is counted too.
        const fiber = yield* Effect.forkChild(Effect.asVoid(Effect.exit(counted)), { startImmediately: true })
        yield* TestClock.adjust("1 second")
        yield* Fiber.interrupt(fiber)
        assert.isAbove(begun, 0, `call ${index} has fibers of its own`)
        assert.strictEqual(live, 0, `call ${index} leaves a fiber`)
      }
    }).pipe(Effect.provide(house(providers)))
  })
})
