import { LLMock } from "@copilotkit/aimock"
import { anthropic } from "@turnout/anthropic"
import { openai } from "@turnout/openai"
import { assert, describe, it } from "@effect/vitest"
import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { createRouter } from "turnout"
import { make } from "../01-express-backend/app.ts"

const listen = (server: Server): Promise<string> =>
  new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    })
  })

/** The backend of the example, with this address as the only vendor. */
const backend = async <A>(vendor: string, use: (url: string) => Promise<A>): Promise<A> => {
  const router = createRouter({
    providers: [
      openai({ apiKey: "sk-loopback", baseUrl: `${vendor}/v1` }),
      anthropic({ apiKey: "sk-ant-loopback", baseUrl: `${vendor}/v1` })
    ]
  })
  const server = createServer(make(router))
  const url = await listen(server)
  try {
    return await use(url)
  } finally {
    server.closeAllConnections()
    server.close()
    await router.close()
  }
}

const ask = (url: string, init: RequestInit = {}) =>
  fetch(`${url}/summaries`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ text: "A long text about foxes." }),
    ...init
  })

describe("an existing Express backend", () => {
  it("answers one route in process and keeps the others", async () => {
    const vendor = new LLMock({ port: 0, host: "127.0.0.1", logLevel: "silent" })
    vendor.on({}, ({ messages }) => ({ content: `Summary of: ${String(messages.at(-1)?.content)}` }))
    await vendor.start()
    await backend(vendor.url, async (url) => {
      assert.deepStrictEqual(await (await fetch(`${url}/health`)).json(), { ok: true })
      const response = await ask(url)
      assert.strictEqual(response.status, 200)
      assert.strictEqual(await response.text(), "Summary of: A long text about foxes.")
      assert.strictEqual(vendor.getRequests().length, 1)
    })
    await vendor.stop()
  })

  it("tells its own callers what went wrong, once every vendor has failed", async () => {
    const vendor = new LLMock({ port: 0, host: "127.0.0.1", logLevel: "silent" })
    vendor.on({}, { status: 401, error: { type: "authentication_error", message: "no" } })
    await vendor.start()
    await backend(vendor.url, async (url) => {
      const response = await ask(url)
      assert.strictEqual(response.status, 502)
      const { error } = (await response.json()) as { error: { code: string } }
      assert.strictEqual(error.code, "upstream_error")
    })
    await vendor.stop()
  })

  it("a caller that hangs up ends the request at the vendor", async () => {
    const seen = Promise.withResolvers<void>()
    const gone = Promise.withResolvers<void>()
    const vendor = createServer((request, response) => {
      request.resume()
      response.writeHead(200, { "content-type": "text/event-stream" })
      response.flushHeaders()
      response.once("close", () => gone.resolve())
      seen.resolve()
    })
    const url = await listen(vendor)
    await backend(url, async (own) => {
      const caller = new AbortController()
      const asking = ask(own, { signal: caller.signal }).catch(() => {})
      await seen.promise
      caller.abort()
      await gone.promise
      await asking
    })
    vendor.closeAllConnections()
    vendor.close()
  })
})
