import Anthropic from "@anthropic-ai/sdk"
import { assert, describe, it } from "@effect/vitest"
import { openai } from "@turnout/openai"
import type * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import OpenAI from "openai"
import { createRouter, type TurnoutRouter } from "turnout"
import * as Upstream from "./upstream.ts"

/*
 * One conversation through every door: a system message, an image, two tools side by side, their results, and an answer held to
 * a schema. Whatever API its caller speaks, the vendor is sent the same and the caller is told the same.
 */

const model = "gpt-4o-mini"
const system = "Be brief."
const question = "How is the weather in these two cities?"
const pixel =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
const parameters = {
  type: "object" as const,
  properties: { city: { type: "string" } },
  required: ["city"],
  additionalProperties: false
}
const schema = {
  type: "object" as const,
  properties: { warmest: { type: "string" } },
  required: ["warmest"],
  additionalProperties: false
}
const description = "The weather of a city."
const cities = ["Oslo", "Bergen"]
const results = ["rain, 4 °C", "sun, 9 °C"]
const ids = ["call_a", "call_b"]
const args = cities.map((city) => JSON.stringify({ city }))
const finale = '{"warmest":"Bergen"}'

const calls = ids.map((id, index) => ({
  id,
  type: "function",
  function: { name: "weather", arguments: args[index] }
}))

/** Calls the tools first, then answers; whole and streamed as it is asked. */
const vendor: ScriptedHttp.Script = ({ body }) => {
  const { messages, stream } = JSON.parse(body) as { messages: Array<{ role: string }>; stream?: boolean }
  const isLast = messages.some(({ role }) => role === "tool")
  if (stream !== true) {
    return isLast ? Upstream.text(finale) : Upstream.message({ tool_calls: calls }, "tool_calls")
  }
  return {
    headers: { "content-type": "text/event-stream" },
    body: isLast
      ? [Upstream.delta({ role: "assistant", content: finale }), ...Upstream.tail()]
      : [
          Upstream.delta({ role: "assistant", tool_calls: calls.map((call, index) => ({ index, ...call })) }),
          ...Upstream.tail("tool_calls")
        ]
  }
}

interface Called {
  readonly id: string
  readonly name: string
  readonly arguments: unknown
}

/** A caller of one door: holds the conversation, and tells what it was told. */
type Door = (
  router: TurnoutRouter
) => Promise<{ readonly called: ReadonlyArray<Called>; readonly text: string }>

const sdk = (router: TurnoutRouter) => new OpenAI({ apiKey: "unused", fetch: router.fetch, maxRetries: 0 })

const url = `data:image/png;base64,${pixel}`
const chatMessages: Array<OpenAI.ChatCompletionMessageParam> = [
  { role: "system", content: system },
  {
    role: "user",
    content: [
      { type: "text", text: question },
      { type: "image_url", image_url: { url } }
    ]
  }
]
const chatTools = [{ type: "function" as const, function: { name: "weather", description, parameters } }]
const chatFormat = { type: "json_schema" as const, json_schema: { name: "answer", schema, strict: true } }

type Create = (body: OpenAI.ChatCompletionCreateParamsNonStreaming) => Promise<OpenAI.ChatCompletion>

const chatOver = async (create: Create) => {
  const asked = { model, tools: chatTools, response_format: chatFormat, max_completion_tokens: 500 }
  const first = (await create({ ...asked, messages: chatMessages })).choices[0]!.message
  const called = first.tool_calls!.map((call) => {
    const { arguments: given, name } = (call as OpenAI.ChatCompletionMessageFunctionToolCall).function
    return { id: call.id, name, arguments: JSON.parse(given) as unknown }
  })
  const answered = called.map(({ id }, index) => ({
    role: "tool" as const,
    tool_call_id: id,
    content: results[index]!
  }))
  const turn = { role: "assistant" as const, content: null, tool_calls: first.tool_calls! }
  const last = await create({ ...asked, messages: [...chatMessages, turn, ...answered] })
  return { called, text: last.choices[0]!.message.content! }
}

const responsesOver = async (
  create: (body: OpenAI.Responses.ResponseCreateParams) => Promise<OpenAI.Responses.Response>
) => {
  const input: Array<OpenAI.Responses.ResponseInputItem> = [
    {
      role: "user",
      content: [
        { type: "input_text", text: question },
        { type: "input_image", image_url: url, detail: "auto" }
      ]
    }
  ]
  const asked = {
    model,
    instructions: system,
    max_output_tokens: 500,
    tools: [{ type: "function" as const, name: "weather", description, parameters, strict: null }],
    text: { format: { type: "json_schema" as const, name: "answer", schema, strict: true } }
  }
  const first = await create({ ...asked, input })
  const items = first.output.filter((item) => item.type === "function_call")
  const outputs = items.map(({ call_id }, index) => ({
    type: "function_call_output" as const,
    call_id,
    output: results[index]!
  }))
  const last = await create({ ...asked, input: [...input, ...items, ...outputs] })
  const called = items.map(({ arguments: given, call_id, name }) => ({
    id: call_id,
    name,
    arguments: JSON.parse(given) as unknown
  }))
  return { called, text: last.output_text }
}

const messagesOver = async (
  create: (body: Anthropic.MessageCreateParamsNonStreaming) => Promise<Anthropic.Message>
) => {
  const user: Anthropic.MessageParam = {
    role: "user",
    content: [
      { type: "text", text: question },
      { type: "image", source: { type: "base64", media_type: "image/png", data: pixel } }
    ]
  }
  const asked = {
    model,
    system,
    max_tokens: 500,
    tools: [{ name: "weather", description, input_schema: parameters }],
    output_config: { format: { type: "json_schema" as const, schema } }
  }
  const first = await create({ ...asked, messages: [user] })
  const uses = first.content.filter((block) => block.type === "tool_use")
  const answered: Anthropic.MessageParam = {
    role: "user",
    content: uses.map(({ id }, index) => ({
      type: "tool_result",
      tool_use_id: id,
      content: results[index]!
    }))
  }
  const last = await create({
    ...asked,
    messages: [user, { role: "assistant", content: first.content }, answered]
  })
  const [block] = last.content
  return {
    called: uses.map(({ id, input, name }) => ({ id, name, arguments: input })),
    text: block?.type === "text" ? block.text : ""
  }
}

const anthropic = (router: TurnoutRouter) =>
  new Anthropic({ apiKey: "unused", fetch: router.fetch, maxRetries: 0 })

const doors: { readonly [name: string]: Door } = {
  "router.chat": (router) => chatOver((body) => router.chat.completions.create(body as never) as never),
  "the OpenAI SDK, chat": (router) => chatOver((body) => sdk(router).chat.completions.create(body)),
  "the OpenAI SDK, chat streamed": (router) =>
    chatOver((body) =>
      sdk(router)
        .chat.completions.stream(body as never)
        .finalChatCompletion()
    ),
  "router.responses": (router) => responsesOver((body) => router.responses.create(body as never) as never),
  "the OpenAI SDK, Responses": (router) =>
    responsesOver((body) => sdk(router).responses.create(body) as Promise<OpenAI.Responses.Response>),
  "the OpenAI SDK, Responses streamed": (router) =>
    responsesOver(async (body) => {
      const final = await sdk(router)
        .responses.stream(body as never)
        .finalResponse()
      return final as unknown as OpenAI.Responses.Response
    }),
  "router.messages": (router) => messagesOver((body) => router.messages.create(body as never) as never),
  "the Anthropic SDK": (router) => messagesOver((body) => anthropic(router).messages.create(body)),
  "the Anthropic SDK, streamed": (router) =>
    messagesOver((body) => anthropic(router).messages.stream(body).finalMessage())
}

type Sent = { readonly [field: string]: unknown }

/** A body without what its caller's API has to say in another way: how it is streamed, and the name of a schema. */
const plain = (body: Sent): Sent => {
  const text = JSON.stringify(body, (key, value: unknown) => {
    // A text alone is a part alone, and what is null or off by default says nothing.
    if (key === "content" && Array.isArray(value) && value.length === 1 && value[0].type === "text")
      return value[0].text as unknown
    if (key === "content" && value === null) return undefined
    if (key === "stream" || key === "stream_options") return undefined
    if (key === "detail" && value === "auto") return undefined
    return value
  })
  const {
    messages,
    response_format: format,
    ...rest
  } = JSON.parse(text) as Sent & {
    response_format: { json_schema: { schema: unknown } }
    messages: ReadonlyArray<{ role: string }>
  }
  const said = messages.map(({ role, ...message }) => ({
    ...message,
    role: role === "developer" ? "system" : role
  }))
  return { ...rest, messages: said, schema: format.json_schema.schema }
}

describe("one conversation through every door", () => {
  const through = async (door: Door) => {
    let bodies: ReadonlyArray<Sent> = []
    let told: Awaited<ReturnType<Door>> | undefined
    await Upstream.withUpstream(vendor, async (server) => {
      await using router = createRouter({
        providers: [openai({ apiKey: "k", baseUrl: `${server.url}/v1`, api: "chat" })]
      })
      told = await door(router)
      bodies = server.requests.map(({ body }) => plain(JSON.parse(body) as Sent))
    })
    return { bodies, told: told! }
  }

  it("is what its own words say, at the chat door", async () => {
    const { bodies, told } = await through(doors["router.chat"]!)
    assert.deepStrictEqual(told, {
      called: ids.map((id, index) => ({ id, name: "weather", arguments: { city: cities[index] } })),
      text: finale
    })
    assert.deepStrictEqual(bodies[1], {
      model,
      max_completion_tokens: 500,
      messages: [
        ...(plain({ messages: chatMessages, response_format: chatFormat })[
          "messages"
        ] as ReadonlyArray<object>),
        { role: "assistant", tool_calls: calls },
        ...ids.map((tool_call_id, index) => ({ role: "tool", tool_call_id, content: results[index] }))
      ],
      tools: chatTools,
      schema
    })
  })

  for (const [name, door] of Object.entries(doors)) {
    it(`has the same bodies upstream and the same answers: ${name}`, async () => {
      const reference = await through(doors["router.chat"]!)
      assert.deepStrictEqual(await through(door), reference)
    })
  }
})
