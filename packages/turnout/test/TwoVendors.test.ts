import { assert, describe, it } from "@effect/vitest"
import { anthropic } from "@turnout/anthropic"
import * as Price from "@turnout/core/Price"
import { openai } from "@turnout/openai"
import * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import { readFileSync } from "node:fs"
import {
  createRouter,
  type ChatCompletion,
  type ChatCompletionChunk,
  isRouterError,
  type TurnoutRouter
} from "turnout"

const golden = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`golden/${name}.json`, import.meta.url), "utf8"))

const openAiAnswer = {
  id: "chatcmpl-9",
  object: "chat.completion",
  created: 1,
  model: "gpt-4o-2024-08-06",
  choices: [
    {
      index: 0,
      message: {
        role: "assistant",
        content: "It is cold.",
        tool_calls: [
          { id: "call_1", type: "function", function: { name: "weather", arguments: '{"city":"Oslo"}' } }
        ]
      },
      finish_reason: "tool_calls"
    }
  ],
  usage: { prompt_tokens: 20, completion_tokens: 9, total_tokens: 29 }
}

const anthropicAnswer = {
  id: "msg_9",
  type: "message",
  role: "assistant",
  model: "claude-sonnet-4-5-20250929",
  content: [
    { type: "text", text: "It is cold." },
    { type: "tool_use", id: "toolu_1", name: "weather", input: { city: "Oslo" } }
  ],
  stop_reason: "tool_use",
  usage: { input_tokens: 20, output_tokens: 9 }
}

const sse = (...frames: ReadonlyArray<object | string>) =>
  frames.map((frame) => `data: ${typeof frame === "string" ? frame : JSON.stringify(frame)}\n\n`)

const delta = (content: string) => ({
  id: "chatcmpl-9",
  object: "chat.completion.chunk",
  created: 1,
  model: "gpt-4o",
  choices: [{ index: 0, delta: { content }, finish_reason: null }]
})
const finish = { ...delta(""), choices: [{ index: 0, delta: {}, finish_reason: "stop" }] }

const events = { "content-type": "text/event-stream" }
const json = { "content-type": "application/json" }

const request = {
  messages: [
    { role: "system", content: "Be brief." },
    {
      role: "user",
      content: [
        { type: "text", text: "What is the weather here?" },
        { type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } }
      ]
    }
  ],
  tools: [
    {
      type: "function",
      function: {
        name: "weather",
        description: "The weather of a city.",
        parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] }
      }
    }
  ],
  tool_choice: "required",
  parallel_tool_calls: false,
  max_tokens: 200,
  temperature: 0.5,
  stop: ["END"],
  user: "u-1"
} as const

/** What a caller reads, without what is each vendor's own: ids, model names, how it came about. */
const shape = ({ choices, object, usage }: ChatCompletion) => ({
  object,
  usage: { ...usage, cost: undefined },
  choices: choices.map(({ message, ...choice }) => ({
    ...choice,
    native_finish_reason: undefined,
    message: {
      ...message,
      tool_calls: message.tool_calls?.map((call) => ({ ...call, id: "" }))
    }
  }))
})

describe("one request, two vendors", () => {
  const house = async <A>(
    scripts: { readonly openai: ScriptedHttp.Script; readonly anthropic: ScriptedHttp.Script },
    use: (
      router: TurnoutRouter,
      upstream: { readonly openai: ScriptedHttp.ScriptedHttp; readonly anthropic: ScriptedHttp.ScriptedHttp }
    ) => Promise<A>
  ): Promise<A> => {
    const upstream = {
      openai: await ScriptedHttp.start(scripts.openai),
      anthropic: await ScriptedHttp.start(scripts.anthropic)
    }
    const router = createRouter({
      include: ["attempts"],
      providers: [
        openai({ apiKey: "sk-1", baseUrl: upstream.openai.url }),
        anthropic({ apiKey: "sk-ant-1", baseUrl: upstream.anthropic.url })
      ]
    })
    try {
      return await use(router, upstream)
    } finally {
      await router.close()
      await Promise.all([upstream.openai.close(), upstream.anthropic.close()])
    }
  }

  it("yields each vendor's exact native body, and answers of one shape", () =>
    house(
      {
        openai: [{ headers: json, body: JSON.stringify(openAiAnswer) }],
        anthropic: [{ headers: json, body: JSON.stringify(anthropicAnswer) }]
      },
      async (router, upstream) => {
        const one = await router.chat.completions.create({ model: "gpt-4o", ...request })
        const other = await router.chat.completions.create({ model: "claude-sonnet-4-5", ...request })
        assert.deepStrictEqual(JSON.parse(upstream.openai.requests[0]!.body), golden("openai"))
        assert.deepStrictEqual(JSON.parse(upstream.anthropic.requests[0]!.body), golden("anthropic"))
        assert.deepStrictEqual(shape(one), shape(other))
        assert.deepStrictEqual(
          [one.routing_metadata.model_canonical, other.routing_metadata.model_canonical],
          ["gpt-4o", "claude-sonnet-4-5"]
        )
      }
    ))

  it("a stream that is cut after its first content is a StreamTruncated, never a clean end", () =>
    house(
      { openai: [{ headers: events, body: sse(delta("half an ")), ending: "reset" }], anthropic: [] },
      async (router, upstream) => {
        const stream = await router.chat.completions.create({ model: "gpt-4o", ...request, stream: true })
        const seen: Array<ChatCompletionChunk> = []
        try {
          for await (const chunk of stream) seen.push(chunk)
          assert.fail("ended as if it were whole")
        } catch (error) {
          assert.ok(isRouterError(error), String(error))
          assert.strictEqual(seen.map((chunk) => chunk.choices[0]?.delta.content ?? "").join(""), "half an ")
          assert.deepStrictEqual(
            error.attempts.map((attempt) => [attempt.provider, attempt.reason]),
            [["openai", "StreamTruncated"]]
          )
          assert.strictEqual(error.partial?.choices[0]?.message.content, "half an ")
        }
        assert.deepStrictEqual([upstream.openai.requests.length, upstream.anthropic.requests.length], [1, 0])
      }
    ))

  it("a stream that ends without its terminal is no clean end either", () =>
    house({ openai: [{ headers: events, body: sse(delta("half an ")) }], anthropic: [] }, async (router) => {
      const stream = await router.chat.completions.create({ model: "gpt-4o", ...request, stream: true })
      const error = await Array.fromAsync(stream).then(
        () => undefined,
        (cause: unknown) => cause
      )
      assert.ok(isRouterError(error))
      assert.strictEqual(error.attempts[0]?.reason, "StreamTruncated")
    }))
})

describe("dead endpoints", () => {
  it("two of them leave no trace in a stream but the attempts", async () => {
    const refused = await ScriptedHttp.start([])
    await refused.close()
    const broken = await ScriptedHttp.start([
      {
        headers: events,
        body: sse({ error: { message: "engine down", type: "server_error", code: "server_error" } })
      }
    ])
    const alive = await ScriptedHttp.start([
      { headers: events, body: sse(delta("all "), delta("well"), finish, "[DONE]") }
    ])
    const router = createRouter({
      include: ["attempts"],
      providers: [
        openai({ id: "a", apiKey: "sk-1", baseUrl: refused.url }),
        openai({ id: "b", apiKey: "sk-1", baseUrl: broken.url }),
        openai({ id: "c", apiKey: "sk-1", baseUrl: alive.url })
      ]
    })
    const stream = await router.chat.completions.create({
      model: "gpt-4o",
      messages: [{ role: "user", content: "How is it?" }],
      stream: true,
      gateway: { routing: { order: ["a", "b", "c"] } }
    })
    const chunks = await Array.fromAsync(stream)
    assert.strictEqual(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? "").join(""), "all well")
    assert.deepStrictEqual(
      chunks
        .flatMap((chunk) => chunk.choices.map(({ delta }) => delta.role))
        .filter((role) => role !== undefined),
      ["assistant"]
    )
    assert.deepStrictEqual(
      chunks
        .at(-1)
        ?.routing_metadata?.attempts?.map((attempt) => [attempt.provider, attempt.outcome, attempt.reason]),
      [
        ["a", "failed", "ConnectionFailed"],
        ["a", "failed", "ConnectionFailed"],
        ["b", "failed", "ServerError"],
        ["c", "answered", undefined]
      ]
    )
    await router.close()
    await Promise.all([broken.close(), alive.close()])
  })
})

describe("money", () => {
  it("a cached answer in the long tier costs what the hand says", async () => {
    const usage = {
      prompt_tokens: 300_000,
      completion_tokens: 1_000,
      total_tokens: 301_000,
      prompt_tokens_details: { cached_tokens: 250_000 },
      completion_tokens_details: { reasoning_tokens: 400 }
    }
    const answer = { ...openAiAnswer, model: "gpt-5.4", usage }
    const upstream = await ScriptedHttp.start([{ headers: json, body: JSON.stringify(answer) }])
    const router = createRouter({
      include: ["attempts"],
      providers: [openai({ apiKey: "sk-1", baseUrl: upstream.url })]
    })
    const { routing_metadata, usage: told } = await router.chat.completions.create({
      model: "gpt-5.4",
      messages: [{ role: "user", content: "x" }]
    })
    // From 272,000 input tokens on gpt-5.4 is 5 / 22.5 USD per 1M, a cache read 0.5.
    const usd = (50_000 * 5 + 250_000 * 0.5 + 1_000 * 22.5) / 1e6
    assert.strictEqual(routing_metadata.cost?.usd, usd)
    assert.strictEqual(told?.cost, usd)
    assert.strictEqual(routing_metadata.cost?.cache_savings_usd, (250_000 * (5 - 0.5)) / 1e6)
    const [attempt] = routing_metadata.attempts ?? []
    assert.deepStrictEqual(attempt?.cost?.buckets, {
      input: 50_000 * Price.fromUsd(5),
      cache_read: 250_000 * Price.fromUsd(0.5),
      output: 600 * Price.fromUsd(22.5),
      reasoning: 400 * Price.fromUsd(22.5)
    })
    assert.deepStrictEqual([attempt?.cost?.confidence, attempt?.cost?.payer], ["exact", "platform"])
    await router.close()
    await upstream.close()
  })
})
