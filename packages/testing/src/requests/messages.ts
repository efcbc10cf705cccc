import type { ReasoningOrigin } from "@turnout/core/Message"
import * as fc from "fast-check"
import { list, maybe, name, rarely, record, text, word } from "./words.ts"

export const cacheControl = fc.constantFrom(
  { type: "ephemeral" },
  { type: "ephemeral", ttl: "5m" },
  { type: "ephemeral", ttl: "1h" }
)

/** A field that the contract does not name. */
const odd = rarely(word)

const marks = {
  cache_control: rarely(cacheControl),
  prompt_cache_breakpoint: rarely(fc.constant({ mode: "explicit" }))
}

const textPart = record({ type: fc.constant("text"), text, ...marks, odd })

const image = record({
  type: fc.constant("image_url"),
  image_url: record({
    url: fc.constantFrom(
      "https://example.org/a.png",
      "HTTP://example.org/b",
      "data:image/png;base64,aGk=",
      "data:image/webp;charset=x;base64,aGkh",
      "data:image/png,raw"
    ),
    detail: maybe(fc.constantFrom("auto", "low", "high", "original"))
  }),
  ...marks
})

const audio = record({
  type: fc.constant("input_audio"),
  input_audio: record({ data: fc.constantFrom("aGk=", "aGkh"), format: fc.constantFrom("wav", "mp3") }),
  prompt_cache_breakpoint: marks.prompt_cache_breakpoint
})

const file = record({
  type: fc.constant("file"),
  file: record({
    file_data: maybe(
      fc.constantFrom(
        "data:application/pdf;base64,aGk=",
        "data:text/plain;base64,aGk=",
        "data:text/csv;base64,aGk=",
        "data:image/png;base64,aGk=",
        "data:a/b;base64,aGk=",
        "https://example.org/a.pdf",
        "aGk="
      )
    ),
    file_id: maybe(word),
    filename: maybe(word)
  }),
  ...marks
})

const refusalPart = record({ type: fc.constant("refusal"), refusal: text })

const content = (...parts: ReadonlyArray<fc.Arbitrary<unknown>>): fc.Arbitrary<unknown> =>
  fc.oneof(text, list(fc.oneof(...parts), 3))

/** What a model wrote for arguments: mostly JSON, now and then none. */
const args = fc.oneof(
  { weight: 4, arbitrary: word.map((each) => JSON.stringify({ a: each, b: [1, { c: each }] })) },
  { weight: 2, arbitrary: fc.constantFrom("", "{}", " ", "[1]", "null", '{"a":', "oops", '"x"', "1") }
)

const call = fc.oneof(
  {
    weight: 4,
    arbitrary: record({
      id: word,
      type: fc.constant("function"),
      function: fc.record({ name, arguments: args }),
      signature: rarely(word),
      odd
    })
  },
  {
    weight: 1,
    arbitrary: record({
      id: word,
      type: fc.constant("custom"),
      custom: fc.record({ name, input: word })
    })
  }
)

const detail = (origins: ReadonlyArray<ReasoningOrigin>): fc.Arbitrary<unknown> => {
  const origin = maybe(fc.constantFrom(...origins))
  const shared = { id: rarely(word), index: maybe(fc.nat(3)), format: rarely(word), origin }
  return fc.oneof(
    record({ type: fc.constant("reasoning.text"), text, signature: maybe(word), ...shared }),
    record({ type: fc.constant("reasoning.encrypted"), data: word, ...shared }),
    record({ type: fc.constant("reasoning.summary"), summary: word, ...shared })
  )
}

/** One message of any form that normalize leaves. */
export const message = (origins: ReadonlyArray<ReasoningOrigin>): fc.Arbitrary<unknown> =>
  fc.oneof(
    record({
      role: fc.constantFrom("system", "developer"),
      content: content(textPart),
      name: rarely(word),
      odd
    }),
    record({
      role: fc.constant("user"),
      content: content(textPart, image, file, audio),
      name: rarely(word),
      odd
    }),
    record({
      role: fc.constant("assistant"),
      content: maybe(fc.oneof(word, list(fc.oneof(textPart, refusalPart), 2))),
      refusal: rarely(word),
      tool_calls: maybe(list(call, 3)),
      reasoning_content: rarely(word),
      reasoning_details: maybe(list(detail(origins), 3)),
      audio: rarely(fc.record({ id: word })),
      name: rarely(word),
      odd
    }),
    record({ role: fc.constant("tool"), tool_call_id: word, content: content(textPart, image), odd })
  )

/** Ids that answer each other: results take the ids of the calls before them, so that parallel calls happen. */
export const answered = (messages: ReadonlyArray<unknown>): ReadonlyArray<unknown> => {
  const open: Array<string> = []
  return messages.map((each) => {
    const given = each as { role: string; tool_calls?: ReadonlyArray<{ id: string }> }
    if (given.role === "assistant") for (const { id } of given.tool_calls ?? []) open.push(id)
    const id = given.role === "tool" ? open.shift() : undefined
    return id === undefined ? each : { ...given, tool_call_id: id }
  })
}
