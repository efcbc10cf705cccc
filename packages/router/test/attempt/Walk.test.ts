import { assert, describe, it } from "@effect/vitest"
import * as Failure from "@turnout/core/Failure"
import * as FakeProvider from "@turnout/testing/FakeProvider"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import {
  answered,
  ask,
  endpoints,
  failed,
  failureOf,
  fake,
  house,
  key,
  messages,
  modes,
  observed,
  tell
} from "../house.ts"

const message = "no"

interface Row {
  readonly failure: Failure.Failure
  /** How often an endpoint that is alone is asked. */
  readonly alone: 1 | 2
  /** Whether the next endpoint and the next model follow. */
  readonly onward: boolean
  /** The second request to an endpoint comes at once, or behind everything else. */
  readonly again?: "at once" | "behind"
  readonly ends: readonly [status: number, code: string, type: string]
}

const client = "invalid_request_error"
const upstream = [502, "upstream_error", "api_error"] as const

const rows: ReadonlyArray<Row> = [
  {
    failure: new Failure.InvalidRequest({ message, status: 400 }),
    alone: 1,
    onward: false,
    ends: [400, "invalid_request", client]
  },
  {
    failure: new Failure.InvalidRequest({ message, status: 413 }),
    alone: 1,
    onward: false,
    ends: [413, "payload_too_large", client]
  },
  {
    failure: new Failure.ContextLengthExceeded({ message, status: 400 }),
    alone: 1,
    onward: true,
    ends: [400, "context_length_exceeded", client]
  },
  {
    failure: new Failure.ContentFiltered({ message, status: 400 }),
    alone: 1,
    onward: true,
    ends: [400, "content_filtered", client]
  },
  {
    failure: new Failure.Unsupported({ message, status: 400 }),
    alone: 1,
    onward: true,
    ends: [400, "required_params_not_supported", client]
  },
  {
    failure: new Failure.AuthenticationFailed({ message, status: 401 }),
    alone: 1,
    onward: true,
    ends: upstream
  },
  {
    failure: new Failure.PermissionDenied({ message, status: 403 }),
    alone: 1,
    onward: true,
    ends: upstream
  },
  { failure: new Failure.QuotaExhausted({ message, status: 402 }), alone: 1, onward: true, ends: upstream },
  {
    failure: new Failure.ModelNotFound({ message, status: 404 }),
    alone: 1,
    onward: true,
    ends: [404, "model_not_found", "not_found_error"]
  },
  {
    failure: new Failure.RateLimited({ message, status: 429 }),
    alone: 2,
    onward: true,
    again: "behind",
    ends: [429, "rate_limit_exceeded", "rate_limit_error"]
  },
  {
    failure: new Failure.Overloaded({ message, status: 503 }),
    alone: 2,
    onward: true,
    again: "behind",
    ends: [503, "model_unavailable", "api_error"]
  },
  {
    failure: new Failure.ServerError({ message, status: 500 }),
    alone: 2,
    onward: true,
    again: "behind",
    ends: upstream
  },
  {
    failure: new Failure.ConnectionFailed({ message }),
    alone: 2,
    onward: true,
    again: "at once",
    ends: upstream
  },
  {
    failure: new Failure.TimedOut({ message, timer: "vendor", status: 504 }),
    alone: 1,
    onward: true,
    ends: [504, "upstream_timeout", "api_error"]
  },
  {
    failure: new Failure.MalformedResponse({ message, status: 200 }),
    alone: 1,
    onward: true,
    ends: upstream
  },
  {
    failure: new Failure.StreamTruncated({ message }),
    alone: 2,
    onward: true,
    again: "behind",
    ends: upstream
  }
]

/** Where requests go when every endpoint of the order fails alike. */
const expected = (row: Row, order: ReadonlyArray<string>): ReadonlyArray<string> => {
  if (!row.onward) return order.slice(0, row.alone)
  if (row.again === "at once") return order.flatMap((endpoint) => [endpoint, endpoint])
  return row.again === undefined ? order : [...order, ...order]
}

/** Second requests come as their jitter falls. */
const sorted = (asked: ReadonlyArray<string>, first: number) => [
  ...asked.slice(0, first),
  ...asked.slice(first).sort()
]

const isBehind = (row: Row) => row.again === "behind"

describe("the failure table", () => {
  for (const mode of modes) {
    for (const row of rows) {
      const name = `${row.failure._tag}${row.failure.status === 413 ? " (413)" : ""}, ${mode}`

      it.effect(`${name}: one endpoint`, () => {
        const a = fake("a", FakeProvider.fail(row.failure))
        return Effect.gen(function* () {
          const error = yield* failed(tell(mode, ask(["a"])))
          assert.deepStrictEqual([error.status, error.code, error.type], row.ends)
          assert.strictEqual(a.journal().length, row.alone)
          assert.deepStrictEqual(endpoints(error.attempts), Array(row.alone).fill("a/m"))
          for (const attempt of error.attempts) assert.strictEqual(attempt.reason, row.failure._tag)
          if (isBehind(row)) assert.isAtMost(error.took, 500)
          else assert.strictEqual(error.took, 0)
        }).pipe(Effect.provide(house([a])))
      })

      it.effect(`${name}: two endpoints of one model`, () =>
        Effect.gen(function* () {
          const error = yield* failed(tell(mode, ask(["a", "b"])))
          assert.deepStrictEqual([error.status, error.code, error.type], row.ends)
          const asked = endpoints(error.attempts)
          assert.deepStrictEqual(isBehind(row) ? sorted(asked, 2) : asked, expected(row, ["a/m", "b/m"]))
        }).pipe(
          Effect.provide(
            house([fake("a", FakeProvider.fail(row.failure)), fake("b", FakeProvider.fail(row.failure))])
          )
        )
      )

      it.effect(`${name}: two models`, () =>
        Effect.gen(function* () {
          const error = yield* failed(
            tell(mode, { messages, gateway: { models: ["m1", "m2"], routing: { mode: "fallback" } } })
          )
          assert.deepStrictEqual([error.status, error.code, error.type], row.ends)
          const asked = endpoints(error.attempts)
          assert.deepStrictEqual(isBehind(row) ? sorted(asked, 2) : asked, expected(row, ["a/m1", "b/m2"]))
        }).pipe(
          Effect.provide(
            house([
              fake("a", FakeProvider.fail(row.failure), { models: ["m1"] }),
              fake("b", FakeProvider.fail(row.failure), { models: ["m2"] })
            ])
          )
        )
      )

      if (row.onward) {
        it.effect(`${name}: the next endpoint's answer is the answer`, () =>
          Effect.gen(function* () {
            const told = yield* answered(tell(mode, ask(["a", "b"])))
            assert.deepStrictEqual([told.text, told.metadata.provider, told.took], ["from b", "b", 0])
          }).pipe(
            Effect.provide(
              house([fake("a", FakeProvider.fail(row.failure)), fake("b", FakeProvider.text("from b"))])
            )
          )
        )
      }
    }
  }
})

const overloaded = new Failure.Overloaded({ message, status: 503 })
const serverError = new Failure.ServerError({ message, status: 500 })
const limited = (retry_after_ms?: number) =>
  new Failure.RateLimited({
    message,
    status: 429,
    ...(retry_after_ms === undefined ? {} : { retry_after_ms })
  })

describe("the same endpoint again", () => {
  it.effect("a second request to a busy endpoint may answer, and its wait is told", () => {
    const a = fake("a", [
      FakeProvider.fail(new Failure.Overloaded({ message, retry_after_ms: 3000 })),
      FakeProvider.text("at last")
    ])
    return Effect.gen(function* () {
      const told = yield* answered(tell("unary", ask(["a"])))
      assert.deepStrictEqual([told.text, told.took], ["at last", 3000])
      assert.deepStrictEqual(
        told.metadata.attempts?.map(({ outcome, started_ms, waited_ms, retry_after_ms }) => ({
          outcome,
          started_ms,
          waited_ms,
          retry_after_ms
        })),
        [
          { outcome: "failed", started_ms: 0, waited_ms: undefined, retry_after_ms: 3000 },
          { outcome: "answered", started_ms: 3000, waited_ms: 3000, retry_after_ms: undefined }
        ]
      )
    }).pipe(Effect.provide(house([a])))
  })

  for (const failure of [
    new Failure.Overloaded({ message, retry_after_ms: 10_001 }),
    new Failure.ServerError({ message, retry_after_ms: 10_001 }),
    limited(10_001)
  ]) {
    it.effect(`${failure._tag}: a wait beyond the deadline is not waited for`, () => {
      const a = fake("a", FakeProvider.fail(failure))
      return Effect.gen(function* () {
        const error = yield* failed(tell("unary", ask(["a"], { deadline_ms: 10_000 })))
        assert.deepStrictEqual([error.took, a.journal().length, error.retry_after_ms], [0, 1, 10_001])
      }).pipe(Effect.provide(house([a])))
    })
  }

  it.effect("a rate limit is waited for only when nothing else is left", () => {
    const a = fake("a", [FakeProvider.fail(limited(1000)), FakeProvider.text("from a")])
    const b = fake("b", FakeProvider.fail(new Failure.ServerError({ message, retry_after_ms: 4000 })))
    return Effect.gen(function* () {
      const told = yield* answered(tell("unary", ask(["a", "b"])))
      assert.deepStrictEqual(endpoints(told.metadata.attempts), ["a/m", "b/m", "b/m", "a/m"])
      assert.deepStrictEqual([told.text, told.took], ["from a", 4000])
    }).pipe(Effect.provide(house([a, b])))
  })

  for (const failure of [overloaded, serverError, limited(), new Failure.ConnectionFailed({ message })]) {
    it.effect(`${failure._tag}: a vendor that forbids it is not asked twice`, () => {
      const a = fake("a", FakeProvider.fail(failureOf(failure._tag, { should_retry: false })))
      const b = fake("b", FakeProvider.text("from b"))
      return Effect.gen(function* () {
        yield* failed(tell("unary", ask(["a"], { providers: ["a"] })))
        assert.strictEqual(a.journal().length, 1)
        const told = yield* answered(tell("streamed", ask(["a", "b"])))
        assert.strictEqual(told.text, "from b")
        assert.strictEqual(a.journal().length, 2)
      }).pipe(Effect.provide(house([a, b])))
    })
  }

  it.effect("an endpoint has one second chance, whatever it fails of", () => {
    const a = fake("a", [
      FakeProvider.fail(new Failure.ConnectionFailed({ message })),
      FakeProvider.fail(overloaded)
    ])
    return Effect.gen(function* () {
      const error = yield* failed(tell("unary", ask(["a"])))
      assert.deepStrictEqual(
        error.attempts.map(({ reason }) => reason),
        ["ConnectionFailed", "Overloaded"]
      )
      assert.strictEqual(error.code, "model_unavailable")
    }).pipe(Effect.provide(house([a])))
  })
})

describe("onward", () => {
  const window = (context: number) => ({ models: { m: { limits: { context } } } })
  const tooLong = (more = {}) =>
    FakeProvider.fail(new Failure.ContextLengthExceeded({ message, status: 400, ...more }))

  it.effect("a prompt that was too long goes only to larger windows", () => {
    const a = fake("a", tooLong(), window(8000))
    const b = fake("b", FakeProvider.text("small"), window(8000))
    const c = fake("c", FakeProvider.text("large"), window(16_000))
    return Effect.gen(function* () {
      const told = yield* answered(tell("unary", ask(["a", "b", "c"])))
      assert.deepStrictEqual([told.text, b.journal().length], ["large", 0])
    }).pipe(Effect.provide(house([a, b, c])))
  })

  it.effect("what the vendor says of its limit and the prompt counts too", () => {
    const a = fake("a", tooLong({ limit: 9000, got: 20_000 }))
    const b = fake("b", FakeProvider.text("no larger"), window(9000))
    const c = fake("c", FakeProvider.text("larger, and too small"), window(16_000))
    const d = fake("d", FakeProvider.text("fits"), window(20_000))
    return Effect.gen(function* () {
      const told = yield* answered(tell("streamed", ask(["a", "b", "c", "d"])))
      assert.strictEqual(told.text, "fits")
      assert.deepStrictEqual(endpoints(told.metadata.attempts), ["a/m", "d/m"])
    }).pipe(Effect.provide(house([a, b, c, d])))
  })

  it.effect("an endpoint whose window proved too small is not retried either", () => {
    const a = fake("a", FakeProvider.fail(serverError), window(4000))
    const b = fake("b", tooLong(), window(8000))
    return Effect.gen(function* () {
      const error = yield* failed(tell("unary", ask(["a", "b"])))
      assert.deepStrictEqual(endpoints(error.attempts), ["a/m", "b/m"])
    }).pipe(Effect.provide(house([a, b])))
  })

  it.effect("a caller's fault behind other failures ends the call", () => {
    const a = fake("a", FakeProvider.fail(serverError))
    const b = fake("b", FakeProvider.fail(new Failure.InvalidRequest({ message, status: 422 })))
    const c = fake("c")
    return Effect.gen(function* () {
      const error = yield* failed(tell("unary", ask(["a", "b", "c"])))
      assert.deepStrictEqual(endpoints(error.attempts), ["a/m", "b/m"])
      assert.deepStrictEqual([error.took, c.journal().length], [0, 0])
    }).pipe(Effect.provide(house([a, b, c])))
  })
})

describe("how many", () => {
  const dead = (id: string) => fake(id, FakeProvider.fail(new Failure.MalformedResponse({ message })))
  const many = ["p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8"]

  it.effect("four attempts follow the first where nothing is said", () =>
    Effect.gen(function* () {
      const error = yield* failed(tell("unary", ask(many)))
      assert.deepStrictEqual(endpoints(error.attempts), ["p1/m", "p2/m", "p3/m", "p4/m", "p5/m"])
    }).pipe(Effect.provide(house(many.map(dead))))
  )

  it.effect("as many as there are written alternatives where that is more", () =>
    Effect.gen(function* () {
      const models = many.map((id) => `m@${id}`)
      const error = yield* failed(
        tell("unary", { messages, gateway: { models, routing: { mode: "fallback" } } })
      )
      assert.strictEqual(error.attempts.length, 8)
    }).pipe(Effect.provide(house(many.map(dead))))
  )

  for (const max of [0, 1, 2, 3, 7]) {
    it.effect(`max_fallback_attempts ${max} counts keys, retries and endpoints alike`, () => {
      const keys = ["k1", "k2"].map((id) => key(id))
      const providers = [
        fake("a", FakeProvider.fail(new Failure.QuotaExhausted({ message })), { credentials: keys }),
        fake("b", FakeProvider.fail(new Failure.ConnectionFailed({ message }))),
        fake("c", FakeProvider.fail(serverError)),
        fake("d", FakeProvider.fail(limited()))
      ]
      return Effect.gen(function* () {
        const error = yield* failed(tell("unary", ask(["a", "b", "c", "d"], { max_fallback_attempts: max })))
        const all = ["a/m", "a/m", "b/m", "b/m", "c/m", "d/m", "c/m", "d/m"]
        assert.deepStrictEqual(endpoints(error.attempts), all.slice(0, 1 + max))
        const calls = providers.reduce((sum, provider) => sum + provider.journal().length, 0)
        assert.strictEqual(calls, 1 + max)
      }).pipe(Effect.provide(house(providers)))
    })
  }

  it.effect("allow_fallbacks: false is the first step, its keys and its one retry", () => {
    const keys = ["k1", "k2"].map((id) => key(id))
    const script = [
      FakeProvider.fail(new Failure.AuthenticationFailed({ message, status: 401 })),
      FakeProvider.fail(overloaded),
      FakeProvider.fail(overloaded)
    ]
    const a = fake("a", script, { credentials: keys })
    const b = fake("b")
    return Effect.gen(function* () {
      const error = yield* failed(tell("unary", ask(["a", "b"], { allow_fallbacks: false })))
      assert.deepStrictEqual(
        error.attempts.map(({ endpoint, credential, reason }) => [endpoint, credential, reason]),
        [
          ["a/m", "k1", "AuthenticationFailed"],
          ["a/m", "k2", "Overloaded"],
          ["a/m", "k2", "Overloaded"]
        ]
      )
      assert.strictEqual(b.journal().length, 0)
    }).pipe(Effect.provide(house([a, b])))
  })
})

describe("the host's rows", () => {
  it.effect("an overridden row holds, and the others stay", () => {
    const a = fake("a", FakeProvider.fail(new Failure.InvalidRequest({ message, status: 400 })))
    const b = fake("b", FakeProvider.fail(overloaded))
    const verdicts = {
      InvalidRequest: { endpoint: "yes", model: "yes" },
      Overloaded: { same: "no" }
    } as const
    return Effect.gen(function* () {
      const error = yield* failed(tell("unary", ask(["a", "b"])))
      assert.deepStrictEqual(endpoints(error.attempts), ["a/m", "b/m"])
    }).pipe(Effect.provide(house([a, b], { verdicts })))
  })

  it.effect("a row may keep to the endpoint and still grant it its retry", () => {
    const a = fake("a", FakeProvider.fail(serverError))
    const b = fake("b")
    const verdicts = { ServerError: { endpoint: "no", model: "no" } } as const
    return Effect.gen(function* () {
      const error = yield* failed(tell("unary", ask(["a", "b"])))
      assert.deepStrictEqual(endpoints(error.attempts), ["a/m", "a/m"])
      assert.strictEqual(b.journal().length, 0)
    }).pipe(Effect.provide(house([a, b], { verdicts })))
  })

  it.effect("a row may rule out other endpoints of the model, or other models", () => {
    const at = (id: string, model: string) => fake(id, FakeProvider.fail(overloaded), { models: [model] })
    const providers = () => [at("a", "m1"), at("b", "m1"), at("c", "m2")]
    const request = { messages, gateway: { models: ["m1", "m2"], routing: { mode: "fallback" } } } as const
    const asked = (row: object) =>
      Effect.map(failed(tell("unary", request)), ({ attempts }) => endpoints(attempts)).pipe(
        Effect.provide(house(providers(), { verdicts: { Overloaded: { same: "no", ...row } } }))
      )
    return Effect.gen(function* () {
      const otherModel = yield* asked({ endpoint: "no" })
      assert.strictEqual(otherModel.length, 2)
      assert.match(otherModel[0]!, /m1$/)
      assert.strictEqual(otherModel[1], "c/m2")
      assert.deepStrictEqual((yield* asked({ model: "no" })).sort(), ["a/m1", "b/m1"])
    })
  })
})

describe("cooling", () => {
  it.effect("what one call learned keeps the next one away", () => {
    const a = fake("a", FakeProvider.fail(limited(60_000)))
    const b = fake("b")
    return Effect.gen(function* () {
      const request = {
        ...ask(["a", "b"]),
        gateway: { routing: { order: ["a", "b"] }, include: ["decision"] }
      } as const
      yield* tell("unary", request)
      yield* TestClock.setTime(30_000)
      const { metadata } = yield* tell("unary", request)
      assert.strictEqual(metadata.provider, "b")
      const cooled = metadata.decision?.candidates.find(({ endpoint }) => endpoint === "a/m")
      assert.deepStrictEqual([cooled?.verdict, cooled?.reason], ["excluded", "cooling"])
      yield* TestClock.setTime(60_001)
      assert.deepStrictEqual(
        (yield* tell("unary", request)).metadata.decision?.candidates.map(({ verdict }) => verdict),
        ["viable", "viable"]
      )
    }).pipe(Effect.provide(house([a, b])))
  })

  it.effect(
    "an endpoint that starts to cool down during the call is skipped, recorded, and not counted",
    () => {
      const signals = observed()
      const a = fake(
        "a",
        FakeProvider.after(1000, FakeProvider.fail(new Failure.MalformedResponse({ message })))
      )
      const b = fake("b")
      const c = fake("c", FakeProvider.text("from c"))
      return Effect.gen(function* () {
        const call = tell("unary", ask(["a", "b", "c"], { max_fallback_attempts: 1 }))
        const meanwhile = Effect.andThen(
          Effect.sleep(500),
          Effect.sync(() => signals.limit(b, 500, 9500))
        )
        const told = yield* answered(
          Effect.map(Effect.all([call, meanwhile], { concurrency: "unbounded" }), ([told]) => told)
        )
        assert.strictEqual(told.text, "from c")
        assert.deepStrictEqual(
          told.metadata.attempts?.map(({ endpoint, outcome, message }) => ({ endpoint, outcome, message })),
          [
            { endpoint: "a/m", outcome: "failed", message: "no" },
            {
              endpoint: "b/m",
              outcome: "skipped",
              message: "The key is cooling down for another 9000 ms."
            },
            { endpoint: "c/m", outcome: "answered", message: undefined }
          ]
        )
        assert.strictEqual(b.journal().length, 0)
      }).pipe(Effect.provide(house([a, b, c], {}, signals.layer)))
    }
  )
})
