import { assert, describe, it } from "@effect/vitest"
import { anthropic } from "@turnout/anthropic"
import { openai } from "@turnout/openai"
import * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import { type ChatRequest, createRouter, type PlanStep } from "turnout"
import { withUpstream } from "./upstream.ts"

/* Requests that are odd and legal: each vendor is told what it takes, what was bent is told, and nothing is invented. */

const user = { role: "user", content: "hi" } as const
const claude = "claude-sonnet-4-5"
const gpt = "gpt-4o-mini"

const plan = async (model: string, request: object): Promise<PlanStep> => {
  const router = createRouter({ providers: [openai({ apiKey: "k" }), anthropic({ apiKey: "k" })] })
  try {
    const asked = { model, messages: [user], ...request } as unknown as ChatRequest
    return (await router.plan(asked)).steps[0]!
  } finally {
    await router.close()
  }
}

const refused = async (model: string, request: object) =>
  (await plan(model, request).then(
    () => ({}),
    (error: unknown) => error
  )) as { readonly status?: number; readonly param?: string }

const changes = ({ ledger }: PlanStep) => ledger.map(({ action, param }) => `${action} ${param}`)

/** What stands at a path. */
const at = (value: unknown, ...path: ReadonlyArray<string | number>): unknown =>
  path.reduce<unknown>((inner, key) => (inner as Record<string | number, unknown> | undefined)?.[key], value)

const tool = (parameters: object) => ({
  tools: [{ type: "function", function: { name: "f", parameters } }]
})
const showing = (...parts: ReadonlyArray<object>) => ({
  messages: [{ role: "user", content: [{ type: "text", text: "What is it?" }, ...parts] }]
})
const image = (url: string) => showing({ type: "image_url", image_url: { url } })

const png = "iVBORw0KGgoAAAANSUhEUg=="
const jpeg = "/9j/4AAQSkZJRgABAQAAAQ=="
const gif = "R0lGODlhAQABAAAAACw="
const webp = "UklGRhoAAABXRUJQVlA4TA0="

describe("an image in a request", () => {
  for (const [data, type] of [
    [png, "image/png"],
    [jpeg, "image/jpeg"],
    [gif, "image/gif"],
    [webp, "image/webp"]
  ] as const) {
    it(`is called what its bytes are: ${type}`, async () => {
      for (const named of ["image/png", "image/jpeg", "image/jpg", "application/octet-stream", ""]) {
        const step = await plan(claude, image(`data:${named};base64,${data}`))
        const source = at(step.body, "messages", 0, "content", 1, "source")
        assert.deepStrictEqual(source, { type: "base64", media_type: type, data }, named)
        const isSame = named === type || (named === "image/jpg" && type === "image/jpeg")
        const told = changes(step).includes("translated messages[0].content[1].image_url.url")
        assert.strictEqual(told, !isSame, named)
      }
    })
  }

  it("of which neither its name nor its bytes tell the type is not left out in silence", async () => {
    const error = await refused(claude, image("data:;base64,AAAA"))
    assert.strictEqual(error.status, 400)
  })

  it("has to be there, in base64", async () => {
    for (const url of ["data:image/png;base64,", "data:image/png,%89PNG", "data:", "a.png", ""]) {
      for (const model of [gpt, claude]) {
        const { param, status } = await refused(model, image(url))
        assert.deepStrictEqual([status, param], [400, "messages[0].content[1].image_url.url"], url)
      }
    }
  })
})

it("a file that is none is refused, and no empty conversation is sent", async () => {
  for (const file of [{}, { filename: "a.pdf" }, { file_data: "" }, { file_id: "", file_data: null }]) {
    for (const model of [gpt, claude]) {
      const request = { messages: [{ role: "user", content: [{ type: "file", file }] }] }
      const { param, status } = await refused(model, request)
      assert.deepStrictEqual([status, param], [400, "messages[0].content[0].file"])
    }
  }
})

describe("an empty name", () => {
  it("is none: no id is made of it", async () => {
    for (const model of [gpt, claude]) {
      const step = await plan(model, { user: "", messages: [{ ...user, name: "" }] })
      assert.notProperty(step.body, "user")
      assert.notProperty(step.body, "metadata")
      assert.notProperty(at(step.body, "messages", 0), "name")
      assert.include(changes(step), "dropped user")
    }
  })

  it("leaves its place to another", async () => {
    const { body } = await plan(claude, { user: "", safety_identifier: "abc" })
    assert.deepStrictEqual(at(body, "metadata"), { user_id: "abc" })
  })
})

it("a refusal without words is no content", async () => {
  const { body } = await plan(gpt, { messages: [user, { role: "assistant", refusal: "" }, user] })
  assert.strictEqual(at(body, "messages", 1, "content"), "")
})

describe("the root of a tool's schema", () => {
  const schemaOf = (model: string, { body }: PlanStep): unknown =>
    model === gpt ? at(body, "tools", 0, "function", "parameters") : at(body, "tools", 0, "input_schema")

  for (const model of [gpt, claude]) {
    it(`is an object's, whatever stands there: ${model}`, async () => {
      for (const [given, keyword] of [
        [{ $ref: "#" }, "$ref"],
        [{ $ref: "#/$defs/a", $defs: { a: { $ref: "#/$defs/a" } } }, "$ref"],
        [{ type: "object", properties: null }, "properties"],
        [{ type: "object", properties: [] }, "properties"],
        [{ type: "object", properties: {}, required: null }, "required"]
      ] as const) {
        const step = await plan(model, tool(given))
        const schema = schemaOf(model, step) as { readonly [keyword: string]: unknown }
        assert.strictEqual(schema["type"], "object")
        assert.notDeepEqual(schema[keyword], (given as { readonly [key: string]: unknown })[keyword])
        assert.include(changes(step), `weakened /tools/0/function/parameters/${keyword}`)
      }
    })
  }
})

describe("properties of a tool that a vendor takes under another name", () => {
  const long = "p".repeat(70)
  const parameters = {
    type: "object",
    properties: { $top: { type: "integer" }, "filter[id]": { type: "string" }, fine: {}, [long]: {} },
    required: ["$top", "fine"]
  }
  const request = tool(parameters)

  it("are spelled out in its alphabet, are told, and are as they were elsewhere", async () => {
    const step = await plan(claude, request)
    const schema = at(step.body, "tools", 0, "input_schema")
    const keys = Object.keys(at(schema, "properties") as object)
    for (const key of keys) assert.match(key, /^[a-zA-Z0-9_.-]{1,64}$/)
    assert.strictEqual(new Set(keys).size, 4)
    assert.deepStrictEqual(at(schema, "required"), [keys[0], "fine"])
    assert.lengthOf(
      changes(step).filter((each) => each === "translated tools[0].function.parameters.properties"),
      3
    )
    assert.deepStrictEqual(
      at((await plan(gpt, request)).body, "tools", 0, "function", "parameters"),
      parameters
    )
  })

  it("are the same in the arguments of an earlier turn, numbers with all their digits", async () => {
    const { body } = await plan(claude, {
      ...request,
      messages: [
        user,
        {
          role: "assistant",
          tool_calls: [
            {
              id: "c",
              type: "function",
              function: { name: "f", arguments: '{"$top":1e3,"fine":{"$top":12345678901234567890}}' }
            }
          ]
        },
        { role: "tool", tool_call_id: "c", content: "x" }
      ]
    })
    const keys = Object.keys(at(body, "tools", 0, "input_schema", "properties") as object)
    const input = at(body, "messages", 1, "content", 0, "input") as object
    assert.deepStrictEqual(Object.keys(input), [keys[0], "fine"])
  })

  /** What Claude writes for the tool, by the names that it was told. */
  const written = (body: string): string => {
    const [top, filter] = Object.keys(
      at(JSON.parse(body), "tools", 0, "input_schema", "properties") as object
    )
    return `{"${top}": 12345678901234567890, "${filter}":"a,\\"${top}\\":{", "fine":[{"${top}":1}]}`
  }
  const wanted = (body: string): string => {
    const [top] = Object.keys(at(JSON.parse(body), "tools", 0, "input_schema", "properties") as object)
    return `{"$top": 12345678901234567890, "filter[id]":"a,\\"${top}\\":{", "fine":[{"${top}":1}]}`
  }
  const event = (type: string, data: object): string =>
    `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`
  const usage = { input_tokens: 1, output_tokens: 1 }
  const streamed = (text: string, size: number): string =>
    [
      event("message_start", {
        message: { id: "m", type: "message", role: "assistant", content: [], usage }
      }),
      event("content_block_start", {
        index: 0,
        content_block: { type: "tool_use", id: "t", name: "f", input: {} }
      }),
      ...(text.match(new RegExp(`[^]{1,${size}}`, "g")) ?? []).map((partial_json) =>
        event("content_block_delta", { index: 0, delta: { type: "input_json_delta", partial_json } })
      ),
      event("content_block_stop", { index: 0 }),
      event("message_delta", { delta: { stop_reason: "tool_use" }, usage }),
      event("message_stop", {})
    ].join("")

  const whole = (body: string): string =>
    `{"id":"m","type":"message","role":"assistant","content":[{"type":"tool_use","id":"t","name":"f","input":${written(body)}}],"stop_reason":"tool_use","usage":${JSON.stringify(usage)}}`

  it("come back as the caller knows them, in a stream cut anywhere and in a whole answer", () =>
    withUpstream(
      ({ body, index }) =>
        at(JSON.parse(body), "stream") === true
          ? ScriptedHttp.sse([streamed(written(body), index + 1)])
          : { headers: { "content-type": "application/json" }, body: whole(body) },
      async ({ requests, url }) => {
        const router = createRouter({ providers: [anthropic({ baseUrl: url, apiKey: "k" })] })
        const asked = { model: claude, messages: [user], ...request } as unknown as ChatRequest
        const cuts = 12
        for (let cut = 0; cut < cuts; cut++) {
          let text = ""
          for await (const chunk of await router.chat.completions.create({ ...asked, stream: true })) {
            text += (at(chunk, "choices", 0, "delta", "tool_calls", 0, "function", "arguments") ??
              "") as string
          }
          assert.strictEqual(text, wanted(requests[cut]!.body), `pieces of ${cut + 1}`)
        }
        const answer = await router.chat.completions.create({ ...asked, stream: false })
        const call = at(answer, "choices", 0, "message", "tool_calls", 0, "function")
        assert.deepStrictEqual(call, { name: "f", arguments: wanted(requests[cuts]!.body) })
        await router.close()
      }
    ))
})

describe("an assistant's message at the end of a conversation", () => {
  const open = { messages: [user, { role: "assistant", content: "The answer is" }] }

  it("is sent to models that take one", async () => {
    for (const model of [claude, gpt]) {
      assert.strictEqual(at((await plan(model, open)).body, "messages", 1, "role"), "assistant", model)
    }
  })

  it("is refused before anything is sent where the model answers it with 400", async () => {
    const error = await refused("claude-opus-4-6", open)
    assert.deepStrictEqual([error.status, error.param], [400, "messages[1]"])
  })

  it("goes to another model of the list that takes it", async () => {
    const models = ["claude-opus-4-6", claude]
    const step = await plan(claude, { ...open, model: undefined, gateway: { models } })
    assert.strictEqual(step.endpoint, `anthropic/${claude}`)
  })
})
