import { assert, describe, it } from "@effect/vitest"
import * as Work from "@turnout/testing/Work"

// What is loaded from here on is counted.
const work = await Work.start()
const [{ anthropic }, { openai }, { Transport }, Effect, Layer, { createRouter }] = await Promise.all([
  import("@turnout/anthropic"),
  import("@turnout/openai"),
  import("@turnout/wire/Transport"),
  import("effect/Effect"),
  import("effect/Layer"),
  import("turnout")
])

const encoder = new TextEncoder()
const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 }
const message = { role: "assistant", content: "ok" }
const answers = {
  openai: JSON.stringify({ id: "a", choices: [{ index: 0, message, finish_reason: "stop" }], usage }),
  anthropic: JSON.stringify({
    id: "a",
    type: "message",
    role: "assistant",
    content: [{ type: "text", text: "ok" }],
    stop_reason: "end_turn",
    usage: { input_tokens: 1, output_tokens: 1 }
  })
}

/** Answers at once, without a socket. */
const transport = Layer.succeed(Transport, {
  ready: Effect.void,
  send: ({ url }) =>
    Effect.sync(() => {
      let left: string | undefined = url.includes("anthropic") ? answers.anthropic : answers.openai
      const read = Effect.sync(() => {
        const text = left
        left = undefined
        return text === undefined ? undefined : encoder.encode(text)
      })
      return { status: 200, headers: { "content-type": "application/json" }, read }
    })
})

const router = createRouter({
  providers: [openai({ apiKey: "sk-1" }), anthropic({ apiKey: "sk-2" })],
  transport
})

const user = { role: "user", content: "hi" }
const many = <A>(count: number, item: (index: number) => A): Array<A> =>
  Array.from({ length: count }, (_, index) => item(index))
const keyed = (count: number, key: (index: number) => string, value: unknown = 1) =>
  Object.fromEntries(many(count, (index) => [key(index), value]))
const call = (index: number) => ({
  id: `c${index}`,
  type: "function",
  function: { name: "f", arguments: "{}" }
})
const result = (index: number) => ({ role: "tool", tool_call_id: `c${index}`, content: "x" })
const legacy = (index: number) => ({
  role: "assistant",
  content: null,
  function_call: { name: `f${index}`, arguments: "{}" }
})
const format = (schema: object) => ({
  response_format: { type: "json_schema", json_schema: { name: "x", strict: true, schema } }
})

type Shape = (count: number) => object

/** Bad requests: told in a few words, whatever their size. */
const bad: { readonly [name: string]: Shape } = {
  "numbers for messages": (count) => ({ messages: many(count, () => 1) }),
  "objects for messages": (count) => ({ messages: many(count, () => ({})) }),
  "numbers for parts": (count) => ({ messages: [{ role: "user", content: many(count, () => 1) }] }),
  "parts of no type": (count) => ({ messages: [{ role: "user", content: many(count, () => ({})) }] }),
  "numbers for tools": (count) => ({ tools: many(count, () => 1) }),
  "numbers for models": (count) => ({ gateway: { models: many(count, () => 1) } }),
  "numbers for providers": (count) => ({ gateway: { routing: { providers: many(count, () => 1) } } }),
  "unknown keys of gateway": (count) => ({ gateway: keyed(count, (index) => `k${index}`) }),
  "unknown keys of routing": (count) => ({
    gateway: { routing: keyed(count, (index) => `optimise${index}`) }
  }),
  "custom fields": (count) => ({
    gateway: { metadata: { custom_fields: keyed(count, (index) => `k${index}`) } }
  }),
  "many tags": (count) => ({ tags: many(count, (index) => `t${index}`) })
}

/** Good ones, as far as they go: read, ranked, translated and answered. */
const good: { readonly [name: string]: Shape } = {
  "many messages": (count) => ({ messages: many(count, () => user) }),
  "many parts": (count) => ({
    messages: [{ role: "user", content: many(count, () => ({ type: "text", text: "a" })) }]
  }),
  "calls and their results": (count) => ({
    messages: [user, { role: "assistant", tool_calls: many(count, call) }, ...many(count, result)]
  }),
  "results behind what a user said": (count) => ({
    messages: [
      user,
      { role: "assistant", tool_calls: many(count, call) },
      { role: "user", content: many(count, () => ({ type: "text", text: "a" })) },
      ...many(count, result)
    ]
  }),
  "results of calls that are not there": (count) => ({ messages: [user, ...many(count, result)] }),
  "legacy results without calls": (count) => ({
    messages: [user, ...many(count, () => ({ role: "function", name: "f", content: "x" }))]
  }),
  "legacy calls and results backwards": (count) => ({
    messages: [
      user,
      ...many(count, legacy),
      ...many(count, (index) => ({ role: "function", name: `f${count - 1 - index}`, content: "x" }))
    ]
  }),
  "marks of what to cache": (count) => ({
    messages: [
      {
        role: "user",
        content: many(count, () => ({ type: "text", text: "a", cache_control: { type: "ephemeral" } }))
      }
    ]
  }),
  "a long id": (count) => ({
    messages: [
      user,
      { role: "assistant", tool_calls: [{ ...call(0), id: "é".repeat(count) }] },
      { ...result(0), tool_call_id: "é".repeat(count) }
    ]
  }),
  "unknown fields": (count) => keyed(count, (index) => `k${index}`),
  "credentials in unknown fields": (count) => keyed(count, (index) => `p${index}_api_key`),
  "extensions of providers": (count) => ({ extensions: keyed(count, (index) => `p${index}`, {}) }),
  "credentials in extensions": (count) => ({
    extensions: { openai: { deep: many(count, () => ({ token: 1 })) } }
  }),
  stops: (count) => ({ stop: many(count, (index) => `s${index}`) }),
  "properties of a schema": (count) =>
    format({
      type: "object",
      properties: keyed(count, (index) => `p${index}`, { type: "string", minLength: 1 })
    }),
  "definitions that wait for each other": (count) =>
    format({
      type: "object",
      $defs: Object.fromEntries(
        many(count, (index) => [
          `d${index}`,
          index === 0 ? { type: "string" } : { $ref: `#/$defs/d${index - 1}` }
        ])
      ),
      properties: { a: { $ref: `#/$defs/d${count - 1}` } },
      required: ["a"],
      additionalProperties: false
    }),
  "definitions of everybody": (count) =>
    format({
      type: "object",
      $defs: keyed(count, (index) => `d${index}`, { type: "string" }),
      properties: { a: { $ref: "#/$defs/d0" } },
      required: ["a"],
      additionalProperties: false
    })
}

/** Nobody reads an expression beyond 10,000 characters. */
const expressions: { readonly [name: string]: Shape } = {
  "terms to sort by": (count) => ({ model: `gpt-4o@${many(count, () => "q").join("|")}` }),
  "terms to sort all by": (count) => ({ model: `router@${many(count, () => "q").join("|")}` }),
  bounds: (count) => ({ model: `gpt-4o@q${">0".repeat(count)}` }),
  lists: (count) => ({ model: `router@providers:${many(count, () => "openai").join(",")}` }),
  arrows: (count) => ({ model: "a->".repeat(count) }),
  regions: (count) => ({ region: many(count, () => "eu").join("->") })
}

const post = async (model: string, body: object): Promise<number> => {
  const text = JSON.stringify({ model, messages: [user], ...body })
  const response = await router.fetch("http://x/v1/chat/completions", { method: "POST", body: text })
  const answer = await response.text()
  assert.isBelow(answer.length, 20_000)
  return response.status
}

const linear = async (
  name: string,
  shape: Shape,
  [few, more]: readonly [number, number],
  models: ReadonlyArray<string>
) => {
  for (const model of models) {
    await post(model, shape(few))
    const least = await work.count(() => post(model, shape(few)))
    const most = await work.count(() => post(model, shape(more)))
    // Four times as much is four times the work; a square would be sixteen.
    assert.isBelow(most / least, 6, `${name} at ${model}: ${least} and ${most} blocks`)
  }
}

describe("what a caller sends takes work in proportion to its size", () => {
  const vendors = ["gpt-4o", "claude-sonnet-4-5"]
  for (const [name, shape] of Object.entries(bad)) {
    it(`bad: ${name}`, () => linear(name, shape, [2000, 8000], ["gpt-4o"]))
  }
  for (const [name, shape] of Object.entries(good)) {
    it(`good: ${name}`, () => linear(name, shape, [500, 2000], vendors))
  }
  for (const [name, shape] of Object.entries(expressions)) {
    it(`an expression: ${name}`, () => linear(name, shape, [300, 1200], ["gpt-4o"]))
  }
})
