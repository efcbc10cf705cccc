import { assert, describe, it } from "@effect/vitest"
import type { Event } from "@turnout/core/Event"
import * as Listing from "@turnout/core/Listing"
import type { AssistantMessage } from "@turnout/core/Message"
import * as OpenAiChat from "@turnout/wire/OpenAiChat"
import { chunk, finished, readAll } from "./chunks.ts"

const added = (events: ReadonlyArray<Event>) => events.filter((event) => event.type === "provider_fields")

describe("what a vendor adds", () => {
  it("is kept where it stands, whole and streamed, and nothing empty is", () => {
    const call = {
      id: "t",
      function: { name: "f", arguments: "{}" },
      extra_content: { google: { thought_signature: "S" } }
    }
    const message = {
      role: "assistant",
      content: "a",
      thought_signature: "M",
      padding: "",
      tool_calls: [call]
    }
    const choice = { index: 0, finish_reason: "stop", stop_reason: 7, matched: null }
    const answer = { id: "c", citations: ["u"], search_results: [{ url: "u" }], images: [] }
    const whole = OpenAiChat.protocol.whole({ ...answer, choices: [{ ...choice, message }] })
    const streamed = readAll([
      {
        ...answer,
        choices: [
          { ...choice, finish_reason: null, delta: { ...message, tool_calls: [{ ...call, index: 0 }] } }
        ]
      },
      finished("stop"),
      "[DONE]"
    ])
    for (const events of [whole as ReadonlyArray<Event>, streamed.events]) {
      assert.deepStrictEqual(added(events), [
        { type: "provider_fields", choice: 0, fields: { citations: ["u"], search_results: [{ url: "u" }] } },
        { type: "provider_fields", choice: 0, call: 0, fields: { extra_content: call.extra_content } },
        { type: "provider_fields", choice: 0, fields: { thought_signature: "M" } },
        { type: "provider_fields", choice: 0, on: "choice", fields: { stop_reason: 7 } }
      ])
    }
  })

  it("grows over the chunks of a stream, whether told in pieces or in full each time", () => {
    const { events } = readAll([
      chunk({ delta: { content: "a", note: "x", list: [1] } }, { citations: ["u"] }),
      chunk({ delta: { note: "y", list: [2] } }, { citations: ["u", "v"] }),
      chunk({ delta: { list: [1, 2, 3] } }),
      finished("stop"),
      "[DONE]"
    ])
    assert.deepStrictEqual(
      added(events).map(({ fields }) => fields),
      [{ citations: ["u", "v"] }, { note: "xy", list: [1, 2, 3] }]
    )
  })

  it("is no padding of the family's own", () => {
    assert.deepStrictEqual(
      added(readAll([chunk({ delta: { content: "a" } }, { obfuscation: "zz" }), finished("stop")]).events),
      []
    )
  })
})

describe("the history", () => {
  const endpoint = Listing.passthrough("m", { provider: "acme", defaults: OpenAiChat.protocol.defaults })
  const own = {
    reasoning: "origin",
    origins: ["acme"],
    roundTrip: { vendors: ["acme"], fields: ["extra_content"] }
  } as const
  const said = (message: Partial<AssistantMessage>, dialect: Partial<OpenAiChat.Dialect> = own) => {
    const request = { messages: [{ role: "assistant" as const, content: "a", ...message }], stream: false }
    const { body, ledger } = OpenAiChat.make(dialect).body({ request, ledger: [] }, endpoint)
    return {
      turn: (body["messages"] as ReadonlyArray<object>)[0],
      told: ledger.map(({ action, param }) => `${action} ${param}`)
    }
  }

  it("gives a vendor back what it declared, on message and call, and nobody else's", () => {
    const provider_fields = {
      acme: { extra_content: { a: 1 }, citations: ["u"] },
      other: { extra_content: { b: 2 } }
    }
    const call = {
      id: "t",
      type: "function",
      function: { name: "f", arguments: "{}" },
      provider_fields
    } as const
    const { turn, told } = said({ provider_fields, tool_calls: [call] })
    assert.deepStrictEqual(turn, {
      role: "assistant",
      content: "a",
      extra_content: { a: 1 },
      tool_calls: [
        { id: "t", type: "function", function: { name: "f", arguments: "{}" }, extra_content: { a: 1 } }
      ]
    })
    assert.include(told, "renamed messages[0].provider_fields.acme.extra_content")
    assert.include(told, "dropped messages[0].provider_fields.acme.citations")
    assert.include(told, "dropped messages[0].provider_fields.other")
    assert.deepStrictEqual(said({ provider_fields }, {}).turn, { role: "assistant", content: "a" })
  })

  it("carries no credential back", () => {
    const provider_fields = { acme: { extra_content: { deep: { api_key: "sk" } } } }
    assert.deepStrictEqual(said({ provider_fields }).turn, { role: "assistant", content: "a" })
  })

  it("gives reasoning back in the field in which it came, where it came from", () => {
    const detail = (field?: string, more: object = {}) => ({
      type: "reasoning.text" as const,
      text: "hm",
      format: "unknown",
      origin: {
        format: "unknown",
        provider: "acme",
        model: "m",
        ...(field === undefined ? {} : { field }),
        ...more
      }
    })
    const turn = (...details: ReadonlyArray<ReturnType<typeof detail>>) =>
      said({ reasoning_content: "hm", reasoning_details: details }).turn
    assert.deepInclude(turn(detail()), { reasoning_content: "hm" })
    assert.deepInclude(turn(detail("reasoning")), { reasoning: "hm" })
    assert.property(turn(detail("reasoning_details")), "reasoning_details")
    for (const foreign of [{ model: "n" }, { provider: "other" }]) {
      assert.deepStrictEqual(turn(detail(undefined, foreign)), { role: "assistant", content: "a" })
    }
    // A history that nobody marked is the caller's own.
    assert.deepInclude(said({ reasoning_content: "hm" }).turn, { reasoning_content: "hm" })
  })
})
