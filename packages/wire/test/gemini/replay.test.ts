import { assert, describe, it } from "@effect/vitest"
import type { AssistantMessage, Message } from "@turnout/core/Message"
import { chunk, contents, endpoint, folded, level, make, said, streamed, third } from "./endpoints.ts"

const user = (content: string): Message => ({ role: "user", content })
const signed = (part: object, thoughtSignature: string) => ({ ...part, thoughtSignature })
const thought = (text: string) => ({ text, thought: true })
const calling = (name: string, id?: string) => ({
  functionCall: { ...(id === undefined ? {} : { id }), name, args: { a: 1 } }
})

/** The turn that a vendor's parts become when a caller sends its answer back as it came. */
const returned = (parts: ReadonlyArray<ReadonlyArray<object>>, at = level) => {
  const chunks = parts.map((each, index) =>
    chunk(each, {}, index === parts.length - 1 ? { finishReason: "STOP" } : {})
  )
  const [choice] = folded(streamed(...chunks)).choices
  const { annotations: _, refusal: __, ...message } = choice!.message
  // As it goes over the wire to a caller, and comes back.
  const sent = JSON.parse(JSON.stringify(message)) as AssistantMessage
  return { sent, ...said({ messages: [user("Hi"), sent, user("Go on")] }, third, at) }
}

const turnOf = (body: { readonly [key: string]: unknown }) =>
  (body["contents"] as ReadonlyArray<{ parts: ReadonlyArray<object> }>)[1]!.parts

describe("what a model signed goes back to it, on the part that it signed", () => {
  const cases: { readonly [name: string]: ReadonlyArray<ReadonlyArray<object>> } = {
    "a thought": [[signed(thought("Hm."), "s1"), { text: "Yes." }]],
    "a thought without words": [[signed(thought(""), "s1"), { text: "Yes." }]],
    "a text": [[signed({ text: "Yes." }, "s1")]],
    "an empty text at the end": [[{ text: "Yes." }, signed({ text: "" }, "s1")]],
    "the first of parallel calls": [[signed(calling("f", "c1"), "s1"), calling("g", "c2")]],
    "every call": [[signed(calling("f", "c1"), "s1"), signed(calling("g", "c2"), "s2")]],
    "a thought, a text and a call": [
      [signed(thought("Hm."), "s1"), signed({ text: "Calling." }, "s2"), signed(calling("f", "c1"), "s3")]
    ],
    "a thought inside the text": [[{ text: "One. " }, signed(thought("Hm."), "s1"), { text: "Two." }]],
    "a piece of the text": [[{ text: "One. " }, signed({ text: "Two. " }, "s1"), { text: "Three." }]],
    "code, and what it gave": [
      [
        { text: "See: " },
        signed({ executableCode: { language: "PYTHON", code: "1+1" } }, "s1"),
        { codeExecutionResult: { outcome: "OUTCOME_OK", output: "2" } },
        { text: "2." }
      ]
    ],
    "a tool that the vendor ran": [
      [
        signed({ toolCall: { id: "t", toolType: "GOOGLE_SEARCH", args: { q: "x" } } }, "s1"),
        signed({ toolResponse: { id: "t", toolType: "GOOGLE_SEARCH", response: {} } }, "s2"),
        { text: "Found." }
      ]
    ],
    "an image": [[{ text: "Here." }, signed({ inlineData: { mimeType: "image/png", data: "aGk=" } }, "s1")]]
  }
  for (const [name, parts] of Object.entries(cases)) {
    it(name, () => {
      const whole = returned(parts)
      assert.deepStrictEqual(turnOf(whole.body), parts.flat() as never)
      assert.notInclude(whole.changes.join(), "stripped")
    })
  }

  it("also where it came in pieces: a thought is one again", () => {
    const { body } = returned([
      [thought("Let me ")],
      [thought("see.")],
      [{ text: "Yes" }],
      [signed({ text: "." }, "s1")]
    ])
    assert.deepStrictEqual(turnOf(body), [
      thought("Let me see."),
      { text: "Yes" },
      signed({ text: "." }, "s1")
    ])
  })

  it("also on calls that had no ids: made ones are told apart, and their results find them", () => {
    const answer = folded(
      streamed(chunk([signed(calling("f"), "s1"), calling("f")], {}, { finishReason: "STOP" }))
    )
    const { message, finish_reason } = answer.choices[0]!
    assert.strictEqual(finish_reason, "tool_calls")
    const ids = message.tool_calls!.map(({ id }) => id)
    assert.strictEqual(new Set(ids).size, 2)
    const native = contents([
      user("Hi"),
      message as AssistantMessage,
      { role: "tool", tool_call_id: ids[1]!, content: "2" },
      { role: "tool", tool_call_id: ids[0]!, content: "1" }
    ])
    assert.deepStrictEqual(native.slice(1), [
      {
        role: "model",
        parts: [signed(calling("f", ids[0]), "s1"), calling("f", ids[1])].map((part) => {
          const { functionCall, ...rest } = part as { functionCall: object }
          return { functionCall, ...rest }
        })
      },
      {
        role: "user",
        parts: ids.map((id, index) => ({
          functionResponse: { id, name: "f", response: { output: String(index + 1) } }
        }))
      }
    ])
  })

  it("where a caller kept the calls alone, by the signature that stands on each", () => {
    const { sent } = returned([[signed(calling("f", "c1"), "s1")]])
    const { reasoning_details: _, ...bare } = sent
    assert.deepStrictEqual(contents([user("Hi"), bare])[1], {
      role: "model",
      parts: [signed(calling("f", "c1"), "s1")]
    })
  })

  it("where a caller kept the details alone, by the id of the call, as others write it", () => {
    const { sent } = returned([[signed(calling("f", "c1"), "s1")]])
    const tool_calls = sent.tool_calls!.map((call) => {
      const { signature: _, ...rest } = call as { signature?: string } & typeof call
      return rest
    })
    const reasoning_details = sent.reasoning_details!.map((detail) => ({ ...detail, id: "c1" }))
    const message = { ...sent, tool_calls, reasoning_details }
    assert.deepStrictEqual(contents([user("Hi"), message])[1], {
      role: "model",
      parts: [signed(calling("f", "c1"), "s1")]
    })
  })
})

describe("what another model signed", () => {
  const parts = [
    [signed(thought("Hm."), "s1"), signed({ text: "One." }, "s2"), signed(calling("f", "c1"), "s3")]
  ]

  it("is stripped, and a call that has to be signed gets the word for none, in the ledger", () => {
    const { sent } = returned(parts)
    const other = endpoint({}, {})
    const at = { ...other, model: "another-model" }
    const { body, changes, ledger } = said({ messages: [user("Hi"), sent] }, third, at)
    const bypass = "skip_thought_signature_validator"
    assert.deepStrictEqual(turnOf(body), [{ text: "One." }, signed(calling("f", "c1"), bypass)])
    assert.includeMembers(changes, [
      "stripped messages[1].reasoning_details",
      "stripped messages[1].tool_calls[0].signature",
      "defaulted messages[1].tool_calls[0].signature"
    ])
    assert.strictEqual(ledger.find(({ action }) => action === "defaulted")?.to, bypass)
  })

  it("is stripped without a word in its place where a model asks for none", () => {
    const { sent } = returned(parts)
    const at = { ...level, model: "another-model" }
    const { body } = said({ messages: [user("Hi"), sent] }, make(), at)
    assert.deepStrictEqual(turnOf(body), [{ text: "One." }, calling("f", "c1")])
  })

  it("is what another host of the same model signed, where a host takes its own alone", () => {
    const { sent } = returned(parts)
    const messages = [user("Hi"), sent]
    const own = said({ messages }, make({ origins: ["somewhere"] }))
    assert.include(JSON.stringify(own.body), "s2")
    const foreign = said({ messages }, make({ origins: ["elsewhere"] }))
    assert.notMatch(JSON.stringify(foreign.body), /"s[123]"/)
  })
})

describe("a turn that a caller changed", () => {
  it("keeps the signatures of pieces that are gone, on no text", () => {
    const { sent } = returned([[{ text: "One. " }, signed({ text: "Two. " }, "s1"), { text: "Three." }]])
    const { body } = said({ messages: [user("Hi"), { ...sent, content: "One" }] })
    assert.deepStrictEqual(turnOf(body), [{ text: "One" }, signed({ text: "" }, "s1")])
  })

  it("loses what points nowhere", () => {
    const origin = { format: "google-gemini-v1", provider: "somewhere", model: "some-model" }
    const detail = (id: string, data = "s") => ({ type: "reasoning.encrypted", id, data, origin }) as const
    const message: AssistantMessage = {
      role: "assistant",
      content: "Text",
      reasoning_details: [detail("call:7"), detail("text:9-2"), detail("part:0", "no JSON"), detail("rs_1")]
    }
    const { body, changes } = said({ messages: [user("Hi"), message] })
    assert.deepStrictEqual(turnOf(body), [{ text: "Text" }])
    assert.include(changes, "stripped messages[1].reasoning_details")
  })
})
