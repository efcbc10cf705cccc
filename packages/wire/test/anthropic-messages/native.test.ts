import { assert, describe, it } from "@effect/vitest"
import * as Fit from "@turnout/core/Fit"
import type { JsonObject } from "@turnout/core/Json"
import { normalize } from "@turnout/core/Normalize"
import type { Source } from "@turnout/core/Source"
import * as Result from "effect/Result"
import * as AnthropicMessages from "../../src/AnthropicMessages.ts"
import * as Endpoints from "./endpoints.ts"

const own: JsonObject = {
  max_tokens: 100,
  system: [{ type: "text", text: "Brief.", cache_control: { type: "ephemeral", ttl: "1h" } }],
  messages: [
    { role: "user", content: [{ type: "text", text: "a", odd: 1 }] },
    { role: "user", content: "b" }
  ],
  thinking: { type: "enabled", budget_tokens: 2048 },
  context_management: { edits: [{ type: "clear_tool_uses_20250919" }] },
  mcp_servers: [{ type: "url", url: "https://mcp.test", name: "m" }],
  unheard_of: { deep: [null] }
}

const prepared = (
  body: JsonObject,
  chat: object = {},
  protocol = AnthropicMessages.protocol,
  endpoint = Endpoints.endpoint(),
  more: Partial<Source> = {}
) => {
  const request = { model: "m", max_tokens: 100, messages: [{ role: "user", content: "a" }], ...chat }
  const { request: normalized } = Result.getOrThrow(normalize(request))
  const spoken = { ...endpoint, facts: { ...endpoint.facts, speaks: ["anthropic-messages"] } }
  const source = { format: "anthropic-messages", body, ...more }
  const fitted = Fit.fit({ ...normalized, source }, spoken, { id: "acme", aliases: [] })
  const made = protocol.body(fitted, spoken)
  return { ...made, all: [...fitted.ledger, ...made.ledger] }
}

const params = (ledger: ReadonlyArray<{ readonly param: string }>) => ledger.map(({ param }) => param)

describe("a caller's own request of this family", () => {
  it("is sent as it is, unmerged, with the endpoint's model", () => {
    const { body, ledger } = prepared(own)
    assert.deepStrictEqual(body, { model: "some-model-1", ...own })
    assert.deepStrictEqual(ledger, [])
  })

  it("streams where the router streams", () => {
    assert.strictEqual(prepared(own, { stream: true }).body["stream"], true)
  })

  it("has changed what fit changed, and its ledger says so", () => {
    const endpoint = Endpoints.endpoint({
      params: {
        temperature: { support: "no" },
        stop: { support: "yes", max_items: 1 },
        max_completion_tokens: { max: 50 }
      }
    })
    const body = { ...own, temperature: 0.5, stop_sequences: ["a", "b"] }
    const chat = { temperature: 0.5, stop: ["a", "b"] }
    const made = prepared(body, chat, AnthropicMessages.protocol, endpoint)
    const { temperature: _, ...rest } = body
    assert.deepStrictEqual(made.body, {
      model: "some-model-1",
      ...rest,
      max_tokens: 50,
      stop_sequences: ["a"]
    })
    assert.includeMembers(params(made.all), ["temperature", "stop", "max_completion_tokens"])
  })

  it("thinks as the endpoint can where fit changed the effort, and else as its caller says", () => {
    const none = Endpoints.endpoint({
      params: { reasoning_effort: { support: "no" } },
      reasoning: { support: "no" }
    })
    const chat = { reasoning_effort: "medium" }
    const made = prepared(own, chat, AnthropicMessages.protocol, none)
    assert.isUndefined(made.body["thinking"])
    assert.include(params(made.all), "reasoning_effort")
    assert.deepStrictEqual(prepared(own, chat).body["thinking"], own["thinking"])
  })

  it("bears ids of calls that this family takes, in both places", () => {
    const messages = [
      { role: "assistant", content: [{ type: "tool_use", id: "a:b", name: "f", input: {} }] },
      { role: "user", content: [{ type: "tool_result", tool_use_id: "a:b", content: "7" }] }
    ]
    const { body, ledger } = prepared({ ...own, messages })
    const [call, result] = (
      body["messages"] as unknown as ReadonlyArray<{
        content: ReadonlyArray<{ id?: string; tool_use_id?: string }>
      }>
    ).map(({ content }) => content[0]!)
    assert.strictEqual(call!.id, result!.tool_use_id)
    assert.match(call!.id!, /^[\w-]+$/)
    assert.strictEqual(ledger.length, 2)
  })

  it("is marked by the host's option only where its caller marked nothing", () => {
    const auto = AnthropicMessages.make({ cache: "auto" })
    assert.deepStrictEqual(prepared(own, {}, auto).body["messages"], own["messages"])
    const { system: _, ...unmarked } = own
    const { body } = prepared(unmarked, {}, auto)
    assert.include(JSON.stringify(body["messages"]), '"cache_control":{"type":"ephemeral"}')
  })

  it("is translated where the endpoint does not take it in its words, and tells what that loses", () => {
    const endpoint = Endpoints.endpoint({ features: { json_schema: "emulated" } })
    const schema = { type: "object", properties: {} }
    const body = { ...own, output_config: { format: { type: "json_schema", schema } } }
    const chat = { response_format: { type: "json_schema", json_schema: { name: "a", schema } } }
    const lost = [{ action: "dropped", param: "mcp_servers", reason: "unsupported" }] as const
    const made = prepared(body, chat, AnthropicMessages.protocol, endpoint, { lost })
    assert.isTrue(made.translated)
    assert.isUndefined(made.body["mcp_servers"])
    assert.include(params(made.all), "mcp_servers")
    const tools = [{ name: "überall", input_schema: { type: "object" } }]
    assert.isTrue(prepared({ ...own, tools }).translated)
  })

  it("takes an extension beside its own fields, which stay", () => {
    const made = prepared(own, { extensions: { acme: { speed: "fast", unheard_of: 2, messages: [] } } })
    assert.deepInclude(made.body, { speed: "fast", unheard_of: own["unheard_of"], messages: own["messages"] })
  })
})
