import { assert, describe, it } from "@effect/vitest"
import type { Event } from "@turnout/core/Event"
import * as Fold from "@turnout/core/Fold"
import * as Growth from "@turnout/testing/Growth"
import * as AnthropicMessages from "@turnout/wire/AnthropicMessages"
import * as Gemini from "@turnout/wire/Gemini"
import * as OpenAiChat from "@turnout/wire/OpenAiChat"
import * as OpenAiResponses from "@turnout/wire/OpenAiResponses"
import * as RetryAfter from "@turnout/wire/RetryAfter"
import { patterns } from "../src/status/patterns.ts"

const fold = (events: ReadonlyArray<Event>): void => {
  const made = Fold.make({
    requestId: "r",
    createdMs: 0,
    model: "m",
    historyCallIds: new Set(),
    origin: { provider: "p", model: "m" }
  })
  made.chunks(events)
  made.completion({
    provider: "p",
    provider_model_id: "m",
    model_canonical: "m",
    routing_strategy: "cost",
    warnings: []
  })
}

const streamed = (protocol: typeof OpenAiChat.protocol, deltas: ReadonlyArray<object>): void => {
  let state = protocol.start()
  const events: Array<Event> = []
  for (const delta of deltas) {
    const stepped = protocol.step(state, {
      data: JSON.stringify({ id: "c", choices: [{ index: 0, delta }] })
    })
    if ("_tag" in stepped) throw stepped
    state = stepped[0]
    for (const event of stepped[1]) events.push(event)
  }
  fold(events)
}

/** The frames of a response, and its terminal behind them. */
const responding = (count: number, make: (index: number) => object): (() => void) => {
  const frames = [
    ...many(count, make).flat(),
    { type: "response.completed", response: { id: "r", output: [] } }
  ].map((frame) => JSON.stringify(frame))
  return () => {
    const state = OpenAiResponses.protocol.start()
    const events: Array<Event> = []
    for (const data of frames) {
      const stepped = OpenAiResponses.protocol.step(state, { data })
      if ("_tag" in stepped) throw stepped
      for (const event of stepped[1]) events.push(event)
    }
    fold(events)
  }
}

const many = <A>(count: number, make: (index: number) => A): Array<A> =>
  Array.from({ length: count }, (_, index) => make(index))
const call = (index: number, id: string, name: string, words: string) => ({
  index,
  id,
  function: { name, arguments: words }
})
const message = (content: unknown, more: object = {}) => ({
  id: "c",
  choices: [{ message: { content, ...more }, finish_reason: "stop" }]
})

/** The frames of a stream of Claude's. */
const claude = (frames: ReadonlyArray<object>): (() => void) => {
  const texts = frames.map((frame) => JSON.stringify(frame))
  return () => {
    let state = AnthropicMessages.protocol.start()
    const events: Array<Event> = []
    for (const data of texts) {
      const stepped = AnthropicMessages.protocol.step(state, { data })
      if ("_tag" in stepped) throw stepped
      state = stepped[0]
      for (const event of stepped[1]) events.push(event)
    }
    fold(events)
  }
}

/** Everything of a reply whose number an outsider chooses. */
const replies: { readonly [name: string]: (count: number) => () => void } = {
  "reports of usage, each with modifiers of its own": (count) => {
    const frames = many(count, (index) =>
      JSON.stringify({
        id: "c",
        choices: [],
        usage: { prompt_tokens: index, completion_tokens: 1, speed: `s${index}`, inference_geo: `g${index}` }
      })
    )
    return () => {
      let state = OpenAiChat.protocol.start()
      for (const data of frames) {
        const stepped = OpenAiChat.protocol.step(state, { data })
        if ("_tag" in stepped) throw stepped
        state = stepped[0]
      }
    }
  },
  "reports of usage of Claude's, each with modifiers of its own": (count) =>
    claude([
      { type: "message_start", message: { id: "m", content: [], usage: { input_tokens: 1 } } },
      ...many(count, (index) => ({
        type: "message_delta",
        delta: { stop_reason: "end_turn" },
        usage: { output_tokens: 1, inference_geo: `g${index}`, iterations: [{ type: `t${index}` }] }
      }))
    ]),
  "reasoning details, each of its own": (count) => {
    const json = message("a", {
      reasoning_details: many(count, (index) => ({
        type: "reasoning.text",
        index,
        text: "t",
        signature: "s"
      }))
    })
    return () => fold(OpenAiChat.protocol.whole(json) as ReadonlyArray<Event>)
  },
  "reasoning details that take turns": (count) => {
    const json = message("a", {
      reasoning_details: many(count, (index) => ({ type: "reasoning.text", index: index % 97, text: "t" }))
    })
    return () => fold(OpenAiChat.protocol.whole(json) as ReadonlyArray<Event>)
  },
  "streamed calls, each of its own": (count) => {
    const deltas = many(count, (index) => ({ tool_calls: [call(index, `c${index}`, "f", "{}")] }))
    return () => streamed(OpenAiChat.protocol, deltas)
  },
  "streamed calls that all share one index": (count) => {
    const deltas = many(count, (index) => ({ tool_calls: [call(0, "", "f", `{"q":${index}}`)] }))
    return () => streamed(OpenAiChat.protocol, deltas)
  },
  "pieces of calls that take turns": (count) => {
    const deltas = [
      { tool_calls: many(64, (index) => call(index, `c${index}`, "f", '{"q":"')) },
      ...many(count, (index) => ({ tool_calls: [{ index: index % 64, function: { arguments: "x" } }] }))
    ]
    return () => streamed(OpenAiChat.protocol, deltas)
  },
  "a call repeated for ever": (count) => {
    const deltas = many(count, () => ({ tool_calls: [call(0, "c", "f", '{"q":1}')] }))
    return () => streamed(OpenAiChat.protocol, deltas)
  },
  "a delta in pieces of one unit beside a snapshot": (count) => {
    const protocol = OpenAiChat.protocol
    const chunks = many(count, () =>
      JSON.stringify({ id: "c", choices: [{ index: 0, message: { content: "x" } }] })
    )
    return () => {
      let state = protocol.start()
      for (const data of chunks) {
        const stepped = protocol.step(state, { data })
        if ("_tag" in stepped) throw stepped
        state = stepped[0]
      }
    }
  },
  "lists of the vendor's own in pieces": (count) => {
    const deltas = many(count, (index) => ({ content: "a", list: [index] }))
    return () => streamed(OpenAiChat.protocol, deltas)
  },
  "pieces of one text of a response, each with the whole so far": (count) =>
    responding(count, () => [
      { type: "response.output_text.delta", output_index: 0, content_index: 0, delta: "x" },
      { type: "response.output_text.done", output_index: 0, content_index: 0, text: "x" }
    ]),
  "items of a response, each of its own": (count) =>
    responding(count, (index) => ({
      type: "response.output_item.done",
      output_index: index,
      item: { type: "function_call", id: `i${index}`, call_id: `c${index}`, name: "f", arguments: "{}" }
    })),
  "summaries of one item of reasoning": (count) =>
    responding(count, (index) => ({
      type: "response.reasoning_summary_text.delta",
      output_index: 0,
      summary_index: index,
      delta: "t"
    })),
  "pieces of texts of a response that take turns, without a place": (count) =>
    responding(count, (index) => ({
      type: "response.output_text.delta",
      item_id: `i${index % 64}`,
      delta: "x"
    })),
  "parts of a candidate, thoughts, code and signed calls in turn": (count) => {
    const parts = many(count, (index) => [
      { text: "t", thought: true },
      { text: "t", thoughtSignature: "s" },
      { executableCode: { code: "1" } },
      { functionCall: { name: "f", args: { index } }, thoughtSignature: "s" }
    ]).flat()
    const json = { candidates: [{ content: { parts }, finishReason: "STOP" }] }
    return () => fold(Gemini.protocol.whole(json) as ReadonlyArray<Event>)
  },
  "what grounds a candidate, piece by piece": (count) => {
    const groundingMetadata = {
      groundingChunks: [{ web: { uri: "u" } }],
      groundingSupports: many(count, (index) => ({
        segment: { startIndex: index, endIndex: index + 1, text: "x" },
        groundingChunkIndices: [0]
      }))
    }
    const content = { parts: [{ text: "x".repeat(count) }] }
    const json = { candidates: [{ content, groundingMetadata, finishReason: "STOP" }] }
    return () => fold(Gemini.protocol.whole(json) as ReadonlyArray<Event>)
  },
  "output that a response tells at its end alone": (count) => {
    const output = many(count, (index) => ({
      type: "message",
      id: `m${index}`,
      content: [{ type: "output_text", text: "t", annotations: [{ type: "url_citation", url: "u" }] }]
    }))
    return () => fold(OpenAiResponses.protocol.whole({ output }) as ReadonlyArray<Event>)
  },
  "thinking blocks": (count) => {
    const json = {
      type: "message",
      content: many(count, () => ({ type: "thinking", thinking: "t", signature: "s" })),
      stop_reason: "end_turn"
    }
    return () => fold(AnthropicMessages.protocol.whole(json) as ReadonlyArray<Event>)
  },
  "calls as blocks": (count) => {
    const json = {
      type: "message",
      content: many(count, (index) => ({ type: "tool_use", id: `c${index}`, name: "f", input: { index } })),
      stop_reason: "tool_use"
    }
    return () => fold(AnthropicMessages.protocol.whole(json) as ReadonlyArray<Event>)
  }
}

describe("the work of a reply grows with its size and no faster", () => {
  for (const [name, prepare] of Object.entries(replies)) {
    it(name, () => {
      assert.isBelow(Growth.perUnit(prepare, { small: 1_000, large: 16_000, rounds: 3 }), 4)
    })
  }
})

describe("the words of an error", () => {
  it("are matched by patterns that repeat nothing without a bound", () => {
    for (const { id, text } of patterns) {
      assert.notMatch(text.source, /(?<!\\)[+*]|\{\d+,\}/, id)
    }
  })

  it("are searched at their two ends, however long they are", () => {
    const words = (length: number) =>
      ["violat", "retry 1", "1 + ", "model ", "maximum context length is 1,", "a_.b."].map((each) =>
        each.repeat(length / each.length)
      )
    const prepare = (length: number) => () => {
      for (const text of words(length)) {
        const body = JSON.stringify({ error: { message: text } })
        OpenAiChat.protocol.failure(400, {}, body, 0)
        AnthropicMessages.protocol.failure(400, {}, body, 0)
        OpenAiResponses.protocol.failure(400, {}, body, 0)
        RetryAfter.parse({}, body, 0)
      }
    }
    assert.isBelow(Growth.perUnit(prepare, { small: 4_096, large: 65_536, rounds: 3 }), 4)
    const late = JSON.stringify({ error: { message: `${"x ".repeat(20_000)}prompt is too long` } })
    assert.strictEqual(OpenAiChat.protocol.failure(400, {}, late, 0)._tag, "ContextLengthExceeded")
  })
})
