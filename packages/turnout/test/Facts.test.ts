import { assert, describe, it } from "@effect/vitest"
import { anthropic } from "@turnout/anthropic"
import { openai } from "@turnout/openai"
import { openaiCompatible } from "@turnout/openai-compatible"
import { type ChatRequest, createRouter } from "turnout"

/* Requests that the vendors accepted are not refused here, and what is not known is not taken for a no. */

const messages = [{ role: "user", content: "Hello." }] as const
const tools = [{ type: "function", function: { name: "f" } }] as const
const pdf: ChatRequest["messages"] = [
  {
    role: "user",
    content: [{ type: "file", file: { file_data: "data:application/pdf;base64,QUJD", filename: "a.pdf" } }]
  }
]

const plan = async (request: ChatRequest, more: ReadonlyArray<ReturnType<typeof openai>> = []) => {
  const router = createRouter({ providers: [openai({ apiKey: "k" }), anthropic({ apiKey: "k" }), ...more] })
  try {
    return await router.plan(request)
  } finally {
    await router.close()
  }
}

describe("facts that the vendors' answers corrected", () => {
  it("gpt-3.5-turbo takes tools", async () => {
    const { steps } = await plan({ model: "gpt-3.5-turbo", messages, tools })
    assert.deepStrictEqual(steps[0]!.warnings, [])
  })

  for (const model of ["gpt-5-mini", "gpt-4.1-nano", "gpt-5-nano", "gpt-5.4-nano"]) {
    it(`${model} takes a PDF`, async () => {
      const { steps } = await plan({ model, messages: pdf })
      assert.strictEqual(steps.length, 1)
    })
  }

  it("o3-mini takes stop, and o3 does not", async () => {
    const stops = await Promise.all(
      ["o3-mini", "o3"].map(async (model) => {
        const { steps } = await plan({ model, messages, stop: ["x"] })
        return (steps[0]!.body as { readonly stop?: unknown }).stop
      })
    )
    assert.deepStrictEqual(stops, [["x"], undefined])
  })

  it("Claude that thinks adaptively takes a forced tool, and one that thinks on a budget does not", async () => {
    const choices = await Promise.all(
      ["claude-opus-4-6", "claude-sonnet-4-5"].map(async (model) => {
        const { steps } = await plan({
          model,
          messages,
          tools,
          tool_choice: "required",
          reasoning_effort: "high"
        })
        const { thinking, tool_choice } = steps[0]!.body as {
          readonly thinking: { readonly type: string }
          readonly tool_choice: { readonly type: string }
        }
        return [thinking.type, tool_choice.type]
      })
    )
    assert.deepStrictEqual(choices, [
      ["adaptive", "any"],
      ["enabled", "auto"]
    ])
  })

  it("who is known to take what is asked comes before who may", async () => {
    const custom = (id: string, support: "yes" | "unknown", input: number) =>
      openaiCompatible({
        id,
        baseUrl: "http://localhost:1",
        models: { m: { price: { input, output: input }, capabilities: { features: { file: support } } } }
      })
    const { steps } = await plan({ model: "m", messages: pdf, gateway: { routing: { optimize: "cost" } } }, [
      custom("cheap", "unknown", 1),
      custom("known", "yes", 9)
    ])
    assert.deepStrictEqual(
      steps.map(({ provider }) => provider),
      ["known", "cheap"]
    )
  })
})
