import { assert, describe, it } from "@effect/vitest"
import { openai } from "@turnout/openai"
import type * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import { createRouter, isRouterError, type TurnoutRouter } from "turnout"
import * as Upstream from "./upstream.ts"

const ask = { model: "gpt-4o-mini", messages: [{ role: "user", content: "hi" }] } as const
const url = "http://in.process/v1/chat/completions"

const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => "answered",
    (error: unknown) => (isRouterError(error) ? error.code : error)
  )

const long = 60_000

interface Held {
  readonly router: TurnoutRouter
  readonly server: ScriptedHttp.ScriptedHttp
  /** The upstream answers. */
  readonly release: () => void
}

const held = (use: (held: Held) => Promise<void>, answer = Upstream.text("hello")): Promise<void> => {
  const gate = Promise.withResolvers<void>()
  return Upstream.withUpstream(
    async () => {
      await gate.promise
      return answer
    },
    async (server) => {
      const router = createRouter({ providers: [openai({ apiKey: "sk-1", baseUrl: server.url })] })
      await use({ router, server, release: () => gate.resolve() })
      gate.resolve()
      await router.close()
    }
  )
}

const isSettled = async (promise: Promise<unknown>): Promise<boolean> => {
  const pending = Symbol()
  const tick = new Promise((resolve) => setTimeout(() => resolve(pending), 5))
  return (await Promise.race([promise, tick])) !== pending
}

describe("a router that is closed with drain_ms", () => {
  it("lets running calls end, through every door, and takes no new one", () =>
    held(async ({ release, router, server }) => {
      const call = router.chat.completions.create(ask)
      const fetched = router.fetch(url, { method: "POST", body: JSON.stringify(ask) })
      await Promise.all([server.request(0), server.request(1)])
      const closing = router.close({ drain_ms: long })
      assert.strictEqual(await codeOf(router.chat.completions.create(ask)), "service_unavailable")
      assert.strictEqual((await router.fetch(url, { method: "POST", body: "{}" })).status, 503)
      assert.isFalse(await isSettled(closing))
      release()
      assert.strictEqual((await call).choices[0]?.message.content, "hello")
      assert.strictEqual((await fetched).status, 200)
      await closing
      assert.lengthOf(server.requests, 2)
    }))

  it("waits for streams to be read to their end", () =>
    held(
      async ({ release, router }) => {
        release()
        const stream = await router.chat.completions.create({ ...ask, stream: true })
        const response = await router.fetch(url, {
          method: "POST",
          body: JSON.stringify({ ...ask, stream: true })
        })
        const closing = router.close({ drain_ms: long })
        assert.isFalse(await isSettled(closing))
        let text = ""
        for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? ""
        assert.strictEqual(text, "hello")
        assert.isFalse(await isSettled(closing))
        assert.include(await response.text(), "[DONE]")
        await closing
      },
      Upstream.streamed("hel", "lo")
    ))

  it("ends what still runs when the time is over", () =>
    held(async ({ router, server }) => {
      const call = codeOf(router.chat.completions.create(ask))
      const { outcome } = await server.request(0)
      await router.close({ drain_ms: 5 })
      assert.strictEqual(await call, "service_unavailable")
      assert.strictEqual(await outcome, "aborted")
    }))

  it("waits no more when it is closed again without it", () =>
    held(async ({ router, server }) => {
      const call = codeOf(router.chat.completions.create(ask))
      await server.request(0)
      const draining = router.close({ drain_ms: long })
      await router.close()
      assert.strictEqual(await call, "service_unavailable")
      await draining
    }))

  it("answers who came while it was still being built", () =>
    held(async ({ release, router }) => {
      release()
      const call = router.chat.completions.create(ask)
      const closing = router.close({ drain_ms: long })
      assert.strictEqual((await call).choices[0]?.message.content, "hello")
      await closing
    }))

  it("and was never used closes at once", async () => {
    const router = createRouter({ providers: [openai({ apiKey: "sk-1" })] })
    await router.close({ drain_ms: long })
  })

  it("wrongly tells so, and is closed all the same", () =>
    held(async ({ router, server }) => {
      const call = codeOf(router.chat.completions.create(ask))
      await server.request(0)
      const error = await router.close({ drain_ms: "5s" as never }).then(
        () => undefined,
        (error: unknown) => error
      )
      assert.deepInclude(error, { code: "internal_error", param: "close.drain_ms" })
      assert.strictEqual(await call, "service_unavailable")
    }))
})

describe("waitUntil", () => {
  const stream = JSON.stringify({ ...ask, stream: true })

  it("keeps a worker until the stream has ended or its reader has left", () =>
    held(async ({ release, router }) => {
      release()
      for (const leave of ["read", "cancel"]) {
        const works: Array<Promise<unknown>> = []
        const response = await router.fetch(url, {
          method: "POST",
          body: stream,
          waitUntil: (work) => works.push(work)
        })
        assert.lengthOf(works, 1)
        assert.isFalse(await isSettled(works[0]!))
        await (leave === "read" ? response.text() : response.body!.cancel())
        await works[0]
      }
    }, Upstream.streamed("hello")))

  it("keeps it until a whole answer or an error is there, and one that throws starts nothing", () =>
    held(async ({ release, router, server }) => {
      release()
      for (const body of [JSON.stringify(ask), "{"]) {
        let work: Promise<unknown> | undefined
        await router.fetch(url, { method: "POST", body, waitUntil: (given) => (work = given) })
        await work
      }
      assert.lengthOf(server.requests, 1)
      const failed = await router.fetch(url, {
        method: "POST",
        body: JSON.stringify(ask),
        waitUntil: () => {
          throw new Error("secret")
        }
      })
      assert.strictEqual(failed.status, 500)
      assert.notInclude(await failed.text(), "secret")
      assert.lengthOf(server.requests, 1)
    }))
})
