import { Anthropic } from "@turnout/anthropic"
import { Catalog } from "@turnout/catalog"
import { ProviderRegistry } from "@turnout/core/ProviderRegistry"
import { OpenAi } from "@turnout/openai"
import { Router } from "@turnout/router/Router"
import * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import { layerUndici } from "@turnout/transport-undici/TransportUndici"
import { Effect, Layer, type Scope } from "effect"

export interface Scripts {
  readonly openai?: ScriptedHttp.Script
  readonly anthropic?: ScriptedHttp.Script
}

export interface House {
  readonly openai: ScriptedHttp.ScriptedHttp
  readonly anthropic: ScriptedHttp.ScriptedHttp
}

/** A router over two vendors on loopback. */
export const house = <A, E>(
  scripts: Scripts,
  test: (house: House) => Effect.Effect<A, E, Router | Scope.Scope>
): Effect.Effect<A, unknown> =>
  Effect.scoped(
    Effect.gen(function* () {
      const openai = yield* ScriptedHttp.make(scripts.openai ?? [])
      const anthropic = yield* ScriptedHttp.make(scripts.anthropic ?? [])
      const Live = Router.layer().pipe(
        Layer.provide(
          Layer.mergeAll(
            OpenAi.layer({ apiKey: "sk-1", baseUrl: `${openai.url}/v1` }),
            Anthropic.layer({ apiKey: "sk-ant-1", baseUrl: anthropic.url })
          )
        ),
        Layer.provide([ProviderRegistry.layer, Catalog.layer, layerUndici()])
      )
      return yield* Effect.provide(test({ openai, anthropic }), Live)
    })
  )

interface SentMessage {
  readonly [field: string]: unknown
  readonly role: string
  readonly content: ReadonlyArray<Block> | string | null
  readonly tool_calls?: ReadonlyArray<{
    readonly [field: string]: unknown
    readonly function: { readonly name: string; readonly arguments: string }
  }>
}

/** What tests read of a body of either vendor. */
export interface Sent {
  readonly [field: string]: unknown
  readonly messages: ReadonlyArray<SentMessage>
  readonly tools?: ReadonlyArray<{ readonly function: { readonly name: string } }>
  readonly thinking?: { readonly type: string }
  readonly response_format?: {
    readonly type: string
    readonly json_schema: {
      readonly [field: string]: unknown
      readonly schema: { readonly required: ReadonlyArray<string> }
    }
  }
}

export const bodyOf = (server: ScriptedHttp.ScriptedHttp, index = 0): Sent =>
  JSON.parse(server.requests[index]!.body) as Sent

/* OpenAI's answers. */

const envelope = { id: "chatcmpl-up", created: 1_700_000_000, model: "gpt-4o-mini-2024-07-18" }
const usage = { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12 }

export const message = (message: object, finish_reason = "stop", more: object = {}): ScriptedHttp.Answer =>
  ScriptedHttp.json({
    ...envelope,
    object: "chat.completion",
    choices: [{ index: 0, message: { role: "assistant", content: null, ...message }, finish_reason }],
    usage,
    ...more
  })

export const event = (data: object | string): string =>
  `data: ${typeof data === "string" ? data : JSON.stringify(data)}\n\n`

export const delta = (delta: object, finish_reason: string | null = null): string =>
  event({ ...envelope, object: "chat.completion.chunk", choices: [{ index: 0, delta, finish_reason }] })

export const tail = (reason = "stop"): ReadonlyArray<string> => [
  delta({}, reason),
  event({ ...envelope, object: "chat.completion.chunk", choices: [], usage }),
  event("[DONE]")
]

export const streamed = (...contents: ReadonlyArray<string>): ScriptedHttp.Answer =>
  ScriptedHttp.sse([
    delta({ role: "assistant", content: "" }),
    ...contents.map((content) => delta({ content })),
    ...tail()
  ])

export const refusal = (status: number, error: object, headers: Record<string, string> = {}) =>
  ScriptedHttp.json({ error }, { status, headers })

export const call = (id: string, city: string, index = 0) => ({
  index,
  id,
  type: "function",
  function: { name: "weather", arguments: `{"city": "${city}"}` }
})

/* Anthropic's answers. */

export type Block = { readonly type: string; readonly [field: string]: unknown }

const deltasOf = (block: Block): ReadonlyArray<object> => {
  switch (block.type) {
    case "thinking":
      return [
        ...(block["thinking"] === ""
          ? []
          : [...String(block["thinking"])].map((thinking) => ({ type: "thinking_delta", thinking }))),
        { type: "signature_delta", signature: block["signature"] }
      ]
    case "text":
      return [{ type: "text_delta", text: block["text"] }]
    case "tool_use":
      return [{ type: "input_json_delta", partial_json: JSON.stringify(block["input"]) }]
    default:
      return []
  }
}

const opened = (block: Block): Block => {
  switch (block.type) {
    case "thinking":
      return { ...block, thinking: "", signature: "" }
    case "text":
      return { type: "text", text: "" }
    case "tool_use":
      return { ...block, input: {} }
    default:
      return block
  }
}

const tokens = { input_tokens: 10, output_tokens: 5 }

/** What Anthropic answers with these blocks. */
export const blocks = (content: ReadonlyArray<Block>, stream: boolean): ScriptedHttp.Answer => {
  const stop_reason = content.some(({ type }) => type === "tool_use") ? "tool_use" : "end_turn"
  const head = { id: "msg_1", type: "message", role: "assistant", model: "claude-sonnet-4-5", usage: tokens }
  if (!stream) return ScriptedHttp.json({ ...head, content, stop_reason })
  const frames = [
    { type: "message_start", message: { ...head, content: [] } },
    ...content.flatMap((block, index) => [
      { type: "content_block_start", index, content_block: opened(block) },
      ...deltasOf(block).map((delta) => ({ type: "content_block_delta", index, delta })),
      { type: "content_block_stop", index }
    ]),
    { type: "message_delta", delta: { stop_reason }, usage: tokens },
    { type: "message_stop" }
  ]
  return ScriptedHttp.sse(frames.map(event))
}
