import { assert, describe, it } from "@effect/vitest"
import { openaiCompatible } from "@turnout/openai-compatible"
import * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import { type ChatRequest, createRouter, isRouterError } from "turnout"
import * as Upstream from "./upstream.ts"

const image = `data:image/png;base64,${"A".repeat(4_000)}`
const parameters = { type: "object", properties: { text: { type: "string", description: "d".repeat(400) } } }
const asked = (more: Partial<ChatRequest>): ChatRequest => ({
  model: "m",
  messages: [{ role: "user", content: "How much is it? 日本語 🎉" }],
  max_completion_tokens: 50,
  ...more
})

/** Requests that cost more than their text lets expect. */
const kinds: { readonly [kind: string]: ChatRequest } = {
  "of one choice": asked({}),
  "of several choices": asked({ n: 4 }),
  "that reasons": asked({ reasoning_effort: "high" }),
  "with a picture": asked({
    messages: [
      {
        role: "user",
        content: [
          { type: "text", text: "What?" },
          { type: "image_url", image_url: { url: image } }
        ]
      }
    ]
  }),
  "with tools": asked({ tools: [{ type: "function", function: { name: "f", parameters } }] })
}

interface Native {
  readonly n?: number
  readonly messages: ReadonlyArray<{ readonly content: unknown }>
}

/** The dearest bill that a vendor can write: every byte a token, every choice as long as it may be, all of it reasoned. */
const dearest = (body: string): ScriptedHttp.Answer => {
  const { messages, n = 1 } = JSON.parse(body) as Native
  const images = body.split('"image_url"').length > 2 ? 1_445 : 0
  const text = JSON.stringify({ ...(JSON.parse(body) as object), messages }).replace(image, "")
  const completion_tokens = 50 * n
  const prompt_tokens = Math.min(new TextEncoder().encode(text).length - 150, 4_000) + images
  return ScriptedHttp.json({
    id: "c",
    model: "m",
    choices: Array.from({ length: n }, (_, index) => ({
      index,
      message: { role: "assistant", content: "word ".repeat(40) },
      finish_reason: "length"
    })),
    usage: {
      prompt_tokens,
      completion_tokens,
      total_tokens: prompt_tokens + completion_tokens,
      completion_tokens_details: { reasoning_tokens: completion_tokens - n }
    }
  })
}

describe("a budget near its end", () => {
  for (const [kind, request] of Object.entries(kinds)) {
    it(`is not overspent by calls at the same time: a request ${kind}`, () =>
      Upstream.withUpstream(
        ({ body }) => dearest(body),
        async ({ url }) => {
          const limit_usd = 0.05
          await using router = createRouter({
            providers: [
              openaiCompatible({
                id: "acme",
                baseUrl: url,
                models: {
                  m: {
                    limits: { context: 32_000, output: 4_000 },
                    price: { input: 2, output: 8, reasoning: 12 },
                    capabilities: {
                      features: { image: "yes", tools: "yes" },
                      params: { n: { support: "yes" } },
                      reasoning: { support: "yes" },
                      overhead: { image: 1_445 }
                    }
                  }
                }
              })
            ],
            budgets: { rules: [{ scope: "workspace", period: "daily", limit_usd }] }
          })
          const theirs = router.with({ principal: { workspace_id: "w" } })
          const another = router.with({ principal: { workspace_id: "v" } })
          const refusals: Array<string> = []
          let answers = 0
          for (let round = 0; round < 40 && refusals.length < 60; round++) {
            await Promise.all(
              Array.from({ length: 20 }, () =>
                theirs.chat.completions.create({ ...request, stream: false }).then(
                  () => answers++,
                  (error: unknown) => {
                    assert.isTrue(isRouterError(error), String(error))
                    assert.deepInclude(error as object, { status: 429, code: "budget_exhausted" })
                    refusals.push((error as Error).message)
                  }
                )
              )
            )
          }
          const [budget] = (await theirs.quotaStatus()).budgets
          assert.isAbove(answers, 0)
          assert.isAbove(refusals.length, 0)
          assert.isAtMost(budget!.spend_usd, limit_usd)
          assert.isAbove(budget!.spend_usd, limit_usd / 2)
          assert.strictEqual(budget!.reserved_usd, 0)
          for (const part of ["USD", "can cost up to", "acme/m"]) assert.include(refusals.at(-1), part)
          // Of another workspace nothing was taken.
          await another.chat.completions.create({ ...request, stream: false })
          assert.isAbove((await another.quotaStatus()).budgets[0]!.spend_usd, 0)
        }
      ))
  }
})
