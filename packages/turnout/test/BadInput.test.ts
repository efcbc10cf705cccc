import { assert, describe, it } from "@effect/vitest"
import { openai } from "@turnout/openai"
import type * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import * as FastCheck from "fast-check"
import { type ChatRequest, createRouter, isRouterError, type TurnoutRouter } from "turnout"
import * as Upstream from "./upstream.ts"

const good = { model: "gpt-4o-mini", messages: [{ role: "user", content: "hi" }] }

/** An upstream that answers whatever it is asked, so that what was refused is what never came. */
const answering = (test: (router: TurnoutRouter, server: ScriptedHttp.ScriptedHttp) => Promise<void>) =>
  Upstream.withUpstream(
    ({ body }) => (body.includes('"stream":true') ? Upstream.streamed("a") : Upstream.text("a")),
    async (server) => {
      await using router = createRouter({
        providers: [openai({ apiKey: "sk", baseUrl: `${server.url}/v1` })]
      })
      await test(router, server)
    }
  )

const fields = FastCheck.constantFrom(
  "model",
  "messages",
  "temperature",
  "stop",
  "tools",
  "tool_choice",
  "response_format",
  "n",
  "stream",
  "stream_options",
  "gateway",
  "extensions",
  "logit_bias",
  "functions",
  "__proto__",
  "constructor",
  "unheard_of"
)

const value = FastCheck.oneof(
  FastCheck.jsonValue(),
  FastCheck.constantFrom(null, -1, 1e308, "", "\ud800", [], {}, [null], { type: "function" }, true)
)

/** A good request with some of its fields replaced by anything. */
const mutated = FastCheck.dictionary(fields, value, { maxKeys: 3 }).map((changes) => ({
  ...good,
  ...changes
}))

const text = FastCheck.oneof(
  FastCheck.string({ unit: "binary" }),
  FastCheck.json(),
  mutated.map((request) => JSON.stringify(request)),
  FastCheck.constantFrom("[".repeat(1_000_000), `{"messages":${'{"a":'.repeat(100_000)}`)
)

const body = FastCheck.oneof({ weight: 3, arbitrary: text }, FastCheck.uint8Array({ maxLength: 64 }))

describe("bad input", () => {
  it("fetch answers whatever it is sent, and what it refuses goes nowhere", () =>
    answering((router, server) =>
      FastCheck.assert(
        FastCheck.asyncProperty(body, async (body) => {
          const before = server.requests.length
          const response = await router.fetch("http://x/v1/chat/completions", {
            method: "POST",
            body: body as BodyInit
          })
          const answer = await response.text()
          assert.isString(response.headers.get("x-request-id"))
          if (response.status === 200) return
          assert.include([400, 404, 413, 422], response.status, answer)
          assert.isString(JSON.parse(answer).error.code)
          assert.strictEqual(server.requests.length, before)
        }),
        { numRuns: 300 }
      )
    ))

  const hostile: ReadonlyArray<readonly [string, () => unknown]> = [
    ["nothing", () => undefined],
    ["a number", () => 7],
    ["a function", () => () => good],
    ["an empty array", () => []],
    ["an array of arrays", () => [[good]]],
    [
      "a cycle",
      () => {
        const request: Record<string, unknown> = { ...good }
        request["extensions"] = { openai: { request } }
        return request
      }
    ],
    [
      "a depth of a million",
      () => {
        let deep: object = {}
        for (let depth = 0; depth < 1_000_000; depth += 1) deep = { deep }
        return { ...good, extensions: { openai: deep } }
      }
    ],
    [
      "a getter that throws",
      () => ({
        ...good,
        get stream(): boolean {
          throw new Error("boo")
        }
      })
    ],
    [
      "a proxy that throws",
      () =>
        new Proxy(good, {
          get: () => {
            throw new Error("boo")
          },
          ownKeys: () => {
            throw new Error("boo")
          }
        })
    ],
    ["a BigInt", () => ({ ...good, seed: 1n })],
    ["a symbol", () => ({ ...good, user: Symbol("x") })]
  ]
  for (const [name, make] of hostile) {
    it(`${name} rejects with the router's own error and goes nowhere`, () =>
      answering(async (router, server) => {
        const request = make() as ChatRequest
        for (const call of [() => router.chat.completions.create(request), () => router.plan(request)]) {
          const error = await call().then(
            () => assert.fail("should have rejected"),
            (error: unknown) => error
          )
          assert.isTrue(isRouterError(error), String(error))
          assert.strictEqual((error as { status: number }).status, 400)
        }
        assert.strictEqual(server.requests.length, 0)
      }))
  }
})
