import { assert, describe, it } from "@effect/vitest"
import type { Event } from "@turnout/core/Event"
import * as OpenAiChat from "@turnout/wire/OpenAiChat"
import { callsOf, delta, finished, readAll } from "./chunks.ts"

interface Part {
  readonly index?: number
  readonly id?: string
  readonly name?: string
  readonly words?: unknown
}

const part = ({ index, id, name, words }: Part): object => ({
  ...(index === undefined ? {} : { index }),
  ...(id === undefined ? {} : { id }),
  function: { ...(name === undefined ? {} : { name }), ...(words === undefined ? {} : { arguments: words }) }
})

/** The calls that these entries are, one entry a chunk. */
const calls = (...parts: ReadonlyArray<Part>) => {
  const { events, failure } = readAll([
    ...parts.map((each) => delta({ tool_calls: [part(each)] })),
    finished("tool_calls"),
    "[DONE]"
  ])
  assert.isUndefined(failure)
  return callsOf(events)
}

const one = '{"q":1}'
const two = '{"q":2}'

describe("tool calls are told apart", () => {
  const table: ReadonlyArray<
    readonly [string, ReadonlyArray<Part>, ReadonlyArray<readonly [string, string]>]
  > = [
    [
      "whole, one index, no id",
      [
        { index: 0, name: "f", words: one },
        { index: 0, name: "f", words: two }
      ],
      [
        ["f", one],
        ["f", two]
      ]
    ],
    [
      "whole, one index, empty ids, another name",
      [
        { index: 0, id: "", name: "f", words: one },
        { index: 0, id: "", name: "g", words: two }
      ],
      [
        ["f", one],
        ["g", two]
      ]
    ],
    [
      "one index and id, another name",
      [
        { index: 0, id: "t", name: "f", words: one },
        { index: 0, id: "t", name: "g", words: two }
      ],
      [
        ["f", one],
        ["g", two]
      ]
    ],
    [
      "one index, id and name, other whole arguments",
      [
        { index: 0, id: "t", name: "f", words: one },
        { index: 0, id: "t", name: "f", words: two }
      ],
      [
        ["f", one],
        ["f", two]
      ]
    ],
    [
      "no index, one id, other whole arguments",
      [
        { id: "t", name: "f", words: one },
        { id: "t", name: "f", words: two }
      ],
      [
        ["f", one],
        ["f", two]
      ]
    ],
    [
      "no arguments, then another name",
      [
        { index: 0, name: "f" },
        { index: 0, name: "g", words: two }
      ],
      [
        ["f", ""],
        ["g", two]
      ]
    ],
    [
      "the name beside every piece",
      [
        { index: 0, id: "t", name: "f", words: '{"q"' },
        { index: 0, id: "t", name: "f", words: ":1" },
        { index: 0, id: "t", name: "f", words: "}" }
      ],
      [["f", one]]
    ],
    [
      "an index that grows with every piece",
      [
        { index: 0, id: "t", name: "f", words: '{"q"' },
        { index: 1, id: "t", words: ":1}" }
      ],
      [["f", one]]
    ],
    [
      "brackets and quotes inside strings",
      [
        { index: 0, name: "f", words: '{"q":"}\\"{' },
        { index: 0, name: "f", words: '"}' }
      ],
      [["f", '{"q":"}\\"{"}']]
    ],
    [
      "white space behind complete arguments",
      [
        { index: 0, name: "f", words: one },
        { index: 0, name: "f", words: " \n" }
      ],
      [["f", `${one} \n`]]
    ]
  ]
  for (const [name, parts, expected] of table) {
    it(name, () => {
      assert.deepStrictEqual(calls(...parts), expected)
    })
  }
})

describe("a call that is told again", () => {
  it("whole behind its fragments adds nothing, with its index, with its id, or both", () => {
    const fragments: ReadonlyArray<Part> = [
      { index: 0, id: "t", name: "f", words: "" },
      { index: 0, words: '{"q":' },
      { index: 0, words: "1}" }
    ]
    for (const again of [{ index: 0, id: "t" }, { id: "t" }, { index: 0 }, { index: 5, id: "t" }]) {
      assert.deepStrictEqual(calls(...fragments, { ...again, name: "f", words: one }), [["f", one]])
    }
  })

  it("under another index, known by its id, adds nothing", () => {
    assert.deepStrictEqual(
      calls(
        { index: 0, id: "a", name: "f", words: one },
        { index: 1, id: "b", name: "g", words: two },
        { index: 0, id: "b", name: "g", words: two }
      ),
      [
        ["f", one],
        ["g", two]
      ]
    )
  })

  it("in the older field beside the newer one adds nothing", () => {
    const twice = {
      tool_calls: [{ index: 0, id: "t", function: { name: "f", arguments: one } }],
      function_call: { name: "f", arguments: one }
    }
    assert.deepStrictEqual(callsOf(readAll([delta(twice), finished("tool_calls")]).events), [["f", one]])
    const whole = OpenAiChat.protocol.whole({ choices: [{ message: twice }] })
    assert.deepStrictEqual(callsOf(whole as ReadonlyArray<Event>), [["f", one]])
  })

  it("begins with a placeholder that its real arguments replace", () => {
    assert.deepStrictEqual(
      calls(
        { index: 0, id: "t", name: "f", words: "{}" },
        { index: 0, words: '{"q"' },
        { index: 0, words: ":1}" }
      ),
      [["f", one]]
    )
    assert.deepStrictEqual(calls({ index: 0, id: "t", name: "f", words: "{}" }), [["f", "{}"]])
  })
})

it("a call without its inner object is a call", () => {
  const entry = { index: 0, id: "t", name: "f", arguments: one }
  assert.deepStrictEqual(callsOf(readAll([delta({ tool_calls: [entry] }), finished("tool_calls")]).events), [
    ["f", one]
  ])
})

describe("arguments", () => {
  const big = '{"id":2512292042121000001,"x":1.0,"y":1e400}'

  it("as an object are the text that the vendor wrote, whole and streamed", () => {
    const entry = `{"index":0,"id":"t","function":{"name":"f","arguments": ${big}}}`
    const streamed = readAll([
      `{"id":"c","choices":[{"index":0,"delta":{"tool_calls":[${entry}]}}]}`,
      finished("tool_calls")
    ])
    assert.deepStrictEqual(callsOf(streamed.events), [["f", big]])
  })

  it("that look like a mark of ours stay what they are", () => {
    const words = '{"a":"@raw:0","b":"@exact:0"}'
    assert.deepStrictEqual(calls({ index: 0, name: "f", words }), [["f", words]])
  })

  it("nested beyond the stack are text all the same", () => {
    const deep = `${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}`
    const { events } = readAll([
      `{"id":"c","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"name":"f","arguments":${deep}}}]}}]}`,
      finished("tool_calls")
    ])
    assert.strictEqual(callsOf(events)[0]?.[1], deep)
  })
})

it("whole calls of a unary reply are never repetitions", () => {
  const call = { id: "", function: { name: "f", arguments: one } }
  const events = OpenAiChat.protocol.whole({ choices: [{ message: { tool_calls: [call, call] } }] })
  assert.deepStrictEqual(callsOf(events as ReadonlyArray<Event>), [
    ["f", one],
    ["f", one]
  ])
})
