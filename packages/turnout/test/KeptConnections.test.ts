import { assert, describe, it } from "@effect/vitest"
import { openai } from "@turnout/openai"
import * as Http from "node:http"
import type { AddressInfo, Socket } from "node:net"
import { createRouter } from "turnout"

/** Answers the first request of each connection, and resets the connection when a second one comes over it. */
const closing = async () => {
  const served = new WeakSet<Socket>()
  const resets = { count: 0 }
  const server = Http.createServer((request, response) => {
    request.resume().on("end", () => {
      if (served.has(request.socket)) {
        resets.count++
        request.socket.resetAndDestroy()
        return
      }
      served.add(request.socket)
      const message = { role: "assistant", content: "hi" }
      response.setHeader("content-type", "application/json")
      response.end(
        JSON.stringify({
          id: "a",
          model: "gpt-4o-mini",
          choices: [{ index: 0, message, finish_reason: "stop" }]
        })
      )
    })
  })
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    resets,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
  }
}

describe("a vendor that closes the connections it kept", () => {
  it("fails none of sixty calls", async () => {
    const vendor = await closing()
    const router = createRouter({ providers: [openai({ apiKey: "k", baseUrl: vendor.url })] })
    const request = {
      model: "gpt-4o-mini",
      messages: [{ role: "user" as const, content: "hi" }],
      gateway: { include: ["attempts" as const], routing: { max_fallback_attempts: 0 } }
    }
    let told = 0
    for (let turn = 0; turn < 60; turn++) {
      const answer = await router.chat.completions.create(request)
      assert.strictEqual(answer.choices[0]?.message.content, "hi")
      const attempts = answer.routing_metadata?.attempts ?? []
      told += attempts.length - 1
      // The client waits a turn of the event loop before it uses a connection again.
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
    assert.isAbove(vendor.resets.count, 0)
    assert.strictEqual(told, vendor.resets.count)
    await router.close()
    await vendor.close()
  })
})
