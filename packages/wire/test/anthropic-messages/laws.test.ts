import { assert, describe, it } from "@effect/vitest"
import type { Entry } from "@turnout/core/Ledger"
import type { Request } from "@turnout/core/Request"
import { protocol } from "@turnout/wire/AnthropicMessages"
import * as fc from "fast-check"
import { adaptive, budget, endpoint, fitted, sealed } from "./endpoints.ts"

const words = fc.oneof(
  fc.string({ minLength: 1, maxLength: 8 }),
  fc.constantFrom(" ", "Grüße", "{}", "json_response")
)
const optional = <A>(arbitrary: fc.Arbitrary<A>) => fc.option(arbitrary, { nil: undefined })

/** A record without the fields that came out undefined. */
const record = (fields: {
  readonly [key: string]: fc.Arbitrary<unknown>
}): fc.Arbitrary<Record<string, unknown>> =>
  fc
    .record(fields)
    .map((made) => Object.fromEntries(Object.entries(made).filter(([, value]) => value !== undefined)))

const cache = fc.constantFrom({ type: "ephemeral" }, { type: "ephemeral", ttl: "5m" })
const text = record({
  type: fc.constant("text"),
  text: words,
  cache_control: optional(cache),
  odd: optional(words)
})
const image = record({
  type: fc.constant("image_url"),
  image_url: record({
    url: fc.constantFrom("https://example.org/a.png", "data:image/png;base64,aGk=", "data:image/png,raw"),
    detail: optional(fc.constantFrom("auto", "high"))
  }),
  cache_control: optional(cache)
})
const file = record({
  type: fc.constant("file"),
  file: record({
    file_data: optional(
      fc.constantFrom(
        "data:application/pdf;base64,aGk=",
        "data:text/plain;base64,aGk=",
        "data:a/b;base64,aGk="
      )
    ),
    file_id: optional(words),
    filename: optional(words)
  })
})
const audio = fc.constant({ type: "input_audio", input_audio: { data: "aGk=", format: "wav" } })
const refusal = record({ type: fc.constant("refusal"), refusal: words })
const content = (...parts: ReadonlyArray<fc.Arbitrary<unknown>>) =>
  fc.oneof(words, fc.array(fc.oneof(...parts), { minLength: 1, maxLength: 3 }))

const origin = fc.constantFrom(
  { format: "anthropic-claude-v1", provider: "somewhere", model: "some-model" },
  { format: "anthropic-claude-v1", provider: "elsewhere", model: "other-model" },
  { format: "openai-responses-v1", provider: "somewhere", model: "some-model" }
)
const detail = fc.oneof(
  record({
    type: fc.constant("reasoning.text"),
    text: words,
    signature: optional(words),
    index: optional(fc.nat(3)),
    origin: optional(origin)
  }),
  record({
    type: fc.constant("reasoning.encrypted"),
    data: words,
    id: optional(words),
    origin: optional(origin)
  }),
  record({ type: fc.constant("reasoning.summary"), summary: words, origin: optional(origin) })
)
const call = fc.oneof(
  record({
    id: words,
    type: fc.constant("function"),
    function: fc.record({
      name: words,
      arguments: fc.constantFrom("", "{}", '{"a":1}', "[1]", "oops", '"x"')
    }),
    signature: optional(words)
  }),
  record({ id: words, type: fc.constant("custom"), custom: fc.record({ name: words, input: words }) })
)
const message = fc.oneof(
  record({ role: fc.constantFrom("system", "developer"), content: content(text), name: optional(words) }),
  record({ role: fc.constant("user"), content: content(text, image, file, audio), name: optional(words) }),
  record({
    role: fc.constant("assistant"),
    content: optional(content(text, refusal)),
    refusal: optional(words),
    tool_calls: optional(fc.array(call, { minLength: 1, maxLength: 2 })),
    reasoning_content: optional(words),
    reasoning_details: optional(fc.array(detail, { minLength: 1, maxLength: 3 })),
    name: optional(words)
  }),
  record({ role: fc.constant("tool"), tool_call_id: words, content: content(text, image) })
)

const schema = fc.constantFrom<unknown>(
  { type: "object", properties: { a: { type: "integer", minimum: 3 } }, required: ["a"] },
  {
    type: "object",
    properties: { a: { oneOf: [{ type: "string", format: "regex" }] } },
    additionalProperties: false
  },
  { type: "object", additionalProperties: { type: "string" } },
  {
    $schema: "x",
    type: "object",
    properties: { a: { $ref: "#/$defs/a" } },
    $defs: { a: { type: "number" } }
  },
  { type: "array", items: { type: "string" } },
  { properties: { "a/b": { type: "string", pattern: "^x" } } }
)
const tool = fc.oneof(
  record({
    type: fc.constant("function"),
    function: record({
      name: fc.constantFrom("f", "g", "json_response"),
      description: optional(words),
      parameters: optional(schema),
      strict: optional(fc.boolean())
    }),
    cache_control: optional(cache)
  }),
  fc.constant({ type: "custom", custom: { name: "c" } }),
  fc.constant({ type: "bash_20250124", name: "bash" })
)
const request = record({
  messages: fc.array(message, { minLength: 1, maxLength: 6 }),
  stream: fc.boolean(),
  temperature: optional(fc.constantFrom(0, 0.5, 1)),
  top_p: optional(fc.constantFrom(0.1, 0.9)),
  top_k: optional(fc.nat(9)),
  seed: optional(fc.nat(9)),
  max_completion_tokens: optional(fc.constantFrom(1, 1024, 4000, 20_000)),
  stop: optional(fc.array(words, { minLength: 1, maxLength: 3 })),
  tools: optional(fc.array(tool, { minLength: 1, maxLength: 3 })),
  tool_choice: optional(
    fc.constantFrom<unknown>("auto", "none", "required", { type: "function", function: { name: "f" } })
  ),
  parallel_tool_calls: optional(fc.boolean()),
  response_format: optional(
    fc.oneof(
      fc.constantFrom<unknown>({ type: "text" }, { type: "json_object" }),
      fc.record({
        type: fc.constant("json_schema"),
        json_schema: record({
          name: words,
          schema: optional(schema),
          strict: optional(fc.boolean()),
          description: optional(words)
        })
      })
    )
  ),
  reasoning_effort: optional(fc.constantFrom("none", "minimal", "low", "medium", "high", "xhigh", "max")),
  web_search_options: optional(
    fc.constantFrom<unknown>(
      {},
      {
        search_context_size: "low",
        user_location: { type: "approximate", approximate: { city: "Bonn", zip: "1" } }
      },
      { user_location: { type: "approximate" } }
    )
  ),
  user: optional(words),
  safety_identifier: optional(words),
  prompt_cache_key: optional(words),
  stream_options: optional(fc.constantFrom({ routing_events: true }, { include_obfuscation: false })),
  unknown: optional(fc.constantFrom({ odd: 1 }))
})

/** Values beside which one leaf is told apart, by the leaf's own key. */
const others: { readonly [key: string]: ReadonlyArray<unknown> } = {
  role: ["system", "developer"],
  detail: ["auto", "low"],
  ttl: ["5m", "1h"],
  reasoning_effort: ["none", "low", "high"],
  tool_choice: ["auto", "none", "required"],
  url: ["https://example.org/b.png", "data:image/png;base64,aG8="],
  file_data: ["data:application/pdf;base64,aG8=", "data:text/plain;base64,aG8="]
}

const changed = (key: string, value: unknown): ReadonlyArray<unknown> => {
  if (key === "type") return []
  if (key === "role" && value !== "system" && value !== "developer") return []
  const listed = others[key]
  if (listed !== undefined && typeof value === "string") return listed.filter((other) => other !== value)
  if (typeof value === "string") return [`${value}~`, value === "~" ? "!" : "~"]
  if (typeof value === "number") return [value + 1, value + 0.25]
  return typeof value === "boolean" ? [!value] : []
}

interface Change {
  readonly path: ReadonlyArray<string | number>
  readonly request: unknown
}

const put = (value: unknown, key: string | number, field: unknown): unknown =>
  Array.isArray(value)
    ? value.map((one: unknown, index) => (index === key ? field : one))
    : { ...(value as object), [key]: field }

/** Every way to change one leaf. */
const changes = (value: unknown, path: ReadonlyArray<string | number> = []): ReadonlyArray<Change> => {
  if (typeof value !== "object" || value === null) {
    const key = path.findLast((step) => typeof step === "string") ?? ""
    return changed(String(key), value).map((request) => ({ path, request }))
  }
  const entries: ReadonlyArray<readonly [string | number, unknown]> = Array.isArray(value)
    ? value.map((one: unknown, index) => [index, one] as const)
    : Object.entries(value)
  return entries.flatMap(([key, field]) =>
    changes(field, [...path, key]).map((change) => ({
      path: change.path,
      request: put(value, key, change.request)
    }))
  )
}

const dotted = (path: ReadonlyArray<string | number>): string =>
  path.reduce<string>(
    (text, step) => (typeof step === "number" ? `${text}[${step}]` : text === "" ? step : `${text}.${step}`),
    ""
  )

const pointer = (path: ReadonlyArray<string | number>): string =>
  path.map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("")

/** What lost something names all that stands beneath it; what kept the meaning names itself alone. */
const names = (entry: Entry, path: ReadonlyArray<string | number>): boolean => {
  const kept = entry.action === "renamed" || entry.action === "translated"
  const ends = path[0] === "unknown" ? [path.slice(1)] : [path]
  return ends.some((end) => {
    const prefixes = kept ? [end] : end.map((_, index) => end.slice(0, index + 1))
    return prefixes.some((prefix) => entry.param === dotted(prefix) || entry.param === pointer(prefix))
  })
}

/** Generous: a busy machine is no broken law. */
const patience = 60_000

describe("a body of the Messages family", { timeout: patience }, () => {
  const endpoints = {
    budget,
    adaptive,
    sealed,
    unknown: endpoint({}, {}),
    silent: endpoint({ reasoning: { support: "no" } })
  }

  for (const [name, at] of Object.entries(endpoints)) {
    it(`changes, or its ledger names what changed, with every leaf of the request: ${name}`, () => {
      fc.assert(
        fc.property(request, (made) => {
          const whole = protocol.body(fitted(made as unknown as Request), at)
          const text = JSON.stringify(whole.body)
          for (const { path, request } of changes(made)) {
            const other = protocol.body(fitted(request as Request), at)
            if (JSON.stringify(other.body) !== text) continue
            const told = [...whole.ledger, ...other.ledger].some((entry) => names(entry, path))
            assert.isTrue(told, `${dotted(path)} of ${JSON.stringify(made)} changed nothing`)
          }
        }),
        { numRuns: 60 }
      )
    })

    it(`is the same twice, is JSON, and leaves the request as it was: ${name}`, () => {
      fc.assert(
        fc.property(request, (made) => {
          const before = JSON.stringify(made)
          const first = protocol.body(fitted(made as unknown as Request), at)
          const second = protocol.body(fitted(made as unknown as Request), at)
          assert.strictEqual(JSON.stringify(first), JSON.stringify(second))
          assert.strictEqual(JSON.stringify(made), before)
        }),
        { numRuns: 60 }
      )
    })

    it(`keeps the family's grammar: ${name}`, () => {
      fc.assert(
        fc.property(request, (made) => {
          const { body } = protocol.body(fitted(made as unknown as Request), at)
          const messages = body["messages"] as ReadonlyArray<{
            role: string
            content: ReadonlyArray<Record<string, unknown>>
          }>
          messages.forEach(({ role, content }, index) => {
            assert.notStrictEqual(messages[index + 1]?.role, role)
            assert.isNotEmpty(content)
            const results = content.map(({ type }) => type === "tool_result")
            assert.strictEqual(results.lastIndexOf(true), results.filter(Boolean).length - 1)
            for (const block of content) {
              if (block["type"] === "text") assert.notStrictEqual((block["text"] as string).trim(), "")
              const id = block["id"] ?? block["tool_use_id"]
              if (id !== undefined) assert.match(id as string, /^[A-Za-z0-9_-]{1,64}$/)
            }
          })
          const thinking = body["thinking"] as { type?: string; budget_tokens?: number } | undefined
          const choice = body["tool_choice"] as { type?: string } | undefined
          if (thinking?.budget_tokens !== undefined) {
            assert.isAtLeast(thinking.budget_tokens, 1024)
            assert.isBelow(thinking.budget_tokens, body["max_tokens"] as number)
          }
          if (thinking?.type === "enabled" || thinking?.type === "adaptive") {
            assert.notInclude(["any", "tool"], choice?.type)
          }
          assert.strictEqual(choice === undefined || body["tools"] !== undefined, true)
        }),
        { numRuns: 60 }
      )
    })
  }
})
