import { assert, describe, it } from "@effect/vitest"
import * as Listing from "@turnout/core/Listing"
import type { Json, JsonObject } from "@turnout/core/Json"
import type { AssistantMessage, ReasoningDetail } from "@turnout/core/Message"
import type { Request } from "@turnout/core/Request"
import * as Warning from "@turnout/core/Warning"
import * as Laws from "@turnout/testing/Laws"
import * as Auth from "@turnout/wire/Auth"
import * as OpenAiChat from "@turnout/wire/OpenAiChat"
import { Transport } from "@turnout/wire/Transport"
import * as Vendor from "@turnout/wire/Vendor"
import { Effect } from "effect"
import * as fc from "fast-check"

const endpoint = Listing.passthrough("m-1", { provider: "acme", defaults: OpenAiChat.protocol.defaults })
const user = { role: "user", content: "Hi" } as const
const request = (rest: Partial<Request> = {}): Request => ({ messages: [user], stream: false, ...rest })

const body = (rest: Partial<Request>, dialect: Partial<OpenAiChat.Dialect> = {}, extension?: JsonObject) =>
  OpenAiChat.make(dialect).body(
    { request: request(rest), ledger: [], ...(extension === undefined ? {} : { extension }) },
    endpoint
  )

const origin = { format: "anthropic-claude-v1", provider: "acme", model: "m-1" }
const turn = (rest: Partial<AssistantMessage>): AssistantMessage => ({
  role: "assistant",
  content: "a",
  ...rest
})
const history = (rest: Partial<AssistantMessage>) => ({ messages: [user, turn(rest)] })

describe("the native body", () => {
  it("says what was asked and nothing else", () => {
    assert.deepStrictEqual(body({ temperature: 0, stop: ["x"], max_completion_tokens: 5 }), {
      body: { model: "m-1", messages: [user], max_completion_tokens: 5, temperature: 0, stop: ["x"] },
      ledger: []
    })
  })

  it("hands on messages that need no change as the very objects they are", () => {
    const messages = [
      user,
      turn({ tool_calls: [] }),
      { role: "tool", tool_call_id: "a", content: "b" } as const
    ]
    assert.strictEqual(body({ messages }).body["messages"], messages as unknown as Json)
  })

  it("always asks a stream for its usage, beside what the caller asked of it", () => {
    const { body: native, ledger } = body({ stream: true, stream_options: { include_obfuscation: false } })
    assert.strictEqual(native["stream"], true)
    assert.deepStrictEqual(native["stream_options"], { include_obfuscation: false, include_usage: true })
    assert.deepStrictEqual(
      ledger.map(({ param }) => param),
      ["stream_options.include_usage"]
    )
  })

  it("says nothing of stream options to a server that does not know them", () => {
    const { body: native, ledger } = body({ stream: true, stream_options: { x: 1 } }, { includeUsage: false })
    assert.deepStrictEqual(Object.keys(native), ["model", "messages", "stream"])
    assert.deepInclude(ledger[0], { action: "dropped", param: "stream_options" })
  })

  it("renames, and says so", () => {
    const { body: native, ledger } = body(
      { max_completion_tokens: 5, seed: 1 },
      {
        renames: { max_completion_tokens: "max_tokens", seed: "random_seed" }
      }
    )
    assert.deepInclude(native, { max_tokens: 5, random_seed: 1 })
    assert.notProperty(native, "max_completion_tokens")
    assert.deepStrictEqual(
      ledger.map(({ action, param, to }) => [action, param, to]),
      [
        ["renamed", "max_completion_tokens", "max_tokens"],
        ["renamed", "seed", "random_seed"]
      ]
    )
  })

  it("speaks to a model as that model wants it", () => {
    const models = [
      { match: /^m-/, quirks: { roles: { system: "developer", developer: "developer" } as const } }
    ]
    const messages = [{ role: "system", content: "Be" } as const, user]
    const { body: native, ledger } = body({ messages }, { models })
    assert.deepStrictEqual(native["messages"], [{ role: "developer", content: "Be" }, user])
    assert.deepInclude(ledger[0], { action: "translated", param: "messages[0].role", to: "developer" })
    assert.deepStrictEqual(body({ messages }, { models: [{ ...models[0]!, match: /^n-/ }] }).ledger, [])
  })

  it("says effort in the vendor's form where it has one", () => {
    const effort = { none: { thinking: { type: "disabled" } } }
    assert.deepInclude(body({ reasoning_effort: "none" }, { effort }).body, {
      thinking: { type: "disabled" }
    })
    assert.deepInclude(body({ reasoning_effort: "low" }, { effort }).body, { reasoning_effort: "low" })
  })

  it("leaves out cache marks that the endpoint does not know, and keeps them where it does", () => {
    const cache_control = { type: "ephemeral" } as const
    const marked: Partial<Request> = {
      messages: [{ role: "user", content: [{ type: "text", text: "a", cache_control }] }],
      tools: [{ type: "function", function: { name: "f" }, cache_control }]
    }
    const { body: native, ledger } = body(marked)
    assert.notInclude(JSON.stringify(native), "ephemeral")
    assert.sameMembers(
      ledger.map(({ param }) => param),
      ["cache_control", "messages[0].content[0].cache_control", "tools[0].cache_control"]
    )
    // Two marks, one warning.
    assert.deepStrictEqual(
      Warning.fromLedger(ledger).map(({ code }) => code),
      ["cache_control"]
    )
    assert.deepStrictEqual(body(marked, { cacheControl: true }).ledger, [])
  })

  it("keeps tool-call ids, unknown keys of messages and their order", () => {
    const call = { id: "call_1", type: "function", function: { name: "f", arguments: "{" } } as const
    const messages = [
      { ...turn({ tool_calls: [{ ...call, signature: "s" }] }), prefix: true, reasoning: "kept" }
    ]
    const { body: native, ledger } = body({ messages })
    assert.deepStrictEqual(native["messages"], [
      { role: "assistant", content: "a", tool_calls: [call], prefix: true, reasoning: "kept" }
    ] as unknown as Json)
    assert.deepInclude(ledger[0], { action: "stripped", param: "messages[0].tool_calls[0].signature" })
  })

  it("sends a call's signature where the dialect has a place for it", () => {
    const call = {
      id: "c",
      type: "function",
      function: { name: "f", arguments: "" },
      signature: "s"
    } as const
    const native = body(history({ tool_calls: [call] }), { callSignature: ["extra", "seal"] }).body
    assert.include(JSON.stringify(native), '"extra":{"seal":"s"}')
  })

  it("maps ids that are too long, alike in the call and its result, and leaves the others", () => {
    const long = `chatcmpl-tool-${"0123456789abcdef".repeat(2)}`
    const named = (id: string) => ({ id, type: "function", function: { name: "f", arguments: "" } }) as const
    const messages = [
      { role: "assistant", tool_calls: [named(long), named("call_1"), named(`${long}0`)] } as const,
      { role: "tool", tool_call_id: long, content: "a" } as const,
      { role: "tool", tool_call_id: "call_1", content: "b" } as const
    ]
    const { body: native, ledger } = body({ messages }, { forms: { call_id: { max: 40, prefix: "call_" } } })
    const [first, second, third] = native["messages"] as ReadonlyArray<JsonObject>
    const ids = (first!["tool_calls"] as ReadonlyArray<JsonObject>).map(({ id }) => id as string)
    assert.isTrue(ids.every((id) => id.length <= 40))
    assert.strictEqual(new Set(ids).size, 3)
    assert.deepStrictEqual(
      [second!["tool_call_id"], ids[1], third!["tool_call_id"]],
      [ids[0], "call_1", "call_1"]
    )
    assert.deepStrictEqual(
      ledger.map(({ action, param }) => `${action} ${param}`),
      [
        "translated messages[0].tool_calls[0].id",
        "translated messages[0].tool_calls[2].id",
        "translated messages[1].tool_call_id"
      ]
    )
    assert.deepStrictEqual(body({ messages }).ledger, [])
  })

  it("gives a turn of nothing the content that the family demands", () => {
    const { body: native, ledger } = body({ messages: [user, { role: "assistant" }] })
    assert.deepStrictEqual(native["messages"], [user, { role: "assistant", content: "" }])
    assert.deepInclude(ledger[0], { param: "messages[1].content", to: "" })
  })

  it("says refusals as text where a refusal is no kind of content", () => {
    const messages = [turn({ content: [{ type: "refusal", refusal: "no" }] }), turn({ refusal: "never" })]
    assert.deepStrictEqual(body({ messages }, { refusals: false }).body["messages"], [
      { role: "assistant", content: [{ type: "text", text: "no" }] },
      { role: "assistant", content: "anever" }
    ])
    assert.deepStrictEqual(body({ messages }).ledger, [])
  })
})

describe("reasoning in the history", () => {
  const details: ReadonlyArray<ReasoningDetail> = [
    { type: "reasoning.text", text: "hm", signature: "sig", origin },
    { type: "reasoning.encrypted", data: "AAA", origin: { ...origin, model: "other" } }
  ]
  const said = (rest: Partial<AssistantMessage>, dialect: Partial<OpenAiChat.Dialect>) => {
    const { body: native, ledger } = body(history(rest), dialect)
    const { role: _, content: __, ...fields } = (native["messages"] as ReadonlyArray<JsonObject>)[1]!
    return [fields, ledger.map(({ action, param }) => `${action} ${param}`)]
  }

  it("is left out where the endpoint takes none back", () => {
    assert.deepStrictEqual(said({ reasoning_content: "hm", reasoning_details: details }, {}), [
      {},
      [
        "stripped messages[1].reasoning_details[0]",
        "stripped messages[1].reasoning_details[1]",
        "dropped messages[1].reasoning_content"
      ]
    ])
  })

  it("goes back with its signature to the model that made it, and what another made does not", () => {
    assert.deepStrictEqual(
      said({ reasoning_content: "hm", reasoning_details: details }, { reasoning: "reasoning_details" }),
      [
        { reasoning_details: [{ type: "reasoning.text", text: "hm", signature: "sig" }] },
        [
          "dropped messages[1].reasoning_details[0].origin",
          "stripped messages[1].reasoning_details[1]",
          "dropped messages[1].reasoning_content"
        ]
      ]
    )
    const elsewhere = said(
      { reasoning_details: [details[0]!] },
      { reasoning: "reasoning_details", origins: ["zeta"] }
    )
    assert.deepStrictEqual(elsewhere, [{}, ["stripped messages[1].reasoning_details[0]"]])
  })

  it("goes back as text in the endpoint's own field", () => {
    assert.deepStrictEqual(said({ reasoning_content: "hm" }, { reasoning: "reasoning_content" }), [
      { reasoning_content: "hm" },
      []
    ])
    assert.deepStrictEqual(said({ reasoning_content: "hm" }, { reasoning: "reasoning" }), [
      { reasoning: "hm" },
      ["renamed messages[1].reasoning_content"]
    ])
    const readable = [{ type: "reasoning.text", text: "hm", origin } as const]
    assert.deepStrictEqual(said({ reasoning_details: readable }, { reasoning: "reasoning_content" })[0], {
      reasoning_content: "hm"
    })
  })

  it("of another origin takes the words that describe it along", () => {
    const foreign = said(
      { reasoning_content: "hm", reasoning_details: [details[1]!] },
      { reasoning: "reasoning_content" }
    )
    assert.deepStrictEqual(foreign[0], {})
  })
})

describe("fields that the contract does not know", () => {
  it("are passed on, the extension winning over the request's own", () => {
    const { body: native } = body(
      { unknown: { a: { x: 1, y: [1] }, b: 2 } },
      {},
      { a: { y: [2], z: 3 }, c: null }
    )
    assert.deepStrictEqual(native, {
      model: "m-1",
      messages: [user],
      a: { x: 1, y: [2], z: 3 },
      b: 2,
      c: null
    } as unknown as JsonObject)
  })

  it("write over nothing that is governed, at the top or below", () => {
    const effort = { none: { thinking: { type: "disabled" } } }
    const renames = { seed: "random_seed" }
    const extension = {
      model: "x",
      messages: [],
      stream: true,
      max_tokens: 9,
      temperature: 2,
      random_seed: 3,
      tools: [],
      thinking: { type: "enabled", budget: 9 }
    }
    const { body: native, ledger } = body(
      { reasoning_effort: "none", seed: 1 },
      { effort, renames },
      extension
    )
    assert.deepStrictEqual(native, {
      model: "m-1",
      messages: [user],
      thinking: { type: "disabled", budget: 9 },
      random_seed: 1
    } as unknown as JsonObject)
    const dropped = ledger.filter(({ action }) => action === "dropped").map(({ param }) => param)
    assert.sameMembers(
      dropped,
      [
        "model",
        "messages",
        "stream",
        "max_tokens",
        "temperature",
        "random_seed",
        "tools",
        "thinking.type"
      ].map((name) => `extensions.${name}`)
    )
  })

  it("cannot reach a prototype", () => {
    const extension = JSON.parse('{"__proto__":{"polluted":1},"a":{"__proto__":{"polluted":1}}}')
    const { body: native } = body({ unknown: { a: { b: 1 } } }, {}, extension)
    assert.isUndefined(({} as { polluted?: number }).polluted)
    assert.strictEqual(Object.getPrototypeOf(native), Object.prototype)
    assert.include(JSON.stringify(native), '"a":{"b":1,"__proto__":{"polluted":1}}')
  })
})

const word = fc.string({ minLength: 1, maxLength: 6 })
const json: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 2 },
    word,
    fc.integer(),
    fc.boolean(),
    fc.array(tie("value"), { maxLength: 2 }),
    fc.dictionary(fc.constantFrom("p", "q", "type"), tie("value"), { maxKeys: 2 })
  )
})).value
const object = fc.dictionary(fc.constantFrom("p", "q"), json, { maxKeys: 2 }) as fc.Arbitrary<JsonObject>
const maybe = <A>(
  shape: { readonly [key in keyof A]: fc.Arbitrary<A[key]> },
  required: ReadonlyArray<keyof A> = []
) => fc.record(shape, { requiredKeys: [...required] as Array<never> })

const cache_control = fc.constant({ type: "ephemeral", ttl: "5m" })
const textPart = maybe({ type: fc.constant("text"), text: word, cache_control }, ["type", "text"])
const content = fc.oneof(word, fc.array(textPart, { minLength: 1, maxLength: 2 }))
const detail = fc.oneof(
  maybe(
    {
      type: fc.constant("reasoning.text"),
      text: word,
      signature: word,
      format: word,
      origin: fc.constantFrom(origin, { ...origin, model: "other" })
    },
    ["type", "text"]
  ),
  maybe({ type: fc.constant("reasoning.encrypted"), data: word, id: word, origin: fc.constantFrom(origin) }, [
    "type",
    "data"
  ])
)
const toolCall = maybe(
  {
    id: word,
    type: fc.constant("function"),
    function: fc.record({ name: word, arguments: word }),
    signature: word
  },
  ["id", "type", "function"]
)
const message = fc.oneof(
  maybe({ role: fc.constantFrom("system", "developer"), content, name: word, open: json }, [
    "role",
    "content"
  ]),
  maybe({ role: fc.constant("user"), content, name: word }, ["role", "content"]),
  maybe(
    {
      role: fc.constant("assistant"),
      content: fc.oneof(
        content,
        fc.array(fc.record({ type: fc.constant("refusal"), refusal: word }), { minLength: 1, maxLength: 1 })
      ),
      refusal: word,
      reasoning_content: word,
      reasoning_details: fc.array(detail, { minLength: 1, maxLength: 2 }),
      tool_calls: fc.array(toolCall, { minLength: 1, maxLength: 2 })
    },
    ["role"]
  ),
  fc.record({ role: fc.constant("tool"), tool_call_id: word, content: word })
)
const tool = fc.oneof(
  maybe(
    { type: fc.constant("function"), function: fc.record({ name: word, parameters: object }), cache_control },
    ["type", "function"]
  ),
  fc.record({ type: fc.constant("custom"), custom: fc.record({ name: word }) })
)
const arbitrary = maybe(
  {
    messages: fc.array(message, { minLength: 1, maxLength: 3 }),
    stream: fc.boolean(),
    temperature: fc.integer({ min: 0, max: 2 }),
    top_p: fc.constantFrom(0.1, 0.2),
    top_k: fc.nat(),
    min_p: fc.constantFrom(0.1, 0.2),
    seed: fc.integer(),
    n: fc.integer({ min: 1, max: 10 }),
    max_completion_tokens: fc.nat(),
    stop: fc.array(word, { minLength: 1, maxLength: 4 }),
    logprobs: fc.boolean(),
    top_logprobs: fc.nat(),
    logit_bias: fc.dictionary(fc.constantFrom("1", "2"), fc.nat(), { minKeys: 1, maxKeys: 2 }),
    tools: fc.array(tool, { minLength: 1, maxLength: 2 }),
    tool_choice: fc.constantFrom("auto", "required", { type: "function", function: { name: "f" } }),
    parallel_tool_calls: fc.boolean(),
    response_format: fc.constantFrom(
      { type: "text" },
      { type: "json_schema", json_schema: { name: "s", schema: { type: "object" } } }
    ),
    reasoning_effort: fc.constantFrom("none", "low", "high"),
    verbosity: fc.constantFrom("low", "high"),
    web_search_options: object,
    prompt_cache_key: word,
    user: word,
    stream_options: fc.dictionary(fc.constantFrom("include_obfuscation", "routing_events"), fc.boolean(), {
      minKeys: 1,
      maxKeys: 2
    }),
    unknown: object
  },
  ["messages", "stream"]
) as unknown as fc.Arbitrary<Request>

const dialects: ReadonlyArray<Partial<OpenAiChat.Dialect>> = [
  {},
  {
    renames: { max_completion_tokens: "max_tokens", seed: "random_seed" },
    roles: { system: "system", developer: "system" },
    includeUsage: false,
    effort: { none: { thinking: { type: "disabled" } } },
    required: "any",
    textFormat: false,
    reasoning: "reasoning_content",
    names: false,
    forms: { call_id: { character: /[A-Za-z0-9]/, max: 9 } },
    refusals: false
  },
  {
    reasoning: "reasoning_details",
    cacheControl: true,
    callSignature: ["extra", "seal"]
  },
  { reasoning: "reasoning", roles: { system: "developer", developer: "developer" } }
]

describe("the laws of the ledger", () => {
  const silent = Transport.of({ send: () => Effect.die("no request leaves here") })

  for (const [index, dialect] of dialects.entries()) {
    it.effect(`hold for dialect ${index}`, () =>
      Effect.gen(function* () {
        const vendor = Vendor.define({
          id: "acme",
          protocol: OpenAiChat.make(dialect),
          baseUrl: "http://vendor.test",
          path: "/",
          auth: Auth.bearer,
          env: {}
        })
        const provider = yield* vendor.make({ apiKey: "k" })
        Laws.check(provider, { runs: 500, seed: index + 1, formats: ["anthropic-claude-v1", "unknown"] })
      }).pipe(Effect.provideService(Transport, silent))
    )
  }

  it("never changes the request that it was given", () => {
    fc.assert(
      fc.property(arbitrary, object, fc.constantFrom(...dialects), (asked, extension, dialect) => {
        const before = JSON.stringify(asked)
        OpenAiChat.make(dialect).body({ request: asked, ledger: [], extension }, endpoint)
        assert.strictEqual(JSON.stringify(asked), before)
      })
    )
  })
})
