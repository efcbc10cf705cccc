import { assert, describe, it } from "@effect/vitest"
import { Catalog } from "@turnout/core/Catalog"
import { openai } from "@turnout/openai"
import type * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import { layerFetchWith } from "@turnout/wire/TransportFetch"
import { type ChatRequest, createRouter, isRouterError, type RouterError, type TurnoutRouter } from "turnout"
import * as Upstream from "./upstream.ts"

const model = "gpt-4o-mini"
const ask = { model, messages: [{ role: "user", content: "hi" }] } satisfies ChatRequest

/** A router over two accounts, asked one after the other; the second is used only where a test says so. */
const routed = (
  first: ScriptedHttp.Script,
  test: (
    router: TurnoutRouter,
    server: ScriptedHttp.ScriptedHttp,
    spare: ScriptedHttp.ScriptedHttp
  ) => Promise<void>,
  second: ScriptedHttp.Script = []
) =>
  Upstream.withUpstream(first, (server) =>
    Upstream.withUpstream(second, async (spare) => {
      await using router = createRouter({
        providers: [
          openai({ apiKey: "sk-first", id: "first", baseUrl: `${server.url}/v1` }),
          openai({ apiKey: "sk-second", id: "second", baseUrl: `${spare.url}/v1` })
        ],
        routing: { order: ["first", "second"] },
        include: ["attempts"]
      })
      await test(router, server, spare)
    })
  )

const caught = async (promise: Promise<unknown>): Promise<unknown> => {
  try {
    await promise
  } catch (error) {
    return error
  }
  return assert.fail("should have rejected")
}

const failure = async (promise: Promise<unknown>): Promise<RouterError> => {
  const error = await caught(promise)
  assert.isTrue(isRouterError(error))
  assert.instanceOf(error, Error)
  return error as RouterError
}

const busy = Upstream.refusal(503, { message: "overloaded" })
const pending: ScriptedHttp.Answer = {
  headers: { "content-type": "text/event-stream" },
  body: [Upstream.delta({ role: "assistant", content: "Ra" })],
  ending: "hang"
}

describe("createRouter", () => {
  it("a promise of a completion, and how it came about", () =>
    routed([Upstream.text("hello")], async (router, server, spare) => {
      const answer = await router.chat.completions.create(ask)
      assert.strictEqual(answer.choices[0]?.message.content, "hello")
      assert.strictEqual(answer.routing_metadata.provider, "first")
      assert.deepStrictEqual(answer.routing_metadata.warnings, [])
      assert.strictEqual(server.requests.length, 1)
      assert.strictEqual(spare.requests.length, 0)
    }))

  it("an answer of the second account after the first failed, its attempts told", () =>
    routed(
      () => busy,
      async (router, server) => {
        const answer = await router.chat.completions.create(ask)
        assert.strictEqual(answer.choices[0]?.message.content, "spare")
        assert.deepStrictEqual(
          answer.routing_metadata.attempts?.map(({ outcome, provider }) => [provider, outcome]),
          [
            ["first", "failed"],
            ["second", "answered"]
          ]
        )
        assert.strictEqual(server.requests.length, 1)
      },
      [Upstream.text("spare")]
    ))

  it("a stream of the second account, with no trace of the first", () =>
    routed(
      () => busy,
      async (router) => {
        let text = ""
        const stream = await router.chat.completions.create({ ...ask, stream: true })
        assert.strictEqual(stream.provider, "second")
        for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? ""
        assert.strictEqual(text, "spare")
      },
      [Upstream.streamed("spa", "re")]
    ))

  it("a plan decides, and calls nothing", () =>
    routed([], async (router, server, spare) => {
      const plan = await router.plan(ask)
      assert.deepStrictEqual(
        plan.steps.map(({ provider }) => provider),
        ["first", "second"]
      )
      assert.strictEqual(JSON.parse(JSON.stringify(plan)).steps.length, 2)
      assert.notInclude(JSON.stringify(plan), "sk-first")
      assert.strictEqual(server.requests.length + spare.requests.length, 0)
    }))

  it("a refusal rejects with the router's own error, JSON and all", () =>
    routed([], async (router, server) => {
      const error = await failure(router.chat.completions.create({ ...ask, temperature: 9, top_p: 9 }))
      assert.strictEqual(error.status, 400)
      assert.strictEqual(error.param, "temperature")
      assert.strictEqual(error.violations.length, 2)
      assert.strictEqual(JSON.parse(JSON.stringify(error)).code, "invalid_parameter_value")
      assert.strictEqual(server.requests.length, 0)
    }))

  it("an exhausted call rejects with every attempt, and without a key", () =>
    routed(
      () => busy,
      async (router) => {
        const error = await failure(router.chat.completions.create(ask))
        assert.strictEqual(error.code, "model_unavailable")
        assert.isAbove(error.attempts.length, 1)
        assert.notInclude(JSON.stringify(error) + String(error) + String(error.stack), "sk-")
      },
      () => busy
    ))

  it("a signal rejects with its reason and closes the upstream socket", () =>
    routed([{ raw: true, body: [], ending: "hang" }, pending], async (router, server) => {
      const reason = new Error("changed my mind")
      const first = new AbortController()
      const unary = router.chat.completions.create(ask, { signal: first.signal })
      await server.request(0)
      first.abort(reason)
      assert.strictEqual(await caught(unary), reason)
      assert.strictEqual(await (await server.request(0)).outcome, "aborted")

      const second = new AbortController()
      const stream = await router.chat.completions.create({ ...ask, stream: true }, { signal: second.signal })
      const chunks = stream[Symbol.asyncIterator]()
      await chunks.next()
      const waiting = chunks.next()
      second.abort(reason)
      assert.strictEqual(await caught(waiting), reason)
      assert.strictEqual(await (await server.request(1)).outcome, "aborted")
    }))

  it("leaving the loop closes the upstream socket", () =>
    routed([pending], async (router, server) => {
      for await (const _ of await router.chat.completions.create({ ...ask, stream: true })) break
      assert.strictEqual(await (await server.request(0)).outcome, "aborted")
    }))

  it("closing the router closes every upstream socket", () =>
    routed([pending, { raw: true, body: [], ending: "hang" }], async (router, server) => {
      const stream = await router.chat.completions.create({ ...ask, stream: true })
      const unary = router.chat.completions.create(ask)
      await server.request(1)
      const next = stream[Symbol.asyncIterator]()
      await next.next()
      const codes = Promise.all([failure(next.next()), failure(unary)])
      await router.close()
      assert.deepStrictEqual(
        (await codes).map(({ code }) => code),
        ["service_unavailable", "service_unavailable"]
      )
      assert.strictEqual(await (await server.request(0)).outcome, "aborted")
      assert.strictEqual(await (await server.request(1)).outcome, "aborted")
      assert.strictEqual((await failure(router.chat.completions.create(ask))).code, "service_unavailable")
    }))

  it("a missing key rejects the first call and ready, and names the variable", async () => {
    const key = process.env["OPENAI_API_KEY"]
    delete process.env["OPENAI_API_KEY"]
    const router = createRouter({ providers: [openai()] })
    try {
      assert.include((await failure(router.ready())).message, "OPENAI_API_KEY")
      assert.include((await failure(router.chat.completions.create(ask))).message, "OPENAI_API_KEY")
    } finally {
      if (key !== undefined) process.env["OPENAI_API_KEY"] = key
      await router.close()
    }
  })

  it("two accounts under one id are a mistake that is named", async () => {
    const router = createRouter({ providers: [openai({ apiKey: "a" }), openai({ apiKey: "b" })] })
    assert.include((await failure(router.ready())).message, "openai")
    await router.close()
  })

  it("a host's own transport sends, and its own catalog knows", () =>
    Upstream.withUpstream([Upstream.text("hello")], async (server) => {
      const urls: Array<string> = []
      await using router = createRouter({
        providers: [openai({ apiKey: "sk", baseUrl: `${server.url}/v1` })],
        catalog: Catalog.layerEmpty,
        transport: layerFetchWith((url, init) => {
          urls.push(url)
          return fetch(url, init)
        })
      })
      const answer = await router.chat.completions.create(ask)
      assert.strictEqual(answer.choices[0]?.message.content, "hello")
      assert.deepStrictEqual(urls, [`${server.url}/v1/chat/completions`])
      // A model that no catalog knows has no price.
      assert.isUndefined(answer.routing_metadata.cost)
    }))

  it("a router without providers answers with a typed error", async () => {
    const router = createRouter({ providers: [] })
    const error = await failure(router.chat.completions.create(ask))
    assert.deepStrictEqual([error.status, error.code], [404, "no_provider_available"])
    assert.match(error.message, /no provider/i)
    assert.match(error.suggestion ?? "", /optional/)
    await router.close()
  })
})
