import { assert, describe, it } from "@effect/vitest"
import { isFailure } from "@turnout/core/Failure"
import * as Cuts from "@turnout/testing/Cuts"
import { chunk, events, failure, folded, streamed, third } from "./endpoints.ts"

const finished = (parts: ReadonlyArray<object>, candidate: object = {}, more: object = {}) =>
  chunk(parts, more, { finishReason: "STOP", ...candidate })

describe("an answer in the family's chunks", () => {
  it("is events, in the order in which it was told", () => {
    assert.deepStrictEqual(
      events(
        streamed(
          chunk([{ text: "Let me ", thought: true }], { createTime: "2026-03-12T18:05:56.457623Z" }),
          chunk([{ text: "think.", thought: true }]),
          chunk([{ text: "Yes" }]),
          chunk([{ functionCall: { name: "f", args: {}, id: "c1" }, thoughtSignature: "s1" }]),
          finished(
            [{ text: "" }],
            {},
            { usageMetadata: { promptTokenCount: 3, candidatesTokenCount: 2, totalTokenCount: 5 } }
          )
        )
      ),
      [
        { type: "start", id: "r1", model: "some-model-001", created: 1_773_338_756 },
        { type: "reasoning", choice: 0, block: 0, text: "Let me ", format: "google-gemini-v1" },
        { type: "reasoning", choice: 0, block: 0, text: "think.", format: "google-gemini-v1" },
        { type: "text", choice: 0, text: "Yes" },
        { type: "tool_start", choice: 0, call: 0, id: "c1", name: "f", signature: "s1" },
        { type: "tool_arguments", choice: 0, call: 0, text: "{}" },
        {
          type: "reasoning_opaque",
          choice: 0,
          block: 1,
          format: "google-gemini-v1",
          data: "s1",
          id: "call:0"
        },
        { type: "usage", usage: { input: 3, output: 2 } },
        { type: "finish", choice: 0, reason: "tool_calls", native: "STOP" },
        { type: "end" }
      ]
    )
  })

  it("has as many choices as it has candidates, each with its own calls, thoughts and end", () => {
    const candidate = (index: number, parts: ReadonlyArray<object>, finishReason?: string) => ({
      index,
      content: { parts },
      ...(finishReason === undefined ? {} : { finishReason })
    })
    const { choices } = folded(
      streamed(
        { candidates: [candidate(1, [{ text: "B" }]), candidate(0, [{ text: "A" }])], responseId: "r" },
        { candidates: [candidate(0, [{ functionCall: { name: "f" } }], "STOP")] },
        { candidates: [candidate(1, [{ text: "!" }], "MAX_TOKENS")] }
      )
    )
    assert.deepStrictEqual(
      choices.map(({ finish_reason, index, message, native_finish_reason }) => [
        index,
        message.content,
        message.tool_calls?.length ?? 0,
        finish_reason,
        native_finish_reason
      ]),
      [
        [0, "A", 1, "tool_calls", "STOP"],
        [1, "B!", 0, "length", "MAX_TOKENS"]
      ]
    )
  })

  it("is truncated where a candidate has no end", () => {
    const open = { candidates: [{ index: 0, content: { parts: [{ text: "A" }] } }], responseId: "r" }
    assert.strictEqual(failure(streamed(open))._tag, "StreamTruncated")
    assert.strictEqual(
      failure(streamed(open, { candidates: [{ index: 1, finishReason: "STOP" }] }))._tag,
      "StreamTruncated"
    )
  })

  it("ends as every native reason says", () => {
    const table: { readonly [native: string]: string } = {
      STOP: "stop",
      MAX_TOKENS: "length",
      CONTINUATION: "length",
      SAFETY: "content_filter",
      RECITATION: "content_filter",
      BLOCKLIST: "content_filter",
      PROHIBITED_CONTENT: "content_filter",
      SPII: "content_filter",
      IMAGE_SAFETY: "content_filter",
      IMAGE_PROHIBITED_CONTENT: "content_filter",
      IMAGE_RECITATION: "content_filter",
      ESCALATION: "content_filter",
      MODEL_ARMOR: "content_filter",
      OTHER: "stop",
      LANGUAGE: "stop",
      NO_IMAGE: "stop",
      IMAGE_OTHER: "stop",
      A_NEW_ONE: "stop",
      MALFORMED_FUNCTION_CALL: "MalformedResponse",
      UNEXPECTED_TOOL_CALL: "MalformedResponse",
      TOO_MANY_TOOL_CALLS: "MalformedResponse",
      MALFORMED_RESPONSE: "MalformedResponse",
      MISSING_THOUGHT_SIGNATURE: "InvalidRequest",
      PUP_LIMITED_DISABLED: "PermissionDenied"
    }
    for (const [native, reason] of Object.entries(table)) {
      const given = streamed(finished([{ text: "A" }], { finishReason: native, finishMessage: "Why." }))
      if (isFailure(given)) {
        assert.deepInclude(
          { ...given },
          { _tag: reason as never, code: native, provider_message: "Why." },
          native
        )
      } else {
        const finish = given.find((event) => event.type === "finish")
        assert.deepStrictEqual(finish, { type: "finish", choice: 0, reason, native } as never)
      }
    }
  })

  it("is refused before it begins where the prompt was blocked", () => {
    for (const blockReason of [
      "SAFETY",
      "OTHER",
      "BLOCKLIST",
      "PROHIBITED_CONTENT",
      "JAILBREAK",
      "A_NEW_ONE"
    ]) {
      const body = {
        promptFeedback: { blockReason, blockReasonMessage: "No." },
        usageMetadata: { promptTokenCount: 4 }
      }
      for (const given of [streamed(body), third.whole(body)]) {
        assert.deepInclude(
          { ...failure(given) },
          { _tag: "ContentFiltered", code: blockReason, provider_message: "No.", status: 400 }
        )
      }
    }
  })

  it("tells what it knows beside, under its own names", () => {
    const extra = {
      safetyRatings: [{ category: "C", probability: "LOW" }],
      citationMetadata: { citations: [{ uri: "https://a.example" }] },
      urlContextMetadata: { urlMetadata: [] },
      avgLogprobs: -0.5,
      continuationToken: "t"
    }
    const [choice] = folded(
      streamed(
        finished([{ text: "A" }], extra, {
          promptFeedback: { safetyRatings: [{ category: "P" }] },
          modelStatus: { s: 1 }
        })
      )
    ).choices
    assert.deepStrictEqual(choice!.provider_fields, { somewhere: extra } as never)
    assert.deepStrictEqual(choice!.message.provider_fields, {
      somewhere: { promptFeedback: { safetyRatings: [{ category: "P" }] }, modelStatus: { s: 1 } }
    } as never)
  })

  it("cites what grounds it, in units of the text and not in bytes, and nothing that does not stand there", () => {
    const support = (
      startIndex: number | undefined,
      endIndex: number,
      text: string,
      ...groundingChunkIndices: Array<number>
    ) => ({
      segment: { ...(startIndex === undefined ? {} : { startIndex }), endIndex, text },
      groundingChunkIndices
    })
    const groundingMetadata = {
      groundingChunks: [
        { web: { uri: "https://a.example", title: "A" } },
        { retrievedContext: { uri: "gs://b" } },
        {}
      ],
      groundingSupports: [
        support(undefined, 7, "Zürich", 0),
        support(8, 12, "\u{1F324}", 0, 1, 2, 9),
        support(1, 3, "is elsewhere", 0)
      ],
      webSearchQueries: ["q"]
    }
    const [choice] = folded(
      streamed(chunk([{ text: "Zür" }]), finished([{ text: "ich \u{1F324} x" }], { groundingMetadata }))
    ).choices
    const cite = (start_index: number, end_index: number, title: string, url: string) => ({
      type: "url_citation",
      url_citation: { start_index, end_index, title, url }
    })
    assert.deepStrictEqual(choice!.message.annotations, [
      cite(0, 6, "A", "https://a.example"),
      cite(7, 9, "A", "https://a.example"),
      cite(7, 9, "", "gs://b")
    ] as never)
    assert.deepStrictEqual(choice!.provider_fields, { somewhere: { groundingMetadata } } as never)
  })

  it("has logprobs in OpenAI's words", () => {
    const logprobsResult = {
      chosenCandidates: [{ token: "A", tokenId: 1, logProbability: -0.1 }, { token: "B" }],
      topCandidates: [
        {
          candidates: [
            { token: "A", logProbability: -0.1 },
            { token: "C", logProbability: -2 }
          ]
        }
      ]
    }
    const [choice] = folded(streamed(finished([{ text: "A" }], { logprobsResult }))).choices
    assert.deepStrictEqual(choice!.logprobs?.content, [
      {
        token: "A",
        bytes: null,
        logprob: -0.1,
        top_logprobs: [
          { token: "A", bytes: null, logprob: -0.1 },
          { token: "C", bytes: null, logprob: -2 }
        ]
      }
    ])
  })

  it("through our own function is text, and ends as such", () => {
    const [choice] = folded(
      streamed(finished([{ functionCall: { name: "json_response", args: { a: 1 } }, thoughtSignature: "s" }]))
    ).choices
    assert.strictEqual(choice!.message.content, '{"a":1}')
    assert.strictEqual(choice!.finish_reason, "stop")
  })

  it("keeps code and images for readers, too", () => {
    const parts = [
      { executableCode: { language: "PYTHON", code: "1" } },
      { inlineData: { mimeType: "image/png", data: "aGk=" } }
    ]
    const [choice] = folded(streamed(finished(parts))).choices
    assert.deepStrictEqual(choice!.message.provider_fields, { somewhere: { parts } } as never)
  })

  it("keeps every digit of arguments, with no white space of a whole answer", () => {
    const body = `{"candidates":[{"content":{"parts":[{"functionCall":{"name":"f","args":{
      "n": 12345678901234567890,
      "t": "a  b\\n"
    }}}]},"finishReason":"STOP"}]}`
    const { events: told } = Cuts.readAll(third, [Cuts.bytesOf(`data: ${body.replaceAll("\n", " ")}\n\n`)])
    const args = told.find((event) => event.type === "tool_arguments")
    assert.strictEqual(args?.text, '{"n":12345678901234567890,"t":"a  b\\n"}')
  })

  it("is malformed where a call has no name or an index is beyond reason", () => {
    assert.strictEqual(
      failure(streamed(finished([{ functionCall: { args: {} } }])))._tag,
      "MalformedResponse"
    )
    assert.strictEqual(failure(streamed(finished([], { index: 1e9 })))._tag, "MalformedResponse")
    assert.strictEqual(failure(streamed({ candidates: ["x"] }))._tag, "MalformedResponse")
  })

  it("survives whatever else a vendor sends", () => {
    const odd = [null, 1, "x", [], { text: 5 }, { functionResponse: {} }, { thought: "yes", text: "T" }]
    const given = streamed(
      { candidates: [{ content: null }, { content: { parts: "x" } }], usageMetadata: 7, promptFeedback: [] },
      finished(odd as ReadonlyArray<object>, {
        groundingMetadata: { groundingSupports: [1], groundingChunks: "x" }
      }),
      { candidates: [{ index: 1, finishReason: "STOP", logprobsResult: { chosenCandidates: [3] } }] }
    )
    assert.strictEqual(folded(given).choices[0]!.message.content, "T")
  })
})

describe("counts of the family", () => {
  const usage = (...reports: ReadonlyArray<object>) => {
    const chunks = reports.map((usageMetadata) => ({ usageMetadata }))
    const told = events(streamed(...chunks, finished([{ text: "A" }])))
    return told.findLast((event) => event.type === "usage")
  }

  it("are disjoint: the cache is in the prompt, thoughts are beside the answer", () => {
    assert.deepStrictEqual(
      usage({
        promptTokenCount: 100,
        cachedContentTokenCount: 60,
        toolUsePromptTokenCount: 10,
        candidatesTokenCount: 20,
        thoughtsTokenCount: 30,
        totalTokenCount: 160,
        promptTokensDetails: [
          { modality: "TEXT", tokenCount: 70 },
          { modality: "AUDIO", tokenCount: 20 },
          { modality: "IMAGE", tokenCount: 10 }
        ],
        cacheTokensDetails: [{ modality: "AUDIO", tokenCount: 5 }],
        candidatesTokensDetails: [{ modality: "IMAGE", tokenCount: 15 }]
      }),
      {
        type: "usage",
        usage: {
          input: 25,
          cache_read: 60,
          input_audio: 15,
          input_image: 10,
          output: 5,
          reasoning: 30,
          output_image: 15
        }
      }
    )
  })

  it("are absent where they were not told, and only grow", () => {
    assert.deepStrictEqual(
      usage({ promptTokenCount: 5, candidatesTokenCount: 1, totalTokenCount: 6 })?.usage,
      {
        input: 5,
        output: 1
      }
    )
    assert.deepStrictEqual(
      usage(
        { promptTokenCount: 5, thoughtsTokenCount: 9, totalTokenCount: 14 },
        { promptTokenCount: 8, candidatesTokenCount: 3, totalTokenCount: 20 },
        { promptTokenCount: 0, candidatesTokenCount: 0 }
      )?.usage,
      { input: 8, output: 3, reasoning: 9 }
    )
    assert.isUndefined(usage({ trafficType: "ON_DEMAND" }))
  })

  it("are assumed where they contradict each other, by the larger reading", () => {
    assert.deepStrictEqual(
      usage({ promptTokenCount: 5, candidatesTokenCount: 1, totalTokenCount: 10 })?.usage,
      {
        input: 5,
        output: 5,
        assumed: true
      }
    )
    assert.deepStrictEqual(
      usage({ promptTokenCount: 5, cachedContentTokenCount: 9, totalTokenCount: 6, candidatesTokenCount: 1 })
        ?.usage,
      {
        input: 0,
        cache_read: 9,
        output: 1,
        assumed: true
      }
    )
  })

  it("name a tier that has a rate, and any other way of being served", () => {
    const counts = { promptTokenCount: 5, candidatesTokenCount: 1, totalTokenCount: 6 }
    assert.strictEqual(usage({ ...counts, trafficType: "ON_DEMAND_FLEX" })?.tier, "flex")
    assert.strictEqual(usage({ ...counts, serviceTier: "priority" })?.tier, "priority")
    assert.deepStrictEqual(usage({ ...counts, trafficType: "PROVISIONED_THROUGHPUT" })?.modifiers, [
      "trafficType: PROVISIONED_THROUGHPUT"
    ])
    assert.isUndefined(usage({ ...counts, trafficType: "ON_DEMAND" })?.modifiers)
  })
})
