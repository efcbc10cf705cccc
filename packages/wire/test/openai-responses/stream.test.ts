import { assert, describe, it } from "@effect/vitest"
import type { Event } from "@turnout/core/Event"
import * as Cuts from "@turnout/testing/Cuts"
import { protocol } from "@turnout/wire/OpenAiResponses"
import {
  added,
  args,
  begun,
  called,
  completed,
  created,
  done,
  format,
  type Frame,
  going,
  incomplete,
  item,
  message,
  on,
  output,
  over,
  spoken,
  start,
  stream,
  text
} from "./streams.ts"

interface Fixture {
  readonly name: string
  readonly frames: ReadonlyArray<Frame>
  readonly events: ReadonlyArray<Event>
}

const thought = (block: number, words: string, id = "item_0"): Event => ({
  type: "reasoning",
  choice: 0,
  block,
  text: words,
  kind: "summary",
  format,
  id
})
const sealed = (block: number, data: string, id = "item_0"): Event => ({
  type: "reasoning_opaque",
  choice: 0,
  block,
  format,
  data,
  id
})
const summary = (...texts: ReadonlyArray<string>) => texts.map((text) => ({ type: "summary_text", text }))
const reasoning = (...texts: ReadonlyArray<string>) => ({
  type: "reasoning",
  summary: summary(...texts),
  encrypted_content: "c2VhbA=="
})
const call = (name: string, call_id: string, words: string) => ({
  type: "function_call",
  call_id,
  name,
  arguments: words,
  status: "completed"
})

const cited = { type: "url_citation", start_index: 3, end_index: 5, title: "X", url: "https://example.org/x" }
const quoted = { type: "file_citation", file_id: "file_1", filename: "a.txt", index: 2 }
const search = { type: "web_search_call", status: "completed", action: { type: "search", query: "x" } }
const probable = { token: "A", bytes: [65], logprob: -0.5, top_logprobs: [{ token: "B", logprob: -2 }] }

const fixtures: ReadonlyArray<Fixture> = [
  {
    name: "text, told in pieces and three times whole, with letters of several bytes",
    frames: [
      created,
      going,
      ...spoken(0, "Grüße", " 東京 🎉"),
      completed([message(output("Grüße 東京 🎉"))])
    ],
    events: [
      begun,
      text("Grüße"),
      text(" 東京 🎉"),
      item(0, message(output("Grüße 東京 🎉"))),
      ...over("stop")
    ]
  },
  {
    name: "a summary in two parts, its encrypted content as it is in the end, then text",
    frames: [
      created,
      added(0, { type: "reasoning", summary: [], encrypted_content: "ZWFybHk=" }),
      on("reasoning_summary_part.added", 0, { summary_index: 0, part: summary("")[0] }),
      on("reasoning_summary_text.delta", 0, { summary_index: 0, delta: "**Let" }),
      on("reasoning_summary_text.delta", 0, { summary_index: 0, delta: " me**" }),
      on("reasoning_summary_text.done", 0, { summary_index: 0, text: "**Let me**" }),
      on("reasoning_summary_part.done", 0, { summary_index: 0, part: summary("**Let me**")[0] }),
      on("reasoning_summary_text.delta", 0, { summary_index: 1, delta: "See." }),
      on("reasoning_summary_text.done", 0, { summary_index: 1, text: "See." }),
      done(0, reasoning("**Let me**", "See.")),
      ...spoken(1, "Yes"),
      completed([{ ...reasoning("**Let me**", "See."), encrypted_content: "b3RoZXI=" }])
    ],
    events: [
      begun,
      thought(0, "**Let"),
      thought(0, " me**"),
      thought(1, "\n\nSee."),
      sealed(1, "c2VhbA=="),
      item(0, reasoning("**Let me**", "See.")),
      text("Yes"),
      item(1, message(output("Yes"))),
      ...over("stop")
    ]
  },
  {
    name: "reasoning of which nothing can be read: what is encrypted comes alone",
    frames: [
      created,
      added(0, { type: "reasoning", summary: [] }),
      done(0, reasoning()),
      ...spoken(1, "Ok"),
      completed()
    ],
    events: [
      begun,
      sealed(0, "c2VhbA=="),
      item(0, reasoning()),
      text("Ok"),
      item(1, message(output("Ok"))),
      ...over("stop")
    ]
  },
  {
    name: "reasoning in plain text, and a message that begins while it is open",
    frames: [
      created,
      added(0, { type: "reasoning", summary: [] }),
      on("reasoning_text.delta", 0, { content_index: 0, delta: "Hm" }),
      added(1, message()),
      on("output_text.delta", 1, { content_index: 0, delta: "Yes" }),
      on("reasoning_text.delta", 0, { content_index: 0, delta: "." }),
      on("reasoning_text.done", 0, { content_index: 0, text: "Hm." }),
      on("content_part.done", 0, { content_index: 0, part: { type: "reasoning_text", text: "Hm." } }),
      done(0, { type: "reasoning", summary: [], content: [{ type: "reasoning_text", text: "Hm." }] }),
      done(1, message(output("Yes"))),
      completed()
    ],
    events: [
      begun,
      { type: "reasoning", choice: 0, block: 0, text: "Hm", format, id: "item_0" },
      text("Yes"),
      { type: "reasoning", choice: 0, block: 0, text: ".", format, id: "item_0" },
      item(0, { type: "reasoning", summary: [], content: [{ type: "reasoning_text", text: "Hm." }] }),
      item(1, message(output("Yes"))),
      ...over("stop")
    ]
  },
  {
    name: "parallel calls under their own ids, the second one whole at once",
    frames: [
      created,
      ...called(0, "now", "call_a", '{"zone":', '"UTC"}'),
      added(1, { ...call("add", "call_b", ""), status: "in_progress" }),
      done(1, call("add", "call_b", '{"a":2}')),
      completed()
    ],
    events: [
      begun,
      start(0, "call_a", "now"),
      args(0, '{"zone":'),
      args(0, '"UTC"}'),
      item(0, call("now", "call_a", '{"zone":"UTC"}')),
      start(1, "call_b", "add"),
      args(1, '{"a":2}'),
      item(1, call("add", "call_b", '{"a":2}')),
      ...over("tool_calls")
    ]
  },
  {
    name: "calls that take turns, the name of one known last",
    frames: [
      created,
      added(0, { type: "function_call", call_id: "call_a", arguments: "" }),
      added(1, call("add", "call_b", "")),
      on("function_call_arguments.delta", 0, { delta: "[" }),
      on("function_call_arguments.delta", 1, { delta: "{" }),
      on("function_call_arguments.delta", 0, { delta: "1]" }),
      on("function_call_arguments.delta", 1, { delta: "}" }),
      done(0, call("now", "call_a", "[1]")),
      done(1, call("add", "call_b", "{}")),
      completed()
    ],
    events: [
      begun,
      start(0, "call_b", "add"),
      args(0, "{"),
      args(0, "}"),
      start(1, "call_a", "now"),
      args(1, "[1]"),
      item(0, call("now", "call_a", "[1]")),
      item(1, call("add", "call_b", "{}")),
      ...over("tool_calls")
    ]
  },
  {
    name: "a custom call, whose input is free text, and a call of a namespace",
    frames: [
      created,
      added(0, { type: "custom_tool_call", call_id: "call_a", name: "sql", input: "" }),
      on("custom_tool_call_input.delta", 0, { delta: "select" }),
      on("custom_tool_call_input.done", 0, { input: "select 1" }),
      done(0, { type: "custom_tool_call", call_id: "call_a", name: "sql", input: "select 1" }),
      added(1, call("add", "call_b", "")),
      done(1, { ...call("add", "call_b", "{}"), namespace: "math" }),
      completed()
    ],
    events: [
      begun,
      { ...start(0, "call_a", "sql"), kind: "custom" } as Event,
      args(0, "select"),
      args(0, " 1"),
      item(0, { type: "custom_tool_call", call_id: "call_a", name: "sql", input: "select 1" }),
      start(1, "call_b", "add"),
      args(1, "{}"),
      { type: "provider_fields", choice: 0, call: 1, fields: { namespace: "math" } },
      item(1, { ...call("add", "call_b", "{}"), namespace: "math" }),
      ...over("tool_calls")
    ]
  },
  {
    name: "an answer given through our own tool is text, and ends as text",
    frames: [created, ...called(0, "json_response", "call_a", '{"ok":', "true}"), completed()],
    events: [
      begun,
      text('{"ok":'),
      text("true}"),
      item(0, call("json_response", "call_a", '{"ok":true}')),
      ...over("stop")
    ]
  },
  {
    name: "a refusal",
    frames: [
      created,
      added(0, message()),
      on("refusal.delta", 0, { content_index: 0, delta: "I can" }),
      on("refusal.delta", 0, { content_index: 0, delta: "not." }),
      on("refusal.done", 0, { content_index: 0, refusal: "I cannot." }),
      on("content_part.done", 0, { content_index: 0, part: { type: "refusal", refusal: "I cannot." } }),
      done(0, message({ type: "refusal", refusal: "I cannot." })),
      completed()
    ],
    events: [
      begun,
      { type: "refusal", choice: 0, text: "I can" },
      { type: "refusal", choice: 0, text: "not." },
      item(0, message({ type: "refusal", refusal: "I cannot." })),
      ...over("stop")
    ]
  },
  {
    name: "a search of the vendor's, and texts that cite: places count from where the answer begins",
    frames: [
      created,
      added(0, { ...search, status: "in_progress" }),
      on("web_search_call.searching", 0),
      done(0, search),
      ...spoken(1, "Well. "),
      added(2, message()),
      on("output_text.delta", 2, { content_index: 0, delta: "It is so" }),
      on("output_text.annotation.added", 2, { content_index: 0, annotation_index: 0, annotation: cited }),
      on("output_text.annotation.added", 2, { content_index: 0, annotation_index: 1, annotation: quoted }),
      on("content_part.done", 2, { content_index: 0, part: output("It is so", [cited, quoted]) }),
      done(2, message(output("It is so", [cited, quoted]))),
      completed()
    ],
    events: [
      begun,
      item(0, search),
      text("Well. "),
      item(1, message(output("Well. "))),
      text("It is so"),
      {
        type: "annotation",
        choice: 0,
        annotation: {
          type: "url_citation",
          url_citation: { start_index: 9, end_index: 11, title: "X", url: "https://example.org/x" }
        }
      },
      item(2, message(output("It is so", [cited, quoted]))),
      { type: "provider_fields", choice: 0, fields: { annotations: [quoted] } },
      ...over("stop", "completed", { web_search: 1 })
    ]
  },
  {
    name: "probabilities of tokens, as the chat API has them",
    frames: [
      created,
      added(0, message()),
      on("output_text.delta", 0, { content_index: 0, delta: "A", logprobs: [probable] }),
      on("output_text.done", 0, { content_index: 0, text: "A", logprobs: [probable] }),
      completed()
    ],
    events: [
      begun,
      text("A"),
      {
        type: "logprobs",
        choice: 0,
        content: [{ ...probable, top_logprobs: [{ token: "B", bytes: null, logprob: -2 }] }]
      },
      ...over("stop")
    ]
  },
  {
    name: "an answer that was cut for its length, in the middle of a call",
    frames: [
      created,
      added(0, call("now", "call_a", "")),
      on("function_call_arguments.delta", 0, { delta: '{"zo' }),
      done(0, { ...call("now", "call_a", '{"zo'), status: "incomplete" }),
      incomplete("max_output_tokens")
    ],
    events: [
      begun,
      start(0, "call_a", "now"),
      args(0, '{"zo'),
      item(0, { ...call("now", "call_a", '{"zo'), status: "incomplete" }),
      ...over("length", "max_output_tokens")
    ]
  },
  {
    name: "an answer that a filter cut",
    frames: [created, ...spoken(0, "Take a"), incomplete("content_filter")],
    events: [
      begun,
      text("Take a"),
      item(0, message(output("Take a"))),
      ...over("content_filter", "content_filter")
    ]
  },
  {
    name: "what a vendor adds to a message and to the response",
    frames: [
      created,
      done(0, { ...message(output("Hi")), phase: "final_answer" }),
      completed([], { content_filters: [{ blocked: false }] })
    ],
    events: [
      begun,
      text("Hi"),
      item(0, { ...message(output("Hi")), phase: "final_answer" }),
      {
        type: "provider_fields",
        choice: 0,
        fields: { phase: "final_answer", content_filters: [{ blocked: false }] }
      },
      ...over("stop")
    ]
  },
  {
    name: "events and items that nobody knows yet, a keepalive, and what follows the end",
    frames: [
      created,
      { type: "keepalive" },
      { type: "response.weather.report", sunny: true },
      added(0, { type: "dance_call", step: 1 }),
      on("dance_call.delta", 0, { delta: "left" }),
      done(0, { type: "dance_call", step: 2 }),
      ...spoken(1, "Hi"),
      completed(),
      ...spoken(2, "more"),
      completed()
    ],
    events: [
      begun,
      item(0, { type: "dance_call", step: 2 }),
      text("Hi"),
      item(1, message(output("Hi"))),
      ...over("stop")
    ]
  }
]

const read = (...frames: ReadonlyArray<Frame>) => Cuts.readAll(protocol, [Cuts.bytesOf(stream(...frames))])

const textOf = (events: ReadonlyArray<Event>): string =>
  events.map((event) => (event.type === "text" ? event.text : "")).join("")

describe("a stream of the Responses family", () => {
  for (const { events, frames, name } of fixtures) {
    it(`tells exactly, however it is cut: ${name}`, () => {
      const bytes = Cuts.bytesOf(stream(...frames))
      assert.deepStrictEqual(Cuts.readAll(protocol, [bytes]), { events })
      const whole = JSON.stringify(events)
      const two = bytes.length <= 2048 ? Cuts.twoParts(bytes) : []
      for (const pieces of [Cuts.byteWise(bytes), ...Cuts.manySeeded(bytes), ...two]) {
        assert.strictEqual(JSON.stringify(Cuts.readAll(protocol, pieces).events), whole)
      }
    })
  }
})

describe("what is told more than once", () => {
  const whole = message(output("hello"))

  it("is said once, wherever it is told", () => {
    const delta = on("output_text.delta", 0, { content_index: 0, delta: "hello" })
    const all: ReadonlyArray<Frame> = [
      on("output_text.done", 0, { content_index: 0, text: "hello" }),
      on("content_part.done", 0, { content_index: 0, part: output("hello") }),
      done(0, whole),
      completed([whole])
    ]
    for (let from = 0; from < all.length; from++) {
      // Each of them suffices where nothing was told before it.
      for (const told of [[], [delta]]) {
        const { events, failure } = read(created, ...told, ...all.slice(from), completed())
        assert.isUndefined(failure)
        assert.strictEqual(textOf(events), "hello")
        const items = events.filter(({ type }) => type === "item").length
        assert.strictEqual(items, 1)
      }
    }
  })

  it("says what the pieces left out, and never takes a word back", () => {
    const delta = on("output_text.delta", 0, { content_index: 0, delta: "hel" })
    assert.strictEqual(textOf(read(created, delta, done(0, whole), completed()).events), "hello")
    const other = done(0, message(output("goodbye")))
    assert.strictEqual(textOf(read(created, delta, other, completed()).events), "hel")
  })

  it("is a call of its own where its id comes twice", () => {
    const { events } = read(
      created,
      ...called(0, "f", "call_0", "{}"),
      ...called(1, "f", "call_0", "[]"),
      completed()
    )
    assert.deepStrictEqual(
      events.filter(({ type }) => type === "tool_start").map((event) => (event as { call: number }).call),
      [0, 1]
    )
  })
})

describe("a stream whose numbers and ids cannot be trusted", () => {
  const words = (...frames: ReadonlyArray<Frame>) => {
    const { events, failure } = read(...frames)
    assert.isUndefined(failure)
    return [textOf(events), events.filter(({ type }) => type === "tool_arguments").length]
  }

  it("is read by the place of its items, where ids change from event to event", () => {
    let next = 0
    const rotated = [...spoken(0, "a", "b"), ...called(1, "f", "call_1", "{", "}")].map((frame): Frame => {
      const { item, item_id, ...rest } = frame
      return {
        ...rest,
        ...(item === undefined ? {} : { item: { ...(item as object), id: `x${next++}` } }),
        ...(item_id === undefined ? {} : { item_id: `x${next++}` })
      }
    })
    assert.deepStrictEqual(words(created, ...rotated, completed()), ["ab", 2])
  })

  it("is read by its ids where places are missing, and by the newest item where both are", () => {
    const frames = [...spoken(0, "a", "b"), ...called(1, "f", "call_1", "{", "}")]
    const without = (...keys: ReadonlyArray<string>) =>
      frames.map(
        (frame) => Object.fromEntries(Object.entries(frame).filter(([key]) => !keys.includes(key))) as Frame
      )
    assert.deepStrictEqual(words(created, ...without("output_index"), completed()), ["ab", 2])
    assert.deepStrictEqual(words(created, ...without("output_index", "item_id"), completed()), ["ab", 2])
  })

  it("is read in the order in which it comes, whatever its numbers say", () => {
    const sse = [created, ...spoken(0, "a", "b"), completed()]
      .map((frame, index) => ({ ...frame, sequence_number: (7 * (index + 3)) % 5 }))
      .map((data) => `data: ${JSON.stringify(data)}\n\n`)
      .join("")
    assert.strictEqual(textOf(Cuts.readAll(protocol, [Cuts.bytesOf(sse)]).events), "ab")
  })
})
