import type { LLMock } from "@copilotkit/aimock"
import assert from "node:assert/strict"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { withVendors } from "../../test/stand-in.ts"
import { node, serving } from "./program.ts"

const counted = (prompt: number, completion: number) => ({
  prompt_tokens: prompt,
  completion_tokens: completion,
  total_tokens: prompt + completion
})

/** Runs a program between these vendors, and gives what it printed. */
const printed = (
  file: string,
  script: (openai: LLMock, anthropic: LLMock) => void,
  look: (stdout: string, openai: LLMock, anthropic: LLMock) => void
) =>
  withVendors(script, async (env, openai, anthropic) => {
    look((await node(file, env)).stdout, openai, anthropic)
  })

/** What must be seen of each. A task that is not here, or has no block, is an error. */
export const runs: { readonly [file: string]: () => Promise<void> } = {
  "first-answer.ts": () =>
    printed(
      "first-answer.ts",
      (openai) => openai.on({}, { content: "Hello." }),
      (stdout) => assert.match(stdout, /^Hello\.\ngpt-4o-mini at openai, \$0\.0\d+\n$/)
    ),

  "failover.ts": async () => {
    await printed(
      "failover.ts",
      (openai, anthropic) => {
        openai.on({}, { error: { message: "down" }, status: 500 })
        anthropic.on({}, { content: "Hello." })
      },
      (stdout) => {
        assert.match(stdout, /^Hello\.\n/)
        assert.match(stdout, /^1 {2}openai\/gpt-4o-mini .* failed/m)
        assert.match(stdout, /^2 {2}anthropic\/claude-haiku-4-5 .* answered/m)
      }
    )
    await withVendors(
      (...both) => both.forEach((vendor) => vendor.on({}, { error: { message: "no" }, status: 401 })),
      async (env) => {
        const { stderr } = await node("failover.ts", env)
        assert.match(stderr, /^50\d \w+ /)
        assert.match(stderr, /^openai\/gpt-4o-mini AuthenticationFailed 401$/m)
        assert.match(stderr, /^anthropic\/claude-haiku-4-5 AuthenticationFailed 401$/m)
      }
    )
  },

  "images.ts": () =>
    printed(
      "images.ts",
      (openai) => openai.on({}, { content: "A pixel." }),
      (stdout, openai) => {
        assert.match(stdout, /^1 {2}openai\/gpt-4o-mini /m)
        assert.match(stdout, /^- {2}openai\/gpt-3\.5-turbo .*image/m)
        assert.match(stdout, /^- {2}openai\/gpt-4o .*price: 6\.25 USD per 1M tokens/m)
        assert.match(stdout, /^A pixel\.$/m)
        assert.match(JSON.stringify(openai.getRequests()[0]?.body), /image_url/)
      }
    ),

  "streaming.ts": async () => {
    const gone = Promise.withResolvers<void>()
    const vendor = createServer((request, response) => {
      request.resume()
      response.writeHead(200, { "content-type": "text/event-stream" })
      const choice = { index: 0, delta: { content: "Once " }, finish_reason: null }
      const chunk = { id: "c", object: "chat.completion.chunk", created: 1, model: "m", choices: [choice] }
      response.write(`data: ${JSON.stringify(chunk)}\n\n`)
      response.once("close", () => gone.resolve())
    })
    await new Promise<void>((listening) => vendor.listen(0, "127.0.0.1", listening))
    const base = `http://127.0.0.1:${(vendor.address() as AddressInfo).port}/v1`
    await serving("streaming.ts", { OPENAI_API_KEY: "sk-one", OPENAI_BASE_URL: base }, async (url) => {
      assert.match(await (await fetch(url)).text(), /id="stop"/)
      const reading = new AbortController()
      const { body } = await fetch(`${url}/story`, { method: "POST", signal: reading.signal })
      const { value } = await body!.getReader().read()
      assert.equal(new TextDecoder().decode(value), "Once ")
      reading.abort()
      await gone.promise
    })
    vendor.close()
  },

  "express.ts": () =>
    withVendors(
      (_openai, anthropic) => anthropic.on({}, { content: "Hello." }),
      (env) =>
        serving("express.ts", env, async (url) => {
          const response = await fetch(`${url}/ask`, {
            method: "POST",
            headers: { "content-type": "application/json" },
            body: JSON.stringify({ question: "Say hello." })
          })
          assert.equal(((await response.json()) as { readonly answer: string }).answer, "Hello.")
        })
    ),

  "budget.ts": () =>
    withVendors(
      // Of a cent $0.0004 is left, and the 1,000 tokens of the next answer may cost $0.0006.
      (openai) => openai.on({}, { content: "Hello.", usage: counted(10, 16_000) }),
      async (env, openai) => {
        const first = await node("budget.ts", env)
        assert.match(first.stdout, /^acme answered for 0\.00\d+\ninitech answered for 0\.00\d+\n$/)
        const second = await node("budget.ts", env)
        assert.match(second.stdout, /^acme has spent its budget; seconds to wait: \d+$/m)
        assert.match(second.stdout, /^initech has spent its budget/m)
        assert.equal(openai.getRequests().length, 2)
      }
    ),

  "structured.ts": () =>
    printed(
      "structured.ts",
      (openai, anthropic) => {
        openai.on({}, { content: '{"name":"Rome"}' })
        anthropic.on({}, { content: '{"name":"Rome","people":2800000}' })
      },
      (stdout) => assert.equal(stdout, "Rome: 2800000 people, says anthropic\n")
    ),

  "tools.ts": () =>
    printed(
      "tools.ts",
      (openai, anthropic) => {
        openai.on({}, { toolCalls: [{ id: "call_1", name: "temperature", arguments: '{"city":"Rome"}' }] })
        anthropic.on({}, { content: "It is warm." })
      },
      (stdout, _openai, anthropic) => {
        assert.equal(stdout, "openai calls temperature(Rome)\nanthropic: It is warm.\n")
        assert.match(JSON.stringify(anthropic.getRequests()[0]?.body), /It is 16 degrees in Rome\./)
      }
    ),

  "quiet.test.ts": async () => {
    const { stdout } = await node("quiet.test.ts", { OPENAI_API_KEY: "sk-one" })
    assert.match(stdout, /pass 3\b/)
  },

  "why.ts": () =>
    printed(
      "why.ts",
      (openai) => openai.on({}, { content: "Hello.", usage: counted(10, 100) }),
      (stdout) => {
        assert.match(stdout, /^1 {2}openai\/gpt-4o-mini /m)
        assert.match(stdout, /^- {2}anthropic\/claude-haiku-4-5 .*not among the allowed/m)
        // One call in ten tries an endpoint that was never asked.
        assert.match(stdout, /answered by openai\/gpt-4o/)
        assert.match(stdout, /^search 2 0\.\d+$/m)
        assert.match(stdout, /^chat 1 0\.\d+$/m)
        assert.match(stdout, /^total 3 0\.\d+$/m)
      }
    )
}
