import { assert, describe, it } from "@effect/vitest"
import type { Event } from "@turnout/core/Event"
import { isFailure } from "@turnout/core/Failure"
import * as OpenAiChat from "@turnout/wire/OpenAiChat"
import * as fc from "fast-check"

const { protocol } = OpenAiChat

/** A value of the right kind, or of any other. */
const or = (arbitrary: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 5, arbitrary }, { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) })
const part = (fields: { readonly [name: string]: fc.Arbitrary<unknown> }) =>
  or(
    fc.record(Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, or(value)])), {
      requiredKeys: []
    })
  )
const word = fc.constantFrom("", "a", "b", "__proto__", "constructor")
const index = fc.constantFrom(0, 1, 2, -1, 0.5, 1e9)

const said = part({
  role: word,
  content: fc.oneof(
    word,
    fc.array(part({ type: fc.constantFrom("text", "thinking", "refusal"), text: word, thinking: word }))
  ),
  refusal: word,
  reasoning: word,
  reasoning_content: word,
  reasoning_details: fc.array(
    part({
      type: fc.constantFrom("reasoning.text", "reasoning.summary"),
      text: word,
      summary: word,
      data: word,
      signature: word,
      index,
      id: word
    })
  ),
  tool_calls: fc.array(
    part({
      index,
      id: word,
      function: part({ name: word, arguments: word }),
      custom: part({ name: word, input: word })
    })
  ),
  function_call: part({ name: word, arguments: word }),
  annotations: fc.array(part({ type: word }))
})
const choice = part({
  index,
  delta: said,
  message: said,
  finish_reason: fc.constantFrom("stop", "tool_calls", "error", "", "__proto__"),
  native_finish_reason: word,
  logprobs: part({ content: fc.array(word), refusal: fc.array(word) }),
  error: part({ message: word, code: word })
})
const tokens = fc.oneof(fc.nat(), fc.integer(), fc.double())
const chunk = part({
  id: word,
  model: word,
  created: tokens,
  choices: fc.array(choice, { maxLength: 3 }),
  usage: part({
    prompt_tokens: tokens,
    completion_tokens: tokens,
    total_tokens: tokens,
    prompt_tokens_details: part({ cached_tokens: tokens, audio_tokens: tokens }),
    completion_tokens_details: part({ reasoning_tokens: tokens })
  }),
  service_tier: word,
  error: fc.oneof(
    word,
    part({ message: word, code: fc.oneof(word, tokens), type: word, metadata: part({ raw: word }) })
  )
})

/** What a fold relies on: dense numbers, a start before its arguments, counts that are counts, one end. */
const isSound = (events: ReadonlyArray<Event>): void => {
  const started = new Map<number, number>()
  const blocks = new Map<number, number>()
  const finished = new Set<number>()
  events.forEach((event, position) => {
    switch (event.type) {
      case "start":
        return assert.strictEqual(position, 0)
      case "tool_start":
        assert.notStrictEqual(event.name, "")
        assert.strictEqual(event.call, started.get(event.choice) ?? 0)
        started.set(event.choice, event.call + 1)
        return
      case "tool_arguments":
        return assert.isBelow(event.call, started.get(event.choice) ?? 0)
      case "reasoning":
      case "reasoning_opaque": {
        const next = blocks.get(event.choice) ?? 0
        assert.isAtMost(event.block, next)
        blocks.set(event.choice, Math.max(next, event.block + 1))
        return
      }
      case "finish":
        assert.isFalse(finished.has(event.choice))
        finished.add(event.choice)
        return
      case "usage": {
        const { assumed: _, ...counts } = event.usage
        return assert.isTrue(
          Object.values(counts).every((count) => Number.isSafeInteger(count) && count >= 0)
        )
      }
      case "end":
        return assert.strictEqual(position, events.length - 1)
      default:
        return assert.isFalse(finished.size > 0, `${event.type} after a finish`)
    }
  })
}

describe("whatever a vendor sends", () => {
  it("a stream gives sound events or a failure, and never throws", () => {
    fc.assert(
      fc.property(fc.array(chunk, { maxLength: 6 }), fc.boolean(), (chunks, done) => {
        const events: Array<Event> = []
        let state = protocol.start()
        const frames = chunks.map((value) => ({ data: JSON.stringify(value) }))
        for (const frame of done ? [...frames, { data: "[DONE]" }] : frames) {
          const result = protocol.step(state, frame)
          if (isFailure(result)) return isSound(events)
          state = result[0]
          events.push(...result[1])
        }
        const rest = protocol.end(state)
        if (isFailure(rest)) return isSound(events)
        events.push(...rest)
        isSound(events)
        assert.strictEqual(events.at(-1)?.type, "end")
      }),
      { numRuns: 500 }
    )
  })

  it("a reply gives sound events or a failure, and never throws", () => {
    fc.assert(
      fc.property(chunk, (json) => {
        const events = protocol.whole(json)
        if (isFailure(events)) return
        isSound(events)
        assert.strictEqual(events.at(-1)?.type, "end")
      }),
      { numRuns: 500 }
    )
  })

  it("a refusal is a failure of some class, JSON or not", () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 599 }), fc.oneof(chunk, fc.string()), (status, value) => {
        const body = typeof value === "string" ? value : JSON.stringify(value)
        assert.isTrue(isFailure(protocol.failure(status, {}, body, 0)))
      }),
      { numRuns: 500 }
    )
  })
})
