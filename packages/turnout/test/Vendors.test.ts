import { assert, describe, it } from "@effect/vitest"
import type { ChatRequest } from "@turnout/core/ChatRequest"
import type * as VendorSuite from "@turnout/testing/VendorSuite"
import { Transport } from "@turnout/wire/Transport"
import { Effect, Layer } from "effect"
import { globSync } from "node:fs"
import { fileURLToPath, pathToFileURL } from "node:url"
import { createRouter } from "turnout"
import { type Native, upstreams } from "./vendors/upstreams.ts"

const root = fileURLToPath(new URL("../../..", import.meta.url))
const files = globSync(`${root}packages/providers/*/test/subject.ts`).sort()
const modules = await Promise.all(
  files.map(
    (file) => import(pathToFileURL(file).href) as Promise<{ readonly [name: string]: VendorSuite.Subject }>
  )
)
/** Vendors that take no such conversation, and why. */
const limited: { readonly [name: string]: string } = {
  Replicate: "models there take one prompt, and no tools"
}

const subjects = modules
  .flatMap((module) => Object.values(module))
  .filter(({ name }) => !Object.hasOwn(limited, name))

/** Models that see, where the vendor's golden bodies are those of one that does not. */
const seeing: { readonly [id: string]: string } = { deepseek: "deepseek-v4-flash-vision-exp" }

/** What the conversation needs is stated of every model: it is the vendors' words that are compared. */
const capabilities = { features: { tools: "yes", image: "yes" }, reasoning: { support: "yes" } }

const weather = {
  type: "function",
  function: {
    name: "weather",
    parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] }
  }
} as const

const schema = {
  type: "object",
  properties: { warmest: { type: "string" } },
  required: ["warmest"],
  additionalProperties: false
}

const opening: ChatRequest["messages"] = [
  { role: "system", content: "Be brief." },
  {
    role: "user",
    content: [
      { type: "text", text: "Where is it warmer, here or in Rome?" },
      { type: "image_url", image_url: { url: "data:image/png;base64,iVBORw0KGgo=" } }
    ]
  }
]

/** Every turn of one conversation at this vendor, as a caller has it. */
const converse = async (subject: VendorSuite.Subject) => {
  const upstream = upstreams[subject.family.name]!
  const sent: Array<Native> = []
  const model = seeing[subject.id] ?? subject.model
  const transport = Transport.of({
    send: (request) =>
      Effect.sync(() => {
        const native = JSON.parse(
          typeof request.body === "string" ? request.body : new TextDecoder().decode(request.body)
        ) as Native
        sent.push(native)
        const pieces = [new TextEncoder().encode(JSON.stringify(upstream(native)))].values()
        return {
          status: 200,
          headers: { "content-type": "application/json" },
          read: Effect.sync(() => pieces.next().value)
        }
      })
  })
  const router = createRouter({
    providers: [subject.layer({ apiKey: "k", models: { [model]: { capabilities } } })],
    transport: Layer.succeed(Transport, transport)
  })
  const turns: Array<unknown> = []
  const ask = async (request: Pick<ChatRequest, "messages" | "response_format">) => {
    const { choices } = await router.chat.completions.create({
      model: `${model}@${subject.id}`,
      tools: [weather],
      reasoning_effort: "low",
      ...request
    } as ChatRequest & { readonly stream?: false })
    const { finish_reason, message } = choices[0]!
    turns.push({
      finish_reason,
      content: message.content,
      reasoning: (message as { readonly reasoning_content?: string }).reasoning_content,
      calls: (message.tool_calls ?? []).map((call) =>
        call.type === "function" ? [call.function.name, JSON.parse(call.function.arguments)] : []
      )
    })
    return message
  }
  const first = await ask({ messages: opening })
  const results = (first.tool_calls ?? []).map(({ id }, index) => ({
    role: "tool" as const,
    tool_call_id: id,
    content: index === 0 ? "9" : "17"
  }))
  const told = [...opening, first, ...results] as NonNullable<ChatRequest["messages"]>
  const second = await ask({
    messages: told,
    response_format: { type: "json_schema", json_schema: { name: "answer", schema } }
  })
  await ask({ messages: [...told, second, { role: "user", content: "Thanks." }] as ChatRequest["messages"] })
  await router.close()
  return { turns, sent }
}

describe("one conversation: instructions, an image, two calls at once, a schema, reasoning, three turns", () => {
  for (const subject of subjects) {
    it(`is the same for a caller at ${subject.name}`, async () => {
      const { sent, turns } = await converse(subject)
      assert.deepStrictEqual(turns, [
        {
          finish_reason: "tool_calls",
          content: null,
          reasoning: "Two places.",
          calls: [
            ["weather", { city: "Paris" }],
            ["weather", { city: "Rome" }]
          ]
        },
        { finish_reason: "stop", content: '{"warmest":"Rome"}', reasoning: undefined, calls: [] },
        { finish_reason: "stop", content: "Bye.", reasoning: undefined, calls: [] }
      ])
      assert.lengthOf(sent, 3)
      for (const body of sent) {
        const text = JSON.stringify(body)
        for (const words of ["Be brief.", "iVBORw0KGgo=", "weather"]) assert.include(text, words)
      }
      assert.include(JSON.stringify(sent[1]), "warmest")
    })
  }

  it("is held at every vendor that has a suite", () => {
    assert.isAtLeast(new Set(subjects.map(({ id }) => id)).size, 28)
  })
})
