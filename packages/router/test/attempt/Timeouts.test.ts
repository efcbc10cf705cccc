import { assert, describe, it } from "@effect/vitest"
import * as Failure from "@turnout/core/Failure"
import type { Event } from "@turnout/core/Event"
import { keepAlive, type Provider, type RunOptions } from "@turnout/core/Provider"
import * as FakeProvider from "@turnout/testing/FakeProvider"
import { Router } from "@turnout/router/Router"
import { Clock, Effect, Stream } from "effect"
import { answered, ask, dripping, endpoints, failed, fake, house, modes, observed, tell } from "../house.ts"

const text = (words: string): Event => ({ type: "text", choice: 0, text: words })
const start: Event = { type: "start" }
const whole: ReadonlyArray<Event> = [{ type: "finish", choice: 0, reason: "stop" }, { type: "end" }]

const thoughtless = { models: { m: { capabilities: { reasoning: { support: "no" } } } } } as const
const thoughtful = { models: { m: { capabilities: { reasoning: { support: "yes" } } } } } as const

const reasons = (attempts: ReadonlyArray<{ readonly reason?: string; readonly message?: string }>) =>
  attempts.map(({ message, reason }) => `${reason}: ${message}`)

const firstToken = "TimedOut: The first token did not arrive in time."
const stalled = "TimedOut: The answer stalled."
const tooLong = "TimedOut: The attempt took too long."
const deadline = "TimedOut: The deadline of the call passed."

describe("connect", () => {
  it.effect("its timer and the clock's reading are the provider's to use", () => {
    const seen: Array<RunOptions> = []
    const a = fake("a")
    const watched: Provider = {
      ...a,
      run: (prepared, endpoint, credential, options) => {
        seen.push(options)
        return a.run(prepared, endpoint, credential, options)
      }
    }
    return Effect.gen(function* () {
      yield* answered(tell("unary", ask(["a"])))
      yield* answered(tell("streamed", ask(["a"], { connect_timeout_ms: 250 })))
      assert.deepStrictEqual(
        seen.map(({ connect_timeout_ms }) => connect_timeout_ms),
        [5000, 250]
      )
      assert.isAbove(seen[1]!.now, seen[0]!.now)
    }).pipe(Effect.provide(house([watched])))
  })
})

describe("first token", () => {
  it.effect("60 s for a model that does not reason, 300 s for one that does, each by its own endpoint", () =>
    Effect.gen(function* () {
      const error = yield* failed(tell("streamed", ask(["a", "b"])))
      assert.deepStrictEqual(reasons(error.attempts), [firstToken, firstToken])
      assert.deepStrictEqual(
        error.attempts.map(({ duration_ms }) => duration_ms),
        [60_000, 300_000]
      )
      assert.deepStrictEqual([error.status, error.code], [504, "upstream_timeout"])
    }).pipe(
      Effect.provide(
        house([fake("a", FakeProvider.hang, thoughtless), fake("b", FakeProvider.hang, thoughtful)])
      )
    )
  )

  it.effect("60 s where the caller asked for no reasoning", () =>
    Effect.gen(function* () {
      const error = yield* failed(tell("streamed", ask(["a"], {}, { reasoning_effort: "none" })))
      assert.deepStrictEqual([error.took, reasons(error.attempts)], [60_000, [firstToken]])
    }).pipe(Effect.provide(house([fake("a", FakeProvider.hang, thoughtful)])))
  )

  it.effect("preamble and pings are not a first token", () => {
    const pings = FakeProvider.paced(400, FakeProvider.reads([start], [], [], [], [text("late")], whole))
    return Effect.gen(function* () {
      const request = ask(["a", "b"], { first_token_timeout_ms: 1000 })
      const told = yield* answered(tell("streamed", request))
      assert.deepStrictEqual([told.text, told.took], ["from b", 1000])
      assert.deepStrictEqual(reasons(told.metadata.attempts!)[0], firstToken)
    }).pipe(Effect.provide(house([fake("a", pings), fake("b", FakeProvider.text("from b"))])))
  })

  it.effect("a whole answer has no first token to wait for where nobody states one", () =>
    Effect.gen(function* () {
      const told = yield* answered(tell("unary", ask(["a"])))
      assert.deepStrictEqual([told.text, told.took], ["slow", 500_000])
    }).pipe(Effect.provide(house([fake("a", FakeProvider.after(500_000, FakeProvider.text("slow")))])))
  )

  it.effect("stated by the caller or the host, it is also that of a whole answer's first byte", () =>
    Effect.gen(function* () {
      const told = yield* answered(tell("unary", ask(["a", "b"], { first_token_timeout_ms: 1000 })))
      assert.deepStrictEqual([told.text, told.took], ["from b", 1000])
      assert.strictEqual(reasons(told.metadata.attempts!)[0], firstToken)
      assert.strictEqual(told.metadata.attempts![0]!.timer, "first_token")
    }).pipe(Effect.provide(house([fake("a", FakeProvider.hang), fake("b", FakeProvider.text("from b"))])))
  )

  it.effect(
    "a whole answer that has begun is in time; white space that keeps the connection alive is no beginning",
    () => {
      const slow = (read: ReadonlyArray<Event>) => dripping("a", "slow", { pause: 300, reads: 5, read })
      const request = ask(["a", "b"], { first_token_timeout_ms: 1000 })
      const b = () => fake("b", FakeProvider.text("from b"))
      return Effect.gen(function* () {
        const begun = yield* answered(tell("unary", request)).pipe(Effect.provide(house([slow([]), b()])))
        assert.deepStrictEqual([begun.text, begun.took, begun.metadata.ttft_ms], ["slow", 1500, 300])
        const alive = yield* answered(tell("unary", request)).pipe(
          Effect.provide(house([slow(keepAlive), b()]))
        )
        assert.deepStrictEqual([alive.text, alive.took], ["from b", 1000])
      })
    }
  )
})

describe("stall", () => {
  it.effect("it is noticed in time however late the first sign of life comes", () =>
    Effect.gen(function* () {
      for (const mode of modes) {
        const told = yield* answered(tell(mode, ask(["a", "b"], { stall_timeout_ms: 700 })))
        assert.deepStrictEqual([told.text, told.took], ["from b", 1000 + 700])
        assert.strictEqual(reasons(told.metadata.attempts!)[0], stalled)
      }
    }).pipe(
      Effect.provide(
        house([
          fake("a", FakeProvider.after(1000, FakeProvider.stall([start]))),
          fake("b", FakeProvider.text("from b"))
        ])
      )
    )
  )

  for (const mode of modes) {
    it.effect(
      `silence after the first sign of life is a stall, and the next endpoint is asked, ${mode}`,
      () =>
        Effect.gen(function* () {
          const told = yield* answered(tell(mode, ask(["a", "b"], { stall_timeout_ms: 700 })))
          assert.deepStrictEqual([told.text, told.took], ["from b", 700])
          assert.strictEqual(reasons(told.metadata.attempts!)[0], stalled)
        }).pipe(
          Effect.provide(house([fake("a", FakeProvider.stall([])), fake("b", FakeProvider.text("from b"))]))
        )
    )

    it.effect(`before the first sign of life nothing stalls, ${mode}`, () =>
      Effect.gen(function* () {
        const told = yield* answered(tell(mode, ask(["a"], { stall_timeout_ms: 700 })))
        assert.deepStrictEqual([told.text, told.took], ["slow", 10_000])
      }).pipe(Effect.provide(house([fake("a", FakeProvider.after(10_000, FakeProvider.text("slow")))])))
    )
  }

  it.effect("any byte resets it, one that says nothing too", () => {
    const slow = FakeProvider.paced(
      600,
      FakeProvider.reads([start], [], [], [text("a")], [], [], [text("b")], whole)
    )
    return Effect.gen(function* () {
      const told = yield* answered(tell("streamed", ask(["a"], { stall_timeout_ms: 700 })))
      assert.deepStrictEqual([told.text, told.took], ["ab", 4800])
    }).pipe(Effect.provide(house([fake("a", slow)])))
  })

  it.effect("after the commit it ends the stream with what was said, and closes the attempt", () => {
    const signals = observed()
    const a = fake("a", FakeProvider.stall([start, text("half an")]))
    const b = fake("b")
    return Effect.gen(function* () {
      const error = yield* failed(tell("streamed", ask(["a", "b"], { stall_timeout_ms: 700 })))
      assert.deepStrictEqual([error.status, error.code, error.took], [504, "upstream_timeout", 700])
      assert.strictEqual(error.partial?.choices[0]?.message.content, "half an")
      assert.strictEqual(error.partial?.choices[0]?.finish_reason, null)
      assert.deepStrictEqual(reasons(error.attempts), [stalled])
      assert.deepStrictEqual([a.journal()[0]?.outcome, b.journal().length], ["interrupted", 0])
      assert.deepStrictEqual(
        signals.outcomes.map(({ type }) => type),
        ["entered", "committed", "failed"]
      )
    }).pipe(Effect.provide(house([a, b], {}, signals.layer)))
  })

  const slowly = (pause: number) =>
    Effect.gen(function* () {
      const router = yield* Router
      return yield* router.chatStream(ask(["a"], { stall_timeout_ms: 700 })).pipe(
        Stream.mapEffect((chunk) => Effect.as(Effect.sleep(pause), chunk), { concurrency: 1 }),
        Stream.runCollect
      )
    })

  it.effect("a slow caller stalls nothing", () =>
    Effect.gen(function* () {
      const chunks = yield* answered(Effect.map(slowly(60_000), (chunks) => ({ chunks })))
      assert.deepStrictEqual(chunks.chunks.at(-1)?.choices, [])
    }).pipe(Effect.provide(house([fake("a", FakeProvider.text("one two three"))])))
  )

  it.effect("behind a slow caller a vendor has the whole of its time", () =>
    Effect.gen(function* () {
      const error = yield* failed(slowly(60_000))
      assert.deepStrictEqual([error.code, error.took], ["upstream_timeout", 60_700])
      assert.deepStrictEqual(reasons(error.attempts), [stalled])
    }).pipe(Effect.provide(house([fake("a", FakeProvider.stall([start, text("one")]))])))
  )
})

describe("attempt", () => {
  for (const mode of modes) {
    it.effect(`an attempt that takes too long is abandoned for the next, ${mode}`, () =>
      Effect.gen(function* () {
        const told = yield* answered(tell(mode, ask(["a", "b"], { attempt_timeout_ms: 2000 })))
        assert.deepStrictEqual([told.text, told.took], ["from b", 2000])
        assert.strictEqual(reasons(told.metadata.attempts!)[0], tooLong)
      }).pipe(Effect.provide(house([fake("a", FakeProvider.hang), fake("b", FakeProvider.text("from b"))])))
    )
  }

  it.effect("an abandoned attempt is closed before the next one begins", () => {
    const a = fake("a", FakeProvider.stall([start]))
    const b = fake("b", () => {
      assert.deepStrictEqual(
        a.journal().map(({ outcome }) => outcome),
        a.journal().map(() => "interrupted")
      )
      return FakeProvider.text("from b")
    })
    return Effect.gen(function* () {
      for (const mode of modes) {
        const told = yield* answered(tell(mode, ask(["a", "b"], { attempt_timeout_ms: 2000 })))
        assert.strictEqual(told.text, "from b")
      }
    }).pipe(Effect.provide(house([a, b])))
  })

  it.effect("it ends with the commit: a stream may take longer than that", () => {
    const busy = FakeProvider.paced(300, FakeProvider.text("a b c d e f g h i j k l m n"))
    return Effect.gen(function* () {
      const told = yield* answered(tell("streamed", ask(["a"], { attempt_timeout_ms: 1000 })))
      assert.strictEqual(told.text, "a b c d e f g h i j k l m n")
      assert.isAbove(told.took, 4000)
    }).pipe(Effect.provide(house([fake("a", busy)])))
  })
})

describe("deadline", () => {
  for (const mode of modes) {
    it.effect(`one budget over all attempts, ${mode}`, () =>
      Effect.gen(function* () {
        const error = yield* failed(
          tell(mode, ask(["a", "b"], { attempt_timeout_ms: 2000, deadline_ms: 3000 }))
        )
        assert.deepStrictEqual([error.status, error.code, error.took], [504, "upstream_timeout", 3000])
        assert.deepStrictEqual(reasons(error.attempts), [tooLong, deadline])
      }).pipe(
        // No attempt may be started beside another one, so that they follow each other.
        Effect.provide(
          house(
            ["a", "b"].map((id) => fake(id, FakeProvider.hang)),
            { hedge: { share: 0 } }
          )
        )
      )
    )

    it.effect(`waits are in it, ${mode}`, () => {
      const busy = new Failure.Overloaded({ message: "busy", retry_after_ms: 2500 })
      const a = fake("a", [FakeProvider.fail(busy), FakeProvider.hang])
      return Effect.gen(function* () {
        const error = yield* failed(tell(mode, ask(["a"], { deadline_ms: 3000 })))
        assert.deepStrictEqual([error.code, error.took], ["upstream_timeout", 3000])
        assert.deepStrictEqual(
          error.attempts.map(({ reason, waited_ms, duration_ms }) => ({ reason, waited_ms, duration_ms })),
          [
            { reason: "Overloaded", waited_ms: undefined, duration_ms: 0 },
            { reason: "TimedOut", waited_ms: 2500, duration_ms: 500 }
          ]
        )
      }).pipe(Effect.provide(house([a])))
    })
  }

  it.effect("it ends a committed stream, with what was said", () => {
    const busy = FakeProvider.paced(300, FakeProvider.text("a b c d e f g h"))
    return Effect.gen(function* () {
      const error = yield* failed(tell("streamed", ask(["a", "b"], { deadline_ms: 1000 })))
      assert.deepStrictEqual([error.status, error.code, error.took], [504, "upstream_timeout", 1000])
      assert.deepStrictEqual(reasons(error.attempts), [deadline])
      assert.strictEqual(error.partial?.choices[0]?.message.content, "a b ")
    }).pipe(Effect.provide(house([fake("a", busy), fake("b")])))
  })

  it.effect("it passes while the caller is slow, and the next read says so", () =>
    Effect.gen(function* () {
      const router = yield* Router
      const error = yield* failed(
        Effect.scoped(
          Effect.gen(function* () {
            const { read } = yield* router.start(ask(["a"], { deadline_ms: 1000 }))
            assert.isAbove((yield* read)?.length ?? 0, 0)
            yield* Effect.sleep(5000)
            return yield* read
          })
        )
      )
      assert.deepStrictEqual([error.code, error.took], ["upstream_timeout", 5000])
      assert.deepStrictEqual(reasons(error.attempts), [deadline])
    }).pipe(Effect.provide(house([fake("a", FakeProvider.text("one two"))])))
  )

  it.effect("none stands where nothing is said but ten minutes", () =>
    Effect.gen(function* () {
      const error = yield* failed(tell("unary", ask(["a", "b"])))
      assert.strictEqual(error.took, 600_000)
      assert.deepStrictEqual(endpoints(error.attempts), ["a/m"])
    }).pipe(Effect.provide(house([fake("a", FakeProvider.hang), fake("b")])))
  )

  it.effect("a deadline that passed before any attempt names no provider", () => {
    const a = fake("a")
    return Effect.gen(function* () {
      const router = yield* Router
      const clock = yield* Clock.Clock
      let reads = 0
      const late: Clock.Clock = {
        ...clock,
        sleep: clock.sleep,
        monotonicTimeNanosUnsafe: () => BigInt(1_000_000_000) * BigInt(reads++)
      }
      const error = yield* Effect.flip(router.chat(ask(["a"], { deadline_ms: 10 }))).pipe(
        Effect.provideService(Clock.Clock, late)
      )
      assert.deepStrictEqual(
        [error.code, error.provider, error.attempts],
        ["upstream_timeout", undefined, []]
      )
      assert.strictEqual(a.journal().length, 0)
    }).pipe(Effect.provide(house([a])))
  })
})
