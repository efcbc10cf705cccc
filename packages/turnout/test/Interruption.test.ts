import * as Http from "node:http"
import type { AddressInfo } from "node:net"
import { Readable } from "node:stream"
import { assert, describe, it } from "@effect/vitest"
import { Catalog } from "@turnout/core/Catalog"
import { openai } from "@turnout/openai"
import type { Receipt } from "@turnout/router/Receipt"
import type * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import { type ChatRequest, createRouter, type TurnoutRouter } from "turnout"
import * as Upstream from "./upstream.ts"

const ask = { model: "m", messages: [{ role: "user", content: "hi" }] } satisfies ChatRequest

const silent: ScriptedHttp.Answer = { raw: true, body: [], ending: "hang" }
const begun: ScriptedHttp.Answer = {
  headers: { "content-type": "text/event-stream" },
  body: [Upstream.delta({ role: "assistant", content: "Ra" })],
  ending: "hang"
}

interface Scene {
  readonly router: TurnoutRouter
  readonly server: ScriptedHttp.ScriptedHttp
  readonly spare: ScriptedHttp.ScriptedHttp
  readonly receipts: ReadonlyArray<Receipt>
}

/** The first account does as told, the second is there to fall back on. */
const scene = (answer: ScriptedHttp.Answer, test: (scene: Scene) => Promise<void>) =>
  Upstream.withUpstream([answer], (server) =>
    Upstream.withUpstream([], async (spare) => {
      const receipts: Array<Receipt> = []
      await using router = createRouter({
        providers: [
          openai({ apiKey: "sk-1", id: "first", baseUrl: `${server.url}/v1`, models: { m: {} } }),
          openai({ apiKey: "sk-2", id: "second", baseUrl: `${spare.url}/v1`, models: { m: {} } })
        ],
        catalog: Catalog.layerEmpty,
        routing: { order: ["first", "second"] },
        observe: (receipt) => receipts.push(receipt)
      })
      await test({ router, server, spare, receipts })
    })
  )

/** The socket is closed, nobody else is asked, and the receipt says what was used. */
const ended = async ({ receipts, server, spare }: Scene) => {
  assert.strictEqual(await (await server.request(0)).outcome, "aborted")
  await new Promise((resolve) => setTimeout(resolve, 20))
  assert.deepStrictEqual([server.requests.length, spare.requests.length], [1, 0])
  assert.deepStrictEqual(
    receipts.map(({ attempts, outcome }) => [outcome, ...attempts.map(({ outcome }) => outcome)]),
    [["interrupted", "interrupted"]]
  )
}

const caught = (promise: Promise<unknown>) =>
  promise.then(
    () => assert.fail("should have rejected"),
    () => {}
  )

const post = (stream: boolean): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ ...ask, stream })
})

describe("a call that is aborted", () => {
  it("by its signal, before an answer", () =>
    scene(silent, async (scene) => {
      const abort = new AbortController()
      const call = scene.router.chat.completions.create(ask, { signal: abort.signal })
      await scene.server.request(0)
      abort.abort()
      await caught(call)
      await ended(scene)
    }))

  it("by its signal, before a stream", () =>
    scene(silent, async (scene) => {
      const abort = new AbortController()
      const call = scene.router.chat.completions.create({ ...ask, stream: true }, { signal: abort.signal })
      await scene.server.request(0)
      abort.abort()
      await caught(call)
      await ended(scene)
    }))

  it("by its signal, inside a stream", () =>
    scene(begun, async (scene) => {
      const abort = new AbortController()
      const stream = await scene.router.chat.completions.create(
        { ...ask, stream: true },
        { signal: abort.signal }
      )
      const chunks = stream[Symbol.asyncIterator]()
      await chunks.next()
      const next = chunks.next()
      abort.abort()
      await caught(next)
      await ended(scene)
    }))

  it("by leaving the loop", () =>
    scene(begun, async (scene) => {
      for await (const _ of await scene.router.chat.completions.create({ ...ask, stream: true })) break
      await ended(scene)
    }))

  it("by throwing in the loop", () =>
    scene(begun, async (scene) => {
      const stream = await scene.router.chat.completions.create({ ...ask, stream: true })
      await caught(
        (async () => {
          for await (const _ of stream) throw new Error("enough")
        })()
      )
      await ended(scene)
    }))

  it("by disposing of a stream that nobody reads", () =>
    scene(begun, async (scene) => {
      {
        await using _ = await scene.router.chat.completions.create({ ...ask, stream: true })
      }
      await ended(scene)
    }))

  it("by closing the router", () =>
    scene(begun, async (scene) => {
      await scene.router.chat.completions.create({ ...ask, stream: true })
      await scene.router.close()
      await ended(scene)
    }))

  for (const stream of [false, true]) {
    it(`by the signal of a fetch, ${stream ? "streamed" : "unary"}`, () =>
      scene(silent, async (scene) => {
        const abort = new AbortController()
        const url = "http://router/v1/chat/completions"
        const call = scene.router.fetch(url, { ...post(stream), signal: abort.signal })
        await scene.server.request(0)
        abort.abort()
        await caught(call)
        await ended(scene)
      }))
  }

  it("by cancelling the body of a response", () =>
    scene(begun, async (scene) => {
      const response = await scene.router.fetch("http://router/v1/chat/completions", post(true))
      const reader = response.body!.getReader()
      await reader.read()
      await reader.cancel()
      await ended(scene)
    }))
})

/** A server over the router's `fetch`, as a host would write it. */
const served = async (router: TurnoutRouter, test: (url: string) => Promise<void>) => {
  const server = Http.createServer(async (incoming, response) => {
    const abort = new AbortController()
    response.on("close", () => abort.abort())
    try {
      const answer = await router.fetch(`http://host${incoming.url}`, {
        method: incoming.method ?? "GET",
        headers: incoming.headers as Record<string, string>,
        body: await new Response(Readable.toWeb(incoming) as ReadableStream).text(),
        signal: abort.signal
      })
      response.writeHead(answer.status, Object.fromEntries(answer.headers))
      for await (const bytes of answer.body ?? []) response.write(bytes)
      response.end()
    } catch {
      response.destroy()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  try {
    await test(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/chat/completions`)
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

describe("a client of the host that hangs up", () => {
  it("before an answer: the upstream request ends", () =>
    scene(silent, (scene) =>
      served(scene.router, async (url) => {
        const abort = new AbortController()
        const call = fetch(url, { ...post(false), signal: abort.signal })
        await scene.server.request(0)
        abort.abort()
        await caught(call)
        await ended(scene)
      })
    ))

  it("inside a stream: the upstream request ends", () =>
    scene(begun, (scene) =>
      served(scene.router, async (url) => {
        const abort = new AbortController()
        const response = await fetch(url, { ...post(true), signal: abort.signal })
        await response.body!.getReader().read()
        abort.abort()
        await ended(scene)
      })
    ))
})
