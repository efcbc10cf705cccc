import { assert, describe, it } from "@effect/vitest"
import * as Normalize from "@turnout/core/Normalize"
import type { RouterError } from "@turnout/core/RouterError"
import * as FastCheck from "fast-check"
import * as Result from "effect/Result"
import * as Envelope from "../src/responses/envelope.ts"
import * as Responses from "../src/Responses.ts"
import { formOf, metadata, whole } from "./told.ts"

const refused = (request: unknown): RouterError => {
  const made = Responses.form(request)
  return Result.isFailure(made) ? made.failure : assert.fail("should have been refused")
}

/** The error of the chat request that a form holds, as the form tells it. */
const told = (request: object): RouterError => {
  const form = formOf(request)
  const normalized = Normalize.normalize(form.request)
  return Result.isFailure(normalized)
    ? form.error!(normalized.failure)
    : assert.fail("should have been refused")
}

const input = (...items: ReadonlyArray<object>) =>
  formOf({ input: items }).request.messages as unknown as ReadonlyArray<{ readonly [key: string]: unknown }>

describe("a Responses request as a chat request", () => {
  it("says instructions first and a text as the user's", () => {
    assert.deepStrictEqual(formOf({ instructions: "Be brief.", input: "Hi" }).request.messages as unknown, [
      { role: "system", content: "Be brief." },
      { role: "user", content: "Hi" }
    ])
  })

  it("makes one message of the items of one turn, and a message of each output", () => {
    assert.deepStrictEqual(
      input(
        { role: "user", content: [{ type: "input_text", text: "Both?" }] },
        {
          type: "message",
          role: "assistant",
          id: "msg_1",
          content: [{ type: "output_text", text: "Wait." }]
        },
        { type: "function_call", call_id: "a", name: "f", arguments: "{}" },
        { type: "custom_tool_call", call_id: "b", name: "g", input: "x" },
        { type: "function_call_output", call_id: "a", output: "1" },
        { type: "custom_tool_call_output", call_id: "b", output: [{ type: "input_text", text: "2" }] },
        { role: "assistant", content: "Done." }
      ),
      [
        { role: "user", content: [{ type: "text", text: "Both?" }] },
        {
          role: "assistant",
          content: [{ type: "text", text: "Wait." }],
          tool_calls: [
            { id: "a", type: "function", function: { name: "f", arguments: "{}" } },
            { id: "b", type: "custom", custom: { name: "g", input: "x" } }
          ]
        },
        { role: "tool", tool_call_id: "a", content: "1" },
        { role: "tool", tool_call_id: "b", content: [{ type: "text", text: "2" }] },
        { role: "assistant", content: "Done." }
      ]
    )
  })

  it("gives images and files in their own forms, and a file of an output behind all outputs", () => {
    const messages = input(
      {
        role: "user",
        content: [
          { type: "input_image", image_url: "https://a.test/b.png", detail: "low" },
          { type: "input_file", file_data: "data:application/pdf;base64,AA==", filename: "a.pdf" }
        ]
      },
      { type: "function_call", call_id: "a", name: "f", arguments: "{}" },
      {
        type: "function_call_output",
        call_id: "a",
        output: [{ type: "input_file", file_url: "https://a.test/b.pdf" }]
      }
    )
    assert.deepStrictEqual(JSON.parse(JSON.stringify(messages)), [
      {
        role: "user",
        content: [
          { type: "image_url", image_url: { url: "https://a.test/b.png", detail: "low" } },
          { type: "file", file: { file_data: "data:application/pdf;base64,AA==", filename: "a.pdf" } }
        ]
      },
      {
        role: "assistant",
        tool_calls: [{ id: "a", type: "function", function: { name: "f", arguments: "{}" } }]
      },
      { role: "tool", tool_call_id: "a", content: "The output is the file that follows." },
      { role: "user", content: [{ type: "file", file: { file_data: "https://a.test/b.pdf" } }] }
    ])
  })

  it("gives sealed reasoning back to the turn that it led to", () => {
    const details = [
      {
        type: "reasoning.text",
        text: "hm",
        signature: "s",
        format: "f",
        origin: { format: "f", provider: "p", model: "m" }
      }
    ]
    const encrypted_content = Envelope.seal({ details, signatures: { a: "of a" } })
    const [, turn] = input(
      { role: "user", content: "a" },
      { type: "reasoning", id: "rs_1", summary: [{ type: "summary_text", text: "hm" }], encrypted_content },
      { type: "function_call", call_id: "a", name: "f", arguments: "{}" },
      { type: "function_call_output", call_id: "a", output: "1" }
    )
    assert.deepStrictEqual(turn?.["reasoning_details"], details)
    assert.nestedPropertyVal(turn, "tool_calls[0].signature", "of a")
  })

  it("nests tools, the choice and the form of the text, and renames the limit", () => {
    const { request, source } = formOf({
      tools: [
        { type: "function", name: "f", parameters: { type: "object" }, strict: true, description: null },
        { type: "custom", name: "g", format: { type: "grammar", syntax: "lark", definition: "start: A" } }
      ],
      tool_choice: { type: "allowed_tools", mode: "required", tools: [{ type: "function", name: "f" }] },
      text: {
        format: { type: "json_schema", name: "n", schema: { type: "object" }, strict: null },
        verbosity: "low"
      },
      max_output_tokens: 20,
      reasoning: { effort: "low", summary: "auto" },
      top_logprobs: 2,
      store: false,
      background: null
    })
    const { messages: _, model: __, ...rest } = request
    assert.deepStrictEqual(rest as object, {
      max_completion_tokens: 20,
      tools: [
        { type: "function", function: { name: "f", parameters: { type: "object" }, strict: true } },
        {
          type: "custom",
          custom: {
            name: "g",
            format: { type: "grammar", grammar: { syntax: "lark", definition: "start: A" } }
          }
        }
      ],
      tool_choice: {
        type: "allowed_tools",
        allowed_tools: { mode: "required", tools: [{ type: "function", function: { name: "f" } }] }
      },
      reasoning_effort: "low",
      response_format: { type: "json_schema", json_schema: { name: "n", schema: { type: "object" } } },
      verbosity: "low",
      logprobs: true,
      top_logprobs: 2
    })
    assert.isUndefined(source?.only)
  })

  it("tells what only endpoints have that speak Responses, and what others lose", () => {
    const { request, source } = formOf({
      tools: [{ type: "web_search" }, { type: "function", name: "f" }],
      tool_choice: { type: "web_search" },
      truncation: "auto",
      include: ["web_search_call.results"],
      metadata: { a: "b" },
      max_tool_calls: 2
    })
    assert.strictEqual(source?.only, "A tool of type 'web_search' needs an endpoint that speaks Responses.")
    assert.deepStrictEqual(
      source?.lost?.map(({ action, param }) => [action, param]),
      ["truncation", "include", "max_tool_calls"].map((param) => ["dropped", param])
    )
    assert.strictEqual(request.tools?.length, 1)
    assert.notProperty(request, "metadata")
    assert.deepInclude(source?.body, { metadata: { a: "b" }, truncation: "auto" })
    assert.deepStrictEqual(formOf({ truncation: "disabled", include: [] }).source?.lost, [])
  })

  it("keeps what is the router's, and credentials, from the request that endpoints are sent", () => {
    const { source, stream } = formOf({
      gateway: { routing: { optimize: "cost" } },
      extensions: { a: { b: 1 } },
      stream: true,
      store: false,
      api_key: "sk-secret",
      reasoning_effort: "low",
      odd: 1
    })
    assert.isTrue(stream)
    assert.deepStrictEqual(source?.body, { input: "a", odd: 1, reasoning: { effort: "low" } })
  })
})

describe("a Responses request that is wrong", () => {
  it("is refused for what would have to be stored", () => {
    for (const field of ["store", "background"]) {
      const error = refused({ model: "m", input: "a", [field]: true })
      assert.deepInclude(error, {
        status: 400,
        code: "invalid_parameter_value",
        param: field,
        message: "Omit this field or set it to false."
      })
    }
    for (const field of [
      { previous_response_id: "resp_1" },
      { conversation: "c" },
      { prompt: { id: "p" } }
    ]) {
      const error = refused({ model: "m", input: "a", ...field })
      assert.deepInclude(error, { status: 400, code: "invalid_request", param: Object.keys(field)[0]! })
      assert.include(error.suggestion, "history in `input`")
    }
    const error = refused({ model: "m", input: [{ type: "item_reference", id: "msg_1" }] })
    assert.deepInclude(error, { code: "invalid_request", param: "input[0]" })
    assert.include(error.suggestion, "history in `input`")
  })

  it("is told all of it at once, in its own names", () => {
    const error = refused({
      model: "m",
      input: [
        { role: "user", content: [{ type: "input_text", text: 1 }] },
        { type: "function_call", call_id: "a", name: "f", arguments: 1 },
        { type: 5 }
      ],
      instructions: 7,
      max_output_tokens: 0,
      temperature: 3,
      store: true,
      text: { format: { type: "json_schema" } },
      tools: [{ type: "web_search" }, { type: "function", name: 1 }],
      metadata: { a: 1 },
      reasoning: { effort: "low", summary: "long" },
      reasoning_effort: "high"
    })
    assert.deepStrictEqual(
      error.violations.map(({ param }) => param),
      [
        "input[0].content[0].text",
        "input[1].arguments",
        "input[2].type",
        "instructions",
        "max_output_tokens",
        "metadata.a",
        "reasoning.summary",
        "reasoning_effort",
        "store",
        "temperature",
        "text.format.name",
        "tools[1].name"
      ]
    )
    assert.strictEqual(error.param, "input[0].content[0].text")
    for (const chat of ["messages", "max_completion_tokens", "tool_calls", "json_schema.", "function.name"]) {
      assert.notInclude(error.message, chat)
    }
  })

  it("has the errors of its call told in its own names, too", () => {
    const item = told({
      input: [
        { role: "user", content: "a" },
        { type: "function_call", call_id: "a", name: "f" }
      ]
    })
    assert.deepInclude(item, { param: "input[1].arguments", code: "missing_required_parameter" })
    assert.strictEqual(item.message, "Missing required parameter: 'input[1].arguments'.")
    const image = told({
      input: [{ role: "user", content: [{ type: "input_image", image_url: "ftp://a" }] }]
    })
    assert.strictEqual(image.param, "input[0].content[0].image_url")
    assert.strictEqual(told({ max_output_tokens: 0 }).param, "max_output_tokens")
    assert.strictEqual(told({ reasoning: { effort: "lots" } }).param, "reasoning.effort")
    assert.strictEqual(
      told({ input: [{ type: "function_call_output", call_id: "a", output: 1 }] }).param,
      "input[0].output"
    )
  })

  it("is told which field says the same here", () => {
    const error = refused({ model: "m", input: "a", max_tokens: 5, messages: [] })
    assert.deepStrictEqual(
      error.violations.map(({ code, param }) => [code, param]),
      [
        ["unknown_parameter", "max_tokens"],
        ["unknown_parameter", "messages"]
      ]
    )
    assert.include(error.message, "Did you mean 'max_output_tokens'?")
  })

  it("never makes it throw, whatever it is", () => {
    const cyclic: { self?: unknown } = {}
    cyclic.self = cyclic
    let deep: object = {}
    for (let depth = 0; depth < 100_000; depth++) deep = { deep }
    const throwing = {
      model: "m",
      get input() {
        throw new Error("secret")
      }
    }
    for (const input of [cyclic, deep, 5, null, [1n], [() => 0], [null], [[]], "\ud800"]) {
      Responses.form({ model: "m", input, tools: input, text: input, reasoning: input, include: input })
    }
    for (const body of [null, undefined, 5, "a", [], throwing, cyclic]) refused(body)
    assert.notInclude(refused(throwing).message, "secret")
    FastCheck.assert(
      FastCheck.property(
        FastCheck.object({ maxDepth: 4 }),
        FastCheck.anything({ maxDepth: 3 }),
        (given, any) => {
          const item = {
            type: FastCheck.sample(FastCheck.constantFrom("message", "reasoning"), 1)[0],
            ...given
          }
          Responses.form({
            model: "m",
            input: [item, any],
            tools: [any],
            tool_choice: any,
            text: any,
            ...given
          })
        }
      )
    )
  })
})

describe("the response of a form", () => {
  it("says again what was asked, with defaults, and has every key that clients require", () => {
    const response = whole([], formOf({ tools: [{ type: "function", name: "f" }], metadata: { a: "b" } }))
    for (const key of [
      "id",
      "access_programs",
      "created_at",
      "error",
      "incomplete_details",
      "instructions",
      "metadata",
      "model",
      "object",
      "output",
      "output_text",
      "parallel_tool_calls",
      "temperature",
      "tool_choice",
      "tools",
      "top_p",
      "routing_metadata"
    ]) {
      assert.property(response, key)
    }
    assert.deepInclude(response, { parallel_tool_calls: true, tool_choice: "auto", metadata: { a: "b" } })
    assert.deepStrictEqual(response.tools as unknown, [
      { type: "function", name: "f", parameters: null, strict: null }
    ])
  })

  it("has warnings in its own names", () => {
    const form = formOf({ max_output_tokens: 5 })
    const warning = {
      type: "unsupported_parameter",
      code: "max_completion_tokens",
      param: "max_completion_tokens",
      message: "Parameter 'max_completion_tokens' was changed from 5 to 16 for the selected provider."
    } as const
    const { last } = form.tell()
    const fold = {
      head: () => ({ id: "a", created: 1 }),
      model: () => "m",
      usage: () => undefined,
      servedTier: () => undefined
    }
    const [event] = last({ ...metadata, warnings: [warning] }, fold as never).slice(
      -1
    ) as unknown as ReadonlyArray<{ response: { routing_metadata: { warnings: unknown } } }>
    assert.deepStrictEqual(event?.response.routing_metadata.warnings, [
      {
        type: "unsupported_parameter",
        code: "max_output_tokens",
        param: "max_output_tokens",
        message: "Parameter 'max_output_tokens' was changed from 5 to 16 for the selected provider."
      }
    ])
  })
})
