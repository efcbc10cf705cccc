import { assert, describe, it } from "@effect/vitest"
import type { Entry } from "@turnout/core/Ledger"
import * as Normalize from "@turnout/core/Normalize"
import type { RouterError } from "@turnout/core/RouterError"
import * as Warning from "@turnout/core/Warning"
import { Result } from "effect"

const refused = (fields: object, options: Partial<Normalize.Options> = {}): RouterError => {
  const request = { model: "m", messages: [{ role: "user", content: "x" }], ...fields }
  const result = Normalize.normalize(request, { ...Normalize.defaults, ...options })
  assert.isTrue(Result.isFailure(result))
  return (result as Result.Failure<unknown, RouterError>).failure
}

const many = <A>(count: number, item: (index: number) => A): Array<A> =>
  Array.from({ length: count }, (_, index) => item(index))

const keys = (count: number, value: (index: number) => unknown = () => 1) =>
  Object.fromEntries(many(count, (index) => [`key${index}`, value(index)]))

const parts = (count: number) => [{ role: "user", content: many(count, () => ({ type: "text", text: 1 })) }]

/** What a caller can send a million of, by how many. */
const shapes: { readonly [name: string]: (count: number) => object } = {
  "numbers for messages": (count) => ({ messages: many(count, () => 1) }),
  "empty messages": (count) => ({ messages: many(count, () => ({})) }),
  "messages of unknown roles": (count) => ({ messages: many(count, () => ({ role: "x" })) }),
  "wrong parts of one message": (count) => ({ messages: parts(count) }),
  "messages of one wrong part": (count) => ({ messages: many(count, () => parts(1)[0]) }),
  "wrong tool calls": (count) => ({ messages: [{ role: "assistant", tool_calls: many(count, () => 1) }] }),
  "numbers that are none": (count) => ({ anything: many(count, () => Number.NaN) }),
  "wrong values of a map": (count) => ({ logit_bias: keys(count, () => 1000) }),
  "keys of gateway": (count) => ({ gateway: keys(count) }),
  "keys of gateway.routing": (count) => ({ gateway: { routing: keys(count) } }),
  "keys of gateway.metadata": (count) => ({ gateway: { metadata: keys(count) } }),
  "two spellings that differ": (count) => ({
    gateway: { routing: keys(count, (index) => index) },
    routing: keys(count, (index) => -index - 1)
  }),
  "function tools without a function": (count) => ({ tools: many(count, () => ({ type: "function" })) })
}

describe("of many things that are wrong a few are told, and how many more there are", () => {
  for (const [name, shape] of Object.entries(shapes)) {
    it(name, () => {
      const [few, more] = [refused(shape(500)), refused(shape(2000))]
      for (const [error, count] of [
        [few, 500],
        [more, 2000]
      ] as const) {
        assert.strictEqual(error.violations.length, 20)
        const [, rest = ""] = /And (\d+) more like these\.$/.exec(error.message) ?? []
        assert.isAtLeast(Number(rest), count - 20, error.message)
      }
      assert.isAtMost(more.message.length, few.message.length + 200)
    })
  }
})

it("an unknown field is refused like the others, where the host refuses them", () => {
  const error = refused(keys(3000), { unknown: "reject" })
  assert.strictEqual(error.violations.length, 20)
  assert.match(error.message, /And 2980 more like these\.$/)
})

it("the first that are wrong are told, under the places where they stand", () => {
  const messages = many(1000, (index) => (index % 100 === 7 ? 1 : { role: "user", content: "x" }))
  const { violations } = refused({ messages })
  assert.deepStrictEqual(
    violations.map(({ param }) => param).toSorted(),
    many(10, (index) => `messages[${index * 100 + 7}]`).toSorted()
  )
})

it("a wrong part deep in many right ones is told with its own path and value", () => {
  const content = many(3000, (index) => ({ type: "text", text: index === 2222 ? 5 : "x" }))
  const { message, violations } = refused({ messages: [{ role: "user", content }], temperature: 7 })
  assert.deepStrictEqual(
    violations.map(({ param }) => param),
    ["messages[0].content[2222].text", "temperature"]
  )
  assert.include(message, "expected string, got 5")
})

it("a list that is only too long is told of by its length", () => {
  const { message } = refused({ gateway: { models: many(50_000, () => "m") }, model: undefined })
  assert.include(message, "at most 10, got an array of 50000")
  const { message: record } = refused({
    gateway: { metadata: { custom_fields: keys(5000, () => "v") } }
  })
  assert.include(record, "got an object with 5000 keys")
})

describe("an object of a hundred thousand keys is told of once, and none of them is read", () => {
  const places: { readonly [path: string]: (value: object) => object } = {
    "gateway.metadata.custom_fields": (value) => ({ gateway: { metadata: { custom_fields: value } } }),
    "gateway.routing": (value) => ({ gateway: { routing: value } }),
    "messages[0]": (value) => ({ messages: [value] }),
    extensions: (value) => ({ extensions: value }),
    "extensions.acme": (value) => ({ extensions: { acme: value } }),
    logit_bias: (value) => ({ logit_bias: value }),
    web_search_options: (value) => ({ web_search_options: value }),
    anything: (value) => ({ anything: value })
  }
  const shown = keys(100_000)
  for (const [path, place] of Object.entries(places)) {
    it(path, () => {
      let reads = 0
      const counted = new Proxy(shown, { get: (_, key) => (key === "toJSON" ? undefined : (reads += 1)) })
      const { violations } = refused(place(counted))
      assert.deepStrictEqual([reads, violations[0]?.param], [0, path])
      assert.include(violations[0]?.message, "at most 10000 keys in an object, got 100000")
      assert.isAtMost(violations.length, 2)
    })
  }

  it("the request itself", () => {
    const { violations } = refused(shown)
    assert.lengthOf(violations, 1)
    assert.include(violations[0]?.message, "at most 10000 keys")
  })

  it("and a list of more items than any vendor takes", () => {
    const { violations } = refused({ messages: many(100_001, () => ({})) })
    assert.strictEqual(violations[0]?.param, "messages")
    assert.include(violations[0]?.message, "at most 100000 items in a list, got an array of 100001")
  })

  it("and one text of very many tags", () => {
    const { violations } = refused({ tags: ",".repeat(1_000_000) })
    assert.deepStrictEqual(
      violations.map(({ param }) => param),
      ["tags"]
    )
  })
})

it("the paths of what is wrong are bounded", () => {
  let deep: unknown = many(40, () => Symbol.iterator)
  for (let depth = 0; depth < 120; depth++) deep = { ["k".repeat(1000)]: deep }
  const { message, violations } = refused({ deep })
  for (const { param } of violations) assert.isAtMost(param.length, 1200)
  assert.isAtMost(message.length, 60_000)
})

describe("of many changes to a request a few are told, and how many more there are", () => {
  const entry = (param: string): Entry => ({ action: "dropped", param, from: 1, reason: "unknown" })

  it("a flood of one type hides no other", () => {
    const ledger: ReadonlyArray<Entry> = [
      ...many(5000, (index) => entry(`key${index}`)),
      { action: "clamped", param: "temperature", from: 2, to: 1, reason: "out_of_range" }
    ]
    const warnings = Warning.fromLedger(ledger)
    assert.strictEqual(warnings.length, 22)
    assert.deepInclude(warnings, {
      type: "unverified_parameter",
      code: "more",
      message: "4980 more warnings of this type are not told."
    })
    assert.strictEqual(warnings.filter(({ code }) => code === "temperature").length, 1)
  })

  it("neither a long name nor a large value is repeated", () => {
    const from = many(100_000, () => "stop")
    const [cut] = Warning.fromLedger([
      { action: "clamped", param: "stop", from, to: from.slice(0, 4), reason: "too_many" }
    ])
    assert.isUndefined(cut?.from)
    assert.deepStrictEqual(cut?.to, from.slice(0, 4))
    assert.include(cut?.message, "from an array of 100000 to")
    const [named] = Warning.fromLedger([entry("k".repeat(1_000_000))])
    assert.isBelow(JSON.stringify(named).length, 2000)
  })
})
