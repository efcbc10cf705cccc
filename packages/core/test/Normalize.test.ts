import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import * as Normalize from "@turnout/core/Normalize"

const messages = [{ role: "user", content: "hello" }]
const base = { model: "m", messages }

const accept = (request: unknown) => {
  const result = Normalize.normalize(request)
  if (Result.isFailure(result)) assert.fail(result.failure.message)
  return result.success
}

const refuse = (request: unknown, options?: Normalize.Options) => {
  const result = Normalize.normalize(request, options)
  if (Result.isSuccess(result)) assert.fail("accepted")
  return result.failure
}

const sent = (field: string, value: unknown) =>
  (accept({ ...base, [field]: value }).request as unknown as { readonly [key: string]: unknown })[field]

describe("what a request may be", () => {
  it("every one of the six message forms is read, and a wrong field is blamed within its own form", () => {
    const call = { id: "c1", type: "function", function: { name: "f", arguments: "{}" } }
    accept({
      model: "m",
      messages: [
        { role: "system", content: "s" },
        { role: "developer", content: [{ type: "text", text: "d" }] },
        {
          role: "user",
          name: "ada",
          content: [
            { type: "text", text: "u" },
            { type: "image_url", image_url: { url: "data:image/png;base64,AA", detail: "low" } },
            { type: "input_audio", input_audio: { data: "AA", format: "wav" } },
            { type: "file", file: { file_id: "f" } }
          ]
        },
        { role: "assistant", content: null, tool_calls: [call] },
        { role: "tool", tool_call_id: "c1", content: [{ type: "text", text: "r" }] },
        { role: "assistant", content: [{ type: "refusal", refusal: "no" }] }
      ]
    })
    for (const [message, param] of [
      [{ role: "nobody", content: "x" }, "messages[0].role"],
      [{ content: "x" }, "messages[0].role"],
      [{ role: "user", content: [{ type: "video" }] }, "messages[0].content[0].type"],
      ["hello", "messages[0]"]
    ] as const) {
      assert.strictEqual(refuse({ model: "m", messages: [message] }).param, param)
    }
    assert.strictEqual(
      refuse({ model: "m", messages: [{ role: "tool", content: "x" }] }).param,
      "messages[0].tool_call_id"
    )
    assert.strictEqual(
      refuse({ model: "m", messages: [{ role: "user", content: [{ type: "text" }] }] }).param,
      "messages[0].content[0].text"
    )
    assert.strictEqual(
      refuse({
        model: "m",
        messages: [{ role: "user", content: [{ type: "image_url", image_url: { url: "ftp://x" } }] }]
      }).param,
      "messages[0].content[0].image_url.url"
    )
  })

  it("empty assistant content is absent, in all three spellings", () => {
    for (const content of [null, "", []]) {
      const { request } = accept({ model: "m", messages: [...messages, { role: "assistant", content }] })
      assert.deepStrictEqual(request.messages[1], { role: "assistant" })
    }
  })

  it("an empty list of calls is no call", () => {
    const { request } = accept({
      model: "m",
      messages: [...messages, { role: "assistant", content: "a", tool_calls: [] }]
    })
    assert.deepStrictEqual(request.messages[1], { role: "assistant", content: "a" })
  })

  it("exactly one of model and gateway.models", () => {
    assert.strictEqual(refuse({ ...base, gateway: { models: ["a"] } }).code, "invalid_request")
    const neither = refuse({ messages })
    assert.deepStrictEqual([neither.code, neither.param], ["missing_required_parameter", "model"])
    assert.deepStrictEqual(accept({ messages, gateway: { models: ["a"] } }).models, ["a"])
    assert.strictEqual(accept({ ...base, gateway: { models: [] } }).model, "m")
    assert.strictEqual(refuse({ messages, gateway: { models: Array(11).fill("a") } }).param, "gateway.models")
  })

  it("two names of one limit may agree, and may not differ", () => {
    assert.strictEqual(
      accept({ ...base, max_tokens: 5, max_completion_tokens: 5 }).request.max_completion_tokens,
      5
    )
    assert.strictEqual(refuse({ ...base, max_tokens: 5, max_completion_tokens: 6 }).code, "invalid_request")
  })

  it("off is none, a single stop is a list, an empty stop is absent", () => {
    assert.strictEqual(sent("reasoning_effort", "off"), "none")
    assert.deepStrictEqual(sent("stop", "x"), ["x"])
    assert.strictEqual(sent("stop", []), undefined)
  })

  it("top_logprobs needs logprobs", () => {
    assert.strictEqual(refuse({ ...base, top_logprobs: 1 }).param, "top_logprobs")
  })

  it("at most 128 function tools", () => {
    const tool = { type: "function", function: { name: "f" } }
    accept({ ...base, tools: Array.from({ length: 128 }, () => tool) })
    assert.strictEqual(refuse({ ...base, tools: Array.from({ length: 129 }, () => tool) }).param, "tools")
  })

  it("tool switches without tools are left out, and the ledger says so", () => {
    const { request, ledger, warnings } = accept({
      ...base,
      tool_choice: "auto",
      parallel_tool_calls: false,
      tools: []
    })
    assert.ok(!("tool_choice" in request) && !("parallel_tool_calls" in request) && !("tools" in request))
    assert.deepStrictEqual(
      ledger.map((entry) => entry.param),
      ["tool_choice", "parallel_tool_calls"]
    )
    assert.deepStrictEqual(warnings, [])
  })

  it("allowed_tools narrows the list and becomes its mode", () => {
    const tool = (name: string) => ({ type: "function", function: { name } })
    const { request } = accept({
      ...base,
      tools: [tool("a"), tool("b")],
      tool_choice: { type: "allowed_tools", allowed_tools: { mode: "required", tools: [tool("b")] } }
    })
    assert.deepStrictEqual([request.tools, request.tool_choice], [[tool("b")], "required"])
  })

  it("free-form parts keep their nulls", () => {
    const parameters = { type: "object", properties: { a: { enum: [null, 1] } }, default: null }
    const { request } = accept({
      ...base,
      tools: [{ type: "function", function: { name: "f", parameters, description: null } }],
      later_field: { a: null }
    })
    assert.deepStrictEqual(request.tools, [{ type: "function", function: { name: "f", parameters } }])
    assert.deepStrictEqual(request.unknown, { later_field: { a: null } })
  })

  it("nulls of free-form parts are kept whatever the keys around them are called", () => {
    const free = {
      metadata: { a: null },
      routing: { b: null },
      weights: { c: null },
      messages: [{ d: null }]
    }
    const { request } = accept({
      ...base,
      tools: [{ type: "function", function: { name: "f", parameters: free } }],
      response_format: { type: "json_schema", json_schema: { name: "s", schema: free } },
      extensions: { acme: free },
      later: free
    })
    assert.deepStrictEqual(request.tools, [{ type: "function", function: { name: "f", parameters: free } }])
    assert.deepStrictEqual(request.response_format, {
      type: "json_schema",
      json_schema: { name: "s", schema: free }
    })
    const { messages: _, ...below } = free
    assert.deepStrictEqual(request.extensions, { acme: below })
    assert.deepStrictEqual(request.unknown, { later: free })
  })

  it("null is absent in every object that the contract defines", () => {
    const { request } = accept({
      ...base,
      stream: true,
      messages: [{ role: "user", name: null, content: [{ type: "text", text: "x", cache_control: null }] }],
      tools: [{ type: "custom", function: null, custom: { name: "f", description: null } }],
      response_format: { type: "json_schema", json_schema: { name: "s", schema: null, strict: null } },
      stream_options: { include_obfuscation: null },
      web_search_options: { user_location: null },
      moderation: { model: "m", policy: { input: null } }
    })
    assert.deepStrictEqual(request, {
      stream: true,
      messages: [{ role: "user", content: [{ type: "text", text: "x" }] }],
      tools: [{ type: "custom", custom: { name: "f" } }],
      response_format: { type: "json_schema", json_schema: { name: "s" } },
      web_search_options: {},
      moderation: { model: "m", policy: {} }
    } as unknown as typeof request)
  })

  it("a field nobody knows is refused where the host says so, with the nearest name", () => {
    const error = refuse({ ...base, temprature: 1 }, { ...Normalize.defaults, unknown: "reject" })
    assert.strictEqual(error.code, "unknown_parameter")
    assert.include(error.message, "Did you mean 'temperature'?")
  })

  it("unknown keys of gateway, routing and metadata are refused, with the nearest name", () => {
    for (const [gateway, param, near] of [
      [{ rooting: {} }, "gateway.rooting", "gateway.routing"],
      [{ routing: { optimise: "cost" } }, "gateway.routing.optimise", "gateway.routing.optimize"],
      [{ routing: { strategi: "cost" } }, "gateway.routing.strategi", "gateway.routing.optimize"],
      [{ routing: { sort: "price" } }, "gateway.routing.sort", "gateway.routing.optimize"],
      [{ routing: { timeout_ms: 1 } }, "gateway.routing.timeout_ms", "gateway.routing.deadline_ms"],
      [
        { routing: { hedge: { aftr_ms: 1 } } },
        "gateway.routing.hedge.aftr_ms",
        "gateway.routing.hedge.after_ms"
      ],
      [{ routing: { slo: { tft_ms: 1 } } }, "gateway.routing.slo.tft_ms", "gateway.routing.slo.ttft_ms"],
      [{ metadata: { tag: [] } }, "gateway.metadata.tag", "gateway.metadata.tags"]
    ] as const) {
      const error = refuse({ ...base, gateway })
      assert.deepStrictEqual([error.code, error.param], ["unknown_parameter", param])
      assert.include(error.message, `Did you mean '${near}'?`)
    }
  })
})

describe("older spellings", () => {
  it("functions and function_call become tools and tool_choice, with a warning each", () => {
    const { request, warnings } = accept({
      ...base,
      functions: [{ name: "f", parameters: { type: "object" } }],
      function_call: { name: "f" }
    })
    assert.deepStrictEqual(request.tools, [
      { type: "function", function: { name: "f", parameters: { type: "object" } } }
    ])
    assert.deepStrictEqual(request.tool_choice, { type: "function", function: { name: "f" } })
    assert.deepStrictEqual(
      warnings.map((warning) => [warning.type, warning.code]),
      [
        ["deprecated_parameter", "functions"],
        ["deprecated_parameter", "function_call"]
      ]
    )
    assert.strictEqual(refuse({ ...base, functions: [{ name: "f" }], tools: [] }).code, "invalid_request")
    assert.strictEqual(
      refuse({ ...base, function_call: "auto", tool_choice: "auto" }).code,
      "invalid_request"
    )
    assert.strictEqual(refuse({ ...base, function_call: "required" }).param, "function_call")
  })

  it("a function call in the history becomes a tool call, and the message after it its result", () => {
    const { request } = accept({
      model: "m",
      messages: [
        ...messages,
        { role: "assistant", content: null, function_call: { name: "f", arguments: "{}" } },
        { role: "function", name: "f", content: "42" }
      ]
    })
    const [, called, result] = request.messages
    assert.strictEqual(called?.role, "assistant")
    assert.strictEqual(result?.role, "tool")
    if (called?.role !== "assistant" || result?.role !== "tool") return
    assert.strictEqual(called.tool_calls?.[0]?.id, result.tool_call_id)
    assert.deepStrictEqual(result.content, "42")
  })

  it("top-level models, routing and auriko_metadata are merged key by key; two values are refused", () => {
    const { models, routing, metadata, warnings } = accept({
      messages,
      models: ["a"],
      routing: { optimize: "cost" },
      auriko_metadata: { user_id: "u" },
      gateway: { models: ["a"], routing: { mode: "pool" }, metadata: { trace_id: "t" } }
    })
    assert.deepStrictEqual(
      [models, routing, metadata],
      [["a"], { optimize: "cost", mode: "pool" }, { user_id: "u", trace_id: "t" }]
    )
    assert.deepStrictEqual(warnings, [])
    const error = refuse({ ...base, routing: { mode: "pool" }, gateway: { routing: { mode: "fallback" } } })
    assert.deepStrictEqual([error.code, error.param], ["invalid_request", "gateway.routing.mode"])
  })

  it("dropped fields say so in the promised words", () => {
    const { warnings, request } = accept({
      ...base,
      metadata: { a: "b" },
      service_tier: "flex",
      prediction: { type: "content", content: "x" },
      store: true
    })
    assert.deepStrictEqual(
      warnings.map((warning) => warning.message),
      [
        "unsupported_field: metadata (use auriko_metadata instead)",
        "unsupported_field: service_tier (use routing.optimize instead)",
        "unsupported_field: prediction",
        "unsupported_field: store"
      ]
    )
    assert.deepStrictEqual(Object.keys(request).toSorted(), ["messages", "stream"])
  })

  it("audio output is refused, text alone is not sent", () => {
    for (const wrong of [{ audio: { voice: "x" } }, { modalities: ["text", "audio"] }]) {
      const error = refuse({ ...base, ...wrong })
      assert.deepStrictEqual(
        [error.code, error.message],
        ["unsupported_modalities", "audio output is not supported"]
      )
    }
    assert.strictEqual(sent("modalities", ["text"]), undefined)
    assert.deepStrictEqual(sent("modalities", ["text", "image"]), ["text", "image"])
  })

  it("stream_options without stream is dropped with a warning", () => {
    const { request, warnings } = accept({ ...base, stream_options: { include_usage: true } })
    assert.ok(!("stream_options" in request))
    assert.deepStrictEqual(
      [warnings[0]?.type, warnings[0]?.code],
      ["unsupported_parameter", "stream_options"]
    )
    const streamed = accept({ ...base, stream: true, stream_options: { include_usage: false } })
    assert.deepStrictEqual(streamed.warnings, [])
  })
})

describe("metadata limits", () => {
  const metadata = (value: object) => ({ ...base, gateway: { metadata: value } })
  it("each limit holds to the last character", () => {
    accept(
      metadata({
        tags: Array(100).fill("x".repeat(50)),
        user_id: "u".repeat(255),
        trace_id: "t".repeat(255),
        custom_fields: Object.fromEntries(
          Array.from({ length: 10 }, (_, index) => [`${index}`.padEnd(50, "k"), "v".repeat(200)])
        )
      })
    )
    for (const [value, param] of [
      [{ tags: Array(101).fill("x") }, "gateway.metadata.tags"],
      [{ tags: ["a", "b", "c", "x".repeat(51)] }, "gateway.metadata.tags[3]"],
      [{ user_id: "u".repeat(256) }, "gateway.metadata.user_id"],
      [{ trace_id: "u".repeat(256) }, "gateway.metadata.trace_id"],
      [{ custom_fields: { a: "v".repeat(201) } }, "gateway.metadata.custom_fields.a"],
      [{ custom_fields: { ["k".repeat(51)]: "v" } }, "gateway.metadata.custom_fields"],
      [
        { custom_fields: Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`k${index}`, "v"])) },
        "gateway.metadata.custom_fields"
      ]
    ] as const) {
      const error = refuse(metadata(value))
      assert.deepStrictEqual([error.code, error.param], ["invalid_parameter_value", param])
    }
  })

  it("top-level tags are split, trimmed and united", () => {
    const { metadata: united } = accept({
      ...base,
      tags: "a, b",
      gateway: { metadata: { tags: ["b", "c"] } }
    })
    assert.deepStrictEqual(united.tags, ["b", "c", "a"])
  })
})

describe("extensions", () => {
  const extend = (extensions: object) => accept({ ...base, extensions })
  it("carry no credential at any depth, in any spelling", () => {
    const keys = [
      "api_key",
      "API-KEY",
      "apikey",
      "Authorization",
      "x-api-key",
      "accessToken",
      "groq-api-key",
      "secret"
    ]
    for (const key of keys) {
      const { request, warnings } = extend({ groq: { deep: [{ [key]: "sk-1", kept: 1 }] } })
      assert.deepStrictEqual(request.extensions, { groq: { deep: [{ kept: 1 }] } })
      assert.strictEqual(warnings[0]?.type, "blocked_field")
    }
  })

  it("carry nothing at the top that the contract governs, and anything below", () => {
    const { request, warnings } = extend({ openai: { temperature: 1, model: "x", own: { temperature: 1 } } })
    assert.deepStrictEqual(request.extensions, { openai: { own: { temperature: 1 } } })
    assert.deepStrictEqual(
      warnings.map((warning) => warning.code),
      ["extensions.openai.temperature", "extensions.openai.model"]
    )
  })

  it("thinking is read as an effort", () => {
    for (const [budget, effort] of [
      [4_999, "low"],
      [5_000, "medium"],
      [14_999, "medium"],
      [15_000, "high"],
      [undefined, "medium"]
    ] as const) {
      const { request, warnings } = extend({ thinking: { enabled: true, budget_tokens: budget } })
      assert.strictEqual(request.reasoning_effort, effort)
      assert.strictEqual(warnings[0]?.type, "deprecated_parameter")
    }
  })
})

describe("bad input", () => {
  it("all violations are listed by path, those across fields last, and the first is the error's", () => {
    const error = refuse({
      messages: [{ role: "user" }],
      temperature: 3,
      max_tokens: 5,
      max_completion_tokens: 6,
      n: 0
    })
    assert.deepStrictEqual(
      error.violations.map((violation) => violation.param),
      ["messages[0].content", "n", "temperature", "model", "max_tokens"]
    )
    assert.strictEqual(error.param, "messages[0].content")
  })

  it("a text that was given never stands in the message, a number does", () => {
    const secret = "sk-secret-value-1234567890"
    const error = refuse({ ...base, temperature: secret, top_p: 7, extensions: { a: secret } })
    assert.notInclude(JSON.stringify(error), "secret-value")
    assert.include(error.message, `a string of ${secret.length} characters`)
    assert.include(error.message, "got 7")
  })

  it("cycles, depth, wrong kinds and traps are typed errors", () => {
    const cycle: { self?: unknown } = {}
    cycle.self = cycle
    let deep: unknown = {}
    for (let index = 0; index < 1_000_000; index++) deep = { deep }
    const trap = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error("trap")
        }
      }
    )
    for (const input of [
      undefined,
      null,
      5,
      "x",
      [],
      () => base,
      { ...base, extra: cycle },
      { ...base, extra: deep },
      { ...base, extra: 10n },
      { ...base, extra: Symbol("x") },
      { ...base, extra: () => 1 },
      { ...base, extra: Infinity },
      { ...base, extra: trap },
      {
        get model() {
          throw new Error("getter")
        }
      }
    ]) {
      assert.strictEqual(refuse(input)._tag, "InvalidRequestError")
    }
  })

  it("shared references that would unfold without end are refused", () => {
    let shared: unknown = {}
    for (let index = 0; index < 60; index++) shared = [shared, shared]
    assert.strictEqual(refuse({ ...base, extra: shared })._tag, "InvalidRequestError")
  })

  it("a __proto__ key is data, and changes no prototype", () => {
    const input = JSON.parse(
      `{"model":"m","messages":[{"role":"user","content":"x"}],"__proto__":{"polluted":true}}`
    )
    const { request } = accept(input)
    assert.ok(Object.hasOwn(request.unknown!, "__proto__"))
    assert.strictEqual(({} as { polluted?: boolean }).polluted, undefined)
  })

  it("the caller's object is not kept: changing it later changes nothing", () => {
    const request = {
      ...base,
      messages: [{ role: "user", content: "before" }],
      tools: [{ type: "function", function: { name: "f", parameters: { a: 1 } } }]
    }
    const normalized = accept(request)
    request.messages[0]!.content = "after"
    request.tools[0]!.function.parameters.a = 2
    assert.deepStrictEqual(normalized.request.messages, [{ role: "user", content: "before" }])
    assert.include(JSON.stringify(normalized.request.tools), '"a":1')
  })
})
