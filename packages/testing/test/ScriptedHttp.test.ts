import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as Net from "node:net"
import * as ScriptedHttp from "../src/ScriptedHttp.ts"

const withServer = async (
  script: ScriptedHttp.Script,
  test: (server: ScriptedHttp.ScriptedHttp) => Promise<void>
): Promise<void> => {
  const server = await ScriptedHttp.start(script)
  try {
    await test(server)
  } finally {
    await server.close()
  }
}

/** All bytes that come back on a bare socket. */
const talk = (url: string, request: string): Promise<{ readonly text: string; readonly error?: string }> =>
  new Promise((resolve) => {
    const socket = Net.connect(Number(new URL(url).port), "127.0.0.1", () => socket.write(request))
    let text = ""
    let error: string | undefined
    socket.on("data", (bytes) => (text += bytes.toString()))
    socket.on("error", (cause: NodeJS.ErrnoException) => (error = cause.code))
    socket.on("close", () => resolve(error === undefined ? { text } : { text, error }))
  })

const get = "GET /x?y=1 HTTP/1.1\r\nhost: a\r\n\r\n"

describe("ScriptedHttp", () => {
  it("answers in order, and remembers what it was asked", () =>
    withServer([ScriptedHttp.json({ a: 1 }), { status: 418, body: "tea" }], async (server) => {
      const first = await fetch(`${server.url}/one?q=2`, {
        method: "POST",
        headers: { "x-mark": "m" },
        body: "héllo"
      })
      assert.deepStrictEqual(await first.json(), { a: 1 })
      assert.strictEqual(first.headers.get("content-type"), "application/json")
      const second = await fetch(`${server.url}/two`)
      assert.deepStrictEqual([second.status, await second.text()], [418, "tea"])
      assert.strictEqual((await fetch(server.url)).status, 500)
      const [one] = server.requests
      assert.deepStrictEqual(
        [one?.method, one?.path, one?.headers["x-mark"], one?.body],
        ["POST", "/one?q=2", "m", "héllo"]
      )
      assert.strictEqual(await one?.outcome, "ended")
      assert.strictEqual(server.requests.length, 3)
    }))

  it("lets a function answer by what was asked", () =>
    withServer(
      ({ body }, index) => ({ body: `${index}:${body}` }),
      async (server) => {
        for (const index of [0, 1]) {
          const response = await fetch(server.url, { method: "POST", body: "b" })
          assert.strictEqual(await response.text(), `${index}:b`)
        }
      }
    ))

  it("writes a raw answer byte for byte", () =>
    withServer([{ raw: true, body: ["HTTP/1.1 banana\r\n", "\r\n<html"] }], async (server) => {
      assert.deepStrictEqual(await talk(server.url, get), { text: "HTTP/1.1 banana\r\n\r\n<html" })
    }))

  it("breaks the connection where the script says so", () =>
    withServer([{ body: ["half"], ending: "reset" }, ScriptedHttp.reset], async (server) => {
      const half = await talk(server.url, get)
      assert.match(half.text, /half/)
      assert.strictEqual(half.error, "ECONNRESET")
      assert.deepStrictEqual(await talk(server.url, get), { text: "", error: "ECONNRESET" })
      assert.strictEqual(await server.requests[0]?.outcome, "reset")
    }))

  it("sends each piece by itself", () =>
    withServer([ScriptedHttp.sse(["a", "b", { wait: 1 }, "c"])], async (server) => {
      const response = await fetch(server.url)
      const reads: Array<string> = []
      for await (const bytes of response.body!) reads.push(new TextDecoder().decode(bytes))
      assert.deepStrictEqual(reads, ["a", "b", "c"])
    }))

  it("tells when the client hung up", () =>
    withServer([ScriptedHttp.sse(["a"], { ending: "hang" }), ScriptedHttp.silence], async (server) => {
      for (const index of [0, 1]) {
        const controller = new AbortController()
        const answer = fetch(server.url, { signal: controller.signal }).catch(() => undefined)
        const request = await server.request(index)
        if (index === 0) await answer
        assert.strictEqual(request.state, "open")
        controller.abort()
        assert.strictEqual(await request.outcome, "aborted")
      }
    }))

  it.effect("closes with its scope", () =>
    Effect.gen(function* () {
      const url = yield* Effect.scoped(
        Effect.gen(function* () {
          const server = yield* ScriptedHttp.make([{ body: "x" }])
          const text = yield* Effect.promise(() => fetch(server.url).then((response) => response.text()))
          assert.strictEqual(text, "x")
          return server.url
        })
      )
      const after = yield* Effect.promise(() =>
        fetch(url).then(
          () => "open",
          () => "closed"
        )
      )
      assert.strictEqual(after, "closed")
    })
  )
})
