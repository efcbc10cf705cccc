import { assert, describe, it } from "@effect/vitest"
import type { Form } from "@turnout/core/Form"
import type { Request } from "@turnout/core/Request"
import * as RouterError from "@turnout/core/RouterError"
import type { After, Before } from "@turnout/router/Hooks"
import { Router } from "@turnout/router/Router"
import type { RouterOptions } from "@turnout/router/RouterOptions"
import * as FakeProvider from "@turnout/testing/FakeProvider"
import { Effect, Exit, Fiber, Stream } from "effect"
import { TestClock } from "effect/testing"
import { fake, house } from "./house.ts"

const secret = { model: "m", messages: [{ role: "user", content: "my number is 4711" }] } as const

const redact = (request: Request): Request => ({
  ...request,
  messages: request.messages.map((message) => ({
    ...message,
    content: String(message.content).replace(/\d+/g, "[number]")
  })) as Request["messages"]
})

const told = fake("a", FakeProvider.text("call 4711 now"))

type Use<A, E> = (router: Router["Service"]) => Effect.Effect<A, E>

const routed = <A, E>(options: RouterOptions, use: Use<A, E>, provider = fake("a")) =>
  Effect.flatMap(Router, use).pipe(Effect.provide(house([provider], options)))

/** The same hook, as hosts may write it. */
const forms = <A, C>(
  hook: (given: A, context: C) => A | undefined
): ReadonlyArray<(given: A, context: C) => never> =>
  [
    hook,
    async (given: A, context: C) => hook(given, context),
    (given: A, context: C) => Effect.sync(() => hook(given, context))
  ] as never

describe("before", () => {
  it.effect("changes what is sent, in every way of asking, and tells which fields", () =>
    Effect.gen(function* () {
      for (const before of forms<Request, unknown>(redact)) {
        const provider = fake("a")
        yield* routed(
          { before },
          (router) =>
            Effect.gen(function* () {
              const { choices, routing_metadata } = yield* router.chat(secret)
              assert.strictEqual(choices[0]?.message.content, "my number is [number]")
              assert.deepStrictEqual(
                routing_metadata.warnings.map(({ code, type }) => [type, code]),
                [["changed_request", "messages"]]
              )
              assert.notInclude(JSON.stringify(routing_metadata), "4711")
              yield* Stream.runDrain(router.chatStream(secret))
              yield* router.chat([secret, secret])
              const { steps } = yield* router.plan(secret)
              assert.notInclude(JSON.stringify(steps), "4711")
            }),
          provider
        )
        assert.lengthOf(provider.journal(), 3)
        assert.notInclude(JSON.stringify(provider.journal().map(({ prepared }) => prepared)), "4711")
      }
    })
  )

  it.effect("sees whom the call is for and what was asked, normalized; nothing given changes nothing", () => {
    const seen: Array<unknown> = []
    const before: Before = ({ max_completion_tokens, stream }, { model, principal }) =>
      void seen.push([max_completion_tokens, stream, model, principal.user_id])
    return routed({ before }, (router) =>
      Effect.gen(function* () {
        const options = { principal: { user_id: "u" } }
        const { routing_metadata } = yield* router.chat({ ...secret, max_tokens: 9 }, options)
        yield* Stream.runDrain(router.chatStream(secret))
        assert.deepStrictEqual(seen, [
          [9, false, "m", "u"],
          [undefined, true, "m", undefined]
        ])
        assert.deepStrictEqual(routing_metadata.warnings, [])
      })
    )
  })

  it.effect("refuses with a typed error, and nothing is sent", () =>
    Effect.gen(function* () {
      const denied = RouterError.make("insufficient_permissions", "Not for you.")
      const refusals: ReadonlyArray<readonly [Before, RouterError.ErrorCode, number]> = [
        [(_, { refuse }) => refuse("No numbers."), "content_filtered", 400],
        [
          (_, { refuse }) => refuse("No.", { code: "insufficient_permissions", param: "messages" }),
          "insufficient_permissions",
          403
        ],
        [() => Promise.reject(denied), "insufficient_permissions", 403],
        [() => Effect.fail(denied), "insufficient_permissions", 403]
      ]
      for (const [before, code, status] of refusals) {
        const provider = fake("a")
        const error = yield* Effect.flip(routed({ before }, (router) => router.chat(secret), provider))
        assert.deepInclude(error, { code, status })
        assert.lengthOf(provider.journal(), 0)
      }
    })
  )

  it.effect("that fails or gives no request is the host's mistake, with its cause", () =>
    Effect.gen(function* () {
      const wrong: ReadonlyArray<Before> = [
        () => {
          throw new Error("boo")
        },
        () => Promise.reject(new Error("boo")),
        () => "no request" as never,
        () => ({ messages: "none" }) as never,
        (_, { refuse }) => refuse("No.", { code: "none" as never })
      ]
      for (const before of wrong) {
        const provider = fake("a")
        const error = yield* Effect.flip(routed({ before }, (router) => router.chat(secret), provider))
        assert.deepInclude(error, { code: "internal_error", status: 500, param: "before" })
        assert.instanceOf(error.cause, Error)
        assert.notInclude(JSON.stringify(error), "boo")
        assert.lengthOf(provider.journal(), 0)
      }
    })
  )

  it.effect("that never answers ends the call after its time, and is interrupted", () => {
    let isInterrupted = false
    const before: Before = () =>
      Effect.onInterrupt(Effect.never, () => Effect.sync(() => void (isInterrupted = true)))
    return routed({ before }, (router) =>
      Effect.gen(function* () {
        const call = yield* Effect.forkChild(Effect.exit(router.chat(secret)), { startImmediately: true })
        yield* TestClock.adjust(29_999)
        assert.isUndefined(call.pollUnsafe())
        yield* TestClock.adjust(1)
        const exit = yield* Fiber.join(call)
        assert.isTrue(Exit.isFailure(exit))
        assert.isTrue(isInterrupted)
      })
    )
  })
})

describe("a request for vectors", () => {
  it.effect("is changed before it is sent, and refused, like a chat", () => {
    const sent: Array<unknown> = []
    const provider = FakeProvider.make({
      id: "a",
      models: { m: { embeddings: {} } },
      vectors: ({ embedding }) => {
        sent.push(embedding.input)
        return { vectors: embedding.input.map(() => [1, 2]), usage: { input: 1, output: 0 } }
      }
    })
    const before: Before = (request, { refuse }) => {
      const { embedding } = request
      if (embedding?.input.length === 2) return refuse("Too many.")
      return { ...request, embedding: { ...embedding!, input: ["[number]"] } }
    }
    return Effect.gen(function* () {
      yield* routed({ before }, (router) => router.embeddings({ model: "m", input: "4711" }), provider)
      const many = { model: "m", input: ["1", "2"] }
      const error = yield* Effect.flip(routed({ before }, (router) => router.embeddings(many), provider))
      assert.strictEqual(error.code, "content_filtered")
      assert.deepStrictEqual(sent, [["[number]"]])
    })
  })
})

const letters: Form<string, string> = {
  request: secret,
  source: { format: "letters", body: { letter: "4711" } },
  tell: () => ({ each: () => [], last: () => [] }),
  whole: ({ events, fold, metadata }) =>
    JSON.stringify([
      fold.completion(metadata).choices[0]?.message.content,
      events.flatMap((event) => (event.type === "text" ? [event.text] : [])).join(""),
      events.some(({ type }) => type === "native")
    ])
}

describe("a request of another API", () => {
  it.effect("is sent as its caller wrote it, but not once it was changed", () =>
    Effect.gen(function* () {
      for (const [before, isVerbatim] of [
        [() => undefined, true],
        [redact, false]
      ] as const) {
        const provider = fake("a", FakeProvider.text("hello"), { speaks: ["letters"] })
        yield* routed({ before }, (router) => router.answerAs(letters), provider)
        const sent = JSON.stringify(provider.journal()[0]!.prepared.body)
        assert.strictEqual(sent.includes("4711"), isVerbatim)
        if (!isVerbatim) assert.include(sent, "[number]")
      }
    })
  )

  it.effect("that cannot be translated is refused once it was changed", () => {
    const provider = fake("a", FakeProvider.text("hello"), { speaks: ["letters"] })
    const only = { ...letters, source: { ...letters.source!, only: "magic needs the letters API" } }
    return Effect.gen(function* () {
      const error = yield* Effect.flip(
        routed({ before: redact }, (router) => router.answerAs(only), provider)
      )
      assert.strictEqual(error.type, "invalid_request_error")
      assert.lengthOf(provider.journal(), 0)
    })
  })

  it.effect("has its whole answer changed in events and fold alike", () => {
    const after: After = (answer) => ({
      ...answer,
      choices: answer.choices.map((choice) => ({
        ...choice,
        message: { ...choice.message, content: "call [number] now" }
      }))
    })
    return Effect.gen(function* () {
      const answer = yield* routed({ after }, (router) => router.answerAs(letters), told)
      assert.deepStrictEqual(JSON.parse(answer), ["call [number] now", "call [number] now", false])
    })
  })

  it.effect("fails where the hook changed what its form cannot tell", () => {
    const after: After = (answer) => ({ ...answer, model: "another" })
    return Effect.gen(function* () {
      const error = yield* Effect.flip(routed({ after }, (router) => router.answerAs(letters), told))
      assert.deepInclude(error, { code: "internal_error", param: "after" })
    })
  })
})

describe("after", () => {
  const hide = (answer: Parameters<After>[0]): Parameters<After>[0] => ({
    ...answer,
    choices: answer.choices.map((choice) => ({
      ...choice,
      message: { ...choice.message, content: choice.message.content?.replace(/\d+/g, "[number]") ?? null }
    }))
  })

  it.effect("changes what the caller gets, and no stream", () =>
    Effect.gen(function* () {
      for (const after of forms<Parameters<After>[0], unknown>(hide)) {
        yield* routed(
          { after },
          (router) =>
            Effect.gen(function* () {
              const { choices } = yield* router.chat(secret)
              assert.strictEqual(choices[0]?.message.content, "call [number] now")
              const chunks = yield* Stream.runCollect(router.chatStream(secret))
              const text = [...chunks].map(({ choices }) => choices[0]?.delta.content ?? "").join("")
              assert.strictEqual(text, "call 4711 now")
            }),
          told
        )
      }
    })
  )

  it.effect("refuses, and fails, as before does; the answer is not told", () =>
    Effect.gen(function* () {
      const hooks: ReadonlyArray<readonly [After, string]> = [
        [(_, { refuse }) => refuse("Not that."), "content_filtered"],
        [
          () => {
            throw new Error("boo")
          },
          "internal_error"
        ],
        [() => 7 as never, "internal_error"]
      ]
      for (const [after, code] of hooks) {
        const error = yield* Effect.flip(routed({ after }, (router) => router.chat(secret), told))
        assert.strictEqual(error.code, code)
        assert.notInclude(JSON.stringify(error), "4711")
      }
    })
  )
})
