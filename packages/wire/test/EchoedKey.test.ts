import { assert, describe, it } from "@effect/vitest"
import type { Event } from "@turnout/core/Event"
import { InvalidRequest } from "@turnout/core/Failure"
import * as Redact from "../src/Redact.ts"

const key = "sk-cAnArY-4f81d0-Zq/9+x=tail"
const bytes = Buffer.from(key)

/** How a vendor can say the key without its letters. */
const disguises: { readonly [name: string]: string } = {
  "as it is": key,
  "in base64": bytes.toString("base64"),
  "in base64 for URLs": bytes.toString("base64url"),
  "in base64 behind a scheme": Buffer.from(`Bearer ${key}`).toString("base64"),
  "in base64 behind a user": Buffer.from(`ab:${key}`).toString("base64"),
  "in base64 before others": Buffer.from(`${key}, and more`).toString("base64"),
  "in hexadecimal": bytes.toString("hex"),
  "in upper hexadecimal": bytes.toString("hex").toUpperCase(),
  "in hexadecimal, spaced": bytes.toString("hex").replaceAll(/(..)/g, "$1 ").trim(),
  "percent-encoded": encodeURIComponent(key),
  "percent-encoded whole": [...bytes].map((byte) => `%${byte.toString(16)}`).join(""),
  "in escapes of JSON": [...key]
    .map((char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join(""),
  "in escapes of a program": [...bytes].map((byte) => `\\x${byte.toString(16)}`).join(""),
  "in entities": [...bytes].map((byte) => `&#${byte};`).join(""),
  "in capitals": key.toUpperCase(),
  backwards: [...key].toReversed().join("")
}

describe("a key that a vendor says in another alphabet", () => {
  for (const [name, disguise] of Object.entries(disguises)) {
    it(`stands in no failure and in no field of an answer: ${name}`, () => {
      const told = JSON.stringify(
        Redact.failure(
          new InvalidRequest({
            message: `The key ${disguise} is wrong.`,
            provider_message: `got "${disguise}"`,
            code: disguise,
            param: `headers.${disguise}`,
            request_id: disguise
          }),
          key
        )
      )
      const events: ReadonlyArray<Event> = [
        {
          type: "start",
          id: disguise,
          model: `m-${disguise}`,
          system_fingerprint: disguise,
          service_tier: disguise
        },
        { type: "annotation", choice: 0, annotation: { deep: [{ [disguise]: disguise }] } },
        { type: "provider_fields", choice: 0, fields: { citations: [disguise] } },
        { type: "tool_start", choice: 0, call: 0, id: disguise, name: disguise },
        { type: "finish", choice: 0, reason: "stop", native: disguise },
        { type: "item", item: { a: { b: disguise } } }
      ]
      const said = JSON.stringify(Redact.events(events, key))
      const kinds = Redact.events(events, key).map(({ type }) => type)
      assert.deepStrictEqual(
        kinds,
        events.map(({ type }) => type)
      )
      for (const text of [told, said]) {
        assert.notInclude(text, disguise)
        assert.notInclude(text, JSON.stringify(disguise).slice(1, -1))
        assert.notInclude(text, key)
      }
    })
  }

  it("half a disguise tells too much", () => {
    const half = bytes.toString("base64").slice(0, 24)
    assert.notInclude(Redact.key(`key ${half}… is wrong`, key), half)
  })
})

describe("what the model said", () => {
  const text = `before ${key} between ${key} after`
  const said: ReadonlyArray<Event> = [
    { type: "text", choice: 0, text },
    { type: "refusal", choice: 0, text },
    { type: "reasoning", choice: 0, block: 0, text },
    { type: "tool_arguments", choice: 0, call: 0, text }
  ]

  it("comes through without the key itself", () => {
    for (const event of Redact.events(said, key)) {
      assert.strictEqual((event as { text: string }).text, "before [redacted] between [redacted] after")
    }
  })

  it("is the same array where the key does not stand in it, whatever else does", () => {
    const events: ReadonlyArray<Event> = [
      { type: "start", id: "chatcmpl-9", model: "gpt-4o-2024-08-06" },
      { type: "text", choice: 0, text: "sk-cAnArY is how mine begins; c2s= is base64" },
      { type: "provider_fields", choice: 0, fields: { citations: ["https://example.org/a%20b"] } },
      { type: "finish", choice: 0, reason: "stop", native: "end_turn" },
      { type: "end" }
    ]
    assert.strictEqual(Redact.events(events, key), events)
  })

  it("is not searched for what is too short to be a key", () => {
    assert.strictEqual(Redact.events(said, "before"), said)
  })
})
