import { assert, describe, it } from "@effect/vitest"
import * as Listing from "@turnout/core/Listing"
import type { Message } from "@turnout/core/Message"
import type { Request } from "@turnout/core/Request"
import * as Laws from "@turnout/testing/Laws"
import * as Auth from "@turnout/wire/Auth"
import * as OpenAiChat from "@turnout/wire/OpenAiChat"
import { Transport } from "@turnout/wire/Transport"
import * as Vendor from "@turnout/wire/Vendor"
import { Effect } from "effect"

const user = { role: "user", content: "Hi" } as const
const tool = { type: "function", function: { name: "f" } } as const
const text = (words: string) => ({ type: "text", text: words }) as const

interface Made {
  readonly [field: string]: unknown
  readonly told: ReadonlyArray<string>
}

const body = (rest: Partial<Request>, dialect: Partial<OpenAiChat.Dialect>): Made => {
  const protocol = OpenAiChat.make(dialect)
  const endpoint = Listing.passthrough("m-1", { provider: "acme", defaults: protocol.defaults })
  const made = protocol.body({ request: { messages: [user], stream: false, ...rest }, ledger: [] }, endpoint)
  return { ...made.body, told: made.ledger.map(({ action, param }) => `${action} ${param}`) }
}

const said = (messages: ReadonlyArray<Message>, dialect: Partial<OpenAiChat.Dialect>) =>
  body({ messages }, dialect)["messages"] as unknown

describe("what a host of the family demands of each turn", () => {
  it("is text for content that is nothing but texts", () => {
    const mixed = [text("a"), { type: "image_url", image_url: { url: "https://x.example/a.png" } } as const]
    assert.deepStrictEqual(
      said(
        [
          { role: "user", content: [text("a"), text("b")] },
          { role: "user", content: mixed }
        ],
        { flatText: true }
      ),
      [
        { role: "user", content: "a\nb" },
        { role: "user", content: mixed }
      ]
    )
  })

  it("is reasoning on turns that are refused without, and none in place of what is there", () => {
    const calls = [{ id: "c", type: "function", function: { name: "f", arguments: "{}" } }] as const
    const turns: ReadonlyArray<Message> = [
      { role: "assistant", content: "a" },
      { role: "assistant", content: null, tool_calls: calls },
      { role: "assistant", content: "b", reasoning_content: "Because." }
    ]
    const told = (on: "calls" | "every") =>
      (
        said(turns, {
          reasoning: "reasoning_content",
          demandedReasoning: { on, text: " " }
        }) as ReadonlyArray<{
          reasoning_content?: string
        }>
      ).map(({ reasoning_content: words }) => words)
    assert.deepStrictEqual(told("calls"), [undefined, " ", "Because."])
    assert.deepStrictEqual(told("every"), [" ", " ", "Because."])
  })

  it("is reasoning as a part of the content", () => {
    assert.deepStrictEqual(
      said([{ role: "assistant", content: "4", reasoning_content: "Easy." }], { reasoning: "content" }),
      [
        {
          role: "assistant",
          content: [{ type: "thinking", thinking: [text("Easy.")], closed: true }, text("4")]
        }
      ]
    )
  })
})

describe("what a host of the family demands of a request", () => {
  it("is one number for probabilities", () => {
    const count = { logprobs: "count" } as const
    const asked = (rest: Partial<Request>) => {
      const { logprobs, top_logprobs } = body(rest, count) as { logprobs?: unknown; top_logprobs?: unknown }
      return [logprobs, top_logprobs]
    }
    assert.deepStrictEqual(asked({ logprobs: true, top_logprobs: 3 }), [3, undefined])
    assert.deepStrictEqual(asked({ logprobs: true }), [1, undefined])
    assert.deepStrictEqual(asked({ logprobs: false }), [0, undefined])
    assert.deepStrictEqual(asked({}), [undefined, undefined])
  })

  it("is no reasoning next to a forced choice, in place of the effort", () => {
    const dialect = { forced: { thinking: { type: "disabled" } } }
    const forced = body({ tools: [tool], tool_choice: "required", reasoning_effort: "high" }, dialect)
    assert.deepInclude(forced, { thinking: { type: "disabled" } })
    assert.notProperty(forced, "reasoning_effort")
    assert.deepStrictEqual(forced.told, ["dropped reasoning_effort", "translated tool_choice"])
    const free = body({ tools: [tool], tool_choice: "auto", reasoning_effort: "high" }, dialect)
    assert.deepInclude(free, { reasoning_effort: "high" })
    assert.notProperty(free, "thinking")
  })

  it("is fields of every body, which a caller's extension does not change", () => {
    assert.deepInclude(body({}, { fixed: { reasoning_split: true } }), {
      reasoning_split: true,
      told: ["translated reasoning_split"]
    })
  })

  const format = { type: "json_schema", json_schema: { name: "p", schema: { type: "object" } } } as const

  it("is a schema in words, behind the instructions that the conversation opens with", () => {
    const dialect: Partial<OpenAiChat.Dialect> = {
      emulatedSchema: "instructions",
      capabilities: { features: { json_schema: "emulated" } }
    }
    const words = 'Answer with one JSON object that is valid by this JSON Schema: {"type":"object"}'
    const system = { role: "system", content: "Be brief." } as const
    const opened = body({ messages: [system, user], response_format: format }, dialect)
    assert.deepInclude(opened, {
      messages: [{ role: "system", content: `Be brief.\n\n${words}` }, user],
      response_format: { type: "json_object" }
    })
    const bare = body({ response_format: format }, dialect)
    assert.deepStrictEqual(bare["messages"] as unknown, [{ role: "system", content: words }, user])
    assert.deepInclude(body({ response_format: { type: "json_object" } }, dialect), {
      response_format: { type: "json_object" },
      messages: [user]
    })
  })

  it("is an answer through a tool where a schema may not stand next to tools", () => {
    const dialect = { schemaBesideTools: false }
    const beside = body({ tools: [tool], response_format: format }, dialect)
    assert.notProperty(beside, "response_format")
    assert.lengthOf(beside["tools"] as unknown as ReadonlyArray<object>, 2)
    assert.deepInclude(body({ response_format: format }, dialect), { response_format: format })
  })
})

describe("whatever is demanded", () => {
  it("the ledger says so", async () => {
    const protocol = OpenAiChat.make({
      ...OpenAiChat.host,
      flatText: true,
      demandedReasoning: { on: "calls", text: " " },
      reasoning: "content",
      logprobs: "count",
      forced: { thinking: { type: "disabled" } },
      fixed: { reasoning_split: true },
      emulatedSchema: "instructions",
      capabilities: { ...OpenAiChat.host.capabilities, features: { json_schema: "emulated" } }
    })
    const { make } = Vendor.define({
      id: "acme",
      protocol,
      baseUrl: "https://acme.example/v1",
      path: "/chat/completions",
      auth: Auth.bearer,
      env: {}
    })
    const provider = await Effect.runPromise(
      Effect.provideService(
        make({ apiKey: "k", models: { m: {} } }),
        Transport,
        Transport.of({ send: () => Effect.die("no request leaves here") })
      )
    )
    Laws.check(provider, { runs: 400, models: ["some-model"] })
  })
})
