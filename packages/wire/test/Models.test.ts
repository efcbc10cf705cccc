import { assert, describe, it } from "@effect/vitest"
import * as AnthropicMessages from "@turnout/wire/AnthropicMessages"
import * as Gemini from "@turnout/wire/Gemini"
import * as OpenAiChat from "@turnout/wire/OpenAiChat"
import * as OpenAiResponses from "@turnout/wire/OpenAiResponses"
import * as Page from "@turnout/wire/ModelsPage"
import type { ModelsPage } from "@turnout/wire/Protocol"

const pages: ReadonlyArray<readonly [string, ModelsPage | undefined, path: string, json: unknown]> = [
  ["openai-chat", OpenAiChat.protocol.models, "/models", { data: [{ id: "a" }, { id: "b/c" }] }],
  ["openai-chat, bare", OpenAiChat.protocol.models, "/models", [{ id: "a" }, { id: "b/c" }]],
  ["openai-responses", OpenAiResponses.protocol.models, "/models", { data: [{ id: "a" }, { id: "b/c" }] }],
  [
    "anthropic-messages",
    AnthropicMessages.protocol.models,
    "/v1/models?limit=1000",
    { data: [{ type: "model", id: "a" }, { id: "b/c" }], has_more: false }
  ],
  [
    "gemini",
    Gemini.protocol.models,
    "/models?pageSize=1000",
    { models: [{ name: "models/a" }, { name: "b/c", displayName: "C" }] }
  ]
]

describe("the list of an account's models", () => {
  for (const [family, page, path, json] of pages) {
    it(`is read by the family's words: ${family}`, () => {
      assert.strictEqual(page?.path, path)
      assert.deepStrictEqual(Page.read(page!, json), ["a", "b/c"])
      for (const other of [null, "x", 1, {}, { data: {} }, { models: 1 }])
        assert.isUndefined(Page.read(page!, other))
      assert.deepStrictEqual(Page.read(page!, [null, { id: "" }, { name: 1 }, []]), [])
    })
  }
})
