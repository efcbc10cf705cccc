import { NodeHttpServer } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import * as HttpForm from "@turnout/fetch/HttpForm"
import { Effect, Layer } from "effect"
import { HttpRouter, HttpServer, HttpServerResponse } from "effect/http"
import { createServer } from "node:http"
import * as Fake from "./FakeRouter.ts"

const ask = { model: "m", messages: [{ role: "user", content: "hi" }] }
const post = (more: object = {}): RequestInit => ({
  method: "POST",
  body: JSON.stringify({ ...ask, ...more })
})

/** A host's server by Effect, with a route of its own. */
const served = (
  script: Fake.Script,
  use: (base: string, state: ReturnType<typeof Fake.make>["state"]) => Promise<void>,
  options: HttpForm.Options = { path: "/ai" }
) => {
  const fake = Fake.make(script)
  const own = HttpRouter.add("GET", "/health", HttpServerResponse.text("well"))
  const routes = Layer.mergeAll(own, HttpForm.layer(options).pipe(Layer.provide(fake.layer)))
  const server = NodeHttpServer.layer(() => createServer(), { port: 0, host: "127.0.0.1" })
  return Effect.gen(function* () {
    const { address } = yield* HttpServer.HttpServer
    const { port } = address as { readonly port: number }
    yield* Effect.promise(() => use(`http://127.0.0.1:${port}`, fake.state))
  }).pipe(
    Effect.provide(
      HttpRouter.serve(routes, { disableLogger: true, disableListenLog: true }).pipe(
        Layer.provideMerge(server)
      )
    ),
    Effect.scoped
  )
}

const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 1))
}

describe("the door in Effect's HTTP router", () => {
  it.live("answers where it is mounted, beside the host's own routes", () =>
    served({}, async (base, state) => {
      const response = await fetch(`${base}/ai/v1/chat/completions`, post())
      assert.strictEqual(response.status, 200)
      assert.deepStrictEqual(await response.json(), Fake.completion("hello"))
      assert.deepStrictEqual(state.requests, [ask])
      assert.strictEqual(await (await fetch(`${base}/health`)).text(), "well")
      const none = await fetch(`${base}/ai/v1/none`, post())
      assert.strictEqual(none.status, 404)
      assert.include(await none.text(), "resource_not_found")
      assert.isNotNull(none.headers.get("x-request-id"))
    })
  )

  it.live("streams, and a client that leaves ends the call", () =>
    served({ reads: [[Fake.chunk("a")], "wait"] }, async (base, state) => {
      const controller = new AbortController()
      const response = await fetch(`${base}/ai/v1/chat/completions`, {
        ...post({ stream: true }),
        signal: controller.signal
      })
      const reader = response.body!.getReader()
      assert.include(new TextDecoder().decode((await reader.read()).value), '"content":"a"')
      assert.strictEqual(state.open, 1)
      controller.abort()
      await until(() => state.open === 0)
    })
  )

  it.live("a client that leaves before the answer ends the call as well", () =>
    served({ unary: Effect.never }, async (base, state) => {
      const controller = new AbortController()
      const answer = fetch(`${base}/ai/v1/chat/completions`, { ...post(), signal: controller.signal })
      await until(() => state.open === 1)
      controller.abort()
      await answer.catch(() => {})
      await until(() => state.open === 0)
    })
  )

  it.live("at the root as well, with the options of the door", () =>
    served(
      {},
      async (base, state) => {
        const response = await fetch(`${base}/v1/chat/completions`, post())
        assert.strictEqual(response.status, 401)
        assert.deepStrictEqual(state.requests, [])
      },
      { authenticate: () => undefined }
    )
  )
})
