import { assert, describe, it } from "@effect/vitest"
import { openai } from "@turnout/openai"
import { openaiCompatible } from "@turnout/openai-compatible"
import { type ChatRequest, createRouter, type Plan } from "turnout"

/* A name is checked everywhere it can stand, and compared as people write it. */

interface Refused {
  readonly code?: string
  readonly param?: string | null
  readonly message?: string
  readonly suggestion?: string
  readonly violations?: ReadonlyArray<{ readonly param: string }>
}

const messages = [{ role: "user", content: "Hello." }] as const
const acme = openaiCompatible({
  id: "acme",
  baseUrl: "http://localhost:1",
  models: { m: { regions: ["us-east1"], quantization: "fp8" } }
})

const plan = async (request: object): Promise<Plan & Refused> => {
  const router = createRouter({ providers: [openai({ apiKey: "k" }), acme] })
  try {
    return (await router
      .plan({ messages, ...request } as ChatRequest)
      .catch((error: unknown) => error)) as Plan & Refused
  } finally {
    await router.close()
  }
}

const routed = (routing: object, request: object = {}) =>
  plan({ model: "m", gateway: { routing }, ...request })

describe("names of providers", () => {
  for (const [routing, param] of [
    [{ prefer: "acmee" }, "gateway.routing.prefer"],
    [{ order: ["acmee"] }, "gateway.routing.order[0]"],
    [{ providers: ["acme", "acmee"] }, "gateway.routing.providers[1]"],
    [{ exclude_providers: ["acmee"] }, "gateway.routing.exclude_providers[0]"]
  ] as const) {
    it(`that nobody has are refused with the nearest: ${param}`, async () => {
      const error = await routed(routing)
      assert.deepStrictEqual([error.code, error.param], ["invalid_parameter_value", param])
      assert.include(error.suggestion, "acme")
    })
  }

  it("that are known and cannot answer are a miss", async () => {
    assert.strictEqual((await routed({ prefer: "openai" })).steps.length, 1)
  })

  it("may stand behind custom-", async () => {
    for (const model of ["m@custom-acme", "m@custom_ACME"]) {
      assert.strictEqual((await plan({ model })).steps[0]?.provider, "acme")
    }
  })
})

describe("regions and quantizations", () => {
  it("are compared without case, - and _", async () => {
    for (const routing of [{ regions: ["US_EAST1"] }, { quantizations: ["FP-8"] }]) {
      assert.strictEqual((await routed(routing)).steps.length, 1)
    }
    assert.strictEqual((await routed({}, { region: "us_east1" })).steps.length, 1)
  })
})

describe("what a request says wrong", () => {
  it("counts characters as a person does", async () => {
    const family = "\u{1F468}\u200D\u{1F469}\u200D\u{1F467}"
    const tagged = (count: number) =>
      plan({ model: "m", gateway: { metadata: { tags: [family.repeat(count)] } } })
    assert.strictEqual((await tagged(50)).steps.length, 1)
    assert.strictEqual((await tagged(51)).param, "gateway.metadata.tags[0]")
  })

  it("is told in the order of the request, numbers as numbers", async () => {
    const wrong = { role: "user", content: 1 }
    const error = await plan({ model: "m", messages: Array.from({ length: 12 }, () => wrong) })
    assert.deepStrictEqual(
      error.violations!.map(({ param }) => param),
      Array.from({ length: 12 }, (_, index) => `messages[${index}].content`)
    )
  })

  it("names the type of an image where only text may stand", async () => {
    const image = { type: "image_url", image_url: { url: "https://example.org/a.png" } }
    const error = await plan({ model: "m", messages: [{ role: "system", content: [image] }, ...messages] })
    assert.strictEqual(error.param, "messages[0].content[0].type")
  })

  it("is the parameter, where the listed providers do not honour it", async () => {
    const error = await plan({
      model: "gpt-4o",
      top_k: 3,
      gateway: { routing: { require_parameters: true, providers: ["openai"] } }
    })
    assert.strictEqual(error.code, "required_params_not_supported")
  })
})

describe("older spellings", () => {
  it("at the top level are equals", async () => {
    const { steps, warnings } = await plan({
      models: ["m"],
      routing: { seed: 1 },
      auriko_metadata: { user_id: "u" }
    })
    assert.strictEqual(steps.length, 1)
    assert.deepStrictEqual(warnings, [])
  })

  it("that are dropped say what to use instead", async () => {
    const { warnings } = await plan({ model: "m", service_tier: "flex", metadata: { a: "b" } })
    assert.deepStrictEqual(
      warnings.map(({ message, suggestion }) => [message, suggestion]),
      [
        ["unsupported_field: metadata (use auriko_metadata instead)", "gateway.metadata"],
        ["unsupported_field: service_tier (use routing.optimize instead)", "gateway.routing.tier"]
      ]
    )
  })
})
