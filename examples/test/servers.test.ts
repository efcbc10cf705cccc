import { assert, describe, it } from "@effect/vitest"
import { getRequestListener } from "@hono/node-server"
import { openai } from "@turnout/openai"
import * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import OpenAI, { BadRequestError } from "openai"
import { createRouter, type TurnoutRouter } from "turnout"
import * as Express from "../14-servers/express.ts"
import * as Fastify from "../14-servers/fastify.ts"
import * as Hono from "../14-servers/hono.ts"
import * as Next from "../14-servers/next.ts"
import * as Plain from "../14-servers/node.ts"

/** A server that is not listening, and where the router is mounted in it. */
interface Example {
  readonly base: string
  readonly server: (router: TurnoutRouter) => Promise<Server>
  readonly hasOthers: boolean
}

const examples: { readonly [name: string]: Example } = {
  "node:http": {
    base: "/v1",
    hasOthers: false,
    server: (router) => Promise.resolve(Plain.make(router))
  },
  "Express 5": {
    base: "/ai/v1",
    hasOthers: true,
    server: (router) => Promise.resolve(Express.make(router))
  },
  "Fastify 5": {
    base: "/ai/v1",
    hasOthers: true,
    server: async (router) => {
      const app = Fastify.make(router)
      await app.ready()
      return app.server
    }
  },
  "Hono 4": {
    base: "/ai/v1",
    hasOthers: true,
    server: (router) => Promise.resolve(createServer(getRequestListener(Hono.make(router).fetch)))
  },
  "a route handler of Next": {
    base: "/api/v1",
    hasOthers: false,
    server: (router) => {
      const { GET, POST } = Next.make(router)
      const handler = (request: Request) => (request.method === "POST" ? POST(request) : GET(request))
      return Promise.resolve(createServer(getRequestListener(handler)))
    }
  }
}

const event = (data: object | string) => `data: ${typeof data === "string" ? data : JSON.stringify(data)}\n\n`

const envelope = { id: "chatcmpl-up", created: 1, model: "gpt-4o-mini", object: "chat.completion.chunk" }
const usage = { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12 }

const delta = (content: string) =>
  event({ ...envelope, choices: [{ index: 0, delta: { content }, finish_reason: null }] })

const end = [
  event({ ...envelope, choices: [{ index: 0, delta: {}, finish_reason: "stop" }] }),
  event({ ...envelope, choices: [], usage }),
  event("[DONE]")
]

const whole = ScriptedHttp.json({
  ...envelope,
  object: "chat.completion",
  choices: [{ index: 0, message: { role: "assistant", content: "hello" }, finish_reason: "stop" }],
  usage
})

const ask = { model: "gpt-4o-mini", messages: [{ role: "user" as const, content: "hi" }] }

interface Running {
  readonly client: OpenAI
  readonly origin: string
  readonly vendor: ScriptedHttp.ScriptedHttp
}

const running = async (
  { base, server: make }: Example,
  script: ScriptedHttp.Script,
  use: (running: Running) => Promise<void>
): Promise<void> => {
  const vendor = await ScriptedHttp.start(script)
  const router = createRouter({ providers: [openai({ apiKey: "sk-loopback", baseUrl: vendor.url })] })
  const server = await make(router)
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  try {
    const client = new OpenAI({ apiKey: "none", baseURL: origin + base, maxRetries: 0 })
    await use({ client, origin, vendor })
  } finally {
    server.closeAllConnections()
    server.close()
    await router.close()
    await vendor.close()
  }
}

for (const [name, example] of Object.entries(examples)) {
  describe(`the router behind ${name}`, () => {
    it("answers the OpenAI SDK, whole, with lists and with errors", () =>
      running(example, [whole], async ({ client, origin }) => {
        const { choices } = await client.chat.completions.create(ask)
        assert.strictEqual(choices[0]?.message.content, "hello")
        assert.isAbove((await client.models.list()).data.length, 0)
        const error = await client.chat.completions
          .create({ ...ask, temperature: 9 })
          .catch((error: unknown) => error)
        assert.instanceOf(error, BadRequestError)
        if (example.hasOthers) {
          assert.deepStrictEqual(await (await fetch(`${origin}/health`)).json(), { ok: true })
        }
      }))

    it("streams each piece when it comes", () => {
      const gate = Promise.withResolvers<void>()
      const pieces: ScriptedHttp.Script = [
        ScriptedHttp.sse([delta("hel"), { wait: gate.promise }, delta("lo"), ...end])
      ]
      return running(example, pieces, async ({ client }) => {
        const stream = await client.chat.completions.create({ ...ask, stream: true })
        let text = ""
        for await (const { choices } of stream) {
          text += choices[0]?.delta.content ?? ""
          // What follows is sent only when this has arrived.
          if (text === "hel") gate.resolve()
        }
        assert.strictEqual(text, "hello")
      })
    })

    it("ends the request at the vendor when its client leaves", () =>
      running(
        example,
        [{ ...ScriptedHttp.sse([delta("hel")]), ending: "hang" }],
        async ({ client, vendor }) => {
          const stream = await client.chat.completions.create({ ...ask, stream: true })
          for await (const { choices } of stream) if (choices[0]?.delta.content === "hel") break
          const { outcome } = await vendor.request(0)
          assert.strictEqual(await outcome, "aborted")
        }
      ))
  })
}
