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

  it("gpt-5-nano takes the default temperature, and no other", async () => {
    const asked = await Promise.all(
      [1, 0.2].map(async (temperature) => {
        const { steps } = await plan({ model: "gpt-5-nano", messages, temperature })
        return [
          (steps[0]!.body as { readonly temperature?: unknown }).temperature,
          steps[0]!.warnings.map(({ code }) => code)
        ]
      })
    )
    assert.deepStrictEqual(asked, [
      [1, []],
      [undefined, ["temperature"]]
    ])
    const strict = { model: "gpt-5-nano", messages, drop_params: false } as const
    assert.strictEqual((await plan({ ...strict, temperature: 1 })).steps.length, 1)
    const error = (await plan({ ...strict, temperature: 0.2 }).catch((failed: unknown) => failed)) as object
    assert.deepInclude(error, { status: 400, code: "required_params_not_supported" })
  })

  it("an image goes to a model of which no list says that it sees, behind those that do", async () => {
    const image: ChatRequest["messages"] = [
      { role: "user", content: [{ type: "image_url", image_url: { url: "https://x.test/a.png" } }] }
    ]
    const groq = openaiCompatible({ id: "groq", catalog: "groq", baseUrl: "http://localhost:1" })
    const models = ["llama-3.3-70b-versatile@groq", "gpt-4o-mini@openai"]
    const { steps } = await plan({ messages: image, gateway: { models } }, [groq])
    assert.deepStrictEqual(
      steps.map(({ provider }) => provider),
      ["openai", "groq"]
    )
  })

  for (const [model, part] of [
    ["gpt-3.5-turbo", { type: "image_url", image_url: { url: "https://x.test/a.png" } }],
    ["o3-mini", { type: "image_url", image_url: { url: "https://x.test/a.png" } }],
    ["gpt-4o", { type: "input_audio", input_audio: { data: "QUJD", format: "wav" } }],
    ["claude-sonnet-4-5", { type: "input_audio", input_audio: { data: "QUJD", format: "wav" } }]
  ] as const) {
    it(`${model} is known not to take ${part.type}, and is not asked`, async () => {
      const asked = plan({ model, messages: [{ role: "user", content: [part] }] })
      const error = (await asked.catch((failed: unknown) => failed)) as { readonly status: number }
      assert.strictEqual(error.status, 400)
    })
  }

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
