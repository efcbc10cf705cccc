import { assert, describe, it } from "@effect/vitest"
import * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import type OpenAI from "openai"
import { inHouse } from "./responses/house.ts"

/* A Responses request at an endpoint that speaks Responses: sent as it was written, answered as the vendor answered. */

const model = "gpt-5-mini"
const usage = {
  input_tokens: 10,
  input_tokens_details: { cached_tokens: 4 },
  output_tokens: 6,
  output_tokens_details: { reasoning_tokens: 5 },
  total_tokens: 16
}
const response = (output: ReadonlyArray<object>, more: object = {}) => ({
  id: "resp_up",
  object: "response",
  created_at: 1_767_225_600,
  status: "completed",
  model: "gpt-5-mini-2025-08-07",
  output,
  error: null,
  odd_field: { a: 1 },
  usage,
  ...more
})
const frame = (data: { readonly type: string; readonly [key: string]: unknown }) =>
  `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`

const reasoning = {
  id: "rs_1",
  type: "reasoning",
  summary: [{ type: "summary_text", text: "Look." }],
  encrypted_content: "gAAAA=="
}
const search = {
  id: "ws_1",
  type: "web_search_call",
  status: "completed",
  action: { type: "search", query: "a" }
}
const call = {
  id: "fc_1",
  type: "function_call",
  call_id: "call_1",
  name: "now",
  arguments: "{}",
  status: "completed"
}
const message = {
  id: "msg_1",
  type: "message",
  role: "assistant",
  status: "completed",
  phase: "final_answer",
  content: [{ type: "output_text", text: "Noon.", annotations: [], logprobs: [] }]
}

/** A stream of these items; `rotate`: ids change from event to event. */
const streamed = (items: ReadonlyArray<{ readonly id: string }>, rotate = false, end = true) => {
  let turns = 0
  const id = (given: string) => (rotate ? `${given}_${++turns}` : given)
  const told = (item: { readonly id: string }) => ({ ...item, id: id(item.id) })
  const events = [
    frame({
      type: "response.created",
      response: response([], { id: id("resp_up"), status: "in_progress", usage: null }),
      sequence_number: 7
    }),
    ...items.flatMap((item, output_index) => {
      const { content } = item as { content?: ReadonlyArray<{ text: string }> }
      const at = () => ({ output_index, content_index: 0, item_id: id(item.id) })
      return [
        frame({
          type: "response.output_item.added",
          output_index,
          item: told({ ...item, ...(content && { content: [] }) })
        }),
        ...(content ?? []).flatMap((part) => [
          frame({ type: "response.content_part.added", ...at(), part: { ...part, text: "" } }),
          frame({ type: "response.output_text.delta", ...at(), delta: part.text, logprobs: [] }),
          frame({ type: "response.output_text.done", ...at(), text: part.text, logprobs: [] }),
          frame({ type: "response.content_part.done", ...at(), part })
        ]),
        frame({ type: "response.apply_patch_call_operation_diff.delta", output_index, delta: "?" }),
        frame({ type: "response.output_item.done", output_index, item: told(item) })
      ]
    })
  ]
  return ScriptedHttp.sse([
    ...events,
    ...(end
      ? [frame({ type: "response.completed", response: response(items.map(told), { id: id("resp_up") }) })]
      : [])
  ])
}

const asked = {
  model,
  input: [
    { role: "user", content: [{ type: "input_text", text: "Noon?" }] },
    { type: "message", role: "developer", content: "Be brief.", odd: true }
  ],
  tools: [
    { type: "web_search", search_context_size: "low" },
    { type: "function", name: "now", parameters: null, strict: null }
  ],
  include: ["web_search_call.results"],
  metadata: { a: "b" },
  truncation: "auto",
  max_output_tokens: 5,
  odd_parameter: { b: 1 }
} as unknown as OpenAI.Responses.ResponseCreateParamsNonStreaming

describe("a Responses request at an endpoint that speaks Responses", () => {
  it("is sent as it was written, but for what is the router's and what the endpoint cannot take", () =>
    inHouse([ScriptedHttp.json(response([message]))], async ({ bodies, client, server }) => {
      const answer = await client.responses.create({
        ...asked,
        reasoning_effort: "low",
        gateway: { routing: { optimize: "cost" } },
        extensions: { openai: { extended: true } }
      } as never)
      assert.deepStrictEqual(
        server.requests.map(({ path }) => path),
        ["/v1/responses"]
      )
      assert.deepStrictEqual(bodies()[0] as object, {
        ...(asked as object),
        reasoning: { effort: "low" },
        max_output_tokens: 16,
        include: ["web_search_call.results", "reasoning.encrypted_content"],
        store: false,
        extended: true
      })
      const { warnings } = (
        answer as unknown as { routing_metadata: { warnings: ReadonlyArray<{ code: string }> } }
      ).routing_metadata
      assert.deepStrictEqual(
        warnings.map(({ code }) => code),
        ["odd_parameter", "max_output_tokens"]
      )
    }))

  it("is answered with what the vendor said, whole", () =>
    inHouse(
      [ScriptedHttp.json(response([search, message], { output_text: "wrong" }))],
      async ({ client }) => {
        const answer = (await client.responses.create(asked)) as unknown as { [key: string]: unknown }
        assert.deepStrictEqual(answer["output"], [search, message])
        assert.deepInclude(answer, {
          id: "resp_up",
          model: "gpt-5-mini-2025-08-07",
          output_text: "Noon.",
          odd_field: { a: 1 },
          usage,
          metadata: { a: "b" }
        })
        assert.nestedPropertyVal(answer, "routing_metadata.provider", "openai")
      }
    ))

  for (const rotate of [false, true]) {
    it(`is answered with the vendor's events under ids that hold${rotate ? ", where it changes them" : ""}`, () =>
      inHouse([streamed([search, message], rotate)], async ({ client }) => {
        const events: Array<OpenAI.Responses.ResponseStreamEvent> = []
        const stream = client.responses.stream(asked as never)
        stream.on("event", (event) => void events.push(event as OpenAI.Responses.ResponseStreamEvent))
        const answer = await stream.finalResponse()
        assert.deepStrictEqual(
          events.map(({ sequence_number }) => sequence_number),
          events.map((_, index) => index)
        )
        assert.notInclude(JSON.stringify(events), "apply_patch")
        assert.strictEqual(answer.output_text, "Noon.")
        const ids = events.flatMap((event) =>
          "item_id" in event && event.output_index === 1 ? [event.item_id] : []
        )
        assert.strictEqual(new Set(ids).size, 1)
        assert.deepStrictEqual(
          answer.output.map(({ type }) => type),
          ["web_search_call", "message"]
        )
        assert.nestedPropertyVal(answer, "output[1].phase", "final_answer")
        assert.nestedPropertyVal(answer, "routing_metadata.provider", "openai")
        assert.nestedPropertyVal(answer, "odd_field.a", 1)
      }))
  }

  for (const stream of [false, true]) {
    it(`has its reasoning and its calls back, ${stream ? "streamed" : "whole"}`, () =>
      inHouse(
        [
          stream ? streamed([reasoning, call]) : ScriptedHttp.json(response([reasoning, call])),
          ScriptedHttp.json(response([message]))
        ],
        async ({ bodies, client }) => {
          const input: Array<OpenAI.Responses.ResponseInputItem> = [{ role: "user", content: "Noon?" }]
          const first = stream
            ? await client.responses.stream({ model, input }).finalResponse()
            : await client.responses.create({ model, input })
          assert.nestedPropertyVal(first, "output[0].encrypted_content", reasoning.encrypted_content)
          assert.nestedPropertyVal(first, "output[0].origin.provider", "openai")
          input.push(...(first.output as Array<OpenAI.Responses.ResponseInputItem>))
          input.push({ type: "function_call_output", call_id: "call_1", output: "12:00" })
          const second = await client.responses.create({ model, input })
          assert.strictEqual(second.output_text, "Noon.")
          const back = (bodies()[1] as { input: ReadonlyArray<object> }).input
          const { parsed_arguments: _, ...called } = back[2] as { parsed_arguments?: unknown }
          assert.deepStrictEqual(back[1], reasoning)
          assert.deepStrictEqual(called, call)
        }
      ))
  }

  it("goes on at another vendor by translation where this one fails in its stream before it said anything", () =>
    inHouse(
      [
        ScriptedHttp.sse([
          frame({ type: "response.created", response: response([]) }),
          frame({
            type: "response.failed",
            response: response([], { status: "failed", error: { code: "server_error", message: "No." } })
          })
        ]),
        ScriptedHttp.json({
          id: "msg_up",
          type: "message",
          role: "assistant",
          model: "claude-sonnet-4-5",
          content: [{ type: "text", text: "Noon." }],
          stop_reason: "end_turn",
          usage: { input_tokens: 1, output_tokens: 1 }
        })
      ],
      async ({ bodies, router, server }) => {
        const answer = await router.responses.create({
          input: [
            { role: "user", content: "Noon?" },
            {
              ...reasoning,
              type: "reasoning",
              origin: { format: "openai-responses-v1", provider: "openai", model }
            } as never
          ],
          truncation: "auto",
          gateway: {
            models: [model, "claude-sonnet-4-5"],
            routing: { mode: "fallback", max_fallback_attempts: 1 }
          }
        })
        assert.strictEqual(answer.output_text, "Noon.")
        assert.deepStrictEqual(
          server.requests.map(({ path }) => path),
          ["/v1/responses", "/v1/messages"]
        )
        assert.notInclude(JSON.stringify(bodies()[1]), reasoning.encrypted_content)
        const codes = answer.routing_metadata!.warnings.map(({ code }) => code)
        assert.include(codes, "truncation")
      }
    ))

  it("ends with its error where the vendor's stream breaks off", () =>
    inHouse([streamed([message], false, false)], async ({ router }) => {
      const body = JSON.stringify({ ...(asked as object), stream: true })
      const reply = await router.fetch("https://any.test/v1/responses", { method: "POST", body })
      const types = [...(await reply.text()).matchAll(/^event: (.*)$/gm)].map(([, type]) => type)
      assert.deepStrictEqual(types.slice(-2), ["error", "response.failed"])
    }))

  it("is planned without a call", () =>
    inHouse([], async ({ router, server }) => {
      const { steps } = await router.plan({ model, input: "Noon?", truncation: "auto" })
      assert.deepStrictEqual(steps[0]?.body as object, {
        model,
        input: "Noon?",
        truncation: "auto",
        include: ["reasoning.encrypted_content"],
        store: false
      })
      assert.strictEqual(server.requests.length, 0)
    }))

  it("excludes who does not speak it where it asks for a tool of its own", () =>
    inHouse([], async ({ router }) => {
      const error = await router.responses
        .create({ model: "claude-sonnet-4-5", input: "a", tools: [{ type: "web_search" }] })
        .then(
          () => assert.fail("should have rejected"),
          (error: { status: number; code: string }) => error
        )
      assert.deepInclude(error, { status: 400, code: "no_provider_available" })
    }))
})
