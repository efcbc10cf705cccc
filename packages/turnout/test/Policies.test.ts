import { assert, describe, it } from "@effect/vitest"
import { anthropic } from "@turnout/anthropic"
import { openai } from "@turnout/openai"
import { Transport } from "@turnout/wire/Transport"
import { Effect, Layer } from "effect"
import { type ChatRequest, createRouter, isRouterError, type Options, type Plan } from "turnout"

/* What is known of real models, planned and not sent. */

const silent = Layer.succeed(Transport, Transport.of({ send: () => Effect.die("no request leaves here") }))

const messages = [{ role: "user", content: "hello" }] as const

const router = (options: Partial<Options> = {}) =>
  createRouter({
    providers: [openai({ apiKey: "sk-test" }), anthropic({ apiKey: "sk-test" })],
    transport: silent,
    ...options
  })

const plan = async (request: Partial<ChatRequest>, options?: Partial<Options>): Promise<Plan> => {
  const planner = router(options)
  try {
    return await planner.plan({ messages, ...request })
  } finally {
    await planner.close()
  }
}

const failure = async (request: Partial<ChatRequest>, options?: Partial<Options>) => {
  try {
    await plan(request, options)
  } catch (error) {
    if (isRouterError(error)) return error
    throw error
  }
  return assert.fail("it was planned")
}

const pool = (...models: ReadonlyArray<string>) => ({ models, routing: { mode: "fallback" as const } })

const planned = ({ steps }: Plan) => steps.map(({ endpoint }) => endpoint)

const body = ({ steps }: Plan) => steps[0]?.body as { readonly [key: string]: unknown }

const told = ({ steps }: Plan) => steps[0]?.warnings.map(({ type, code }) => `${type} ${code}`)

describe("policies, over what is known of real models", () => {
  it("a parameter that one vendor lacks leaves the other", async () => {
    const gateway = pool("claude-sonnet-4-5", "gpt-4o")
    assert.deepStrictEqual(planned(await plan({ gateway, seed: 1 })), [
      "anthropic/claude-sonnet-4-5",
      "openai/gpt-4o"
    ])
    for (const strict of [
      { gateway, drop_params: false },
      { gateway: { ...gateway, routing: { ...gateway.routing, require_parameters: true } } }
    ]) {
      assert.deepStrictEqual(planned(await plan({ seed: 1, ...strict })), ["openai/gpt-4o"])
    }
    const strict = await plan({ gateway, seed: 1 }, { params: "error" })
    assert.deepStrictEqual(planned(strict), ["openai/gpt-4o"])
  })

  it("a number out of a vendor's range leaves those who take it", async () => {
    const gateway = pool("claude-sonnet-4-5", "gpt-4o")
    const hot = { gateway, temperature: 1.5, drop_params: false }
    assert.deepStrictEqual(planned(await plan(hot)), ["openai/gpt-4o"])
    assert.strictEqual(planned(await plan({ ...hot, temperature: 1 })).length, 2)
  })

  it("another name and another form of the same leave nobody out", async () => {
    const gateway = pool("claude-sonnet-4-5", "gpt-4o")
    const { steps } = await plan({
      gateway,
      drop_params: false,
      max_tokens: 100,
      stop: "x",
      user: "u",
      parallel_tool_calls: false,
      tools: [{ type: "function", function: { name: "f" } }],
      response_format: { type: "json_object" }
    })
    assert.deepStrictEqual(
      steps.map(({ endpoint }) => endpoint),
      ["anthropic/claude-sonnet-4-5", "openai/gpt-4o"]
    )
  })

  it("what nobody honours is named", async () => {
    const error = await failure({
      gateway: pool("claude-sonnet-4-5", "claude-opus-4-5"),
      seed: 1,
      top_logprobs: 2,
      logprobs: true,
      drop_params: false
    })
    assert.deepStrictEqual([error.status, error.code], [400, "required_params_not_supported"])
    for (const name of ["seed", "logprobs", "top_logprobs"]) assert.include(error.message, name)
  })

  it("reasoning of a model that has none is refused, and no reasoning is silence", async () => {
    const error = await failure({ model: "gpt-4o", reasoning_effort: "low" })
    assert.deepStrictEqual([error.status, error.code], [400, "reasoning_not_supported"])
    for (const reasoning_effort of ["none", "off"] as const) {
      const silent = await plan({ model: "gpt-4o", reasoning_effort, drop_params: false })
      assert.notProperty(body(silent), "reasoning_effort")
      assert.deepStrictEqual(told(silent), [])
    }
  })

  const tools = [{ type: "function", function: { name: "f" } }]
  const byChat = { providers: [openai({ apiKey: "sk-test", api: "chat" })] }

  it("a model that takes tools or reasoning on one API has both on the other, and the plan says why", async () => {
    const both = await plan({ model: "gpt-5.6", tools, reasoning_effort: "high", drop_params: false })
    assert.deepInclude(body(both), { reasoning: { effort: "high" } })
    assert.property(body(both), "tools")
    assert.deepStrictEqual(told(both), [])
    assert.deepInclude(both.steps[0]!.ledger, {
      action: "translated",
      param: "api",
      from: "chat",
      to: "responses",
      reason: "unsupported_with_tools"
    })
  })

  it("a model that reasons unasked gives way to tools where its host pins the chat API, and keeps its temperature", async () => {
    const asks = { model: "gpt-5.6", tools, temperature: 0.5 }
    const free = await plan({ ...asks, drop_params: false }, byChat)
    assert.strictEqual(body(free)["reasoning_effort"], "none")
    assert.strictEqual(body(free)["temperature"], 0.5)
    assert.deepStrictEqual(told(free), ["defaulted_parameter reasoning_effort"])
    const asked = await plan({ ...asks, reasoning_effort: "high" }, byChat)
    assert.strictEqual(body(asked)["reasoning_effort"], "none")
    assert.strictEqual(body(asked)["temperature"], 0.5)
    assert.deepStrictEqual(told(asked), ["unsupported_parameter reasoning_effort"])
    const honoured = { model: "gpt-5.6", tools, reasoning_effort: "high", drop_params: false } as const
    const error = await failure(honoured, byChat)
    assert.strictEqual(error.code, "required_params_not_supported")
    assert.include(error.message, "reasoning_effort")
  })

  it("fields of OpenAI's own reach it, and are told where they go nowhere", async () => {
    const own = {
      moderation: { model: "omni-moderation-latest" },
      prompt_cache_options: { mode: "explicit", ttl: "30m" },
      stream_options: { include_obfuscation: false },
      stream: true
    } as const
    assert.deepInclude(body(await plan({ model: "gpt-5.6", ...own }, byChat)), {
      moderation: own.moderation,
      prompt_cache_options: own.prompt_cache_options,
      stream_options: { include_obfuscation: false, include_usage: true }
    })
    assert.deepInclude(body(await plan({ model: "gpt-5.6", ...own })), {
      moderation: own.moderation,
      prompt_cache_options: own.prompt_cache_options,
      stream_options: own.stream_options
    })
    const elsewhere = await plan({ model: "claude-sonnet-4-5", ...own })
    for (const name of ["moderation", "prompt_cache_options", "stream_options"]) {
      assert.notProperty(body(elsewhere), name)
    }
    assert.includeMembers(
      [...(told(elsewhere) ?? [])],
      [
        "unsupported_parameter moderation",
        "unsupported_parameter prompt_cache_options",
        "unsupported_parameter stream_options.include_obfuscation"
      ]
    )
  })
})
