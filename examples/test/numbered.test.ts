import { assert, describe, it } from "@effect/vitest"
import { globSync, readFileSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { fileURLToPath } from "node:url"
import { openai } from "@turnout/openai"
import { createRouter } from "turnout"
import { make } from "../02-streaming-abort/app.ts"
import { run } from "./run.ts"
import { withVendors } from "./stand-in.ts"

const counted = (prompt: number, completion: number) => ({
  prompt_tokens: prompt,
  completion_tokens: completion,
  total_tokens: prompt + completion
})

describe("numbered examples", () => {
  it("02: words reach the browser as they come, and a stop button ends the request at the vendor", async () => {
    const gone = Promise.withResolvers<void>()
    const vendor = createServer((request, response) => {
      request.resume()
      response.writeHead(200, { "content-type": "text/event-stream" })
      const choice = { index: 0, delta: { content: "Once " }, finish_reason: null }
      response.write(
        `data: ${JSON.stringify({ id: "c", object: "chat.completion.chunk", created: 1, model: "m", choices: [choice] })}\n\n`
      )
      response.once("close", () => gone.resolve())
    })
    const listen = (server: typeof vendor) =>
      new Promise<string>((resolve) => {
        server.listen(0, "127.0.0.1", () =>
          resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
        )
      })
    const router = createRouter({
      providers: [openai({ apiKey: "sk-loopback", baseUrl: `${await listen(vendor)}/v1` })]
    })
    const app = make(router)
    const url = await listen(app)
    assert.include(await (await fetch(url)).text(), 'id="stop"')
    const reading = new AbortController()
    const { body } = await fetch(`${url}/story`, { method: "POST", signal: reading.signal })
    const { value } = await body!.getReader().read()
    assert.strictEqual(new TextDecoder().decode(value), "Once ")
    reading.abort()
    await gone.promise
    app.closeAllConnections()
    app.close()
    vendor.close()
    await router.close()
  })

  it("05: each workspace has a budget of its own; a caller's key is the caller's account", async () => {
    await withVendors(
      (openai) => openai.on({}, { content: "Hello.", usage: counted(10, 90) }),
      async (env) => {
        const { code, stderr, stdout } = await run("05-tenants/main.ts", {
          ...env,
          INITECH_KEY: "sk-initech"
        })
        assert.strictEqual(code, 0, stderr)
        assert.match(stdout, /^acme 1 answered 0\.0000\d+$/m)
        assert.match(stdout, /^acme 429 budget_exhausted$/m)
        assert.match(stdout, /^initech 3 answered/m)
        assert.notInclude(stdout + stderr, "sk-")
      }
    )
  })

  it("06: the hedge answers, and the slow attempt is in the timeline", async () => {
    const silent = createServer((request) => void request.resume())
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve))
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/v1`
    await withVendors(
      (_openai, anthropic) => anthropic.on({}, { content: "Hello." }),
      async (env) => {
        const { code, stderr, stdout } = await run("06-hedging/main.ts", { ...env, OPENAI_BASE_URL: url })
        assert.strictEqual(code, 0, stderr)
        assert.isTrue(stdout.startsWith("Hello.\n"))
        assert.match(stdout, /^1 {2}openai\/gpt-4o-mini .*┄.* interrupted/m)
        assert.match(stdout, /^2 {2}anthropic\/claude-haiku-4-5 \(hedge\) .* answered/m)
      }
    )
    silent.closeAllConnections()
    silent.close()
  })

  it("07: the table names the reason of each excluded endpoint, and the timeline who answered", async () => {
    await withVendors(
      (openai) => openai.on({}, { content: "Hello." }),
      async (env, openai) => {
        const { code, stderr, stdout } = await run("07-explaining/main.ts", env)
        assert.strictEqual(code, 0, stderr)
        assert.match(stdout, /^1 {2}openai\/gpt-4o-mini/m)
        assert.match(stdout, /^- {2}anthropic\/claude-haiku-4-5/m)
        assert.include(stdout, "answered by openai/gpt-4o-mini")
        assert.strictEqual(openai.getRequests().length, 1)
      }
    )
  })

  it("08: an answer that breaks the schema fails its attempt, and the next one fits", async () => {
    await withVendors(
      (openai, anthropic) => {
        openai.on({}, { content: '{"name":"Rome"}' })
        anthropic.on({}, { content: '{"name":"Rome","people":2800000}' })
      },
      async (env) => {
        const { code, stderr, stdout } = await run("08-structured-output/main.ts", env)
        assert.strictEqual(code, 0, stderr)
        assert.isTrue(stdout.startsWith("Rome has 2800000 people.\n"))
        assert.match(stdout, /^1 {2}openai\/gpt-4o-mini .*▒.* failed/m)
      }
    )
  })

  it("09: the second vendor gets the first one's call and its result in its own form", async () => {
    await withVendors(
      (openai, anthropic) => {
        openai.on({}, { toolCalls: [{ id: "call_1", name: "weather", arguments: '{"city":"Rome"}' }] })
        anthropic.on({}, { content: "It is warm." })
      },
      async (env, _openai, anthropic) => {
        const { code, stderr, stdout } = await run("09-tool-loop/main.ts", env)
        assert.strictEqual(code, 0, stderr)
        assert.include(stdout, "gpt-4o-mini@openai calls 1 tool")
        assert.include(stdout, "claude-haiku-4-5@anthropic It is warm.")
        assert.include(JSON.stringify(anthropic.getRequests()[0]?.body), "It is 16 degrees in Rome.")
      }
    )
  })

  it("10: two routers keep one budget, and one report tells what both spent", async () => {
    await withVendors(
      (openai) => openai.on({}, { content: "Hello.", usage: counted(10, 50) }),
      async (env, openai) => {
        const { code, stderr, stdout } = await run("10-shared-state/main.ts", env)
        assert.strictEqual(code, 0, stderr)
        const [, answered, refused, usd] = /^(\d) answered, (\d) refused, spent \$([\d.]+)$/m.exec(stdout)!
        assert.strictEqual(Number(answered) + Number(refused), 6)
        assert.isAbove(Number(refused), 0)
        assert.strictEqual(openai.getRequests().length, Number(answered))
        // 10 tokens at $0.15 and 50 at $0.6 per million.
        assert.strictEqual(Number(usd), Number((Number(answered) * 0.0000315).toFixed(9)))
      }
    )
  })

  it("11: two routers are compared on the same simulated traffic", async () => {
    const { code, stderr, stdout } = await run("11-simulation/main.ts")
    assert.strictEqual(code, 0, stderr)
    for (const name of ["now", "next"]) assert.include(stdout, name)
  })

  it("each is run by a test", () => {
    const folder = fileURLToPath(new URL(".", import.meta.url))
    const tests = globSync("*.test.ts", { cwd: folder }).map((file) => readFileSync(folder + file, "utf8"))
    const numbered = globSync("[0-9]*", { cwd: `${folder}/..` })
    assert.deepStrictEqual(
      numbered.map((name) => name.slice(0, 2)).sort(),
      numbered.map((_, index) => String(index + 1).padStart(2, "0"))
    )
    for (const name of numbered) assert.include(tests.join(""), `${name}/`)
  })
})
