import { assert, describe, it } from "@effect/vitest"
import type { Event } from "@turnout/core/Event"
import * as Cuts from "@turnout/testing/Cuts"
import { Effect, Redacted } from "effect"
import * as Address from "../src/Address.ts"
import * as Auth from "../src/Auth.ts"
import type * as Framing from "../src/Framing.ts"
import * as JsonFraming from "../src/JsonFraming.ts"
import * as Gemini from "../src/Gemini.ts"
import type { Protocol } from "../src/Protocol.ts"
import * as Route from "../src/Route.ts"
import { endpoint, prepared, words } from "./route.ts"

const values = ['{"a":"}\\"],[","b":[1,{"c":2}]}', '{"d":"🌤 Zürich"}', "{}"]

type Reads = Pick<Framing.Framing<Framing.SseFrame>, "reader">

const framesOf = (framing: Reads, pieces: Cuts.Pieces) => {
  const reader = framing.reader()
  const frames: Array<Framing.SseFrame> = []
  for (const piece of pieces) assert.isUndefined(reader.push(piece, frames))
  reader.finish(frames)
  return frames.map(({ data }) => data)
}

const list: Reads = { reader: JsonFraming.sseOrList.list! }

describe("JSON texts as a stream", () => {
  const laidOut: { readonly [name: string]: readonly [Reads, string] } = {
    "a line each": [JsonFraming.ndjson, values.join("\n") + "\n"],
    "without a line feed at the end, with empty lines": [JsonFraming.ndjson, values.join("\r\n\r\n")],
    "without anything between": [JsonFraming.ndjson, values.join("")],
    "as a list": [list, `[${values.join(",\r\n")}]\n`],
    "as a list that is not closed": [list, ` [ ${values.join(" , ")}`]
  }
  for (const [name, [framing, body]] of Object.entries(laidOut)) {
    it(`are frames wherever the bytes are cut: ${name}`, () => {
      const bytes = Cuts.bytesOf(body)
      for (const pieces of [[bytes], Cuts.byteWise(bytes), ...Cuts.twoParts(bytes)]) {
        assert.deepStrictEqual(framesOf(framing, pieces), values)
      }
    })
  }

  it("over several lines are one frame", () => {
    const whole = JSON.stringify({ a: [1, 2], b: { c: "x" } }, null, 2)
    assert.deepStrictEqual(framesOf(JsonFraming.ndjson, [Cuts.bytesOf(whole)]), [whole])
  })

  it("that are none, and one that is cut off, are told as they came", () => {
    assert.deepStrictEqual(framesOf(JsonFraming.ndjson, [Cuts.bytesOf('oops [\n{"a":1}\n{"b":')]), [
      "oops [",
      '{"a":1}',
      '{"b":'
    ])
    assert.deepStrictEqual(framesOf(list, [Cuts.bytesOf('[null,{"a":1}, 5 ]')]), ["null", '{"a":1}', "5 "])
  })

  it("are bounded", () => {
    const reader = JsonFraming.ndjson.reader()
    const piece = Cuts.bytesOf("a".repeat(1024 * 1024))
    const told = Array.from({ length: 10 }, () => reader.push(piece, []))
    assert.strictEqual(told.findLast((each) => each !== undefined)?.rule, "framing:limit")
  })
})

/** What each network read of an answer told. */
const toldBy = <S, F>(protocol: Protocol<S, F>, type: string, reads: ReadonlyArray<string>) => {
  let at = 0
  const read = Effect.sync(() => {
    const next = reads[at++]
    return next === undefined ? undefined : Cuts.bytesOf(next)
  })
  const route = Route.make(
    { send: () => Effect.succeed({ status: 200, headers: { "content-type": type }, read }) },
    { protocol, address: Address.make("http://vendor.test", "/"), auth: Auth.none }
  )
  const credential = { id: "k", owner: "platform" as const, key: Redacted.make("") }
  return Effect.gen(function* () {
    const options = { connect_timeout_ms: 1, now: 0 }
    const reply = yield* route.run(prepared(true), endpoint, credential, options)
    const told: Array<string> = []
    for (let events = yield* reply.read; events !== undefined; events = yield* reply.read) {
      told.push(events.map((each: Event) => (each.type === "text" ? each.text : each.type)).join(" "))
    }
    return told.filter((each, index) => each !== "" || index < told.length - 1)
  }).pipe(Effect.scoped)
}

const chunk = (text: string, finishReason?: string) =>
  JSON.stringify({
    candidates: [{ content: { parts: [{ text }] }, ...(finishReason && { finishReason }) }],
    responseId: "r"
  })

describe("a stream that comes as a JSON array", () => {
  it.effect("is told entry by entry, and not at its end", () =>
    Effect.map(
      toldBy(Gemini.protocol, "application/json; charset=UTF-8", [
        `[${chunk("one")}\r\n`,
        `,\r\n${chunk("two").slice(0, 9)}`,
        `${chunk("two").slice(9)},${chunk("three", "STOP")}`,
        "]"
      ]),
      (told) => assert.deepStrictEqual(told, ["start one", "", "two three", "", "finish end"])
    )
  )

  it.effect("that breaks off after an entry is truncated", () =>
    Effect.gen(function* () {
      const failure = yield* Effect.flip(toldBy(Gemini.protocol, "application/json", [`[${chunk("one")},`]))
      assert.strictEqual(failure._tag, "StreamTruncated")
    })
  )

  it.effect("holds an error as its entry", () =>
    Effect.gen(function* () {
      const error = JSON.stringify([{ error: { code: 503, message: "Busy.", status: "UNAVAILABLE" } }])
      const failure = yield* Effect.flip(toldBy(Gemini.protocol, "application/json", [error]))
      assert.strictEqual(failure._tag, "Overloaded")
    })
  )

  it.effect("is no stream of a family that knows none: it is read as one text", () =>
    Effect.map(toldBy(words, "application/json", ['[{"text":', '"all"}]']), (told) =>
      assert.strictEqual(told.join(""), "all end")
    )
  )
})

describe("a stream of lines", () => {
  const { held: _, ...plain } = words
  const lines: Protocol<undefined, Framing.SseFrame> = {
    ...plain,
    framing: JsonFraming.ndjson,
    start: () => undefined,
    step: (state, { data }) => {
      const { end, text } = JSON.parse(data) as { readonly text: string; readonly end?: boolean }
      return [state, [{ type: "text", choice: 0, text }, ...(end === true ? [{ type: "end" } as const] : [])]]
    },
    end: () => []
  }
  const body = ['{"text":"one"}\n{"te', 'xt":"two"}\n', '{"text":"three","end":true}\n']

  it.effect("that is labelled so is told line by line", () =>
    Effect.map(toldBy(lines, "application/x-ndjson", body), (told) =>
      assert.deepStrictEqual(told, ["one", "two", "three end"])
    )
  )

  it.effect("under another label is understood at its end", () =>
    Effect.map(toldBy(lines, "application/json", body), (told) =>
      assert.strictEqual(told.join(""), "one two three end")
    )
  )
})
