import { assert, describe, it } from "@effect/vitest"
import * as FetchDoor from "@turnout/fetch/FetchDoor"
import { type NodeHandler, toNodeHandler } from "@turnout/fetch/Node"
import { Effect } from "effect"
import * as Http from "node:http"
import * as Net from "node:net"
import * as Fake from "./FakeRouter.ts"

const ask = { model: "m", messages: [{ role: "user", content: "hi" }] }
const path = "/ai/v1/chat/completions"
const post = (more: object = {}): RequestInit => ({
  method: "POST",
  body: JSON.stringify({ ...ask, ...more })
})

const listen = async (handler: Http.RequestListener) => {
  const server = Http.createServer(handler)
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return {
    port: (server.address() as Net.AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve)
        server.closeAllConnections()
      })
  }
}

interface Served {
  readonly url: string
  readonly port: number
  readonly state: ReturnType<typeof Fake.make>["state"]
}

const served = (
  script: Fake.Script,
  use: (served: Served) => Promise<void>,
  {
    wrap = (handler) => handler,
    ...options
  }: Partial<FetchDoor.Options> & { readonly wrap?: (handler: NodeHandler) => Http.RequestListener } = {}
) => {
  const fake = Fake.make(script)
  return Effect.gen(function* () {
    const door = yield* FetchDoor.make({ requestId: () => "id", ...options })
    const handler = wrap(toNodeHandler(door.fetch))
    const server = yield* Effect.acquireRelease(
      Effect.promise(() => listen(handler)),
      ({ close }) => Effect.promise(close)
    )
    const { port } = server
    yield* Effect.promise(() => use({ url: `http://127.0.0.1:${port}${path}`, port, state: fake.state }))
  }).pipe(Effect.provide(fake.layer), Effect.scoped)
}

/** Once the condition holds. */
const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 1))
}

describe("a handler of Node's", () => {
  it.live("answers whole, with a length, and keeps the connection", () =>
    served({}, async ({ state, url }) => {
      const response = await fetch(url, post())
      assert.strictEqual(response.status, 200)
      assert.strictEqual(response.headers.get("x-request-id"), "id")
      const text = await response.text()
      assert.strictEqual(
        response.headers.get("content-length"),
        String(new TextEncoder().encode(text).length)
      )
      assert.notStrictEqual(response.headers.get("connection"), "close")
      assert.deepStrictEqual(JSON.parse(text), Fake.completion("hello"))
      assert.deepStrictEqual(state.requests, [ask])
    })
  )

  it.live("streams each read as it comes", () => {
    const reads: Fake.Script["reads"] = [[Fake.chunk("a")], "wait"]
    return served({ reads }, async ({ state, url }) => {
      const response = await fetch(url, post({ stream: true }))
      assert.strictEqual(response.headers.get("content-type"), "text/event-stream; charset=utf-8")
      const reader = response.body!.getReader()
      assert.include(new TextDecoder().decode((await reader.read()).value), '"content":"a"')
      // The second never comes, and the first was not held back for it.
      assert.strictEqual(state.open, 1)
      await reader.cancel()
      await until(() => state.open === 0)
    })
  })

  it.live("ends the call of a client that leaves, before and within the answer", () =>
    served({ unary: Effect.never, begin: Effect.void, reads: ["wait"] }, async ({ state, url }) => {
      for (const stream of [false, true]) {
        const controller = new AbortController()
        const answer = fetch(url, { ...post({ stream }), signal: controller.signal })
        await until(() => state.open === 1)
        controller.abort()
        await answer
          .then(
            (response) => response.text(),
            () => {}
          )
          .catch(() => {})
        await until(() => state.open === 0)
      }
    })
  )

  it.live("reads no more of an answer than its client takes", () => {
    const large = Fake.chunk("x".repeat(100_000))
    const reads = Array.from({ length: 400 }, () => [large])
    return served({ reads }, async ({ port, state }) => {
      const socket = Net.connect(port, "127.0.0.1")
      const body = JSON.stringify({ ...ask, stream: true })
      socket.pause()
      socket.write(`POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-length: ${body.length}\r\n\r\n${body}`)
      await until(() => state.reads > 2)
      let before = -1
      // What fits into the buffers of two sockets has been read when no more is.
      while (before !== state.reads) {
        before = state.reads
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
      assert.isBelow(state.reads, 300)
      assert.strictEqual(state.open, 1)
      socket.destroy()
      await until(() => state.open === 0)
    })
  })

  it.live("refuses a body that is too large with its answer, and does not read the rest", () =>
    served(
      {},
      async ({ port, state }) => {
        const socket = Net.connect(port, "127.0.0.1")
        socket.write(
          `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-length: 100000000\r\n\r\n${"x".repeat(1000)}`
        )
        let text = ""
        socket.on("data", (data) => (text += data.toString()))
        await new Promise((resolve) => socket.on("close", resolve))
        assert.match(text, /^HTTP\/1.1 413 /)
        assert.match(text, /connection: close/i)
        assert.include(text, "payload_too_large")
        assert.deepStrictEqual(state.requests, [])
      },
      { max_body_bytes: 100 }
    )
  )

  it.live("takes what a body parser has made of the body", () => {
    const parsed: ReadonlyArray<(text: string) => unknown> = [
      (text) => JSON.parse(text) as unknown,
      (text) => text,
      (text) => Buffer.from(text)
    ]
    let at = 0
    const wrap =
      (handler: NodeHandler): Http.RequestListener =>
      async (request, response) => {
        const chunks: Array<Buffer> = []
        for await (const chunk of request) chunks.push(chunk as Buffer)
        const body = parsed[at++]?.(Buffer.concat(chunks).toString())
        await handler(Object.assign(request, body === undefined ? {} : { body }), response)
      }
    return served(
      {},
      async ({ state, url }) => {
        for (const _ of parsed) assert.strictEqual((await fetch(url, post())).status, 200)
        assert.deepStrictEqual(
          state.requests,
          parsed.map(() => ask)
        )
        // Read by somebody, and kept by nobody.
        assert.strictEqual((await fetch(url, post())).status, 400)
      },
      { wrap }
    )
  })

  it.live("serves a handler that makes a Request of what it is given, with a body too", () =>
    Effect.gen(function* () {
      const handler = toNodeHandler(async (url, init) => {
        const request = new Request(url, init)
        return new Response(`${request.method} ${await request.text()}`)
      })
      const { close, port } = yield* Effect.promise(() => listen(handler))
      for (const init of [{ method: "GET" }, { method: "DELETE" }, { method: "POST", body: "hello" }]) {
        const response = yield* Effect.promise(() => fetch(`http://127.0.0.1:${port}/`, init))
        assert.strictEqual(response.status, 200)
        assert.strictEqual(yield* Effect.promise(() => response.text()), `${init.method} ${init.body ?? ""}`)
      }
      yield* Effect.promise(close)
    })
  )

  it.live("hands an error of the handler on, or answers 500", () =>
    Effect.promise(async () => {
      const failing = toNodeHandler(() => Promise.reject(new Error("secret")))
      const told: Array<unknown> = []
      const bare = await listen((request, response) => void failing(request, response))
      const framework = await listen(
        (request, response) =>
          void failing(request, response, (error) => {
            told.push(error)
            response.writeHead(501).end()
          })
      )
      const answer = await fetch(`http://127.0.0.1:${bare.port}/`)
      assert.strictEqual(answer.status, 500)
      assert.strictEqual(await answer.text(), "")
      assert.strictEqual((await fetch(`http://127.0.0.1:${framework.port}/`)).status, 501)
      assert.deepInclude(told[0], { message: "secret" })
      await bare.close()
      await framework.close()
    })
  )

  it.live("tells the handler the whole address, also where it is mounted, and every header", () =>
    Effect.promise(async () => {
      const seen: Array<readonly [string, string | null]> = []
      const handler = toNodeHandler((url, { headers }) => {
        seen.push([url, new Headers(headers).get("x-one")])
        const answer = new Response(null, { status: 204 })
        answer.headers.append("set-cookie", "a=1")
        answer.headers.append("set-cookie", "b=2")
        return Promise.resolve(answer)
      })
      const server = await listen((request, response) => {
        const originalUrl = request.url!
        request.url = "/cut"
        void handler(Object.assign(request, { originalUrl }), response)
      })
      const answer = await fetch(`http://127.0.0.1:${server.port}/ai/x?y=1`, { headers: { "x-one": "1" } })
      assert.deepStrictEqual(seen, [[`http://127.0.0.1:${server.port}/ai/x?y=1`, "1"]])
      assert.deepStrictEqual(answer.headers.getSetCookie(), ["a=1", "b=2"])
      await server.close()
    })
  )
})
