import * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import * as Upstream from "../upstream.ts"

/* The same turns as three families say them, whole and streamed. */

export interface Said {
  readonly thought?: string
  readonly text?: string
  readonly calls?: ReadonlyArray<{ readonly id: string; readonly name: string; readonly args: object }>
}

/** How a vendor answers. */
export interface Family {
  readonly model: string
  readonly answer: (said: Said, stream: boolean) => ScriptedHttp.Answer
}

const event = (data: { readonly type?: string; readonly [key: string]: unknown }) =>
  `${data.type === undefined ? "" : `event: ${data.type}\n`}data: ${JSON.stringify(data)}\n\n`

const chat: Family = {
  model: "gpt-4o-mini",
  answer: ({ calls = [], text, thought }, stream) => {
    const tool_calls = calls.map(({ args, id, name }, index) => ({
      index,
      id,
      type: "function",
      function: { name, arguments: JSON.stringify(args) }
    }))
    const reason = calls.length > 0 ? "tool_calls" : "stop"
    const reasoning = thought === undefined ? {} : { reasoning_content: thought }
    if (!stream) {
      return Upstream.message(
        { content: text ?? null, ...reasoning, ...(calls.length > 0 ? { tool_calls } : {}) },
        reason
      )
    }
    return ScriptedHttp.sse([
      Upstream.delta({ role: "assistant", content: "" }),
      ...(thought === undefined ? [] : [Upstream.delta(reasoning)]),
      ...[...(text ?? "")].map((content) => Upstream.delta({ content })),
      ...tool_calls.map((call) => Upstream.delta({ tool_calls: [call] })),
      ...Upstream.tail(reason)
    ])
  }
}

const anthropic: Family = {
  model: "claude-sonnet-4-5",
  answer: ({ calls = [], text, thought }, stream) => {
    const content = [
      ...(thought === undefined ? [] : [{ type: "thinking", thinking: thought, signature: "c2lnbmVk" }]),
      ...(text === undefined ? [] : [{ type: "text", text }]),
      ...calls.map(({ args, id, name }) => ({ type: "tool_use", id, name, input: args }))
    ]
    const stop_reason = calls.length > 0 ? "tool_use" : "end_turn"
    const message = {
      id: "msg_up",
      type: "message",
      role: "assistant",
      model: "claude-sonnet-4-5-20250929",
      stop_sequence: null,
      usage: { input_tokens: 9, output_tokens: 3 }
    }
    if (!stream) return ScriptedHttp.json({ ...message, content, stop_reason })
    const blocks = content.flatMap((block, index) => {
      const start = (content_block: object) => event({ type: "content_block_start", index, content_block })
      const delta = (delta: object) => event({ type: "content_block_delta", index, delta })
      const stop = event({ type: "content_block_stop", index })
      switch (block.type) {
        case "thinking":
          return [
            start({ type: "thinking", thinking: "", signature: "" }),
            delta({ type: "thinking_delta", thinking: thought }),
            delta({ type: "signature_delta", signature: "c2lnbmVk" }),
            stop
          ]
        case "text":
          return [
            start({ type: "text", text: "" }),
            ...[...(text ?? "")].map((each) => delta({ type: "text_delta", text: each })),
            stop
          ]
        default: {
          const { input, ...rest } = block as { input: object }
          return [
            start({ ...rest, input: {} }),
            delta({ type: "input_json_delta", partial_json: JSON.stringify(input) }),
            stop
          ]
        }
      }
    })
    return ScriptedHttp.sse([
      event({ type: "message_start", message: { ...message, content: [], stop_reason: null } }),
      ...blocks,
      event({ type: "message_delta", delta: { stop_reason }, usage: { output_tokens: 3 } }),
      event({ type: "message_stop" })
    ])
  }
}

const google: Family = {
  model: "gemini-2.5-flash",
  answer: ({ calls = [], text, thought }, stream) => {
    const parts = [
      ...(thought === undefined ? [] : [{ text: thought, thought: true }]),
      ...(text === undefined ? [] : [{ text }]),
      ...calls.map(({ args, id, name }, index) => ({
        functionCall: { id, name, args },
        ...(index === 0 ? { thoughtSignature: "c2lnbmVk" } : {})
      }))
    ]
    const usageMetadata = { promptTokenCount: 9, candidatesTokenCount: 3, totalTokenCount: 12 }
    const body = (parts: ReadonlyArray<object>, more: object): { readonly [key: string]: unknown } => ({
      candidates: [{ content: { role: "model", parts }, index: 0, ...more }],
      modelVersion: "gemini-2.5-flash",
      responseId: "up"
    })
    return stream
      ? ScriptedHttp.sse([
          ...parts.map((part) => event(body([part], {}))),
          event({ ...body([], { finishReason: "STOP" }), usageMetadata })
        ])
      : ScriptedHttp.json({ ...body(parts, { finishReason: "STOP" }), usageMetadata })
  }
}

export const families = { chat, anthropic, google }
