import type { ChatRequest } from "@turnout/core/ChatRequest"
import { assert, describe, it } from "@effect/vitest"
import type { Credential } from "@turnout/core/Provider"
import * as Failure from "@turnout/core/Failure"
import * as RouterError from "@turnout/core/RouterError"
import * as FakeProvider from "@turnout/testing/FakeProvider"
import { Router } from "@turnout/router/Router"
import { Cause, Effect, Exit, Redacted, Stream } from "effect"
import { inspect } from "node:util"
import { answered, ask, endpoints, failed, fake, house, key, messages, modes, tell } from "../house.ts"

const message = "no"
const once = { should_retry: false } as const

/** What a call ends as when its endpoints fail like this, one after another. */
const ending = (failures: ReadonlyArray<Failure.Failure>, owner: Credential["owner"] = "platform") => {
  const ids = failures.map((_, index) => `p${index}`)
  const providers = failures.map((failure, index) =>
    fake(ids[index]!, FakeProvider.fail(failure), { credentials: [key("k", owner)] })
  )
  return failed(tell("unary", ask(ids, { deadline_ms: 1000 }))).pipe(Effect.provide(house(providers)))
}

const client = new Failure.ContentFiltered({ message: "filtered", status: 400 })
const other = new Failure.Unsupported({ message: "unsupported", status: 400, param: "top_k" })
const limited = new Failure.RateLimited({ message: "slow", status: 429, retry_after_ms: 9000 })
const broke = new Failure.MalformedResponse({ message: "broke" })
const late = new Failure.TimedOut({ message: "late", timer: "vendor" })
const busy = new Failure.Overloaded({ message: "busy", status: 503, retry_after_ms: 7000, ...once })

describe("the error that surfaces", () => {
  const cases: ReadonlyArray<
    readonly [
      name: string,
      failures: ReadonlyArray<Failure.Failure>,
      status: number,
      code: string,
      by: string
    ]
  > = [
    ["the first client's fault if all were", [client, other], 400, "content_filtered", "p0"],
    ["a client's fault beside another is not the reason", [client, broke], 502, "upstream_error", "p1"],
    ["a rate limit before all others", [broke, limited, late], 429, "rate_limit_exceeded", "p1"],
    ["a rate limit before a client's fault", [client, limited], 429, "rate_limit_exceeded", "p1"],
    ["else the last", [late, broke, busy], 503, "model_unavailable", "p2"],
    ["else the last that was none of the client's", [client, broke, other], 502, "upstream_error", "p1"],
    ["else the last, a time-out", [busy, broke, late], 504, "upstream_timeout", "p2"]
  ]
  for (const [name, failures, status, code, by] of cases) {
    it.effect(name, () =>
      Effect.gen(function* () {
        const error = yield* ending(failures)
        assert.deepStrictEqual([error.status, error.code, error.provider], [status, code, by])
        assert.deepStrictEqual(
          error.attempts.map(({ reason }) => reason),
          failures.map(({ _tag }) => _tag)
        )
      })
    )
  }

  const ofKeys = [
    [Failure.AuthenticationFailed, 401, "invalid_api_key", "authentication_error"],
    [Failure.PermissionDenied, 403, "insufficient_permissions", "permission_error"],
    [Failure.QuotaExhausted, 429, "insufficient_quota", "rate_limit_error"]
  ] as const
  for (const [Class, status, code, type] of ofKeys) {
    const failure = new Class({ message, status })
    it.effect(`${failure._tag}: the caller's key is the caller's to mend, the host's is not`, () =>
      Effect.gen(function* () {
        const own = yield* ending([failure], "byok")
        assert.deepStrictEqual([own.status, own.code, own.type], [status, code, type])
        const ours = yield* ending([failure], "platform")
        assert.deepStrictEqual([ours.status, ours.code, ours.type], [502, "upstream_error", "api_error"])
        const both = yield* ending([failure, client], "byok")
        assert.strictEqual(both.code, code)
      })
    )
  }

  it.effect("says when a new request may succeed, and whose limit it was", () =>
    Effect.gen(function* () {
      const error = yield* ending([limited])
      assert.deepStrictEqual([error.retry_after_ms, error.rate_limit_source], [9000, "upstream"])
      const soonest = new Failure.RateLimited({ message, retry_after_ms: 3000 })
      const unknown = new Failure.RateLimited({ message, ...once })
      const several = yield* ending([unknown, limited, soonest])
      assert.deepStrictEqual([several.retry_after_ms, several.provider], [3000, "p2"])
      const overloaded = yield* ending([busy])
      assert.deepStrictEqual([overloaded.retry_after_ms, overloaded.rate_limit_source], [7000, undefined])
    })
  )

  it.effect("names what the vendor blames, in the vendor's words", () =>
    Effect.gen(function* () {
      const error = yield* ending([
        new Failure.InvalidRequest({
          message: "The provider refused the request.",
          status: 400,
          code: "bad_value",
          param: "messages[0].content",
          provider_message: "too many cats",
          rule: "openai:400",
          request_id: "req_9"
        })
      ])
      assert.strictEqual(error.param, "messages[0].content")
      assert.match(error.message, /^The provider refused the request\..*too many cats/)
      assert.deepInclude(error.attempts[0]!, {
        endpoint: "p0/m",
        provider: "p0",
        model: "m",
        credential: "k",
        outcome: "failed",
        reason: "InvalidRequest",
        status: 400,
        code: "bad_value",
        provider_message: "too many cats",
        rule: "openai:400",
        request_id: "req_9",
        started_ms: 0,
        duration_ms: 0
      })
    })
  )

  it.effect("a model that its vendor does not know is the model's fault", () =>
    Effect.gen(function* () {
      const error = yield* ending([new Failure.ModelNotFound({ message, status: 404 })])
      assert.deepStrictEqual([error.status, error.param], [404, "model"])
    })
  )

  for (const mode of modes) {
    it.effect(`holds the decision only when it was asked for, ${mode}`, () =>
      Effect.gen(function* () {
        const request = { model: "m", messages } as const
        const without = yield* failed(tell(mode, request))
        assert.isUndefined(without.decision)
        assert.strictEqual(without.attempts.length, 1)
        const include = ["decision"] as const
        const withIt = yield* failed(tell(mode, { ...request, gateway: { include } }))
        assert.strictEqual(withIt.decision?.candidates.length, 1)
      }).pipe(Effect.provide(house([fake("a", FakeProvider.fail(broke))])))
    )
  }
})

describe("a refused plan", () => {
  const refused = (request: object, providers: ReadonlyArray<FakeProvider.FakeProvider>) =>
    Effect.gen(function* () {
      const router = yield* Router
      const asked = { messages, ...request } as ChatRequest
      const errors = [
        yield* failed(router.chat(asked)),
        yield* failed(Stream.runDrain(router.chatStream(asked))),
        yield* failed(Effect.scoped(router.start(asked))),
        yield* failed(Stream.runDrain(router.events(asked))),
        yield* failed(router.plan(asked))
      ]
      for (const error of errors) {
        assert.deepStrictEqual([error.code, error.status], [errors[0]!.code, errors[0]!.status])
        assert.deepStrictEqual(error.attempts, [])
      }
      for (const provider of providers) assert.strictEqual(provider.journal().length, 0)
      return errors[0]!
    }).pipe(Effect.provide(house(providers)))

  it.effect("an unknown model is 404, param model, with the nearest names", () =>
    Effect.gen(function* () {
      const error = yield* refused({ model: "gpt-4x" }, [fake("a", undefined, { models: ["gpt-4o"] })])
      assert.deepStrictEqual([error.status, error.code, error.param], [404, "model_not_found", "model"])
      assert.include(error.suggestion ?? "", "gpt-4o")
    })
  )

  it.effect("no viable candidate is 400, with what would help", () =>
    Effect.gen(function* () {
      const error = yield* refused({ model: "m", gateway: { routing: { exclude_providers: ["a"] } } }, [
        fake("a")
      ])
      assert.deepStrictEqual([error.status, error.code], [400, "no_provider_available"])
      assert.include(error.suggestion ?? "", "exclude_providers")
    })
  )

  it.effect("bad input is refused before anything is planned", () =>
    Effect.gen(function* () {
      const error = yield* refused({ model: "m", temperature: 9, top_p: 7 }, [fake("a")])
      assert.deepStrictEqual([error.status, error.param], [400, "temperature"])
      assert.strictEqual(error.violations.length, 2)
    })
  )

  it.effect("all limited by their vendors is 429, with the earliest reopening", () => {
    const limit = (id: string, retry_after_ms: number) =>
      fake(id, FakeProvider.fail(new Failure.RateLimited({ message, retry_after_ms })))
    return Effect.gen(function* () {
      yield* failed(tell("unary", ask(["a", "b"], { deadline_ms: 5000 })))
      const error = yield* Effect.flip(tell("unary", ask(["a", "b"])))
      assert.deepStrictEqual([error.status, error.code], [429, "rate_limit_exceeded"])
      // two hours of the test's clock have gone by
      assert.strictEqual(error.retry_after_ms, 8_000_000 - 7_200_000)
    }).pipe(Effect.provide(house([limit("a", 9_000_000), limit("b", 8_000_000)])))
  })
})

describe("secrets", () => {
  const canary = "sk-canary-8f2b"
  const credentials = [1, 2].map((index): Credential => ({
    id: `key ${index}`,
    owner: "platform",
    key: Redacted.make(`${canary}-${index}`)
  }))
  const shown = (value: unknown): ReadonlyArray<string> => [
    String(value),
    JSON.stringify(value) ?? "",
    inspect(value, { depth: Infinity, showHidden: true, getters: true }),
    value instanceof Error
      ? `${value.stack} ${JSON.stringify(RouterError.isRouterError(value) ? RouterError.toBody(value) : {})}`
      : ""
  ]
  const hides = (value: unknown) => {
    for (const text of shown(value)) assert.notInclude(text, canary)
  }
  const include = ["attempts", "decision"] as const

  it.effect("no key stands in an answer, a chunk, a plan or a decision", () =>
    Effect.gen(function* () {
      const router = yield* Router
      const request = { model: "m", messages, gateway: { include } } as const
      hides(yield* router.chat(request))
      hides(yield* Stream.runCollect(router.chatStream(request)))
      hides(yield* router.plan(request))
    }).pipe(Effect.provide(house([fake("a", undefined, { credentials })])))
  )

  for (const mode of modes) {
    it.effect(`no key stands in an error, its attempts or its cause, ${mode}`, () =>
      Effect.gen(function* () {
        const failures = [
          FakeProvider.fail(new Failure.AuthenticationFailed({ message, status: 401 })),
          FakeProvider.fail(new Failure.ServerError({ message, status: 500 })),
          FakeProvider.hang,
          FakeProvider.broken([{ type: "text", choice: 0, text: "x" }], broke)
        ]
        for (const script of failures) {
          const request = {
            ...ask(["a"], { attempt_timeout_ms: 100 }),
            gateway: { include, routing: { attempt_timeout_ms: 100 } }
          }
          const layer = house([fake("a", script, { credentials })])
          const error = yield* failed(tell(mode, request)).pipe(Effect.provide(layer))
          hides(error)
          hides(error.attempts)
          hides(error.decision)
          hides(Cause.pretty(Cause.fail(error)))
          hides(Exit.fail(error))
          assert.deepStrictEqual(new Set(endpoints(error.attempts)), new Set(["a/m"]))
        }
      })
    )
  }

  it.effect("an answer names the key by its id", () =>
    Effect.gen(function* () {
      const { metadata } = yield* answered(tell("unary", ask(["a"])))
      assert.strictEqual(metadata.attempts?.[0]?.credential, "key 1")
    }).pipe(Effect.provide(house([fake("a", undefined, { credentials })])))
  )
})
