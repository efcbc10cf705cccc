import { assert, describe, it } from "@effect/vitest"
import type { ChatCompletionChunk } from "@turnout/core/ChatCompletionChunk"
import type { ChatRequest } from "@turnout/core/ChatRequest"
import type { Event } from "@turnout/core/Event"
import type * as Failure from "@turnout/core/Failure"
import * as RouterError from "@turnout/core/RouterError"
import * as Usage from "@turnout/core/Usage"
import * as FakeProvider from "@turnout/testing/FakeProvider"
import type { Receipt } from "@turnout/router/Receipt"
import { Router } from "@turnout/router/Router"
import * as Verdict from "@turnout/router/Verdict"
import { Clock, Effect, Exit, Fiber, Scope, Stream } from "effect"
import { TestClock } from "effect/testing"
import * as fc from "fast-check"
import { failureOf, fake, given, house, key, messages, observed } from "../house.ts"

const classes = Object.keys(Verdict.table) as ReadonlyArray<Failure.FailureClass>

const failure: fc.Arbitrary<Failure.Failure> = fc
  .record({
    name: fc.constantFrom(...classes),
    retry_after_ms: fc.constantFrom(undefined, -1, 0, 500, 5000, 1e12),
    should_retry: fc.constantFrom(undefined, true, false)
  })
  .map(({ name, ...rest }) => failureOf(name, given(rest)))

const choice = fc.constantFrom(0, 0, 0, 1)
const event: fc.Arbitrary<Event> = fc.oneof(
  fc.constantFrom<Event>({ type: "start" }, { type: "start", id: "x", model: "y" }),
  fc.record({ type: fc.constant("text" as const), choice, text: fc.constantFrom("", "a", "b ") }),
  fc.record({
    type: fc.constant("reasoning" as const),
    choice,
    block: choice,
    text: fc.constantFrom("", "r")
  }),
  fc.record({
    type: fc.constant("tool_start" as const),
    choice,
    call: choice,
    id: fc.constantFrom("", "c"),
    name: fc.constant("f")
  }),
  fc.record({
    type: fc.constant("tool_arguments" as const),
    choice,
    call: choice,
    text: fc.constantFrom("", "{")
  }),
  fc.record({
    type: fc.constant("finish" as const),
    choice,
    reason: fc.constantFrom(
      "stop" as const,
      "length" as const,
      "tool_calls" as const,
      "content_filter" as const
    )
  }),
  fc.constant<Event>({ type: "usage", usage: Usage.make({ input: 5, output: 3 }) }),
  fc.constant<Event>({ type: "end" })
)

const sleep = fc.record({
  type: fc.constant("sleep" as const),
  milliseconds: fc.constantFrom(0, 1, 99, 100, 101, 5000, 70_000)
})
const fails = fc.record({ type: fc.constant("fail" as const), failure })
const hang = fc.constant({ type: "hang" as const })
const before: fc.Arbitrary<FakeProvider.Act> = fc.oneof(
  { weight: 3, arbitrary: sleep },
  { weight: 3, arbitrary: fails },
  hang
)
const act: fc.Arbitrary<FakeProvider.Act> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({ type: fc.constant("events" as const), events: fc.array(event, { maxLength: 4 }) })
  },
  { weight: 3, arbitrary: sleep },
  fails,
  hang
)
const answer: fc.Arbitrary<FakeProvider.Answer> = fc.oneof(
  fc.record({ before: fc.array(before, { maxLength: 2 }), acts: fc.array(act, { maxLength: 8 }) }),
  fc.constant(FakeProvider.text("a good answer")),
  fc.constant(FakeProvider.paced(60, FakeProvider.text("a slow answer")))
)

const timeout = fc.constantFrom(undefined, 1, 100, 1000, 50_000)
const world = fc.record({
  scripts: fc.array(fc.array(answer, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 }),
  keys: fc.integer({ min: 1, max: 2 }),
  thinks: fc.constantFrom("yes" as const, "no" as const, "unknown" as const),
  besides: fc.constantFrom(0.05, 0.05, 0),
  deadline_ms: fc.constantFrom(1, 100, 3000, 200_000),
  max_fallback_attempts: fc.constantFrom(undefined, 0, 1, 3, 9),
  first_token_timeout_ms: timeout,
  stall_timeout_ms: timeout,
  attempt_timeout_ms: timeout,
  door: fc.constantFrom(
    "chat" as const,
    "chatStream" as const,
    "start" as const,
    "events" as const,
    "unread" as const,
    "dropped" as const
  ),
  hedge: fc.constantFrom(undefined, { after_ms: 0 }, { after_ms: 50 }, { after_ms: 1000, max: 2 }),
  on_interrupt: fc.constantFrom("fail" as const, "fail" as const, "restart" as const, "continue" as const),
  tool_choice: fc.constantFrom(undefined, "none" as const),
  leaves: fc.constantFrom(undefined, undefined, 0, 50, 120, 4000)
})
type World = typeof world extends fc.Arbitrary<infer A> ? A : never

const call = (
  router: Router["Service"],
  door: World["door"],
  request: ChatRequest,
  heard: Array<unknown>
) => {
  const hear = (item: unknown) =>
    Effect.sync(() => {
      heard.push(item)
    })
  switch (door) {
    case "chat":
      return Effect.asVoid(router.chat(request))
    case "chatStream":
      return Stream.runForEach(router.chatStream(request), hear)
    case "events":
      return Stream.runForEach(router.events(request), hear)
    // Begun, and held by a scope that nobody closes.
    case "unread":
    case "dropped":
      return Effect.flatMap(Scope.make(), (scope) =>
        Effect.flatMap(Scope.provide(router.start(request), scope), ({ read }) =>
          door === "unread" ? Effect.void : Effect.flatMap(read, hear)
        )
      )
    case "start":
      return Effect.scoped(Effect.flatMap(router.start(request), ({ read }) => Effect.flatMap(read, hear)))
  }
}

/** One call in one world: how it ended, when, and what it left. */
const live = ({ besides, door, keys, leaves, scripts, thinks, tool_choice, ...routing }: World) =>
  Effect.gen(function* () {
    const signals = observed()
    const credentials = Array.from({ length: keys }, (_, index) => key(`k${index}`))
    const models = { m: { capabilities: { reasoning: { support: thinks } } } }
    const providers = scripts.map((script, index) => fake(`p${index}`, script, { credentials, models }))
    const request: ChatRequest = {
      model: "m",
      messages,
      tool_choice,
      tools: [{ type: "function", function: { name: "f" } }],
      gateway: { routing, include: ["attempts", "decision"] }
    }
    const heard: Array<unknown> = []
    const receipts: Array<Receipt> = []
    let took = 0
    const running = Effect.gen(function* () {
      const router = yield* Router
      yield* Effect.onExit(call(router, door, request, heard), () =>
        Effect.map(Clock.currentTimeMillis, (now) => {
          took = now
        })
      )
    }).pipe(
      Effect.provide(
        house(
          providers,
          { observe: (receipt) => receipts.push(receipt), hedge: { share: besides } },
          signals.layer
        )
      )
    )
    const fiber = yield* Effect.forkChild(running, { startImmediately: true })
    if (leaves !== undefined) {
      yield* TestClock.adjust(leaves)
      yield* Fiber.interrupt(fiber)
    }
    yield* TestClock.adjust("1 hour")
    return { exit: fiber.pollUnsafe(), took, providers, signals, heard, receipts }
  })

const always = (promise: (lived: Effect.Success<ReturnType<typeof live>>, asked: World) => void) =>
  fc.assert(
    fc.asyncProperty(world, async (asked) => {
      promise(await Effect.runPromise(Effect.provide(live(asked), TestClock.layer())), asked)
    }),
    { numRuns: 300 }
  )

describe("whatever providers do", () => {
  it("a call ends within its deadline, with an answer or the router's own error", () =>
    always(({ exit, took }, { deadline_ms, leaves }) => {
      assert.isDefined(exit, "it ended")
      assert.isAtMost(took, deadline_ms)
      if (exit === undefined || Exit.isSuccess(exit)) return
      for (const reason of exit.cause.reasons) {
        if (reason._tag === "Interrupt") assert.isDefined(leaves)
        else
          assert.isTrue(reason._tag === "Fail" && RouterError.isRouterError(reason.error), String(exit.cause))
      }
    }))

  it("no more requests are sent than may be, and each stands in the error's attempts and in the receipt", () =>
    always(({ exit, providers, receipts }, { besides, hedge, max_fallback_attempts: max = 4 }) => {
      const calls = providers.reduce((sum, provider) => sum + provider.journal().length, 0)
      assert.strictEqual(receipts.length, 1)
      const told = receipts[0]!.attempts.filter(({ outcome }) => outcome !== "skipped")
      assert.strictEqual(told.length, calls)
      const beside = told.filter((attempt) => attempt.hedge === true).length
      const hedges = hedge === undefined ? 0 : (hedge.max ?? 1)
      if (besides === 0) assert.strictEqual(beside, 0, "what runs beside another is budgeted")
      // A hedge is not counted; the next step that was started before its time is.
      assert.isAtMost(beside, hedges + max)
      assert.isAtMost(calls, 1 + max + hedges)
      assert.strictEqual(
        receipts[0]!.outcome === "answered",
        told.some(({ outcome }) => outcome === "answered")
      )
      if (exit?._tag !== "Failure") return
      for (const reason of exit.cause.reasons) {
        if (reason._tag !== "Fail" || !RouterError.isRouterError(reason.error)) continue
        const sent = reason.error.attempts.filter(({ outcome }) => outcome !== "skipped")
        assert.strictEqual(sent.length, calls)
      }
    }))

  it("nothing is left open: no request, no wait", () =>
    always(({ providers, receipts, signals }, { on_interrupt }) => {
      for (const provider of providers) {
        for (const { outcome } of provider.journal()) assert.notStrictEqual(outcome, "open")
        assert.strictEqual(signals.of(`${provider.id}/m`).in_flight, 0)
      }
      const count = (type: string) => signals.outcomes.filter((outcome) => outcome.type === type).length
      const ended = signals.outcomes.filter(
        (outcome) =>
          outcome.type === "committed" ||
          ((outcome.type === "failed" || outcome.type === "abandoned") && outcome.committed !== true)
      )
      assert.strictEqual(ended.length, count("entered"))
      const told = receipts.flatMap(({ attempts }) => attempts)
      const beside = told.filter((attempt) => attempt.hedge === true).length
      const cut = told.filter(({ outcome, timer }) => outcome === "interrupted" || timer !== undefined).length
      assert.isAtMost(count("abandoned"), cut)
      if (on_interrupt === "fail" && beside === 0) {
        assert.isAtMost(count("committed"), 1, "no attempt starts after a commit")
      }
    }))

  it("the caller hears one attempt, or is told of another: one id, one role per choice, nothing behind the last chunk", () =>
    always(({ exit, heard }, { door, on_interrupt }) => {
      if (door !== "chatStream") return
      const chunks = heard as ReadonlyArray<ChatCompletionChunk>
      assert.isAtMost(new Set(chunks.map(({ id, created }) => `${id} ${created}`)).size, 1)
      const news = chunks.flatMap(({ routing_event }) => routing_event?.type ?? [])
      const word = { fail: undefined, restart: "reset", continue: "switched" }[on_interrupt]
      for (const type of news) assert.strictEqual(type, word)
      const resets = chunks.flatMap(({ routing_event }, at) => (routing_event?.type === "reset" ? [at] : []))
      for (const [part, from] of [0, ...resets].entries()) {
        const answer = chunks.slice(from, resets[part])
        for (const index of [0, 1]) {
          const said = answer.flatMap(({ choices }) => choices.filter((each) => each.index === index))
          const roles = said.map(({ delta }) => delta.role)
          assert.deepStrictEqual(
            roles,
            roles.map((_, position) => (position === 0 ? "assistant" : undefined))
          )
        }
      }
      const last = chunks.findIndex(({ routing_metadata }) => routing_metadata !== undefined)
      if (exit?._tag === "Success") assert.strictEqual(last, chunks.length - 1)
      else assert.strictEqual(last, -1)
    }))
})
