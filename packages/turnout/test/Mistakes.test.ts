import { assert, describe, it } from "@effect/vitest"
import { anthropic } from "@turnout/anthropic"
import { openai } from "@turnout/openai"
import { openaiCompatible } from "@turnout/openai-compatible"
import { createRouter, isRouterError, type Options, type RouterError } from "turnout"
import * as Upstream from "./upstream.ts"

const ask = { model: "gpt-4o-mini", messages: [{ role: "user" as const, content: "hi" }] }

const rejection = async (promise: Promise<unknown>): Promise<RouterError> => {
  const error: unknown = await promise.then(
    () => assert.fail("should have rejected"),
    (error: unknown) => error
  )
  assert.isTrue(isRouterError(error))
  return error as RouterError
}

/** The error that `ready` and the first call of every door tell. */
const told = async (options: Options): Promise<RouterError> => {
  await using router = createRouter(options)
  const error = await rejection(router.ready())
  assert.deepInclude(error, { status: 500, code: "internal_error" })
  for (const request of [ask, { ...ask, stream: true as const }]) {
    assert.strictEqual((await rejection(router.chat.completions.create(request))).message, error.message)
  }
  const response = await router.fetch("http://x/v1/chat/completions", { method: "POST", body: "{}" })
  assert.strictEqual(response.status, 500)
  assert.strictEqual(((await response.json()) as { error: RouterError }).error.message, error.message)
  return error
}

describe("a mistake of the host's", () => {
  it("in one account names provider and option", async () => {
    const error = await told({ providers: [openaiCompatible({ baseUrl: "llm.example", id: "local" })] })
    assert.deepInclude(error, { provider: "local", param: "baseUrl" })
    assert.include(error.message, "https://")
  })

  it("in several accounts is told of all of them at once", async () => {
    const error = await told({
      providers: [
        openai({ apiKey: "a\nb" }),
        anthropic({ apiKey: "k", baseUrl: "ftp://x" }),
        openaiCompatible({ baseUrl: "https://fine.example" })
      ]
    })
    assert.deepInclude(error, { provider: "openai", param: "apiKey" })
    assert.deepStrictEqual(
      error.violations.map(({ param }) => param),
      ["apiKey", "baseUrl"]
    )
    assert.include(error.message, "'anthropic'")
    assert.lengthOf((error.cause as AggregateError).errors, 2)
  })

  it("that gives a key alone, a file's name or an instance says what was expected, and no secret", async () => {
    const alone = await told({ providers: [openai("sk-secret" as never)] })
    assert.strictEqual(
      alone.message,
      "Provider 'openai': Invalid 'options': expected an object such as { apiKey }, got a string."
    )
    const providers = [openai({ apiKey: "k" })]
    const wrong: ReadonlyArray<readonly [Partial<Options>, string]> = [
      [{ state: "turnout.db" as never }, "expected a store, as `sqlite({ file })`"],
      [{ observe: new Map() as never }, "Invalid 'observe': expected an object, got a Map."]
    ]
    for (const [given, message] of wrong)
      assert.include((await told({ providers, ...given })).message, message)
  })

  it("that ranks what is no candidate says so", async () => {
    const strategies = { own: ({ candidates }: { candidates: unknown }) => candidates } as never
    await using router = createRouter({ providers: [openai({ apiKey: "k" })], strategies, optimize: "own" })
    const { message } = await rejection(router.plan(ask))
    assert.include(message, "gave a list with an item that has no 'id'")
  })

  it("that two accounts have one id names it", async () => {
    const error = await told({ providers: [openai({ apiKey: "a" }), openai({ apiKey: "b" })] })
    assert.deepInclude(error, { provider: "openai", param: "id" })
  })
})

describe("a base URL as people write it", () => {
  const written: ReadonlyArray<readonly [what: string, (url: string) => string, sent: string]> = [
    ["a query", (url) => `${url}/v1?api-version=1`, "/v1/chat/completions?api-version=1"],
    ["white space", (url) => ` ${url}/v1\n`, "/v1/chat/completions"],
    ["all of it", (url) => `${url}/v1/chat/completions`, "/v1/chat/completions"],
    ["a user and a password", (url) => `${url.replace("//", "//u:p@")}/v1/`, "/v1/chat/completions"]
  ]
  for (const [what, write, path] of written) {
    it(`reaches the server: ${what}`, () =>
      Upstream.withUpstream([Upstream.text("hello")], async (server) => {
        await using router = createRouter({
          providers: [
            openaiCompatible({ baseUrl: write(server.url) }),
            openai({ optional: true, apiKey: "" })
          ]
        })
        const answer = await router.chat.completions.create({ ...ask, model: "m@custom" })
        assert.strictEqual(answer.choices[0]?.message.content, "hello")
        assert.strictEqual(server.requests[0]?.path, path)
        assert.match(String(server.requests[0]?.headers["user-agent"]), /^turnout\/\d/)
        const { authorization } = server.requests[0]!.headers
        assert.strictEqual(authorization, what === "a user and a password" ? "Basic dTpw" : undefined)
      }))
  }
})

describe("a dispatcher of the host's that throws", () => {
  it("is the host's error with its cause, and cools nothing, however often", async () => {
    const { layerDispatcher } = await import("@turnout/transport-undici/TransportUndici")
    let dispatched = 0
    const dispatcher = {
      dispatch: () => {
        dispatched += 1
        throw new TypeError("sk-canary of a dispatcher")
      }
    }
    await using router = createRouter({
      providers: [openai({ apiKey: "k" })],
      transport: layerDispatcher(dispatcher as never)
    })
    for (let call = 1; call <= 5; call++) {
      const error = await rejection(
        router.chat.completions.create({ ...ask, ...(call % 2 === 0 ? { stream: true as const } : {}) })
      )
      assert.deepInclude(error, { status: 500, code: "internal_error" })
      assert.deepStrictEqual(
        error.attempts.map(({ outcome, reason }) => [outcome, reason]),
        [["failed", "InternalError"]]
      )
      assert.include(causes(error), "sk-canary of a dispatcher")
      assert.notInclude(JSON.stringify(error) + error.message, "sk-canary")
      assert.strictEqual(dispatched, call)
    }
  })
})

/** The messages of what an error was caused by, outermost first. */
const causes = (error: unknown): ReadonlyArray<string> =>
  error instanceof Error ? [error.message, ...causes(error.cause)] : []
