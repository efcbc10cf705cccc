import { assert, describe, it } from "@effect/vitest"
import * as RouterError from "@turnout/core/RouterError"
import type { Cors } from "@turnout/fetch/Cors"
import * as FetchDoor from "@turnout/fetch/FetchDoor"
import { Effect } from "effect"
import * as Fake from "./FakeRouter.ts"

const url = "http://in.process/v1/chat/completions"
const body = JSON.stringify({ model: "m", messages: [{ role: "user", content: "hi" }] })
const app = "https://app.example"

const answered = (
  cors: Cors | undefined,
  init: RequestInit,
  { script = {}, target = url }: { readonly script?: Fake.Script; readonly target?: string } = {}
) =>
  Effect.gen(function* () {
    const door = yield* FetchDoor.make({ requestId: () => "id", ...(cors && { cors }) })
    const response = yield* door.handle(target, init)
    yield* Effect.promise(() => response.text())
    return response
  }).pipe(Effect.provide(Fake.make(script).layer), Effect.scoped)

const post = (origin = app): RequestInit => ({ method: "POST", body, headers: { origin } })

const preflight = (origin = app): RequestInit => ({
  method: "OPTIONS",
  headers: {
    origin,
    "access-control-request-method": "POST",
    "access-control-request-headers": "authorization,content-type"
  }
})

const allowOrigin = ({ headers }: Response) => headers.get("access-control-allow-origin")

describe("a page of another origin", () => {
  it.effect("is told nothing where the host allows none", () =>
    Effect.gen(function* () {
      for (const init of [post(), preflight()]) {
        const { headers } = yield* answered(undefined, init)
        assert.deepStrictEqual(
          [...headers.keys()].filter((name) => name.startsWith("access-control") || name === "vary"),
          []
        )
      }
    })
  )

  const forms: ReadonlyArray<readonly [string, Cors["origins"]]> = [
    ["one origin", app],
    ["a list", ["https://other.example", app]],
    ["a function", (origin) => origin === app]
  ]
  for (const [name, origins] of forms) {
    it.effect(`is admitted by ${name}, and no other is`, () =>
      Effect.gen(function* () {
        for (const init of [post, preflight]) {
          const good = yield* answered({ origins }, init())
          assert.strictEqual(allowOrigin(good), app)
          assert.include(good.headers.get("vary"), "Origin")
          for (const origin of ["https://evil.example", `${app}.evil.example`, "null", `${app}:8443`]) {
            const bad = yield* answered({ origins }, init(origin))
            assert.isNull(allowOrigin(bad))
            assert.include(bad.headers.get("vary"), "Origin")
          }
        }
      })
    )
  }

  it.effect("of any origin is admitted by '*', without cookies, and caches may share", () =>
    Effect.gen(function* () {
      const response = yield* answered({ origins: "*" }, post())
      assert.strictEqual(allowOrigin(response), "*")
      assert.isNull(response.headers.get("access-control-allow-credentials"))
      assert.isNull(response.headers.get("vary"))
    })
  )

  it.effect("asks before it sends, and is told methods, headers and for how long", () =>
    Effect.gen(function* () {
      const { headers, status } = yield* answered(
        { origins: app, credentials: true, max_age_s: 5 },
        preflight()
      )
      assert.strictEqual(status, 204)
      assert.strictEqual(headers.get("access-control-allow-methods"), "POST, OPTIONS")
      assert.strictEqual(headers.get("access-control-allow-headers"), "authorization,content-type")
      assert.strictEqual(headers.get("access-control-max-age"), "5")
      assert.strictEqual(headers.get("access-control-allow-credentials"), "true")
      assert.include(headers.get("vary"), "Access-Control-Request-Headers")
      const fixed = yield* answered({ origins: app, headers: ["Authorization"] }, preflight())
      assert.strictEqual(fixed.headers.get("access-control-allow-headers"), "Authorization")
    })
  )

  it.effect("reads the door's headers of answers, errors, streams and what is not served", () =>
    Effect.gen(function* () {
      const failing = { unary: Effect.fail(RouterError.make("rate_limit_exceeded", "Slow down.")) }
      const streamed = { ...post(), body: body.replace("{", '{"stream":true,') }
      const responses = [
        yield* answered({ origins: app }, post()),
        yield* answered({ origins: app }, post(), { script: failing }),
        yield* answered({ origins: app }, streamed),
        yield* answered({ origins: app }, post(), { target: "http://in.process/none" }),
        yield* answered({ origins: app }, { method: "GET", headers: { origin: app } })
      ]
      assert.deepStrictEqual(
        responses.map(({ status }) => status),
        [200, 429, 200, 404, 405]
      )
      for (const response of responses) {
        assert.strictEqual(allowOrigin(response), app)
        const readable = response.headers.get("access-control-expose-headers")?.split(", ") ?? []
        const ours = [...response.headers.keys()].filter(
          (name) => name.startsWith("x-") && name !== "x-accel-buffering"
        )
        for (const name of [...ours, "retry-after"]) assert.include(readable, name)
      }
    })
  )

  it.effect("gets 500 where the host's function fails, and no call is made", () =>
    Effect.gen(function* () {
      const functions: ReadonlyArray<Cors["origins"]> = [
        () => {
          throw new Error("secret")
        },
        () => "yes" as never
      ]
      for (const origins of functions) {
        const response = yield* answered({ origins }, post())
        assert.strictEqual(response.status, 500)
        assert.isNull(allowOrigin(response))
      }
    })
  )
})

describe("options", () => {
  const wrong: ReadonlyArray<readonly [unknown, ReadonlyArray<string>]> = [
    [{ origins: "*", credentials: true }, ["cors.credentials"]],
    [{ origins: [app, "*"], credentials: true }, ["cors.credentials"]],
    [{ origins: "app.example" }, ["cors.origins"]],
    [{ origins: [`${app}/path`] }, ["cors.origins[0]"]],
    [{ origins: app, max_age_s: "1", header: [] }, ["cors.max_age_s", "cors.header"]],
    [{}, ["cors.origins"]],
    [true, ["cors"]]
  ]
  for (const [cors, params] of wrong) {
    it.effect(`${JSON.stringify(cors)} is told at once`, () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(FetchDoor.make({ requestId: () => "id", cors: cors as Cors }))
        assert.deepStrictEqual(
          error.violations.map(({ param }) => param),
          params
        )
      }).pipe(Effect.provide(Fake.make({}).layer), Effect.scoped)
    )
  }

  it.effect("is told of a host's function that throws in the form of the API that it asked", () =>
    Effect.gen(function* () {
      const origins = () => {
        throw new Error("no")
      }
      const told = (target: string) =>
        Effect.gen(function* () {
          const door = yield* FetchDoor.make({ requestId: () => "id", cors: { origins } })
          const response = yield* door.handle(target, post())
          return { status: response.status, body: (yield* Effect.promise(() => response.json())) as unknown }
        }).pipe(Effect.provide(Fake.make({}).layer), Effect.scoped)
      const chat = yield* told(url)
      assert.strictEqual(chat.status, 500)
      assert.nestedPropertyVal(chat.body, "error.code", "internal_error")
      const messages = yield* told("http://in.process/v1/messages")
      assert.strictEqual(messages.status, 500)
      assert.nestedPropertyVal(messages.body, "type", "error")
      assert.nestedPropertyVal(messages.body, "error.type", "api_error")
    })
  )
})
