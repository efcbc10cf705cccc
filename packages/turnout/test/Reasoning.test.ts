import { assert, describe, it } from "@effect/vitest"
import { anthropic } from "@turnout/anthropic"
import { openai } from "@turnout/openai"
import * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import { type ChatCompletion, type ChatRequest, createRouter, type TurnoutRouter } from "turnout"
import * as Upstream from "./upstream.ts"

type Block = { readonly type: string; readonly [field: string]: unknown }
type Message = ChatRequest["messages"][number]

/* Seals as a vendor makes them: any change of a byte makes them worthless. */
const thinking = (words: string): Block => ({
  type: "thinking",
  thinking: `${words} — Grüße, "quoted"\n\t\\ \u{1F914}\u0000`,
  signature: `EqQBCg+/${words.length}==  `
})
const redacted: Block = { type: "redacted_thinking", data: "EmwKAhgB\u2028é==" }
const use = (id: string, city: string): Block => ({ type: "tool_use", id, name: "weather", input: { city } })
const say = (text: string): Block => ({ type: "text", text })

const first = [
  thinking("two cities"),
  redacted,
  say("I look."),
  use("toolu_1", "Oslo"),
  use("toolu_2", "Rome")
]
const second = [{ ...thinking(""), thinking: "" }, use("toolu_3", "Bonn")]
const last = [thinking("done"), say("Oslo is coldest.")]

const frames = (blocks: ReadonlyArray<Block>): ReadonlyArray<object> =>
  blocks.flatMap((block, index) => {
    const deltas =
      block.type === "thinking"
        ? [
            ...(block["thinking"] === ""
              ? []
              : [...String(block["thinking"])].map((thinking) => ({ type: "thinking_delta", thinking }))),
            { type: "signature_delta", signature: block["signature"] }
          ]
        : block.type === "text"
          ? [{ type: "text_delta", text: block["text"] }]
          : block.type === "tool_use"
            ? [{ type: "input_json_delta", partial_json: JSON.stringify(block["input"]) }]
            : []
    const empty = { ...block, ...(block.type === "thinking" ? { thinking: "", signature: "" } : {}) }
    const opened =
      block.type === "text"
        ? { type: "text", text: "" }
        : block.type === "tool_use"
          ? { ...block, input: {} }
          : empty
    return [
      { type: "content_block_start", index, content_block: opened },
      ...deltas.map((delta) => ({ type: "content_block_delta", index, delta })),
      { type: "content_block_stop", index }
    ]
  })

const usage = { input_tokens: 10, output_tokens: 5 }

/** What Anthropic answers with these blocks, whole or streamed. */
const answer = (blocks: ReadonlyArray<Block>, stream: boolean, index: number): ScriptedHttp.Answer => {
  const stop_reason = blocks.some(({ type }) => type === "tool_use") ? "tool_use" : "end_turn"
  const head = { id: `msg_${index}`, type: "message", role: "assistant", model: "claude-sonnet-4-5", usage }
  if (!stream) return ScriptedHttp.json({ ...head, content: blocks, stop_reason })
  const all = [
    { type: "message_start", message: { ...head, content: [] } },
    ...frames(blocks),
    { type: "message_delta", delta: { stop_reason }, usage },
    { type: "message_stop" }
  ]
  return ScriptedHttp.sse(all.map((frame) => `data: ${JSON.stringify(frame)}\n\n`))
}

/** An assistant message as a caller keeps it, and what was told beside it. */
interface Told {
  readonly message: Message & { readonly tool_calls?: ReadonlyArray<{ readonly id: string }> | undefined }
  readonly reasoning: string | undefined
  readonly warnings: ReadonlyArray<string>
}

const warningsOf = (metadata: ChatCompletion["routing_metadata"] | undefined) =>
  (metadata?.warnings ?? []).map(({ type }) => type)

const ask = async (router: TurnoutRouter, request: ChatRequest): Promise<Told> => {
  if (request.stream !== true) {
    const { choices, routing_metadata } = await router.chat.completions.create({ ...request, stream: false })
    const { message } = choices[0]!
    return {
      message: message as Told["message"],
      reasoning: message.reasoning_content ?? undefined,
      warnings: warningsOf(routing_metadata)
    }
  }
  const message: { [field: string]: unknown } = { role: "assistant" }
  const calls: Array<{ id: string; type: string; function: { name: string; arguments: string } }> = []
  let reasoning: string | undefined
  let warnings: ReadonlyArray<string> = []
  for await (const chunk of await router.chat.completions.create({ ...request, stream: true })) {
    const delta = chunk.choices[0]?.delta
    if (delta?.content)
      message["content"] = ((message["content"] as string | undefined) ?? "") + delta.content
    if (delta?.reasoning_content) reasoning = (reasoning ?? "") + delta.reasoning_content
    if (delta?.reasoning_details !== undefined) message["reasoning_details"] = delta.reasoning_details
    for (const { index, id, function: call } of delta?.tool_calls ?? []) {
      if (id !== undefined)
        calls[index] = { id, type: "function", function: { name: call?.name ?? "", arguments: "" } }
      calls[index]!.function.arguments += call?.arguments ?? ""
    }
    if (chunk.routing_metadata !== undefined) warnings = warningsOf(chunk.routing_metadata)
  }
  if (calls.length > 0) message["tool_calls"] = calls
  return { message: message as unknown as Told["message"], reasoning, warnings }
}

const results = ({ message }: Told): ReadonlyArray<Message> =>
  (message.tool_calls ?? []).map(({ id }) => ({ role: "tool", tool_call_id: id, content: `result of ${id}` }))

const tools = [
  {
    type: "function",
    function: { name: "weather", parameters: { type: "object", properties: { city: { type: "string" } } } }
  }
] as const

const claude = "claude-sonnet-4-5@anthropic"

/** Three turns with the given models; the conversation grows by what came back, as it came. */
const converse = async (
  router: TurnoutRouter,
  models: ReadonlyArray<string>,
  stream: boolean
): Promise<ReadonlyArray<Told>> => {
  const messages: Array<Message> = [{ role: "user", content: "Where is it coldest?" }]
  const told: Array<Told> = []
  for (const model of models) {
    const turn = await ask(router, {
      model,
      messages,
      tools,
      reasoning_effort: "high",
      max_tokens: 8_000,
      stream
    })
    told.push(turn)
    messages.push(turn.message, ...results(turn))
  }
  return told
}

interface Native {
  readonly thinking?: { readonly type: string; readonly budget_tokens?: number }
  readonly max_tokens: number
  readonly messages: ReadonlyArray<{ readonly role: string; readonly content: ReadonlyArray<Block> }>
}

const sent = (server: ScriptedHttp.ScriptedHttp, index: number): Native =>
  JSON.parse(server.requests[index]!.body) as Native

const assistants = ({ messages }: Native) =>
  messages.filter(({ role }) => role === "assistant").map(({ content }) => content)

const seals = (blocks: ReadonlyArray<Block>) => blocks.filter(({ type }) => type.endsWith("thinking"))

for (const stream of [false, true]) {
  describe(`signed reasoning in a conversation with tools, ${stream ? "streamed" : "unary"}`, () => {
    it("goes back to its maker byte for byte, in every later turn", () =>
      Upstream.withUpstream(
        (_, index) => answer([first, second, last][index]!, stream, index),
        async (server) => {
          const router = createRouter({ providers: [anthropic({ apiKey: "k", baseUrl: server.url })] })
          try {
            const told = await converse(router, [claude, claude, claude], stream)
            assert.deepStrictEqual(assistants(sent(server, 1)), [first])
            assert.deepStrictEqual(assistants(sent(server, 2)), [first, second])
            // The very bytes, wherever they stand.
            for (const block of [...first, ...second]) {
              assert.include(server.requests[2]!.body, JSON.stringify(block))
            }
            assert.deepStrictEqual(sent(server, 1).messages.at(-1), {
              role: "user",
              content: ["toolu_1", "toolu_2"].map((id) => ({
                type: "tool_result",
                tool_use_id: id,
                content: [{ type: "text", text: `result of ${id}` }]
              }))
            })
            for (const index of [0, 1, 2]) {
              const { thinking, max_tokens } = sent(server, index)
              assert.strictEqual(thinking?.type, "enabled")
              assert.isBelow(thinking?.budget_tokens ?? Infinity, max_tokens)
            }
            assert.strictEqual(told[0]?.reasoning, first[0]!["thinking"])
            assert.strictEqual(told[1]?.reasoning, undefined)
            for (const { warnings } of told) assert.notInclude(warnings, "reasoning_dropped")
          } finally {
            await router.close()
          }
        }
      ))

    it("stays with its maker while another vendor answers a turn, which is told, and is there when it is back", () =>
      Upstream.withUpstream(
        (_, index) => answer([first, last][index]!, stream, index),
        (server) => {
          const call = {
            id: "call_9",
            type: "function",
            function: { name: "weather", arguments: '{"city":"Bonn"}' }
          }
          return Upstream.withUpstream(
            [
              stream
                ? ScriptedHttp.sse([
                    Upstream.delta({ role: "assistant", tool_calls: [{ index: 0, ...call }] }),
                    ...Upstream.tail("tool_calls")
                  ])
                : Upstream.message({ tool_calls: [call] }, "tool_calls")
            ],
            async (other) => {
              const router = createRouter({
                providers: [
                  anthropic({ apiKey: "k", baseUrl: server.url }),
                  openai({ apiKey: "k", baseUrl: other.url })
                ]
              })
              try {
                const told = await converse(router, [claude, "gpt-5@openai", claude], stream)
                assert.deepStrictEqual(
                  told.map(({ warnings }) => warnings.includes("reasoning_dropped")),
                  [false, true, false]
                )
                // Nothing of it reaches the other vendor, in no field and no words.
                for (const word of [
                  "two cities",
                  "EqQBCg",
                  "EmwKAhgB",
                  "reasoning_details",
                  "reasoning_content"
                ]) {
                  assert.notInclude(other.requests[0]!.body, word)
                }
                const [before, between] = assistants(sent(server, 1))
                assert.deepStrictEqual(before, first)
                assert.deepStrictEqual(between, [use("call_9", "Bonn")])
                // The loop that is being answered was another's: this family refuses to think in it.
                assert.deepStrictEqual(sent(server, 1).thinking, { type: "disabled" })
                assert.deepStrictEqual(seals(before ?? []), seals(first))
              } finally {
                await router.close()
              }
            }
          )
        }
      ))
  })
}
