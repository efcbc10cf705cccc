import { anthropic } from "@turnout/anthropic"
import { openai } from "@turnout/openai"
import * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import { assert, describe, it } from "@effect/vitest"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { createRouter, isRouterError } from "turnout"

type Options = Parameters<typeof createRouter>[0]
type Asked = { readonly [field: string]: unknown }

const messages = [{ role: "user", content: "Say hello." }] as const
const openaiAlone = openai({ apiKey: "sk-loopback" })

const told = async (run: () => Promise<unknown>): Promise<string> => {
  try {
    await run()
  } catch (error) {
    if (isRouterError(error)) return error.message
    throw error
  }
  throw new Error(`Nothing was refused: ${String(run)}`)
}

/** What a router with these options says of itself. */
const ready = (options: object) => () =>
  told(async () => {
    const router = createRouter(options as Options)
    await router.ready().then(() => router.plan({ model: "gpt-4o", messages }))
  })

/** What a router of both vendors says of a request, without sending it. */
const planned =
  (asked: Asked, options: object = {}) =>
  () =>
    told(async () => {
      const providers = [openaiAlone, anthropic({ apiKey: "sk-loopback" })]
      const router = createRouter({ providers, ...options } as Options)
      await router.plan({ messages, ...asked } as never).finally(() => router.close())
    })

/** What is said of a call of a vendor that answers so. */
const called =
  (answer: ScriptedHttp.Answer, asked: Asked = {}, options: object = {}, given?: object) =>
  () =>
    told(async () => {
      const vendor = await ScriptedHttp.start(() => answer)
      const providers = [openai({ apiKey: "sk-loopback", baseUrl: `${vendor.url}/v1` })]
      const router = createRouter({ providers, ...options } as Options)
      const request = { model: "gpt-4o-mini", messages, ...asked }
      try {
        const answered = await router.chat.completions.create(request as never, given)
        for await (const _ of answered as unknown as AsyncIterable<unknown>) continue
      } finally {
        await router.close()
        await vendor.close()
      }
    })

const refusing = (status: number, code: string, message: string) =>
  ScriptedHttp.json({ error: { message, code } }, { status, headers: { "retry-after": "900" } })

const event = (content: string) =>
  `data: ${JSON.stringify({ id: "c", object: "chat.completion.chunk", created: 1, model: "m", choices: [{ index: 0, delta: { content }, finish_reason: null }] })}\n\n`

const budgets = { rules: [{ scope: "workspace", period: "daily", limit_usd: 0.0001 }] }
const atOnce = { gateway: { routing: { first_token_timeout_ms: 50, max_fallback_attempts: 0 } } }

/** Whatever a heading of the page says is said by one of these. */
const provocations: ReadonlyArray<() => Promise<string>> = [
  ready({ providers: [openai({ apiKey: "" })] }),
  ready({ providers: [openaiAlone], optimise: "cost" }),
  ready({ providers: [openai({ apiKey: "sk-loopback", baseUrl: "localhost:1" })] }),
  ready({ providers: [openai({ apiKey: "sk- loopback" })] }),
  ready({ providers: [openaiAlone, openai({ apiKey: "sk-other" })] }),
  ready({ providers: [] }),
  () =>
    told(async () => {
      const router = createRouter({ providers: [openaiAlone] })
      await router.close()
      await router.plan({ model: "gpt-4o", messages })
    }),
  planned({}),
  planned({ model: "gpt-4o", gateway: { models: ["gpt-4o"] } }),
  planned({ model: "gpt-4o", gateway: { routing: { optimise: "cost" } } }),
  planned({ model: "gpt-4o", temperature: 3 }),
  planned({ model: "gpt-4omini" }),
  planned({ model: "gpt-4o@azure" }),
  planned({ model: "gpt-4o", gateway: { routing: { optimize: "cheap" } } }),
  planned({ model: "gpt-4o", gateway: { routing: { max_cost_per_1m: 0.01 } } }),
  planned({ model: "gpt-4o@c<1" }),
  planned({ model: "claude-haiku-4-5", seed: 1, drop_params: false }),
  planned({ model: "gpt-4o-mini", reasoning_effort: "high" }),
  called(ScriptedHttp.silence, {}, {}, { sginal: 1 }),
  called(ScriptedHttp.silence, {}, { budgets }, { principal: { workspace_id: "w" } }),
  called(ScriptedHttp.silence, { model: "gpt-99@openai" }, { budgets }, { principal: { workspace_id: "w" } }),
  called(ScriptedHttp.silence, {}, { limits: { principal: { requests_per_minute: 0 } } }),
  () => told(() => createRouter({ providers: [openaiAlone] }).spend()),
  () =>
    told(async () => {
      const router = createRouter({
        providers: [openai({ apiKey: "sk-loopback", baseUrl: "http://127.0.0.1:9/v1" })]
      })
      await router.chat.completions.create({ model: "gpt-4o", messages }).finally(router.close)
    }),
  called(refusing(401, "invalid_api_key", "Incorrect API key.")),
  called(refusing(429, "rate_limit_exceeded", "Too many requests.")),
  called(ScriptedHttp.silence, { stream: true, ...atOnce }),
  called(ScriptedHttp.silence, { gateway: { routing: { deadline_ms: 50 } } }),
  called(ScriptedHttp.sse([event("Hello.")]), { stream: true }),
  called({ status: 200, headers: { "content-type": "text/html" }, body: ["<html>Log in</html>"] }),
  called(
    ScriptedHttp.silence,
    {},
    {
      before: () => {
        throw new Error("a host's own")
      }
    }
  )
]

const matches = (heading: string, message: string): boolean =>
  new RegExp(
    heading
      .replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
      .replaceAll("…", ".*")
      .replace(/^/, "^")
  ).test(message)

describe("the FAQ", () => {
  it("has the words that are really said, each as a heading", async () => {
    const page = readFileSync(fileURLToPath(new URL("../../docs/guide/faq.md", import.meta.url)), "utf8")
    const headings = Array.from(page.matchAll(/^### (.*)$/gm), ([, heading = ""]) => heading)
    const said = await Promise.all(provocations.map((provoke) => provoke()))
    assert.deepStrictEqual(
      headings.filter((heading) => !said.some((message) => matches(heading, message))),
      []
    )
    assert.deepStrictEqual(
      said.filter((message) => !headings.some((heading) => matches(heading, message))),
      []
    )
  })
})
