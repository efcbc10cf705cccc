import { assert, describe, it } from "@effect/vitest"
import { anthropic } from "@turnout/anthropic"
import { openai } from "@turnout/openai"
import { openaiCompatible } from "@turnout/openai-compatible"
import * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import { type ChatRequest, createRouter, type TurnoutRouter } from "turnout"
import * as Upstream from "./upstream.ts"

/* What a vendor is told is what it takes: its own alphabets, lengths and shapes, and nothing that it refuses. */

type Body = { readonly [field: string]: unknown }

/** What stands at a path; undefined where something is missing on the way. */
const at = (value: unknown, ...path: ReadonlyArray<string | number>): unknown =>
  path.reduce<unknown>(
    (inner, key) => (inner as { readonly [key: string | number]: unknown } | undefined)?.[key],
    value
  )

const list = (value: unknown): ReadonlyArray<unknown> => (value ?? []) as ReadonlyArray<unknown>

interface Refused {
  readonly status?: number
  readonly code?: string
  readonly param?: string
  readonly message?: string
}

const refused = (error: unknown): Refused => error as Refused

interface Vendor {
  readonly router: TurnoutRouter
  readonly bodies: () => ReadonlyArray<Body>
}

const claude = (content: ReadonlyArray<object>) =>
  ScriptedHttp.json({
    id: "msg_1",
    type: "message",
    role: "assistant",
    model: "claude-sonnet-4-5",
    content,
    stop_reason: "end_turn",
    usage: { input_tokens: 9, output_tokens: 3 }
  })

/** Calls the first tool that it is told of, under the name that it is told. */
const caller: ScriptedHttp.Script = ({ body, path }) => {
  const tools = list(at(JSON.parse(body), "tools"))
  if (path.endsWith("/messages")) {
    return claude(
      tools.length === 0
        ? [{ type: "text", text: "ok" }]
        : [{ type: "tool_use", id: "t", name: at(tools, 0, "name"), input: {} }]
    )
  }
  return tools.length === 0
    ? Upstream.text("ok")
    : Upstream.message(
        {
          tool_calls: [
            {
              id: "t",
              type: "function",
              function: { name: at(tools, 0, "function", "name"), arguments: "{}" }
            }
          ]
        },
        "tool_calls"
      )
}

const withVendors = (script: ScriptedHttp.Script, test: (vendor: Vendor) => Promise<void>): Promise<void> =>
  Upstream.withUpstream(script, async ({ requests, url }) => {
    const router = createRouter({
      providers: [
        openai({ baseUrl: url, apiKey: "k" }),
        anthropic({ baseUrl: url, apiKey: "k" }),
        openaiCompatible({ baseUrl: url, apiKey: "k" })
      ]
    })
    try {
      await test({ router, bodies: () => requests.map(({ body }) => JSON.parse(body) as Body) })
    } finally {
      await router.close()
    }
  })

const hello = [{ role: "user", content: "Hello." }] as const
const tool = (name: string, parameters?: object) =>
  ({ type: "function", function: { name, ...(parameters === undefined ? {} : { parameters }) } }) as const
const models = ["gpt-4o", "claude-sonnet-4-5"] as const

describe("names of tools", () => {
  const plain = { "gpt-4o": /^[a-zA-Z0-9_-]{1,64}$/, "claude-sonnet-4-5": /^[a-zA-Z0-9_-]{1,128}$/ }
  const names = [
    "calendar.list",
    "calendar_list",
    "calendar-list",
    "calendar:list",
    "погода",
    "a".repeat(200),
    "ok"
  ]

  for (const model of models) {
    it(`are of the vendor's alphabet and length in tools, choice and history, and come back as the caller's: ${model}`, () =>
      withVendors(caller, async ({ bodies, router }) => {
        for (const name of names) {
          const answer = await router.chat.completions.create({
            model,
            messages: [
              ...hello,
              {
                role: "assistant",
                content: null,
                tool_calls: [{ id: "c", type: "function", function: { name, arguments: "{}" } }]
              },
              { role: "tool", tool_call_id: "c", content: "1" }
            ],
            tools: [tool(name), ...names.filter((each) => each !== name).map((each) => tool(each))],
            tool_choice: { type: "function", function: { name } }
          })
          assert.strictEqual(at(answer.choices[0]!.message.tool_calls, 0, "function", "name"), name)
          const body = bodies().at(-1)!
          const isClaude = model !== "gpt-4o"
          const told = list(body["tools"]).map((each) =>
            String(isClaude ? at(each, "name") : at(each, "function", "name"))
          )
          for (const each of told) assert.match(each, plain[model])
          assert.strictEqual(new Set(told).size, names.length)
          const chosen = at(body, "tool_choice", ...(isClaude ? ["name"] : ["function", "name"]))
          const past = at(
            body,
            "messages",
            1,
            ...(isClaude ? ["content", 0, "name"] : ["tool_calls", 0, "function", "name"])
          )
          assert.deepStrictEqual([chosen, past], [told[0], told[0]])
          assert.deepStrictEqual(answer.routing_metadata.warnings, [])
        }
      }))
  }

  it("come back in a stream too", () =>
    withVendors(
      ({ body }) => {
        const name = at(JSON.parse(body), "tools", 0, "function", "name")
        return ScriptedHttp.sse([
          Upstream.delta({
            role: "assistant",
            tool_calls: [{ index: 0, id: "t", type: "function", function: { name, arguments: "" } }]
          }),
          Upstream.delta({ tool_calls: [{ index: 0, function: { arguments: "{}" } }] }),
          ...Upstream.tail("tool_calls")
        ])
      },
      async ({ router }) => {
        const seen: Array<string | undefined> = []
        const stream = await router.chat.completions.create({
          model: "gpt-4o",
          messages: hello,
          tools: [tool("calendar.list")],
          stream: true
        })
        for await (const chunk of stream) {
          for (const call of chunk.choices[0]?.delta.tool_calls ?? [])
            if (call.function?.name) seen.push(call.function.name)
        }
        assert.deepStrictEqual(seen, ["calendar.list"])
      }
    ))

  it("go as they are to a server of which nothing is known", () =>
    withVendors(caller, async ({ bodies, router }) => {
      await router.chat.completions.create({
        model: "m@custom",
        messages: hello,
        tools: [tool("calendar.list")]
      })
      assert.strictEqual(at(bodies()[0], "tools", 0, "function", "name"), "calendar.list")
    }))
})

describe("schemas of tools", () => {
  const union = {
    anyOf: [
      { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
      {
        type: "object",
        properties: { zip: { type: "string" }, city: { type: "string" } },
        required: ["city", "zip"]
      }
    ]
  }

  for (const model of models) {
    it(`have the root that the vendor demands, and the loss is told: ${model}`, () =>
      withVendors(caller, async ({ bodies, router }) => {
        const { routing_metadata } = await router.chat.completions.create({
          model,
          messages: hello,
          tools: [tool("f", union)]
        })
        const sent = at(bodies()[0], "tools", 0)
        const schema = model === "gpt-4o" ? at(sent, "function", "parameters") : at(sent, "input_schema")
        assert.deepStrictEqual(schema, {
          type: "object",
          properties: { city: { type: "string" }, zip: { type: "string" } },
          required: ["city"]
        })
        assert.deepStrictEqual(
          routing_metadata.warnings.map(({ code, type }) => [type, code]),
          [["schema_weakened", "/tools/0/function/parameters/anyOf"]]
        )
      }))
  }

  it("are followed where the root is a reference, and get the properties that OpenAI wants", () =>
    withVendors(caller, async ({ bodies, router }) => {
      const inner = { type: "object", properties: { a: { type: "number" } } }
      await router.chat.completions.create({
        model: "gpt-4o",
        messages: hello,
        tools: [
          tool("f", { $ref: "#/$defs/inner", $defs: { inner } }),
          tool("g", { type: "object" }),
          tool("h", {})
        ]
      })
      const schemas = list(bodies()[0]!["tools"]).map((each) => at(each, "function", "parameters"))
      assert.deepStrictEqual(schemas, [
        { ...inner, $defs: { inner } },
        { type: "object", properties: {} },
        { type: "object", properties: {} }
      ])
    }))

  it("go as they are to a server of which nothing is known", () =>
    withVendors(caller, async ({ bodies, router }) => {
      await router.chat.completions.create({ model: "m@custom", messages: hello, tools: [tool("f", union)] })
      assert.deepStrictEqual(at(bodies()[0], "tools", 0, "function", "parameters"), union)
    }))
})

describe("names of people", () => {
  const user = async ({ bodies, router }: Vendor, model: string, name: string): Promise<string> => {
    await router.chat.completions.create({ model, messages: hello, user: name })
    const body = bodies().at(-1)!
    return String(body["user"] ?? at(body, "metadata", "user_id"))
  }

  it("identify nobody where that is refused, are no longer than the vendor takes, and stay apart", () =>
    withVendors(caller, async (vendor) => {
      const claude = (name: string) => user(vendor, "claude-sonnet-4-5", name)
      assert.strictEqual(await claude("user-17"), "user-17")
      const [ada, eve, phone, long] = [
        await claude("ada@example.org"),
        await claude("eve@example.org"),
        await claude("+49 (30) 1234-5678"),
        await claude("a".repeat(300))
      ]
      assert.strictEqual(new Set([ada, eve, phone, long]).size, 4)
      for (const each of [ada, eve, phone]) assert.match(each, /^h[0-9a-f]{32}$/)
      assert.isAtMost(long.length, 256)
      const gpt = (name: string) => user(vendor, "gpt-4o", name)
      assert.strictEqual(await gpt("ada@example.org"), "ada@example.org")
      const [one, other] = [await gpt("a".repeat(65)), await gpt("a".repeat(66))]
      assert.notStrictEqual(one, other)
      assert.isAtMost(Math.max(one.length, other.length), 64)
      assert.strictEqual(await user(vendor, "m@custom", "a".repeat(65)), "a".repeat(65))
    }))
})

describe("images and documents", () => {
  const shown = (url: string): ChatRequest["messages"] => [
    { role: "user", content: [{ type: "image_url", image_url: { url } }] }
  ]
  const attached = (file_data: string): ChatRequest["messages"] => [
    { role: "user", content: [{ type: "file", file: { file_data } }] }
  ]

  it("are called by their registered names", () =>
    withVendors(caller, async ({ bodies, router }) => {
      for (const type of ["image/jpg", "image/pjpeg", "IMAGE/JPEG"]) {
        await router.chat.completions.create({
          model: "claude-sonnet-4-5",
          messages: shown(`data:${type};base64,QUJD`)
        })
        assert.strictEqual(
          at(bodies().at(-1), "messages", 0, "content", 0, "source", "media_type"),
          "image/jpeg"
        )
      }
    }))

  for (const model of models) {
    it(`of a kind that the vendor never takes are refused before anything is sent: ${model}`, () =>
      withVendors(caller, async ({ bodies, router }) => {
        const error = await router.chat.completions
          .create({ model, messages: shown("data:image/svg+xml;base64,QUJD") })
          .then((): Refused => ({}), refused)
        assert.deepStrictEqual(
          [error.status, error.code, error.message],
          [400, "unsupported_modalities", "image/svg+xml input is not supported"]
        )
        assert.strictEqual(bodies().length, 0)
      }))
  }

  it("go to the endpoint that takes them", () =>
    withVendors(caller, async ({ router }) => {
      const answer = await router.chat.completions.create({
        gateway: { models: ["claude-sonnet-4-5", "gpt-4o"] },
        messages: attached("data:application/vnd.ms-excel;base64,QUJD")
      })
      assert.strictEqual(answer.routing_metadata.provider, "openai")
    }))
})

describe("a conversation in which nothing is said", () => {
  for (const content of ["", " \n", [{ type: "text", text: " " }]] as const) {
    it(`is refused by name where the vendor would, and goes where it would not: ${JSON.stringify(content)}`, () =>
      withVendors(caller, async ({ bodies, router }) => {
        const error = await router.chat.completions
          .create({ model: "claude-sonnet-4-5", messages: [{ role: "user", content }] })
          .then((): Refused => ({}), refused)
        assert.deepStrictEqual([error.code, error.param], ["invalid_parameter_value", "messages[0].content"])
        assert.strictEqual(bodies().length, 0)
        await router.chat.completions.create({
          gateway: { models: ["claude-sonnet-4-5", "gpt-4o"] },
          messages: [{ role: "user", content }]
        })
        assert.strictEqual(bodies().length, 1)
      }))
  }

  it("is none where anything at all is said", () =>
    withVendors(caller, async ({ bodies, router }) => {
      await router.chat.completions.create({
        model: "claude-sonnet-4-5",
        messages: [
          { role: "system", content: "Greet." },
          { role: "user", content: "" }
        ]
      })
      assert.strictEqual(list(bodies()[0]!["messages"]).length, 1)
    }))
})

describe("parallel_tool_calls", () => {
  for (const model of ["o1", "o3", "o3-mini", "o4-mini"]) {
    it(`is left out where even false is refused: ${model}`, () =>
      withVendors(caller, async ({ bodies, router }) => {
        const { routing_metadata } = await router.chat.completions.create({
          model,
          messages: hello,
          tools: [tool("f")],
          parallel_tool_calls: false
        })
        assert.notProperty(bodies()[0]!, "parallel_tool_calls")
        assert.deepStrictEqual(
          routing_metadata.warnings.map(({ code }) => code),
          ["parallel_tool_calls"]
        )
      }))
  }
})

describe("a server of which nothing is known", () => {
  it("gets the caller's own word for the limit, and the older one where it is ours", () =>
    withVendors(caller, async ({ bodies, router }) => {
      await router.chat.completions.create({ model: "m@custom", messages: hello, max_tokens: 16 })
      await router.chat.completions.create({ model: "m@custom", messages: hello, max_completion_tokens: 17 })
      const limits = bodies().map(({ max_completion_tokens, max_tokens }) => [
        max_tokens,
        max_completion_tokens
      ])
      assert.deepStrictEqual(limits, [
        [16, undefined],
        [undefined, 17]
      ])
    }))

  it("gets the content of a turn that calls tools as it was given", () =>
    withVendors(caller, async ({ bodies, router }) => {
      const call = { id: "c", type: "function", function: { name: "f", arguments: "{}" } } as const
      const given = [{ content: null }, { content: "" }, { content: [] }, {}]
      for (const content of given) {
        await router.chat.completions.create({
          model: "m@custom",
          messages: [
            ...hello,
            { role: "assistant", ...content, tool_calls: [call] },
            { role: "tool", tool_call_id: "c", content: "r" }
          ]
        })
      }
      const sent = bodies().map((body) =>
        Object.hasOwn(at(body, "messages", 1) as object, "content")
          ? at(body, "messages", 1, "content")
          : "absent"
      )
      assert.deepStrictEqual(sent, [null, "", null, "absent"])
    }))

  const strict = ({ body }: { readonly body: string }) =>
    (JSON.parse(body) as Body)["stream_options"] === undefined
      ? Upstream.streamed("ok")
      : Upstream.refusal(422, {
          detail: [
            {
              type: "extra_forbidden",
              loc: ["body", "stream_options"],
              msg: "Extra inputs are not permitted"
            }
          ]
        })

  it("is asked once more without what we added and it refuses, and is never told it again", () =>
    withVendors(strict, async ({ bodies, router }) => {
      const ask = async () => {
        let text = ""
        let attempts = 0
        const stream = await router.chat.completions.create({
          model: "m@custom",
          messages: hello,
          stream: true,
          gateway: { include: ["attempts"] }
        })
        for await (const chunk of stream) {
          text += chunk.choices[0]?.delta.content ?? ""
          attempts = chunk.routing_metadata?.attempts?.length ?? attempts
        }
        return [text, attempts]
      }
      assert.deepStrictEqual(
        [await ask(), await ask()],
        [
          ["ok", 2],
          ["ok", 1]
        ]
      )
      assert.strictEqual(bodies().length, 3)
    }))

  it("is not asked again where the caller allows one attempt, or where something else is wrong", () =>
    withVendors(
      (request, index) =>
        index === 0 ? strict(request) : Upstream.refusal(400, { message: "messages: too rude" }),
      async ({ bodies, router }) => {
        const ask = (gateway: ChatRequest["gateway"]) =>
          router.chat.completions
            .create({ model: "m@custom", messages: hello, stream: true, gateway })
            .then((): Refused => ({}), refused)
        assert.strictEqual((await ask({ routing: { max_fallback_attempts: 0 } })).status, 400)
        assert.strictEqual((await ask({})).status, 400)
        assert.strictEqual(bodies().length, 2)
      }
    ))
})
