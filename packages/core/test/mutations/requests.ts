import * as fc from "fast-check"

/** A request as a caller may write it: more kinds than the types allow, since callers have no types. */
export interface Wild {
  readonly model: string
  readonly messages: ReadonlyArray<{ readonly [key: string]: unknown }>
  readonly [key: string]: unknown
}

const word = fc.constantFrom("a", "hello", "", "naïve", "\ud83d\ude00", "\ud800", "0")
const name = fc.constantFrom("f", "get_weather", "A-1", "x".repeat(64))
const free = fc.constantFrom<object>({}, { type: "object", properties: { a: { default: null } } })

const partly = <T extends object>(fields: { readonly [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(fields, { requiredKeys: [] })

const textPart = fc.record(
  { type: fc.constant("text"), text: word, cache_control: fc.constant({ type: "ephemeral" }) },
  { requiredKeys: ["type", "text"] }
)
const imagePart = fc.record({
  type: fc.constant("image_url"),
  image_url: fc.record(
    {
      url: fc.constantFrom("https://a.example/b.png", "data:image/png;base64,AA"),
      detail: fc.constant("low")
    },
    { requiredKeys: ["url"] }
  )
})
const otherPart = fc.constantFrom(
  { type: "input_audio", input_audio: { data: "AA", format: "wav" } },
  { type: "file", file: { file_data: "data:application/pdf;base64,AA", filename: "a.pdf" } }
)
const texts = fc.oneof(word, fc.array(textPart, { minLength: 1, maxLength: 2 }))

const instruction = fc.record({ role: fc.constantFrom("system", "developer"), content: texts })
const user = fc.record(
  {
    role: fc.constant("user"),
    content: fc.oneof(
      word,
      fc.array(fc.oneof(textPart, imagePart, otherPart), { minLength: 1, maxLength: 3 })
    ),
    name
  },
  { requiredKeys: ["role", "content"] }
)
const said = fc.oneof(
  fc.record({ role: fc.constant("assistant"), content: texts }),
  fc.constant({ role: "assistant", content: "no", refusal: "I will not." })
)
const called = fc.nat(99).map((number) => [
  {
    role: "assistant",
    tool_calls: [{ id: `call_${number}`, type: "function", function: { name: "f", arguments: "{}" } }]
  },
  { role: "tool", tool_call_id: `call_${number}`, content: "42" }
])

const turns = fc
  .tuple(
    fc.option(instruction, { nil: undefined }),
    user,
    fc.array(
      fc.oneof(
        said.map((message) => [message]),
        called
      ),
      { maxLength: 2 }
    ),
    user
  )
  .map(([first, ask, middle, last]) => [...(first === undefined ? [] : [first]), ask, ...middle.flat(), last])

const tools = fc
  .uniqueArray(name, { minLength: 1, maxLength: 3 })
  .map((names) => names.map((each) => ({ type: "function", function: { name: each, parameters: {} } })))

const parameters = partly({
  temperature: fc.constantFrom(0, 0.5, 2),
  top_p: fc.constantFrom(0, 0.5, 1),
  max_completion_tokens: fc.constantFrom(1, 100, 100_000),
  reasoning_effort: fc.constantFrom("none", "minimal", "low", "medium", "high", "xhigh", "max", "off"),
  stop: fc.oneof(word, fc.array(word, { minLength: 1, maxLength: 4 })),
  presence_penalty: fc.constantFrom(-2, 0, 2),
  frequency_penalty: fc.constantFrom(-2, 0, 2),
  logit_bias: fc.constantFrom({}, { "50256": -100 }),
  seed: fc.integer(),
  top_k: fc.integer({ min: 1, max: 100 }),
  min_p: fc.constantFrom(0, 1),
  top_a: fc.constantFrom(0, 1),
  repetition_penalty: fc.constantFrom(0.1, 1, 2),
  tools,
  response_format: fc.oneof(
    fc.constantFrom({ type: "text" }, { type: "json_object" }),
    fc.record({ type: fc.constant("json_schema"), json_schema: fc.record({ name, schema: free }) })
  ),
  n: fc.integer({ min: 1, max: 10 }),
  logprobs: fc.boolean(),
  user: word,
  web_search_options: fc.constantFrom({}, { search_context_size: "low" }),
  verbosity: fc.constantFrom("low", "medium", "high"),
  prompt_cache_key: word,
  prompt_cache_options: fc.constant({ mode: "explicit", ttl: "30m" }),
  prompt_cache_retention: fc.constant("24h"),
  safety_identifier: word,
  moderation: fc.constant({ model: "omni-moderation-latest" }),
  stream: fc.boolean(),
  gateway: partly({
    routing: partly({
      optimize: fc.constantFrom("cost", "tps"),
      providers: fc.constant(["acme"]),
      max_ttft_ms: fc.constantFrom(1, 500),
      mode: fc.constantFrom("pool", "fallback")
    }),
    metadata: partly({ tags: fc.array(fc.constantFrom("a", "b"), { maxLength: 2 }), user_id: word }),
    include: fc.constant(["attempts"])
  }),
  extensions: fc.constant({ acme: { knob: { deep: null } } }),
  later_field: fc.constantFrom<unknown>(1, "x", { a: null })
})

/** Requests that are accepted, over the whole surface: every message form, part and parameter. */
export const requests: fc.Arbitrary<Wild> = fc
  .tuple(turns, parameters)
  .map(([messages, rest]) => ({ model: "m", messages, ...rest }))
