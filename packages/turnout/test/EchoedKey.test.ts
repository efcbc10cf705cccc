import { assert, describe, it } from "@effect/vitest"
import { openai } from "@turnout/openai"
import * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import { createRouter } from "turnout"
import { inspect } from "node:util"
import * as Upstream from "./upstream.ts"

const key = "sk-eChOeD-90210-abcdefXYZ"
const bytes = Buffer.from(key)
const spellings: ReadonlyArray<string> = [
  key,
  bytes.toString("base64"),
  Buffer.from(`Bearer ${key}`).toString("base64"),
  bytes.toString("hex"),
  [...bytes].map((byte) => `%${byte.toString(16)}`).join("")
]

const chunk = (fields: object) =>
  `data: ${JSON.stringify({ object: "chat.completion.chunk", created: 1, choices: [], ...fields })}\n\n`

describe("a vendor that echoes the key in every field of its answer", () => {
  for (const [index, spelling] of spellings.entries()) {
    it(`is told on without it: spelling ${index}`, () =>
      Upstream.withUpstream(
        ({ body }) => {
          if (body.includes("refuse")) {
            return Upstream.refusal(
              400,
              { message: `bad ${spelling}`, code: spelling, param: spelling },
              {
                "x-request-id": spelling
              }
            )
          }
          const own = { id: spelling, model: spelling, system_fingerprint: spelling, service_tier: spelling }
          return body.includes('"stream":true')
            ? ScriptedHttp.sse([
                chunk({ ...own, choices: [{ index: 0, delta: { role: "assistant", content: "hi" } }] }),
                chunk({
                  ...own,
                  choices: [{ index: 0, delta: { citations: [spelling] }, finish_reason: "stop" }]
                }),
                chunk({ ...own, usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 } }),
                "data: [DONE]\n\n"
              ])
            : ScriptedHttp.json({
                ...own,
                object: "chat.completion",
                choices: [
                  {
                    index: 0,
                    message: { role: "assistant", content: `hi ${key}`, citations: [spelling] },
                    finish_reason: "stop"
                  }
                ],
                usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 }
              })
        },
        async (server) => {
          const texts: Array<string> = []
          const put = (value: unknown) =>
            texts.push(JSON.stringify(value), inspect(value, { depth: 12, showHidden: true }))
          await using router = createRouter({
            providers: [openai({ apiKey: key, baseUrl: `${server.url}/v1` })],
            include: ["attempts", "decision"],
            observe: put
          })
          const request = (content: string) => ({
            model: "gpt-4o",
            messages: [{ role: "user" as const, content }]
          })
          put(await router.chat.completions.create(request("hi")))
          for await (const each of await router.chat.completions.create({ ...request("hi"), stream: true }))
            put(each)
          put(await router.chat.completions.create(request("refuse")).catch((error: unknown) => error))
          assert.strictEqual(server.requests.length, 3)
          for (const text of texts) {
            assert.notInclude(text, key)
            assert.notInclude(text, spelling)
          }
        }
      ))
  }
})
