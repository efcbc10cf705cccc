import { assert, describe, it } from "@effect/vitest"
import type { Event, Finish, Reasoning, ToolStart } from "@turnout/core/Event"
import * as Usage from "@turnout/core/Usage"
import * as Cuts from "@turnout/testing/Cuts"
import * as OpenAiChat from "@turnout/wire/OpenAiChat"

type Chunk = { readonly [key: string]: unknown }

const head = { id: "chatcmpl-1", object: "chat.completion.chunk", created: 1_700_000_000, model: "m-1" }
const delta = (value: Chunk, rest: Chunk = {}): Chunk => ({
  ...head,
  choices: [{ index: 0, delta: value, finish_reason: null, ...rest }]
})
const finished = (reason: string, rest: Chunk = {}): Chunk => delta({}, { finish_reason: reason, ...rest })
const call = (value: Chunk): Chunk => delta({ tool_calls: [value] })
const counted: Chunk = {
  ...head,
  choices: [],
  usage: { prompt_tokens: 10, completion_tokens: 4, total_tokens: 14 }
}

const sse = (chunks: ReadonlyArray<Chunk | string>): string =>
  chunks.map((chunk) => `data: ${typeof chunk === "string" ? chunk : JSON.stringify(chunk)}\n\n`).join("")

const read = (chunks: ReadonlyArray<Chunk | string>, protocol = OpenAiChat.protocol): Cuts.Outcome =>
  Cuts.readAll(protocol, [Cuts.bytesOf(sse(chunks))])

/** The events between the start and what ends a good answer. */
const content = (chunks: ReadonlyArray<Chunk | string>, protocol?: typeof OpenAiChat.protocol) => {
  const { events, failure } = read([delta({ role: "assistant", content: "" }), ...chunks, "[DONE]"], protocol)
  assert.isUndefined(failure)
  assert.strictEqual(events[0]?.type, "start")
  assert.strictEqual(events.at(-1)?.type, "end")
  return events.slice(1, -1)
}

const start: Event = { type: "start", id: "chatcmpl-1", model: "m-1", created: 1_700_000_000 }
const usage: Event = { type: "usage", usage: Usage.make({ input: 10, output: 4 }) }
const text = (value: string): Event => ({ type: "text", choice: 0, text: value })
const stop: Finish = { type: "finish", choice: 0, reason: "stop", native: "stop" }
const toolCalls: Finish = { type: "finish", choice: 0, reason: "tool_calls", native: "tool_calls" }
const begin = (number: number, id: string, name: string): ToolStart => ({
  type: "tool_start",
  choice: 0,
  call: number,
  id,
  name
})
const args = (number: number, value: string): Event => ({
  type: "tool_arguments",
  choice: 0,
  call: number,
  text: value
})

describe("a streamed answer", () => {
  it("is start, content, finish, usage and end, each once", () => {
    const { events, failure } = read([
      { ...delta({ role: "assistant", content: "" }), system_fingerprint: "fp", service_tier: "default" },
      delta({ content: "Hel" }),
      delta({ content: "lo" }),
      finished("stop"),
      counted,
      "[DONE]"
    ])
    assert.isUndefined(failure)
    assert.deepStrictEqual(events, [
      { ...start, system_fingerprint: "fp", service_tier: "default" },
      text("Hel"),
      text("lo"),
      stop,
      { ...usage, tier: "default" },
      { type: "end" }
    ])
  })

  it("takes no name from an empty first chunk", () => {
    const { events } = read([
      { id: "", model: "", object: "", created: 0, choices: [], prompt_filter_results: [] },
      delta({ content: "hi" }),
      finished("stop"),
      "[DONE]"
    ])
    assert.deepStrictEqual(events.slice(0, 2), [start, text("hi")])
  })

  it("is good without [DONE] once every choice has its reason", () => {
    const { events, failure } = read([delta({ content: "hi" }), finished("stop"), counted])
    assert.isUndefined(failure)
    assert.deepStrictEqual(events.slice(1), [text("hi"), stop, usage, { type: "end" }])
  })

  it("is truncated without a finish reason, with [DONE] and without", () => {
    for (const tail of [[], ["[DONE]"]]) {
      const { events, failure } = read([delta({ content: "hi" }), ...tail])
      assert.strictEqual(failure?._tag, "StreamTruncated")
      assert.deepStrictEqual(events, [start, text("hi")])
    }
  })

  it("is truncated when one of two choices has no reason", () => {
    const second = { ...head, choices: [{ index: 1, delta: { content: "b" }, finish_reason: null }] }
    const { failure } = read([delta({ content: "a" }), second, finished("stop"), "[DONE]"])
    assert.strictEqual(failure?._tag, "StreamTruncated")
  })

  it("is truncated without [DONE] where the dialect promises one", () => {
    const strict = OpenAiChat.make({ terminal: "done" })
    assert.strictEqual(read([finished("stop")], strict).failure?._tag, "StreamTruncated")
    assert.isUndefined(read([finished("stop"), "[DONE]"], strict).failure)
  })

  it("is malformed when it says nothing at all", () => {
    assert.strictEqual(read([]).failure?._tag, "MalformedResponse")
    assert.strictEqual(
      Cuts.readAll(OpenAiChat.protocol, [Cuts.bytesOf("<html>no</html>")]).failure?._tag,
      "MalformedResponse"
    )
  })

  it("is malformed where a frame is no JSON, no object, or holds content of no known kind", () => {
    for (const frame of ['{"id":', "[1]", "7", JSON.stringify(delta({ content: 7 })), '{"choices":[null]}']) {
      assert.strictEqual(read([delta({ content: "a" }), frame]).failure?._tag, "MalformedResponse", frame)
    }
  })

  it("passes over comments, pings, null frames and what follows [DONE]", () => {
    const bytes = Cuts.bytesOf(
      `: ping\n\nevent: ping\ndata: now\n\ndata: null\n\n${sse([delta({ content: "hi" }), finished("stop"), "[DONE]", "}{"])}`
    )
    const { events, failure } = Cuts.readAll(OpenAiChat.protocol, [bytes])
    assert.isUndefined(failure)
    assert.deepStrictEqual(events, [start, text("hi"), stop, { type: "end" }])
  })

  it("keeps two choices apart", () => {
    const both = { ...head, choices: [0, 1].map((index) => ({ index, delta: { content: `c${index}` } })) }
    const ends = { ...head, choices: [1, 0].map((index) => ({ index, delta: {}, finish_reason: "stop" })) }
    assert.deepStrictEqual(content([both, ends]), [
      text("c0"),
      { type: "text", choice: 1, text: "c1" },
      stop,
      { ...stop, choice: 1 }
    ])
  })

  it("carries refusals, logprobs and annotations", () => {
    const token = { token: "No", logprob: -0.1, bytes: null, top_logprobs: [] }
    const annotation = { type: "url_citation", url_citation: { url: "https://a.example" } }
    assert.deepStrictEqual(
      content([
        delta({ refusal: "No" }, { logprobs: { content: null, refusal: [token] } }),
        delta({ content: "x" }, { logprobs: { content: [token], refusal: null } }),
        delta({ annotations: [annotation] }),
        finished("stop")
      ]),
      [
        { type: "refusal", choice: 0, text: "No" },
        { type: "logprobs", choice: 0, refusal: [token] },
        text("x"),
        { type: "logprobs", choice: 0, content: [token] },
        { type: "annotation", choice: 0, annotation },
        stop
      ]
    )
  })

  it("reads content that is a list of parts", () => {
    const thinking = { type: "thinking", thinking: [{ type: "text", text: "hm" }] }
    assert.deepStrictEqual(
      content([
        delta({ content: [thinking] }),
        delta({ content: [{ type: "text", text: "yes" }] }),
        finished("stop")
      ]),
      [{ type: "reasoning", choice: 0, block: 0, text: "hm" }, text("yes"), stop]
    )
  })
})

describe("the end of a choice", () => {
  it("is told once and after the last content, wherever the vendor put it", () => {
    assert.deepStrictEqual(
      content([
        delta({ content: "a" }, { finish_reason: "stop" }),
        delta({ content: "b" }),
        { ...counted, choices: [{ index: 0, delta: { content: "" }, finish_reason: "stop" }] }
      ]),
      [text("a"), text("b"), stop, usage]
    )
  })

  it("is said in OpenAI's words beside the vendor's own", () => {
    const cases = [
      ["length", "length"],
      ["model_length", "length"],
      ["eos", "stop"],
      ["content_filter", "content_filter"],
      ["function_call", "tool_calls"],
      ["never_heard_of", "stop"]
    ] as const
    for (const [native, reason] of cases) {
      assert.deepStrictEqual(content([delta({ content: "a" }), finished(native)]), [
        text("a"),
        { type: "finish", choice: 0, reason, native }
      ])
    }
    assert.deepStrictEqual(content([finished("stop", { native_finish_reason: "end_turn" })]), [
      { ...stop, native: "end_turn" }
    ])
  })

  it("is a failure where the reason confesses one", () => {
    assert.strictEqual(read([delta({ content: "a" }), finished("error")]).failure?._tag, "ServerError")
    assert.strictEqual(read([finished("insufficient_system_resource")]).failure?._tag, "Overloaded")
    const own = OpenAiChat.make({ finish: { oops: "Overloaded", fine: "length" } })
    assert.strictEqual(read([finished("oops")], own).failure?._tag, "Overloaded")
    assert.deepInclude(content([finished("fine")], own)[0], { reason: "length", native: "fine" })
  })

  it("is tool_calls where tools were called, whatever the vendor called it", () => {
    const whole = call({ index: 0, id: "a", function: { name: "f", arguments: "{}" } })
    assert.deepStrictEqual(content([whole, finished("stop")]).at(-1), {
      type: "finish",
      choice: 0,
      reason: "tool_calls",
      native: "stop"
    })
    assert.deepStrictEqual(content([whole, finished("")]).at(-1), {
      type: "finish",
      choice: 0,
      reason: "tool_calls"
    })
    assert.strictEqual(read([whole, finished("")]).failure?._tag, "StreamTruncated")
  })
})

describe("tool calls", () => {
  it("interleave in parallel", () => {
    assert.deepStrictEqual(
      content([
        call({ index: 0, id: "a", type: "function", function: { name: "f", arguments: "" } }),
        call({ index: 1, id: "b", type: "function", function: { name: "g", arguments: "{" } }),
        call({ index: 0, function: { arguments: '{"x":' } }),
        call({ index: 1, function: { arguments: "}" } }),
        call({ index: 0, function: { arguments: "1}" } }),
        finished("tool_calls")
      ]),
      [
        begin(0, "a", "f"),
        begin(1, "b", "g"),
        args(1, "{"),
        args(0, '{"x":'),
        args(1, "}"),
        args(0, "1}"),
        toolCalls
      ]
    )
  })

  it("are dense whatever the vendor counts from", () => {
    assert.deepStrictEqual(
      content([
        call({ index: 3, id: "a", function: { name: "f", arguments: "1" } }),
        call({ index: 7, id: "b", function: { name: "g", arguments: "2" } }),
        finished("tool_calls")
      ]),
      [begin(0, "a", "f"), args(0, "1"), begin(1, "b", "g"), args(1, "2"), toolCalls]
    )
  })

  it("are told apart without an index: by id, by name, or by going on", () => {
    assert.deepStrictEqual(
      content([
        call({ id: "a", function: { name: "f", arguments: "{" } }),
        call({ function: { arguments: "}" } }),
        call({ id: "b", function: { name: "f", arguments: "[" } }),
        call({ id: "a", function: { arguments: " " } }),
        call({ function: { name: "g", arguments: "3" } }),
        finished("tool_calls")
      ]),
      [
        begin(0, "a", "f"),
        args(0, "{"),
        args(0, "}"),
        begin(1, "b", "f"),
        args(1, "["),
        args(0, " "),
        begin(2, "", "g"),
        args(2, "3"),
        toolCalls
      ]
    )
  })

  it("are two where one index comes under two ids", () => {
    assert.deepStrictEqual(
      content([
        call({ index: 0, id: "a", function: { name: "f", arguments: "1" } }),
        call({ index: 0, id: "b", function: { name: "g", arguments: "2" } }),
        call({ index: 0, id: "x", function: { arguments: "3" } }),
        finished("tool_calls")
      ]),
      [begin(0, "a", "f"), args(0, "1"), begin(1, "b", "g"), args(1, "2"), args(1, "3"), toolCalls]
    )
  })

  it("wait for their name and lose no argument by it", () => {
    assert.deepStrictEqual(
      content([
        call({ index: 0, id: "a" }),
        call({ index: 0, function: { arguments: '{"x"' } }),
        call({ index: 0, function: { name: "f", arguments: ":1" } }),
        call({ index: 0, function: { name: "f", arguments: "}" } }),
        finished("tool_calls")
      ]),
      [begin(0, "a", "f"), args(0, '{"x":1'), args(0, "}"), toolCalls]
    )
  })

  it("without a name are malformed", () => {
    const { failure } = read([
      call({ index: 0, id: "a", function: { arguments: "{}" } }),
      finished("tool_calls"),
      "[DONE]"
    ])
    assert.strictEqual(failure?._tag, "MalformedResponse")
  })

  it("may be custom, legacy, or hold arguments as an object", () => {
    assert.deepStrictEqual(
      content([
        call({ index: 0, id: "a", type: "custom", custom: { name: "sh", input: "ls" } }),
        call({ index: 1, id: "b", function: { name: "f", arguments: { x: 1 } } }),
        finished("tool_calls")
      ]),
      [
        { ...begin(0, "a", "sh"), kind: "custom" },
        args(0, "ls"),
        begin(1, "b", "f"),
        args(1, '{"x":1}'),
        toolCalls
      ]
    )
    assert.deepStrictEqual(
      content([
        delta({ function_call: { name: "f", arguments: "" } }),
        delta({ function_call: { arguments: "{}" } }),
        finished("function_call")
      ]),
      [begin(0, "", "f"), args(0, "{}"), { ...toolCalls, native: "function_call" }]
    )
  })

  it("carry a signature where the dialect has a place for it", () => {
    const dialect = OpenAiChat.make({ callSignature: ["extra", "seal"] })
    const signed = call({
      index: 0,
      id: "a",
      function: { name: "f", arguments: "{}" },
      extra: { seal: "sig" }
    })
    assert.deepStrictEqual(content([signed, finished("tool_calls")], dialect)[0], {
      ...begin(0, "a", "f"),
      signature: "sig"
    })
  })
})

describe("reasoning", () => {
  const words = (block: number, value: string): Reasoning => ({
    type: "reasoning",
    choice: 0,
    block,
    text: value
  })

  it("is read from either plain field", () => {
    for (const field of ["reasoning", "reasoning_content"]) {
      assert.deepStrictEqual(
        content([
          delta({ [field]: "th" }),
          delta({ [field]: "ink" }),
          delta({ content: "a" }),
          finished("stop")
        ]),
        // The field is told where it is not the usual one: reasoning goes back in the field in which it came.
        ["th", "ink"]
          .map((each): Event => ({ ...words(0, each), ...(field === "reasoning" ? { field } : {}) }))
          .concat(text("a"), stop)
      )
    }
  })

  it("is told once where details repeat the plain text, and keeps signatures", () => {
    const detail = (value: Chunk) => ({
      type: "reasoning.text",
      index: 0,
      format: "anthropic-claude-v1",
      ...value
    })
    assert.deepStrictEqual(
      content([
        delta({ reasoning: "hm", reasoning_details: [detail({ text: "hm" })] }),
        delta({ reasoning: null, reasoning_details: [detail({ signature: "sig" })] }),
        delta({ reasoning: "on", reasoning_details: [detail({ text: "on" })] }),
        finished("stop")
      ]),
      [
        { ...words(0, "hm"), format: "anthropic-claude-v1" },
        { type: "reasoning_opaque", choice: 0, block: 0, format: "anthropic-claude-v1", signature: "sig" },
        { ...words(1, "on"), format: "anthropic-claude-v1" },
        stop
      ]
    )
  })

  it("keeps summaries and every encrypted block", () => {
    const sealed = (id: string, data: string) => ({
      type: "reasoning.encrypted",
      index: 0,
      id,
      data,
      format: "openai-responses-v1"
    })
    assert.deepStrictEqual(
      content([
        delta({ reasoning_details: [{ type: "reasoning.summary", index: 0, summary: "sum" }] }),
        delta({ reasoning_details: [sealed("rs_1", "AAA"), sealed("rs_2", "BBB")] }),
        finished("stop")
      ]),
      [
        { ...words(0, "sum"), kind: "summary" },
        {
          type: "reasoning_opaque",
          choice: 0,
          block: 0,
          format: "openai-responses-v1",
          data: "AAA",
          id: "rs_1"
        },
        {
          type: "reasoning_opaque",
          choice: 0,
          block: 1,
          format: "openai-responses-v1",
          data: "BBB",
          id: "rs_2"
        },
        stop
      ]
    )
  })
})

describe("usage", () => {
  const with_ = (value: Chunk, rest: Chunk = {}) => ({ ...finished("stop"), ...rest, usage: value })
  const small = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 }

  it("is the last report, wherever the reports stand", () => {
    const last = { prompt_tokens: 10, completion_tokens: 4, total_tokens: 14 }
    for (const chunks of [
      [with_(last)],
      [with_(small), { ...head, choices: [], usage: last }],
      [{ ...finished("stop"), x_groq: { usage: last } }],
      [with_(small), { ...head, choices: [], usage: null }, { ...head, choices: [], usage: last }]
    ]) {
      assert.deepStrictEqual(content(chunks), [stop, usage])
    }
  })

  it("is told as it grows where the vendor counts on every chunk", () => {
    const growing = content([
      { ...delta({ content: "a" }), usage: small },
      { ...delta({ content: "b" }), usage: { ...small, completion_tokens: 2 } },
      finished("stop")
    ])
    assert.deepStrictEqual(
      growing.map((event) => (event.type === "usage" ? event.usage.output : event.type)),
      ["text", 1, "text", 2, "finish"]
    )
  })

  it("is absent where the vendor counted nothing", () => {
    assert.deepStrictEqual(content([{ ...finished("stop"), usage: {} }]), [stop])
  })
})

describe("an error inside an accepted stream", () => {
  const cases: ReadonlyArray<readonly [string, Chunk, string, number | undefined]> = [
    [
      "a top-level error",
      { error: { message: "You ran out", code: "insufficient_quota" } },
      "QuotaExhausted",
      402
    ],
    ["a numeric code", { ...delta({}), error: { code: 502, message: "Upstream" } }, "ServerError", 502],
    ["overload", { error: { message: "Overloaded", type: "overloaded_error" } }, "Overloaded", 503],
    [
      "the caller's fault",
      { error: { message: "bad", type: "invalid_request_error" } },
      "InvalidRequest",
      400
    ],
    ["a bare sentence", { error: "The service is currently unavailable" }, "Overloaded", 503],
    [
      "a choice of its own",
      { ...head, choices: [{ index: 0, error: { code: 429, message: "slow" } }] },
      "RateLimited",
      429
    ],
    ["a vendor's aside", { ...head, choices: [], x_groq: { error: "over capacity" } }, "Overloaded", 503],
    [
      "a flat object",
      { message: "Rate limit", type: "too_many_requests", code: "too_many" },
      "RateLimited",
      429
    ]
  ]
  for (const [name, chunk, tag, status] of cases) {
    it(`is classified: ${name}`, () => {
      const { events, failure } = read([delta({ content: "a" }), chunk, "[DONE]"])
      assert.deepStrictEqual(events, [start, text("a")])
      assert.strictEqual(failure?._tag, tag)
      assert.strictEqual(failure?.status, status)
    })
  }

  it("is known by its event name, JSON or not", () => {
    for (const data of ['{"error":{"code":"tool_use_failed","message":"x","status_code":400}}', "no JSON"]) {
      const bytes = Cuts.bytesOf(`event: error\ndata: ${data}\n\n`)
      const { failure } = Cuts.readAll(OpenAiChat.protocol, [bytes])
      assert.strictEqual(failure?._tag, data === "no JSON" ? "ServerError" : "MalformedResponse")
    }
  })
})

describe("however the bytes are cut", () => {
  const fixture = sse([
    { ...delta({ role: "assistant", content: "" }), service_tier: "default" },
    delta({ reasoning: "hm", reasoning_details: [{ type: "reasoning.text", index: 0, text: "hm" }] }),
    delta({ content: "Grüße 🙂" }),
    call({ index: 0, id: "a", type: "function", function: { name: "f", arguments: "" } }),
    call({ index: 0, function: { arguments: '{"q":"é"}' } }),
    finished("tool_calls"),
    counted,
    "[DONE]"
  ])
  for (const [name, text] of [
    ["line feeds", fixture],
    ["carriage returns", fixture.replaceAll("\n", "\r\n")],
    ["no blank line at the end", fixture.trimEnd()]
  ] as const) {
    it(`the events are the same: ${name}`, () => {
      const bytes = Cuts.bytesOf(text)
      const whole = Cuts.readAll(OpenAiChat.protocol, [bytes])
      assert.isUndefined(whole.failure)
      for (const pieces of [...Cuts.twoParts(bytes), Cuts.byteWise(bytes), ...Cuts.manySeeded(bytes)]) {
        assert.deepStrictEqual(Cuts.readAll(OpenAiChat.protocol, pieces), whole)
      }
    })
  }
})
