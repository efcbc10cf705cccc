import { assert, describe, it } from "@effect/vitest"
import { normalize } from "@turnout/core/Normalize"
import type * as RouterError from "@turnout/core/RouterError"
import * as Carrier from "@turnout/messages/Carrier"
import * as Messages from "@turnout/messages/Messages"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import { body, formOf, metadata } from "./answers.ts"

const chat = (more: object) => formOf(more).request as unknown as { readonly [field: string]: unknown }
const lost = (more: object) => formOf(more).source!.lost!.map(({ param }) => param)
const user = (...content: ReadonlyArray<object>) => ({ messages: [{ role: "user", content }] })
const said = (more: object) => chat(more)["messages"]

const refusal = (given: unknown): RouterError.RouterError => {
  const made = Messages.form(given)
  return Result.isFailure(made) ? made.failure : assert.fail("should have been refused")
}

describe("a request of the Messages API", () => {
  it("means a chat request that the router takes", () => {
    const request = chat({
      system: [{ type: "text", text: "Be brief.", cache_control: { type: "ephemeral" } }],
      temperature: 0.5,
      top_k: 5,
      stop_sequences: ["#"],
      metadata: { user_id: "u_1" },
      stream: true
    })
    assert.deepStrictEqual(request, {
      model: "m",
      max_tokens: 100,
      temperature: 0.5,
      top_k: 5,
      stop: ["#"],
      user: "u_1",
      messages: [
        {
          role: "system",
          content: [{ type: "text", text: "Be brief.", cache_control: { type: "ephemeral" } }]
        },
        { role: "user", content: "hi" }
      ]
    })
    assert.isTrue(Result.isSuccess(normalize(request)))
  })

  it("takes both spellings of instructions", () => {
    const later = [
      { role: "user", content: "a" },
      { role: "system", content: "b" },
      { role: "user", content: "c" }
    ]
    assert.deepStrictEqual(said({ system: "s", messages: later }), [
      { role: "system", content: "s" },
      ...later
    ])
  })

  it("reads every block of a user", () => {
    const png = { type: "base64", media_type: "image/png", data: "AAAA" }
    const messages = said(
      user(
        { type: "text", text: "Look." },
        { type: "text", text: "" },
        { type: "image", source: png },
        { type: "image", source: { type: "url", url: "https://a/b.png" } },
        {
          type: "document",
          source: { type: "base64", media_type: "application/pdf", data: "AA" },
          title: "A.pdf"
        },
        {
          type: "document",
          source: { type: "text", media_type: "text/plain", data: "D" },
          title: "T",
          context: "C"
        },
        { type: "document", source: { type: "content", content: [{ type: "text", text: "E" }] } },
        { type: "search_result", title: "S", source: "https://s", content: [{ type: "text", text: "F" }] }
      )
    )
    assert.deepStrictEqual(messages, [
      {
        role: "user",
        content: [
          { type: "text", text: "Look." },
          { type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } },
          { type: "image_url", image_url: { url: "https://a/b.png" } },
          { type: "file", file: { file_data: "data:application/pdf;base64,AA", filename: "A.pdf" } },
          { type: "text", text: "T\nC\nD" },
          { type: "text", text: "E" },
          { type: "text", text: "S\nhttps://s" },
          { type: "text", text: "F" }
        ]
      }
    ])
  })

  it("tells results first, each in a message of its own, with images and errors", () => {
    const messages = said({
      messages: [
        {
          role: "assistant",
          content: [
            { type: "text", text: "Let me see." },
            { type: "tool_use", id: "a", name: "f", input: { x: 1 } },
            { type: "tool_use", id: "b", name: "f", input: { "": "[1]" } }
          ]
        },
        {
          role: "user",
          content: [
            { type: "text", text: "And?" },
            { type: "tool_result", tool_use_id: "a", content: "7", is_error: true },
            {
              type: "tool_result",
              tool_use_id: "b",
              content: [{ type: "image", source: { type: "url", url: "https://a/b.png" } }]
            }
          ]
        }
      ]
    })
    assert.deepStrictEqual(messages, [
      {
        role: "assistant",
        content: "Let me see.",
        tool_calls: [
          { id: "a", type: "function", function: { name: "f", arguments: '{"x":1}' } },
          { id: "b", type: "function", function: { name: "f", arguments: "[1]" } }
        ]
      },
      { role: "tool", tool_call_id: "a", content: "Error: 7" },
      {
        role: "tool",
        tool_call_id: "b",
        content: [{ type: "image_url", image_url: { url: "https://a/b.png" } }]
      },
      { role: "user", content: "And?" }
    ])
  })

  it("carries reasoning back, and sends none of another vendor's where its own API is spoken", () => {
    const origin = { format: "openai-responses-v1", provider: "openai", model: "o" }
    const sealed = Carrier.encode({
      details: [
        { type: "reasoning.summary", origin },
        { type: "reasoning.encrypted", data: "gAAA", origin }
      ],
      calls: { c: "th" }
    })
    const form = formOf({
      model: "claude-x@anthropic",
      messages: [
        { role: "user", content: "hi" },
        {
          role: "assistant",
          content: [
            { type: "thinking", thinking: "Thought.", signature: sealed },
            { type: "thinking", thinking: "Own.", signature: "c2ln" },
            { type: "redacted_thinking", data: "ZGF0YQ" },
            { type: "tool_use", id: "c", name: "f", input: {} }
          ]
        }
      ]
    })
    const own = {
      format: "anthropic-claude-v1",
      origin: { format: "anthropic-claude-v1", provider: "", model: "claude-x" }
    }
    assert.deepStrictEqual(form.request.messages[1], {
      role: "assistant",
      reasoning_details: [
        { type: "reasoning.summary", summary: "Thought.", origin },
        { type: "reasoning.encrypted", data: "gAAA", origin },
        { type: "reasoning.text", text: "Own.", signature: "c2ln", ...own },
        { type: "reasoning.encrypted", data: "ZGF0YQ", ...own }
      ],
      tool_calls: [{ id: "c", type: "function", function: { name: "f", arguments: "{}" }, signature: "th" }]
    })
    const [, native] = form.source!.body["messages"] as ReadonlyArray<{
      content: ReadonlyArray<{ type: string }>
    }>
    assert.deepStrictEqual(
      native!.content.map(({ type }) => type),
      ["thinking", "redacted_thinking", "tool_use"]
    )
    assert.deepStrictEqual(form.source!.changed, [
      { action: "stripped", param: "messages[1].content[0]", reason: "origin" }
    ])
  })

  it("says tools and choices", () => {
    const schema = { type: "object", properties: { a: { type: ["string", "null"], default: null } } }
    const tools = [{ name: "f", description: "F", input_schema: schema, strict: true }]
    assert.deepInclude(
      chat({ tools, tool_choice: { type: "tool", name: "f", disable_parallel_tool_use: true } }),
      {
        tools: [
          { type: "function", function: { name: "f", description: "F", parameters: schema, strict: true } }
        ],
        tool_choice: { type: "function", function: { name: "f" } },
        parallel_tool_calls: false
      }
    )
    for (const [type, choice] of [
      ["any", "required"],
      ["auto", "auto"],
      ["none", "none"]
    ]) {
      assert.strictEqual(chat({ tools, tool_choice: { type } })["tool_choice"], choice)
    }
  })

  it("needs an endpoint that speaks the API for what a vendor runs itself", () => {
    const search = [{ type: "web_search_20260318", name: "web_search" }]
    const form = formOf({ tools: search, tool_choice: { type: "tool", name: "web_search" } })
    assert.match(form.source!.only!, /web_search_20260318/)
    assert.isUndefined(form.request.tools)
    assert.match(
      formOf(user({ type: "image", source: { type: "file", file_id: "f" } })).source!.only!,
      /file_id/
    )
  })

  it("makes an effort of a budget, and of an effort itself", () => {
    const effort = (more: object) => chat(more)["reasoning_effort"]
    const budget = (budget_tokens: number) => effort({ thinking: { type: "enabled", budget_tokens } })
    assert.deepStrictEqual([budget(1024), budget(8000), budget(30_000)], ["low", "medium", "high"])
    assert.strictEqual(effort({ thinking: { type: "disabled" } }), "none")
    assert.strictEqual(effort({ thinking: { type: "between_tools" } }), "none")
    assert.isUndefined(effort({ thinking: { type: "adaptive" } }))
    assert.strictEqual(effort({ thinking: { type: "adaptive" }, output_config: { effort: "max" } }), "max")
    const schema = { type: "object", properties: {} }
    assert.deepStrictEqual(
      chat({ output_config: { format: { type: "json_schema", schema } } })["response_format"],
      { type: "json_schema", json_schema: { name: "answer", schema, strict: true } }
    )
  })

  it("tells what a translation loses, hints left out", () => {
    assert.deepStrictEqual(
      lost({
        cache_control: { type: "ephemeral" },
        service_tier: "standard_only",
        speed: "standard",
        context_management: { edits: [] },
        mcp_servers: [],
        container: "c",
        odd: 1
      }),
      ["service_tier", "context_management", "container", "odd"]
    )
    assert.deepStrictEqual(lost({ cache_control: { type: "ephemeral" } }), [])
  })

  it("is the caller's own for endpoints that speak the API", () => {
    const more = {
      system: [{ type: "text", text: "a", cache_control: { type: "ephemeral" } }],
      thinking: { type: "adaptive" },
      odd: { deep: [1] },
      gateway: { routing: { optimize: "cost" } },
      temperature: null
    }
    const { gateway: _, temperature: __, ...own } = more
    const { model: ___, ...rest } = body
    assert.deepStrictEqual(formOf(more).source!.body, { ...rest, ...own } as never)
  })

  it("leaves the suffix of a large window out, and keeps a session of Claude Code where it was", () => {
    assert.strictEqual(chat({ model: "claude-x[1m]" })["model"], "claude-x")
    const made = Result.getOrThrow(Messages.form(body, { "x-claude-code-session-id": "s1" }))
    assert.deepStrictEqual(made.request.gateway, { routing: { session: "s1" } })
  })
})

describe("a request that cannot be read", () => {
  it("is refused with all that is wrong, in its own names, and without the caller's texts", () => {
    const error = refusal({
      model: "m",
      messages: [
        { role: "wizard", content: "secret words" },
        { role: "user", content: [{ type: "image", source: { type: "moon" } }, { type: "tool_result" }] },
        { role: "assistant", content: [{ type: "tool_use", id: 1, name: "f", input: "{}" }] }
      ],
      thinking: { type: "enabled", budget_tokens: 3 },
      tools: [{ name: "f" }],
      stop_sequences: "x",
      stream: "yes"
    })
    assert.strictEqual(error.status, 400)
    assert.sameMembers(
      error.violations.map(({ param }) => param),
      [
        "stream",
        "messages[0].role",
        "messages[1].content[0].source.type",
        "messages[1].content[1].tool_use_id",
        "messages[2].content[0].id",
        "messages[2].content[0].input",
        "max_tokens",
        "stop_sequences",
        "thinking.budget_tokens",
        "tools[0].input_schema"
      ]
    )
    for (const { message } of error.violations) assert.include(error.message, message)
    assert.notInclude(error.message, "secret")
  })

  it("needs max_tokens, but to be counted", () => {
    const { max_tokens: _, ...rest } = body
    assert.strictEqual(refusal(rest).param, "max_tokens")
    assert.isTrue(Result.isSuccess(Messages.form(rest, {}, { counting: true })))
  })

  it("never throws, and what it takes the router can read", () => {
    const circle: { [key: string]: unknown } = { ...body }
    circle["system"] = circle
    for (const odd of [null, 1, "x", [], circle, { ...body, messages: 10n }, { ...body, f: () => 1 }]) {
      assert.strictEqual(refusal(odd).status, 400)
    }
    let deep: unknown = 1
    for (let level = 0; level < 10_000; level++) deep = [deep]
    assert.strictEqual(refusal({ ...body, deep }).status, 400)
    fc.assert(
      fc.property(fc.anything(), fc.anything(), fc.anything(), (messages, system, tools) => {
        const made = Messages.form({ model: "m", max_tokens: 1, messages, system, tools })
        if (Result.isSuccess(made)) normalize(made.success.request)
      })
    )
  })

  it("is told of in its own names where the router refuses it, and so are warnings", () => {
    const form = formOf({
      system: "s",
      top_p: 2,
      stop_sequences: ["#"],
      ...user({ type: "image", source: { type: "base64", media_type: "a,b", data: "" } })
    })
    const refused = normalize(form.request)
    assert(Result.isFailure(refused))
    const told = form.error!(refused.failure)
    assert.sameMembers(
      told.violations.map(({ param }) => param),
      ["messages[0].content[0].source", "top_p"]
    )
    assert.notInclude(told.message, "image_url.url")
    const warned = {
      type: "unsupported_parameter",
      code: "max_completion_tokens",
      message: "Parameter 'max_completion_tokens' was changed from 9 to 8 for the selected provider.",
      param: "max_completion_tokens"
    } as const
    const telling = form.tell()
    const fold = {
      head: () => ({ id: "x" }),
      model: () => "m",
      usage: () => undefined,
      servedTier: () => undefined
    }
    const parts = telling.last({ ...metadata, warnings: [warned] }, fold as never)
    assert.include(JSON.stringify(parts), "Parameter 'max_tokens' was changed")
  })
})
