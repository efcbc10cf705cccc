import { assert, describe, it } from "@effect/vitest"
import type { Fitted } from "@turnout/core/Fit"
import type { Json, JsonObject } from "@turnout/core/Json"
import type { Ledger } from "@turnout/core/Ledger"
import type { Request } from "@turnout/core/Request"
import * as OpenAiResponses from "@turnout/wire/OpenAiResponses"
import { endpoint, plain, reasoning } from "./endpoints.ts"

/* A caller's own request of this family: it goes as it was written, and whatever does not is told. */

interface Said {
  readonly body: { readonly [key: string]: unknown }
  readonly ledger: Ledger
}

const sent = (
  source: JsonObject,
  {
    at = endpoint(),
    dialect = {},
    ledger = [],
    request = {},
    ...more
  }: Partial<Omit<Fitted, "request">> & {
    readonly at?: ReturnType<typeof endpoint>
    readonly dialect?: Partial<OpenAiResponses.Dialect>
    readonly request?: Partial<Request>
  } = {}
): Said => {
  const fitted: Fitted = {
    request: { ...plain, ...request },
    ledger,
    source: { format: "openai-responses", body: { input: "a", ...source } },
    ...more
  }
  const { body, ledger: own } = OpenAiResponses.make(dialect).body(fitted, at)
  return { body: JSON.parse(JSON.stringify(body)) as Said["body"], ledger: own }
}
const inputOf = (items: ReadonlyArray<Json>, options: Parameters<typeof sent>[1] = {}) => {
  const { body, ledger } = sent({ input: items }, options)
  const told = ledger.filter(({ param }) => param.startsWith("input"))
  return [body["input"], told.map(({ action, param, reason }) => [action, param, reason])]
}

const own = { format: "openai-responses-v1", provider: "somewhere", model: "some-model" }
const item = { type: "reasoning", id: "rs_1", summary: [], encrypted_content: "gAAAA" }

describe("a caller's own Responses request", () => {
  it("goes as it was written, with the endpoint's model, unstored", () => {
    const source: JsonObject = {
      input: [
        { role: "user", content: "a", odd: null },
        { type: "odd_item", id: "o_1" }
      ],
      instructions: "Be.",
      tools: [
        { type: "mcp", server_label: "a", authorization: "b" },
        { type: "function", name: "f", strict: null }
      ],
      tool_choice: { type: "mcp", server_label: "a" },
      include: ["file_search_call.results"],
      metadata: { a: "b" },
      truncation: "auto",
      text: { format: { type: "json_schema", name: "n", schema: {} }, verbosity: "low" },
      odd: [1]
    }
    const { body, ledger } = sent(source)
    assert.deepStrictEqual(body, { ...source, model: "some-model-1", store: false })
    assert.deepStrictEqual(
      ledger.map(({ action, param }) => [action, param]),
      [["defaulted", "store"]]
    )
  })

  it("has what fit changed or took out, and nothing else of the translation", () => {
    const { body } = sent(
      {
        temperature: 2,
        top_p: 1,
        max_output_tokens: 9,
        reasoning: { effort: "minimal", summary: "auto" },
        text: { verbosity: "high" },
        odd: 1
      },
      {
        request: { temperature: 1, reasoning_effort: "low", max_completion_tokens: 20, stop: ["x"] },
        ledger: [
          { action: "clamped", param: "temperature", from: 2, to: 1, reason: "out_of_range" },
          { action: "dropped", param: "top_p", reason: "unsupported" },
          { action: "clamped", param: "reasoning_effort", from: "minimal", to: "low", reason: "level" },
          { action: "clamped", param: "max_completion_tokens", from: 9, to: 20, reason: "out_of_range" },
          { action: "dropped", param: "verbosity", reason: "unsupported" },
          { action: "dropped", param: "odd", reason: "unknown" }
        ]
      }
    )
    assert.deepStrictEqual(body, {
      model: "some-model-1",
      input: "a",
      temperature: 1,
      max_output_tokens: 20,
      reasoning: { effort: "low", summary: "auto" },
      include: ["reasoning.encrypted_content"],
      store: false
    })
  })

  it("includes the reasoning of models that reason beside what was asked for, and raises a limit that is refused", () => {
    const { body, ledger } = sent(
      { include: ["message.output_text.logprobs"], max_output_tokens: 1 },
      { at: reasoning, request: { max_completion_tokens: 1, logprobs: true } }
    )
    assert.deepStrictEqual(body["include"], ["message.output_text.logprobs", "reasoning.encrypted_content"])
    assert.strictEqual(body["max_output_tokens"], 16)
    assert.deepInclude(ledger, {
      action: "clamped",
      param: "max_completion_tokens",
      from: 1,
      to: 16,
      reason: "out_of_range"
    })
    const silent = sent(
      { reasoning: { summary: "auto" } },
      { at: endpoint({ reasoning: { support: "no" } }) }
    )
    assert.notProperty(silent.body, "reasoning")
    assert.deepInclude(silent.ledger, { action: "dropped", param: "reasoning", reason: "unsupported" })
  })

  it("has reasoning back that is the endpoint's own, whatever way it comes", () => {
    assert.deepStrictEqual(inputOf([item]), [[item], []])
    assert.deepStrictEqual(inputOf([{ ...item, origin: own }]), [[item], []])
    const details = [
      { type: "reasoning.encrypted", data: "gAAAA", id: "rs_1", format: own.format, origin: own }
    ]
    assert.deepStrictEqual((inputOf([{ type: "reasoning", reasoning_details: details }]) as [unknown])[0], [
      item
    ])
  })

  it("has no reasoning of another origin, nor any that says nothing without a store", () => {
    for (const other of [{ format: "xai-responses-v1" }, { model: "other" }]) {
      assert.deepStrictEqual(inputOf([{ ...item, origin: { ...own, ...other } }]), [
        [],
        [["stripped", "input[0]", "origin"]]
      ])
    }
    const { encrypted_content: _, ...empty } = item
    assert.deepStrictEqual(inputOf([empty]), [[], [["stripped", "input[0]", "dialect"]]])
    const foreign = [
      { type: "reasoning.text", text: "hm", signature: "s", format: "f", origin: { ...own, format: "f" } }
    ]
    assert.deepStrictEqual(inputOf([{ type: "reasoning", reasoning_details: foreign }]), [
      [],
      [["stripped", "input[0].reasoning_details[0]", "origin"]]
    ])
  })

  it("has ids of calls in the endpoint's form, and roles that it knows", () => {
    const dialect = {
      forms: { call_id: { max: 8, prefix: "call_" } },
      roles: { system: "developer", developer: "developer" }
    } as const
    const call_id = "a-very-long-id"
    const [items] = inputOf(
      [
        { role: "system", content: "Be." },
        { type: "function_call", call_id, name: "f", arguments: "{}" },
        { type: "function_call_output", call_id, output: "1" }
      ],
      { dialect }
    ) as [ReadonlyArray<{ role?: string; call_id?: string }>]
    assert.strictEqual(items[0]?.role, "developer")
    assert.isAtMost(items[1]?.call_id?.length ?? 99, 8)
    assert.strictEqual(items[1]?.call_id, items[2]?.call_id)
  })

  it("takes the caller's extension beside what it says", () => {
    const { body } = sent(
      { odd: 1, reasoning: { summary: "auto" } },
      { extension: { odd: 2, more: 3, store: true } }
    )
    assert.deepInclude(body, { odd: 1, more: 3, store: false })
  })
})
