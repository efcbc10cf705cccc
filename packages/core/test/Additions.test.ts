import { assert, describe, it } from "@effect/vitest"
import type { Event } from "@turnout/core/Event"
import * as Fold from "@turnout/core/Fold"
import { isBounded, type Json } from "@turnout/core/Json"
import type { RoutingMetadata } from "@turnout/core/RoutingMetadata"

const make = () =>
  Fold.make({
    requestId: "r",
    createdMs: 0,
    model: "sent",
    historyCallIds: new Set(),
    origin: { provider: "acme", model: "canonical" }
  })

const metadata: RoutingMetadata = {
  provider: "acme",
  provider_model_id: "sent",
  model_canonical: "canonical",
  routing_strategy: "balanced",
  warnings: []
}

const nested = (depth: number): Json => {
  let value: Json = 1
  for (let level = 0; level < depth; level++) value = level % 2 === 0 ? [value] : { a: value }
  return value
}

const end: ReadonlyArray<Event> = [
  { type: "finish", choice: 0, reason: "stop", native: null },
  { type: "end" }
]

describe("what a vendor adds", () => {
  const events: ReadonlyArray<Event> = [
    { type: "text", choice: 0, text: "a" },
    { type: "tool_start", choice: 0, call: 0, id: "t", name: "f" },
    { type: "provider_fields", choice: 0, fields: { citations: ["u"] } },
    { type: "provider_fields", choice: 0, fields: { note: 1 } },
    { type: "provider_fields", choice: 0, on: "choice", fields: { matched: 7 } },
    { type: "provider_fields", choice: 0, call: 0, fields: { extra_content: { a: 1 } } },
    ...end
  ]

  it("stands under the vendor's name on message, choice and call, and once in a stream", () => {
    const whole = make()
    whole.push(events)
    const [choice] = whole.completion(metadata).choices
    assert.deepStrictEqual(choice?.message.provider_fields, { acme: { citations: ["u"], note: 1 } })
    assert.deepStrictEqual(choice?.provider_fields, { acme: { matched: 7 } })
    assert.deepStrictEqual(choice?.message.tool_calls?.[0]?.provider_fields, {
      acme: { extra_content: { a: 1 } }
    })
    assert.isNull(choice?.native_finish_reason)
    const chunks = make().chunks(events)
    const told = chunks.filter((chunk) => JSON.stringify(chunk).includes("provider_fields"))
    assert.strictEqual(told.length, 2)
    assert.deepStrictEqual(told[0]?.choices[0]?.delta.provider_fields, {
      acme: { citations: ["u"], note: 1 }
    })
    assert.deepStrictEqual(told[0]?.choices[0]?.delta.tool_calls, [
      { index: 0, provider_fields: { acme: { extra_content: { a: 1 } } } }
    ])
    assert.deepStrictEqual(told[1]?.choices[0]?.provider_fields, { acme: { matched: 7 } })
  })
})

describe("what nests beyond reason", () => {
  it("is left out of an answer and told, so that the answer can be written", () => {
    const deep = nested(6_000)
    const events: ReadonlyArray<Event> = [
      { type: "text", choice: 0, text: "a" },
      { type: "annotation", choice: 0, annotation: { deep } },
      { type: "annotation", choice: 0, annotation: { type: "kept" } },
      { type: "logprobs", choice: 0, content: [{ deep }] },
      { type: "provider_fields", choice: 0, fields: { deep, kept: nested(100) } },
      { type: "provider_fields", choice: 0, on: "choice", fields: { deep } },
      ...end
    ]
    const fold = make()
    const chunks = fold.chunks(events)
    const completion = fold.completion(metadata)
    assert.isString(JSON.stringify([chunks, completion, fold.partial(metadata)]))
    assert.deepStrictEqual(completion.choices[0]?.message.annotations as unknown, [{ type: "kept" }])
    assert.deepStrictEqual(Object.keys(completion.choices[0]?.message.provider_fields?.["acme"] ?? {}), [
      "kept"
    ])
    assert.deepStrictEqual(fold.left(), ["annotations", "logprobs", "provider_fields.deep"])
  })

  it("is what is deeper than a request may be, and what has no end", () => {
    assert.isTrue(isBounded(nested(128)))
    assert.isFalse(isBounded(nested(129)))
    const circle: { self?: object } = {}
    circle.self = circle
    assert.isFalse(isBounded(circle))
  })
})
