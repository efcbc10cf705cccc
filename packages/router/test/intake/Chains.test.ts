import { assert, describe, it } from "@effect/vitest"
import type { ChatRequest } from "@turnout/core/ChatRequest"
import * as Failure from "@turnout/core/Failure"
import { Router } from "@turnout/router/Router"
import type { RouterOptions } from "@turnout/router/RouterOptions"
import * as FakeProvider from "@turnout/testing/FakeProvider"
import { Effect, Stream } from "effect"
import { answered, endpoints, failed, fake, house, messages, modes, tell } from "../house.ts"

const status = (code: number) =>
  FakeProvider.fail(
    code === 400 || code === 422 || code === 413
      ? new Failure.InvalidRequest({ message: "wrong", status: code })
      : code === 429
        ? new Failure.RateLimited({ message: "slow down", status: code, should_retry: false })
        : new Failure.ServerError({ message: "broken", status: code, should_retry: false })
  )

const says = (id: string, script: FakeProvider.Script = FakeProvider.text(id)) =>
  fake(id, script, { models: { m: {}, n: {} } })

const ask = (model: string, more: Partial<ChatRequest> = {}): ChatRequest => ({
  model,
  messages,
  gateway: { include: ["attempts"] },
  ...more
})

const texts = (request: ChatRequest, mode: (typeof modes)[number] = "unary") =>
  Effect.map(answered(tell(mode, request)), ({ metadata, text }) => ({
    text,
    tried: endpoints(metadata.attempts),
    metadata
  }))

describe("a model at a provider", () => {
  it.effect("is exact: no other endpoint is tried", () =>
    Effect.gen(function* () {
      const error = yield* failed(tell("unary", ask("m@a")))
      assert.strictEqual(error.code, "upstream_error")
      assert.deepStrictEqual(endpoints(error.attempts), ["a/m"])
    }).pipe(Effect.provide(house([says("a", status(500)), says("b")])))
  )
})

describe("a chain", () => {
  for (const mode of modes) {
    for (const code of [400, 422]) {
      it.effect(`moves on after a vendor's ${code}, past the others of the same item, ${mode}`, () =>
        Effect.gen(function* () {
          const { text, tried } = yield* texts(ask("m@lowest-cost|providers:a,b->n@c"), mode)
          assert.strictEqual(text, "c")
          assert.deepStrictEqual(tried, ["a/m", "c/n"])
        }).pipe(
          Effect.provide(
            house(
              [
                fake("a", status(code), { models: { m: { price: { input: 1, output: 1 } } } }),
                fake("b", status(code), { models: { m: { price: { input: 2, output: 2 } } } }),
                says("c")
              ],
              { seed: 1 }
            )
          )
        )
      )
    }
  }

  it.effect("stays on the endpoint's other item where one is abandoned", () =>
    Effect.gen(function* () {
      const { text, tried } = yield* texts(ask("m@lowest-cost->m@b"))
      assert.deepStrictEqual([text, tried], ["b", ["a/m", "b/m"]])
    }).pipe(
      Effect.provide(
        house([
          fake("a", status(400), { models: { m: { price: { input: 1, output: 1 } } } }),
          fake("b", FakeProvider.text("b"), { models: { m: { price: { input: 2, output: 2 } } } }),
          fake("c", FakeProvider.text("c"), { models: { m: { price: { input: 3, output: 3 } } } })
        ])
      )
    )
  )

  it.effect(
    "without one, a client fault ends the call, and so does a request too large for every endpoint",
    () =>
      Effect.gen(function* () {
        const alone = yield* failed(tell("unary", ask("m@providers:a,b")))
        assert.deepStrictEqual([alone.status, endpoints(alone.attempts).length], [400, 1])
        const pool: ChatRequest = {
          messages,
          gateway: { models: ["m@a", "n@b"], routing: { mode: "fallback" }, include: ["attempts"] }
        }
        assert.deepStrictEqual(endpoints((yield* failed(tell("unary", pool))).attempts), ["a/m"])
        const large = yield* failed(tell("unary", ask("m@big->n@c")))
        assert.deepStrictEqual([large.status, endpoints(large.attempts)], [413, ["big/m"]])
      }).pipe(
        Effect.provide(
          house([says("a", status(400)), says("b", status(400)), says("big", status(413)), says("c")])
        )
      )
  )

  it.effect("all wrong is the first one's 400", () =>
    Effect.gen(function* () {
      const error = yield* failed(tell("unary", ask("m@a->b->n@a")))
      assert.deepStrictEqual([error.status, error.code], [400, "invalid_request"])
      assert.deepStrictEqual(endpoints(error.attempts), ["a/m", "b/m", "a/n"])
    }).pipe(Effect.provide(house([says("a", status(400)), says("b", status(422))])))
  )

  it.effect("has as many attempts as it has items, where that is more", () =>
    Effect.gen(function* () {
      const options = yield* failed(tell("unary", ask("m@a->b->c->d->e->n@a")))
      assert.strictEqual(options.attempts.length, 6)
    }).pipe(
      Effect.provide(
        house(
          ["a", "b", "c", "d", "e"].map((id) => says(id, status(500))),
          { max_chain_items: 6 }
        )
      )
    )
  )

  it.effect("tells what ranked the item that answers", () =>
    Effect.gen(function* () {
      const first = yield* texts(ask("m@lowest-cost|providers:b->n@b"))
      assert.strictEqual(first.metadata.routing_strategy, "custom")
      const second = yield* texts(ask("m@lowest-cost|providers:a->n@b"))
      assert.deepStrictEqual([second.text, second.metadata.routing_strategy], ["b", "balanced"])
    }).pipe(Effect.provide(house([says("a", status(500)), says("b")])))
  )

  it.effect("a region that the answering endpoint does not know is a warning of the answer", () =>
    Effect.gen(function* () {
      const { metadata } = yield* texts(ask("m@a", { region: "us-east1" }))
      assert.deepStrictEqual(
        metadata.warnings.map(({ code, message, type }) => [type, code, message]),
        [["unsupported_parameter", "region", "Parameter 'region' is not supported by the selected provider."]]
      )
    }).pipe(Effect.provide(house([says("a")])))
  )
})

describe("an array of requests", () => {
  const chat = (requests: ReadonlyArray<ChatRequest>) =>
    Effect.flatMap(Router, (router) => router.chat(requests))
  const within = (scripts: { readonly [id: string]: FakeProvider.Script }, options: RouterOptions = {}) =>
    Effect.provide(
      house(
        Object.entries(scripts).map(([id, script]) => says(id, script)),
        options
      )
    )
  const shown = (requests: ReadonlyArray<ChatRequest>) =>
    Effect.map(answered(chat(requests)), ({ choices, routing_metadata }) => ({
      text: choices[0]?.message.content,
      tried: endpoints(routing_metadata!.attempts),
      metadata: routing_metadata!
    }))

  it.effect("the first that is answered is the answer, with its own parameters", () =>
    Effect.gen(function* () {
      const { metadata, text, tried } = yield* shown([
        ask("m@a", { temperature: 0.1 }),
        ask("n@echo", { messages: [{ role: "user", content: "the second" }] })
      ])
      assert.deepStrictEqual([text, tried], ["the second", ["a/m", "echo/n"]])
      assert.deepStrictEqual(
        metadata.attempts?.map(({ query }) => query),
        [undefined, 1]
      )
    }).pipe(within({ a: status(500), echo: FakeProvider.echo }))
  )

  it.effect("moves on after a vendor's 400 and 422, limits, and where no candidate is viable", () =>
    Effect.gen(function* () {
      for (const model of ["m@bad", "m@limited", "m@q>0.9", "m@bad->n@limited"]) {
        assert.strictEqual((yield* shown([ask(model), ask("n@good")])).text, "good", model)
      }
      const strict = ask("m", { gateway: { routing: { max_cost_usd: 0 } } })
      assert.strictEqual((yield* shown([strict, ask("n@good")])).text, "good")
      assert.strictEqual((yield* shown([ask("nothing"), ask("n@good")])).text, "good")
    }).pipe(within({ bad: status(422), limited: status(429), good: FakeProvider.text("good") }))
  )

  it.effect("is validated whole before anything is sent, and its error names the request", () =>
    Effect.gen(function* () {
      const journal = says("a")
      const wrongs: ReadonlyArray<readonly [request: unknown, param: string]> = [
        [{ model: "m", messages: [] }, "[1].messages"],
        [{ ...ask("m"), temperature: 9 }, "[1].temperature"],
        [ask("m@lowest-itll"), "[1].model"],
        [ask("m@nobody"), "[1].model"],
        [ask("m", { region: "" }), "[1].region"],
        [null, "[1]"],
        [{ ...ask("m"), stream: true }, "[1].stream"]
      ]
      for (const [request, param] of wrongs) {
        const error = yield* failed(chat([ask("m"), request as ChatRequest])).pipe(
          Effect.provide(house([journal]))
        )
        assert.deepStrictEqual([error.status, error.param], [400, param], JSON.stringify(request))
        for (const violation of error.violations) assert.match(violation.param, /^\[1\]/)
      }
      assert.strictEqual(journal.journal().length, 0)
    })
  )

  it.effect("holds one to five requests, or as many as the host says", () =>
    Effect.gen(function* () {
      const many = (count: number) => Array.from({ length: count }, () => ask("m"))
      for (const count of [0, 6]) {
        const error = yield* failed(chat(many(count)))
        assert.deepStrictEqual([error.status, error.code], [400, "invalid_request"])
      }
      assert.strictEqual((yield* shown(many(5))).text, "a")
    }).pipe(within({ a: FakeProvider.text("a") }))
  )

  it.effect("hostile lists are refused and never thrown", () =>
    Effect.gen(function* () {
      const { proxy, revoke } = Proxy.revocable<Array<ChatRequest>>([], {})
      revoke()
      const trap = new Proxy([ask("m")], {
        get: () => {
          throw new Error("no")
        }
      })
      const nested = Array.from({ length: 5 }, () => [ask("m")]) as never
      for (const list of [proxy, trap, nested, [[[]]] as never]) {
        assert.strictEqual((yield* failed(chat(list))).status, 400)
      }
    }).pipe(within({ a: FakeProvider.text("a") }))
  )

  it.effect("attempts are counted over all requests", () =>
    Effect.gen(function* () {
      const routing = { max_fallback_attempts: 2 }
      const one = (model: string) => ask(model, { gateway: { routing, include: ["attempts"] } })
      const error = yield* failed(chat([one("m@a->b"), one("n@a->b"), one("m@c")]))
      assert.deepStrictEqual(endpoints(error.attempts), ["a/m", "b/m", "a/n"])
      // The fewest that any asks for.
      const fewer = yield* failed(chat([ask("m@a->b"), one("n@a->b"), ask("m@c")]))
      assert.strictEqual(fewer.attempts.length, 3)
      // By default every written alternative has its turn.
      const all = yield* failed(chat([ask("m@a->b->c"), ask("n@a->b->c")]))
      assert.strictEqual(all.attempts.length, 6)
    }).pipe(within({ a: status(500), b: status(500), c: status(500) }))
  )

  it.effect("the deadline is one for all", () =>
    Effect.gen(function* () {
      const hangs = (model: string, deadline_ms?: number) =>
        ask(model, { gateway: { routing: deadline_ms === undefined ? {} : { deadline_ms } } })
      const error = yield* failed(chat([hangs("m@a"), hangs("n@a", 3000)]))
      assert.deepStrictEqual([error.code, error.took], ["upstream_timeout", 3000])
      assert.strictEqual(error.attempts.length, 1)
    }).pipe(within({ a: FakeProvider.hang }))
  )

  it.effect(
    "the error is the attempts': a client's fault only if all were, else a limit, else the last",
    () =>
      Effect.gen(function* () {
        assert.strictEqual((yield* failed(chat([ask("m@bad"), ask("n@bad")]))).status, 400)
        assert.strictEqual((yield* failed(chat([ask("m@limited"), ask("n@broken")]))).status, 429)
        assert.strictEqual((yield* failed(chat([ask("m@bad"), ask("n@broken")]))).status, 502)
        const refused = yield* failed(chat([ask("m@broken"), ask("n@q>0.9")]))
        assert.deepStrictEqual([refused.status, endpoints(refused.attempts)], [502, ["broken/m"]])
        assert.strictEqual((yield* failed(chat([ask("m@q>0.9"), ask("nothing")]))).status, 404)
      }).pipe(within({ bad: status(400), limited: status(429), broken: status(500) }))
  )

  it.effect("is streamed as one request is", () =>
    Effect.gen(function* () {
      const router = yield* Router
      const requests = [ask("m@a"), ask("n@b")].map((request) => ({ ...request, stream: true }) as const)
      const chunks = yield* Stream.runCollect(router.chatStream(requests))
      assert.strictEqual(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? "").join(""), "b")
      const events = yield* Stream.runCollect(router.events(requests))
      assert.isTrue(events.some((event) => event.type === "text" && event.text === "b"))
    }).pipe(within({ a: status(500), b: FakeProvider.text("b") }))
  )

  it.effect("each has its plan, and its place in the decision", () =>
    Effect.gen(function* () {
      const router = yield* Router
      const plans = yield* router.plan([ask("m@a"), ask("nothing"), ask("n@cost|providers:a,b")])
      assert.deepStrictEqual(
        plans.map(({ steps }) => steps.length),
        [1, 2]
      )
      assert.deepStrictEqual(
        plans.map(({ decision }) => decision.candidates[0]!.place?.[0]),
        [undefined, 2]
      )
      const error = yield* Effect.flip(router.plan([ask("nothing")]))
      assert.strictEqual(error.status, 404)
    }).pipe(within({ a: FakeProvider.echo, b: FakeProvider.echo }))
  )

  it.effect("an interruption ends all of it", () =>
    Effect.gen(function* () {
      const provider = says("a", FakeProvider.hang)
      const fiber = yield* Effect.forkChild(
        Effect.provide(chat([ask("m@a"), ask("n@a")]), house([provider])),
        { startImmediately: true }
      )
      yield* Effect.yieldNow
      while (provider.journal().length === 0) yield* Effect.yieldNow
      yield* Effect.sync(() => fiber.interruptUnsafe())
      while (fiber.pollUnsafe() === undefined) yield* Effect.yieldNow
      assert.deepStrictEqual(
        provider.journal().map(({ outcome }) => outcome),
        ["interrupted"]
      )
    })
  )
})
