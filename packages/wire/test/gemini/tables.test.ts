import { assert, describe, it } from "@effect/vitest"
import type { FailureClass } from "@turnout/core/Failure"
import type { Json, JsonObject } from "@turnout/core/Json"
import type { Request } from "@turnout/core/Request"
import { governed } from "../../src/gemini/config.ts"
import { guessed } from "../../src/gemini/media.ts"
import { endpoint, failure, said, streamed, third } from "./endpoints.ts"

/** The family's API reference: a field of `generationConfig` for each parameter that has one. */
const homes: ReadonlyArray<
  readonly [asked: Partial<Request>, config: JsonObject, changes: ReadonlyArray<string>]
> = [
  [{ temperature: 0.5 }, { temperature: 0.5 }, ["renamed temperature"]],
  [{ top_p: 0.9 }, { topP: 0.9 }, ["renamed top_p"]],
  [{ top_k: 40 }, { topK: 40 }, ["renamed top_k"]],
  [{ n: 2 }, { candidateCount: 2 }, ["renamed n"]],
  [{ n: 1 }, {}, ["dropped n"]],
  [{ max_completion_tokens: 7 }, { maxOutputTokens: 7 }, ["renamed max_completion_tokens"]],
  [{ seed: 7 }, { seed: 7 }, ["renamed seed"]],
  [{ presence_penalty: 0.1 }, { presencePenalty: 0.1 }, ["renamed presence_penalty"]],
  [{ frequency_penalty: 0.1 }, { frequencyPenalty: 0.1 }, ["renamed frequency_penalty"]],
  [{ stop: ["a", "", "b"] }, { stopSequences: ["a", "b"] }, ["dropped stop[1]", "renamed stop"]],
  [{ stop: [""] }, {}, ["dropped stop[0]"]],
  [{ logprobs: false }, {}, ["dropped logprobs"]],
  [{ logprobs: true }, { responseLogprobs: true }, ["renamed logprobs"]],
  [
    { logprobs: true, top_logprobs: 3 },
    { responseLogprobs: true, logprobs: 3 },
    ["renamed logprobs", "renamed top_logprobs"]
  ],
  [{ top_logprobs: 3 }, {}, ["dropped top_logprobs"]],
  [{ modalities: ["text"] }, { responseModalities: ["TEXT"] }, ["renamed modalities"]]
]

describe("a parameter of the contract", () => {
  for (const [asked, config, changes] of homes) {
    it(`is in its place: ${JSON.stringify(asked)}`, () => {
      const { body, changes: told } = said(asked)
      const { thinkingConfig: _, ...rest } = (body["generationConfig"] ?? {}) as JsonObject
      assert.deepStrictEqual(rest, config)
      assert.deepStrictEqual(told, changes)
    })
  }

  it("is told where the family has no place for it, and not where its place is elsewhere or nowhere by nature", () => {
    const nowhere: Partial<Request> = { logit_bias: { "1": 2 }, user: "u", min_p: 0.1 }
    assert.deepStrictEqual(said(nowhere).changes.sort(), [
      "dropped logit_bias",
      "dropped min_p",
      "dropped user"
    ])
    const tool = { type: "function", function: { name: "f" } } as const
    const elsewhere: Partial<Request> = {
      stream: true,
      tools: [tool],
      tool_choice: "auto",
      parallel_tool_calls: true,
      web_search_options: {},
      reasoning_effort: "high",
      response_format: { type: "text" },
      stream_options: { routing_events: true } as never
    }
    const { changes } = said(elsewhere)
    for (const param of ["stream", "tools", "web_search_options", "reasoning_effort", "stream_options"]) {
      assert.notInclude(changes, `dropped ${param}`)
    }
    assert.deepStrictEqual(said({ stream_options: { other: 1 } as never }).changes, [
      "dropped stream_options.other"
    ])
  })
})

describe("a field of the caller's own", () => {
  const changed = (extension: JsonObject) => said({}, third, undefined, extension)

  for (const field of [...governed, "stopSequences", "responseSchema"]) {
    it(`generationConfig.${field} is the contract's, in both spellings`, () => {
      const snake = field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
      for (const name of [field, snake]) {
        const { body, changes } = changed({ generationConfig: { [name]: 1, own: 2 } })
        assert.include(changes, `dropped extensions.generationConfig.${name}`)
        const config = body["generationConfig"] as JsonObject
        assert.notProperty(config, name)
        assert.strictEqual(config["own"], 2)
      }
    })
  }

  for (const field of ["model", "contents", "systemInstruction", "tools"]) {
    it(`${field} is the contract's, and any other goes as it came`, () => {
      const { body, changes } = changed({ [field]: "x", labels: { a: "b" } })
      assert.include(changes, `dropped extensions.${field}`)
      assert.notStrictEqual(body[field], "x")
      assert.deepStrictEqual(body["labels"], { a: "b" })
    })
  }

  it("toolConfig.functionCallingConfig is the contract's, and what stands beside it goes", () => {
    const { body, changes } = changed({
      tool_config: { function_calling_config: { mode: "NONE" }, retrieval_config: { a: 1 } }
    } as JsonObject)
    assert.deepStrictEqual(changes, ["dropped extensions.tool_config.function_calling_config"])
    assert.deepStrictEqual(body["toolConfig"], { retrieval_config: { a: 1 } })
  })
})

describe("a tool that the vendor runs itself", () => {
  const kinds = [
    ["google_search", "googleSearch"],
    ["google_search_retrieval", "googleSearchRetrieval"],
    ["google_maps", "googleMaps"],
    ["code_execution", "codeExecution"],
    ["url_context", "urlContext"],
    ["file_search", "fileSearch"],
    ["computer_use", "computerUse"],
    ["enterprise_web_search", "enterpriseWebSearch"]
  ] as const
  for (const [type, native] of kinds) {
    it(`${type} has its key in the tools, with its options as they came`, () => {
      for (const name of [type, native]) {
        const { body, changes } = said({ tools: [{ type: name, option: 1 } as never] })
        assert.deepStrictEqual(body["tools"], [{ [native]: { option: 1 } }])
        assert.include(changes, "translated tools[0].type")
      }
    })
  }

  it("of another vendor is dropped, and that is told", () => {
    const { body, changes } = said({ tools: [{ type: "web_search_20250305" } as never] })
    assert.notProperty(body, "tools")
    assert.include(changes, "dropped tools[0]")
  })
})

describe("an answer that is to be JSON", () => {
  it("of an endpoint that does not enforce it is asked for by a tool", () => {
    const none = endpoint({ features: { json_object: "no" } })
    const { body } = said({ response_format: { type: "json_object" } }, third, none)
    assert.notProperty(body["generationConfig"] ?? {}, "responseMimeType")
    assert.property(body, "tools")
    const native = said({ response_format: { type: "json_object" } })
    assert.strictEqual(
      (native.body["generationConfig"] as JsonObject)["responseMimeType"],
      "application/json"
    )
    assert.include(native.changes, "translated response_format")
  })
})

describe("an error inside an accepted answer", () => {
  const codes: ReadonlyArray<readonly [status: string, FailureClass]> = [
    ["INVALID_ARGUMENT", "InvalidRequest"],
    ["FAILED_PRECONDITION", "InvalidRequest"],
    ["OUT_OF_RANGE", "InvalidRequest"],
    ["UNAUTHENTICATED", "AuthenticationFailed"],
    ["PERMISSION_DENIED", "PermissionDenied"],
    ["NOT_FOUND", "ModelNotFound"],
    ["ABORTED", "ServerError"],
    ["ALREADY_EXISTS", "ServerError"],
    ["RESOURCE_EXHAUSTED", "RateLimited"],
    ["CANCELLED", "ServerError"],
    ["INTERNAL", "ServerError"],
    ["DATA_LOSS", "ServerError"],
    ["UNIMPLEMENTED", "Unsupported"],
    ["UNAVAILABLE", "Overloaded"],
    ["DEADLINE_EXCEEDED", "TimedOut"]
  ]
  for (const [status, expected] of codes) {
    it(`is what google.rpc.Code says: ${status}`, () => {
      const { _tag, rule } = failure(streamed({ error: { status, message: "Something." } }))
      assert.deepStrictEqual([_tag, rule], [expected, `code:${status}`])
    })
  }

  const reasons: ReadonlyArray<readonly [reason: string, FailureClass]> = [
    ["API_KEY_INVALID", "AuthenticationFailed"],
    ["API_KEY_EXPIRED", "AuthenticationFailed"],
    ["ACCESS_TOKEN_EXPIRED", "AuthenticationFailed"],
    ["ACCESS_TOKEN_TYPE_UNSUPPORTED", "AuthenticationFailed"],
    ["CREDENTIALS_MISSING", "AuthenticationFailed"],
    ["BILLING_DISABLED", "QuotaExhausted"],
    ["RATE_LIMIT_EXCEEDED", "RateLimited"]
  ]
  for (const [reason, expected] of reasons) {
    it(`is what its reason says over its status: ${reason}`, () => {
      const details: Json = [{ "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason }]
      const error = { status: "INVALID_ARGUMENT", message: "Something.", details }
      const { _tag, rule } = failure(streamed({ error }))
      assert.deepStrictEqual([_tag, rule], [expected, `code:${reason}`])
    })
  }
})

describe("the type of a file by its address", () => {
  const types: ReadonlyArray<readonly [ending: string, type: string]> = [
    ["png", "image/png"],
    ["jpg", "image/jpeg"],
    ["jpeg", "image/jpeg"],
    ["webp", "image/webp"],
    ["gif", "image/gif"],
    ["heic", "image/heic"],
    ["heif", "image/heif"],
    ["pdf", "application/pdf"],
    ["txt", "text/plain"],
    ["csv", "text/csv"],
    ["md", "text/markdown"],
    ["html", "text/html"],
    ["htm", "text/html"],
    ["wav", "audio/wav"],
    ["mp3", "audio/mp3"],
    ["ogg", "audio/ogg"],
    ["flac", "audio/flac"],
    ["m4a", "audio/m4a"],
    ["mp4", "video/mp4"],
    ["mov", "video/mov"],
    ["webm", "video/webm"],
    ["mpeg", "video/mpeg"]
  ]
  for (const [ending, type] of types) {
    it(`is ${type} for .${ending}, in any case, before a query`, () => {
      assert.strictEqual(guessed(`https://host.test/a.b/file.${ending}`), type)
      assert.strictEqual(guessed(`https://host.test/file.${ending.toUpperCase()}?x=.exe#y`), type)
    })
  }

  it("is not guessed of any other", () => {
    for (const url of [
      "https://host.test/file",
      "https://host.test/file.exe",
      "https://host.test/x.constructor"
    ]) {
      assert.isUndefined(guessed(url))
    }
  })
})

describe("the texts of a type that the family knows as plain text", () => {
  for (const type of ["application/json", "application/xml", "application/yaml", "application/x-yaml"]) {
    it(`${type} is sent as text/plain, and that is told`, () => {
      const file_data = `data:${type};base64,e30=`
      const { body, ledger } = said({
        messages: [{ role: "user", content: [{ type: "file", file: { file_data } }] }]
      })
      assert.deepStrictEqual(body["contents"], [
        { role: "user", parts: [{ inlineData: { mimeType: "text/plain", data: "e30=" } }] }
      ])
      assert.isTrue(
        ledger.some(({ action, from, to }) => action === "translated" && from === type && to === "text/plain")
      )
    })
  }
})
