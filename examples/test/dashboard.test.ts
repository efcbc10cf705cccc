import { assert, describe, it } from "@effect/vitest"
import { basicAuth } from "@turnout/dashboard"
import type { AddressInfo } from "node:net"
import { make } from "../15-dashboard/app.ts"
import { withVendors } from "./stand-in.ts"

describe("15: the dashboard beside the HTTP form", () => {
  it("asks who reads, and shows the calls that were made there; the other observer has seen them too", async () => {
    await withVendors(
      (openai) => openai.on({}, { content: "Hello." }),
      async (env) => {
        for (const [name, value] of Object.entries(env)) process.env[name] = value
        const lines: Array<string> = []
        const password = "a password of twelve"
        const { close, server } = make(basicAuth({ user: "ops", password }), (line) => lines.push(line))
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
        const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
        const answer = await fetch(`${url}/v1/chat/completions`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ model: "gpt-4o-mini", messages: [{ role: "user", content: "Say hello." }] })
        })
        assert.strictEqual(answer.status, 200)
        assert.strictEqual((await fetch(`${url}/dashboard/calls`)).status, 401)
        const authorization = `Basic ${btoa(`ops:${password}`)}`
        const page = await fetch(`${url}/dashboard/calls`, { headers: { authorization } })
        assert.strictEqual(page.status, 200)
        assert.include(await page.text(), "openai/gpt-4o-mini")
        assert.match(lines.join("\n"), /^answered \$/)
        // A live page is open when the server closes.
        const live = await fetch(`${url}/dashboard/live`, { headers: { authorization } })
        await close()
        assert.include(await live.text(), "retry:")
        for (const name of Object.keys(env)) delete process.env[name]
      }
    )
  })
})
