import { assert, describe, it } from "@effect/vitest"
import type { JsonObject } from "@turnout/core/Json"
import type { Message } from "@turnout/core/Message"
import type { ReasoningEffort } from "@turnout/core/Request"
import type { Tool } from "@turnout/core/Tool"
import * as Warning from "@turnout/core/Warning"
import { adaptive, budget, endpoint, plain, said, sealed } from "./endpoints.ts"

const tool = (name: string, extra: object = {}): Tool => ({
  type: "function",
  function: { name, description: "Does it.", parameters: { type: "object", properties: {} }, ...extra }
})
const f = { type: "function", function: { name: "f" } } as const

describe("the frame of a body", () => {
  it("is the model, the limit and the turns", () => {
    const { body, ledger } = said({})
    assert.deepStrictEqual(body, {
      model: "some-model-1",
      max_tokens: 4096,
      messages: [{ role: "user", content: [{ type: "text", text: "Hi" }] }]
    })
    assert.deepStrictEqual(Warning.fromLedger(ledger), [])
    assert.strictEqual(said({ stream: true }).body["stream"], true)
  })

  it("states a limit when nobody else does", () => {
    const { max_completion_tokens: _, ...request } = plain
    for (const [at, limit] of [
      [endpoint({}, { output: 8000 }), 8000],
      [endpoint({}, {}), 4096]
    ] as const) {
      const { body, ledger } = said({ ...request, max_completion_tokens: undefined } as never, at)
      assert.strictEqual(body["max_tokens"], limit)
      assert.deepInclude(ledger, {
        action: "defaulted",
        param: "max_completion_tokens",
        to: limit,
        reason: limit === 4096 ? "demanded" : "same_meaning"
      })
    }
  })

  it("renames, and refuses two ways to sample at once", () => {
    const { body, ledger } = said({
      temperature: 0.5,
      top_p: 0.9,
      top_k: 3,
      stop: ["END", "\n"],
      user: "u-1",
      safety_identifier: "s-1"
    })
    assert.deepInclude(body, {
      temperature: 0.5,
      top_k: 3,
      stop_sequences: ["END"],
      metadata: { user_id: "u-1" }
    })
    assert.notProperty(body, "top_p")
    const lost = ledger.filter(({ action }) => action === "dropped").map(({ param }) => param)
    assert.deepStrictEqual(lost, ["top_p", "stop[1]", "safety_identifier"])
    assert.deepStrictEqual(said({ safety_identifier: "s-1" }).body["metadata"], { user_id: "s-1" })
  })

  it("says of what it has no home for", () => {
    const { body, ledger } = said({ seed: 1, logit_bias: { "5": 1 }, unknown: { odd: 1 } })
    assert.deepStrictEqual(Object.keys(body), ["model", "max_tokens", "messages"])
    assert.sameMembers(
      ledger.filter(({ action }) => action === "dropped").map(({ param }) => param),
      ["seed", "logit_bias", "odd"]
    )
  })

  it("says of options of the stream, but for the house's own", () => {
    const { ledger } = said({
      stream: true,
      stream_options: { routing_events: true, include_obfuscation: false }
    })
    assert.deepStrictEqual(
      Warning.fromLedger(ledger).map(({ param }) => param),
      ["stream_options.include_obfuscation"]
    )
  })

  it("takes the caller's own fields in, and keeps what the contract governs", () => {
    const extension: JsonObject = {
      service_tier: "auto",
      metadata: { user_id: "other", team: "x" },
      temperature: 1,
      max_tokens: 5,
      thinking: { type: "enabled", budget_tokens: 9999 },
      context_management: { edits: [] }
    }
    const { body, ledger } = said({ user: "u-1" }, budget, extension)
    assert.deepStrictEqual(body, {
      model: "some-model-1",
      max_tokens: 4096,
      messages: [{ role: "user", content: [{ type: "text", text: "Hi" }] }],
      metadata: { user_id: "u-1", team: "x" },
      service_tier: "auto",
      context_management: { edits: [] }
    })
    assert.sameMembers(
      ledger.filter(({ action }) => action === "dropped").map(({ param }) => param),
      [
        "extensions.metadata.user_id",
        "extensions.temperature",
        "extensions.max_tokens",
        "extensions.thinking"
      ]
    )
    assert.strictEqual(Object.getPrototypeOf(body), Object.prototype)
    const hostile = JSON.parse('{"__proto__": {"polluted": true}}') as JsonObject
    assert.include(JSON.stringify(said({}, budget, hostile).body), '"__proto__":{"polluted":true}')
    assert.notProperty({}, "polluted")
  })
})

describe("tools", () => {
  it("are named, described and given a schema of an object", () => {
    const { body } = said({
      tools: [
        tool("f"),
        { type: "function", function: { name: "g" } },
        tool("h", { parameters: { properties: { a: {} } } }),
        { type: "bash_20250124", name: "bash" },
        { ...tool("json_response"), cache_control: { type: "ephemeral" } } as Tool
      ]
    })
    assert.deepStrictEqual(body["tools"], [
      { name: "f", description: "Does it.", input_schema: { type: "object", properties: {} } },
      { name: "g", input_schema: { type: "object", properties: {} } },
      { name: "h", description: "Does it.", input_schema: { properties: { a: {} }, type: "object" } },
      { type: "bash_20250124", name: "bash" },
      {
        name: "json_response_",
        description: "Does it.",
        input_schema: { type: "object", properties: {} },
        cache_control: { type: "ephemeral" }
      }
    ])
    assert.notProperty(body, "tool_choice")
  })

  it("are strict only where the endpoint keeps to schemas", () => {
    const tools = [tool("f", { strict: true })]
    const strict = said({ tools }, adaptive).body["tools"] as ReadonlyArray<Record<string, unknown>>
    assert.deepStrictEqual(strict[0], {
      name: "f",
      description: "Does it.",
      input_schema: { type: "object", properties: {}, additionalProperties: false },
      strict: true
    })
    const { body, ledger } = said({ tools })
    assert.notProperty((body["tools"] as ReadonlyArray<object>)[0], "strict")
    assert.deepInclude(ledger, {
      action: "dropped",
      param: "tools[0].function.strict",
      reason: "unsupported"
    })
  })

  it("are chosen from as the caller says", () => {
    const tools = [tool("f"), tool("g")]
    const choice = (request: object) => said({ tools, ...request }).body["tool_choice"]
    assert.deepStrictEqual(choice({ tool_choice: "auto" }), { type: "auto" })
    assert.deepStrictEqual(choice({ tool_choice: "required" }), { type: "any" })
    assert.deepStrictEqual(choice({ tool_choice: f }), { type: "tool", name: "f" })
    assert.deepStrictEqual(choice({ parallel_tool_calls: false }), {
      type: "auto",
      disable_parallel_tool_use: true
    })
    assert.deepStrictEqual(choice({ tool_choice: "required", parallel_tool_calls: true }), {
      type: "any",
      disable_parallel_tool_use: false
    })
  })

  it("that must not be called are told of only where the history speaks of them", () => {
    const tools = [tool("f")]
    const none = said({ tools, tool_choice: "none", parallel_tool_calls: false })
    assert.notProperty(none.body, "tools")
    assert.notProperty(none.body, "tool_choice")
    assert.deepStrictEqual(Warning.fromLedger(none.ledger), [])
    const messages: ReadonlyArray<Message> = [
      {
        role: "assistant",
        tool_calls: [{ id: "a", type: "function", function: { name: "f", arguments: "" } }]
      },
      { role: "tool", tool_call_id: "a", content: "5" }
    ]
    const later = said({ tools, tool_choice: "none", messages }).body
    assert.deepStrictEqual(later["tool_choice"], { type: "none" })
    assert.lengthOf(later["tools"] as ReadonlyArray<unknown>, 1)
  })

  it("of which the history speaks are named where the caller gives none", () => {
    const messages: ReadonlyArray<Message> = [
      {
        role: "assistant",
        tool_calls: ["f", "g", "f"].map((name, index) => ({
          id: `${name}${index}`,
          type: "function",
          function: { name, arguments: "{}" }
        }))
      },
      { role: "user", content: "Well?" }
    ]
    const { body, ledger } = said({ messages })
    assert.deepStrictEqual(body["tools"], [
      { name: "f", input_schema: { type: "object" } },
      { name: "g", input_schema: { type: "object" } }
    ])
    assert.deepStrictEqual(body["tool_choice"], { type: "none" })
    assert.deepInclude(ledger, { action: "defaulted", param: "tools", to: ["f", "g"], reason: "demanded" })
  })

  it("are not forced next to thinking, nor where the endpoint refuses it", () => {
    const tools = [tool("f"), tool("g")]
    const required = said({ tools, tool_choice: "required", reasoning_effort: "high" })
    assert.deepStrictEqual(required.body["tool_choice"], { type: "auto" })
    assert.deepInclude(required.ledger, {
      action: "clamped",
      param: "tool_choice",
      from: "required",
      to: "auto",
      reason: "unsupported_with_reasoning"
    })
    const named = said({ tools, tool_choice: f }, sealed)
    assert.deepStrictEqual(named.body["tool_choice"], { type: "auto" })
    assert.lengthOf(named.body["tools"] as ReadonlyArray<unknown>, 1)
    assert.deepInclude(named.ledger, { action: "dropped", param: "tools[1]", reason: "unsupported" })
  })

  it("search the web in the vendor's own way", () => {
    const { body, ledger } = said({
      web_search_options: {
        search_context_size: "low",
        user_location: { type: "approximate", approximate: { city: "Bonn", country: "DE" } }
      }
    })
    assert.deepStrictEqual(body["tools"], [
      {
        type: "web_search_20250305",
        name: "web_search",
        user_location: { type: "approximate", city: "Bonn", country: "DE" }
      }
    ])
    assert.deepInclude(ledger, {
      action: "dropped",
      param: "web_search_options.search_context_size",
      reason: "unsupported"
    })
  })
})

describe("an effort", () => {
  const thinking = (reasoning_effort: ReasoningEffort, at = budget, max_completion_tokens = 10_000) => {
    const { body, ledger } = said({ reasoning_effort, max_completion_tokens }, at)
    const { thinking, output_config } = body
    return { thinking, output_config, ledger: ledger.filter(({ param }) => param === "reasoning_effort") }
  }

  it("is a share of the output limit, within what the model can do", () => {
    const tokens = (effort: ReasoningEffort, limit: number) =>
      (thinking(effort, budget, limit).thinking as { budget_tokens?: number }).budget_tokens
    assert.deepStrictEqual(
      (["minimal", "low", "medium", "high", "xhigh", "max"] as const).map((effort) =>
        tokens(effort, 100_000)
      ),
      [2000, 10_000, 30_000, 60_000, 90_000, 95_000]
    )
    assert.strictEqual(tokens("low", 4096), 1024)
    assert.strictEqual(tokens("max", 1025), 1024)
    const most = endpoint({ reasoning: { support: "yes", control: "budget", max_budget: 16_000 } })
    assert.deepStrictEqual(thinking("max", most, 64_000).thinking, { type: "enabled", budget_tokens: 16_000 })
  })

  it("is disabled where the limit leaves no room for it, and recorded", () => {
    const { thinking: block, ledger } = thinking("high", budget, 1024)
    assert.deepStrictEqual(block, { type: "disabled" })
    assert.deepStrictEqual(ledger, [
      { action: "clamped", param: "reasoning_effort", from: "high", to: "none", reason: "out_of_range" }
    ])
  })

  it("is a level where the model decides how much it thinks", () => {
    assert.deepInclude(thinking("xhigh", adaptive), {
      thinking: { type: "adaptive", display: "summarized" },
      output_config: { effort: "xhigh" }
    })
    assert.deepInclude(thinking("minimal", adaptive), { output_config: { effort: "low" } })
    const effort = endpoint({ reasoning: { support: "yes", control: "effort" } })
    assert.deepInclude(thinking("medium", effort), {
      thinking: undefined,
      output_config: { effort: "medium" }
    })
  })

  it("of none switches thinking off where it can be", () => {
    for (const at of [budget, adaptive])
      assert.deepStrictEqual(thinking("none", at).thinking, { type: "disabled" })
    const always = thinking("none", sealed)
    assert.deepInclude(always, { thinking: undefined, output_config: { effort: "low" } })
    assert.deepInclude(always.ledger[0], { action: "clamped", from: "none", to: "low" })
    const silent = endpoint({ reasoning: { support: "no" } })
    assert.deepInclude(thinking("none", silent), { thinking: undefined, output_config: undefined })
  })

  it("yields to a loop of calls that another model began", () => {
    const messages: ReadonlyArray<Message> = [
      { role: "user", content: "Sum?" },
      {
        role: "assistant",
        tool_calls: [{ id: "a", type: "function", function: { name: "f", arguments: "" } }]
      },
      { role: "tool", tool_call_id: "a", content: "5" }
    ]
    const request = { messages, tools: [tool("f")], reasoning_effort: "high" } as const
    const { body, ledger } = said(request)
    assert.deepStrictEqual(body["thinking"], { type: "disabled" })
    assert.isTrue(ledger.some(({ param, reason }) => param === "reasoning_effort" && reason === "origin"))
    assert.deepStrictEqual(said(request, adaptive).body["thinking"], {
      type: "adaptive",
      display: "summarized"
    })
  })
})

describe("a form for the answer", () => {
  const schema = { type: "object", properties: { a: { type: "integer" } }, required: ["a"] } as const
  const format = (schema: JsonObject, extra: object = {}) =>
    ({ type: "json_schema", json_schema: { name: "sum", schema, ...extra } }) as const
  const emulated = { action: "emulated", param: "response_format", reason: "dialect" } as const

  it("is the endpoint's own where it has one", () => {
    const { body, ledger } = said({ response_format: format(schema, { strict: true }) }, adaptive)
    assert.deepStrictEqual(body["output_config"], {
      format: { type: "json_schema", schema: { ...schema, additionalProperties: false } }
    })
    assert.deepStrictEqual(Warning.fromLedger(ledger), [])
    const both = said({ response_format: format(schema), reasoning_effort: "low" }, adaptive).body
    assert.hasAllKeys(both["output_config"], ["effort", "format"])
  })

  it("is a forced tool elsewhere", () => {
    const { body, ledger } = said({ response_format: format(schema, { description: "A sum." }) })
    assert.deepStrictEqual(body["tools"], [
      { name: "json_response", description: "A sum.", input_schema: schema }
    ])
    assert.deepStrictEqual(body["tool_choice"], {
      type: "tool",
      name: "json_response",
      disable_parallel_tool_use: true
    })
    assert.deepInclude(ledger, emulated)
    const object = said({ response_format: { type: "json_object" } }, adaptive).body
    assert.deepStrictEqual(object["tool_choice"], body["tool_choice"])
  })

  it("stands next to the caller's tools, and gives way to the one that the caller forces", () => {
    const request = { response_format: format(schema), tools: [tool("f")] }
    const choice = (extra: object) => said({ ...request, ...extra }).body["tool_choice"]
    assert.deepStrictEqual(choice({}), { type: "any", disable_parallel_tool_use: true })
    assert.deepInclude(choice({ tool_choice: f }) as object, { type: "tool", name: "f" })
    assert.deepInclude(choice({ tool_choice: "none" }) as object, { type: "tool", name: "json_response" })
  })

  it("that needs a forced tool costs the thinking, and is said", () => {
    const { body, ledger } = said({ response_format: format(schema), reasoning_effort: "high" })
    assert.deepStrictEqual(body["thinking"], { type: "disabled" })
    assert.isTrue(ledger.some(({ reason }) => reason === "unsupported_with_tools"))
  })

  it("is left out where no tool can be forced", () => {
    const { body, ledger } = said({ response_format: { type: "json_object" } }, sealed)
    assert.notProperty(body, "tools")
    assert.deepInclude(ledger, { action: "dropped", param: "response_format", reason: "unsupported" })
  })

  it("loses the keywords that the dialect lacks to its description, one entry each", () => {
    const rich: JsonObject = {
      type: "object",
      properties: {
        "a/b": { type: "integer", minimum: 3, description: "Much." },
        when: { type: "string", format: "date-time" },
        who: { type: "string", format: "regex", pattern: "^x" },
        what: { oneOf: [{ type: "string" }, { type: "number" }] }
      },
      required: ["a/b", "when", "who", "what"]
    }
    const { body, ledger } = said({ response_format: format(rich) }, adaptive)
    const { format: native } = body["output_config"] as { format: { schema: { properties: unknown } } }
    assert.deepStrictEqual(native.schema.properties, {
      "a/b": { type: "integer", description: "Much.\n\n{minimum: 3}" },
      when: { type: "string", format: "date-time" },
      who: { type: "string", description: '{format: "regex", pattern: "^x"}' },
      what: { anyOf: [{ type: "string" }, { type: "number" }] }
    })
    const root = "/response_format/json_schema/schema/properties"
    assert.deepStrictEqual(
      ledger.filter(({ action }) => action === "weakened").map(({ param }) => param),
      [`${root}/a~1b/minimum`, `${root}/who/format`, `${root}/who/pattern`, `${root}/what/oneOf`]
    )
  })

  it("falls back to the tool for shapes that the dialect cannot say", () => {
    const list = { type: "object", properties: { next: { $ref: "#/$defs/list" } }, required: ["next"] }
    const many = Object.fromEntries(
      Array.from({ length: 11 }, (_, index) => [`p${index}`, { type: "string" }])
    )
    const shapes: ReadonlyArray<JsonObject> = [
      { type: "object" },
      { type: "object", properties: {}, additionalProperties: { type: "string" } },
      { type: "object", properties: many },
      { type: "object", properties: { self: { $ref: "#" } }, required: ["self"] },
      { type: "object", properties: { a: { $ref: "#/$defs/list" } }, required: ["a"], $defs: { list } }
    ]
    for (const shape of shapes) {
      const { body, ledger } = said({ response_format: format(shape) }, adaptive)
      assert.notProperty(body, "output_config", JSON.stringify(shape))
      assert.deepInclude(ledger, emulated)
      assert.isFalse(ledger.some(({ action }) => action === "weakened"))
    }
  })
})
