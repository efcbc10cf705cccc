import type { ChatCompletionChunk } from "@turnout/core/ChatCompletionChunk"

/* What a client that knows only OpenAI's stream rules makes of chunks: scalars replace, texts and lists of calls add up. */

interface Call {
  id?: string
  type?: string
  function?: { name: string; arguments: string }
  custom?: { name: string; input: string }
  [key: string]: unknown
}

interface Choice {
  index: number
  finish_reason: string | null
  native_finish_reason?: string
  logprobs: { content: Array<unknown> | null; refusal: Array<unknown> | null } | null
  message: {
    role?: string
    content: string | null
    refusal: string | null
    reasoning_content?: string
    tool_calls?: Array<Call>
    [key: string]: unknown
  }
}

export const reduce = (chunks: ReadonlyArray<ChatCompletionChunk>) => {
  const choices: Array<Choice> = []
  const envelope: { [key: string]: unknown } = {}
  for (const { choices: deltas, object: _, ...rest } of chunks) {
    Object.assign(envelope, rest)
    for (const { index, delta, finish_reason, logprobs, ...more } of deltas) {
      const choice = (choices[index] ??= {
        index,
        finish_reason: null,
        logprobs: null,
        message: { content: null, refusal: null }
      })
      Object.assign(choice, more)
      if (finish_reason !== null) choice.finish_reason = finish_reason
      if (logprobs) {
        choice.logprobs ??= { content: null, refusal: null }
        for (const side of ["content", "refusal"] as const) {
          if (logprobs[side]) choice.logprobs[side] = [...(choice.logprobs[side] ?? []), ...logprobs[side]]
        }
      }
      const { content, refusal, reasoning_content, tool_calls, ...whole } = delta
      const { message } = choice
      Object.assign(message, whole)
      if (content) message.content = (message.content ?? "") + content
      if (refusal) message.refusal = (message.refusal ?? "") + refusal
      if (reasoning_content) message.reasoning_content = (message.reasoning_content ?? "") + reasoning_content
      for (const { index: at, function: fn, custom, ...fields } of tool_calls ?? []) {
        const call = ((message.tool_calls ??= [])[at] ??= {})
        Object.assign(call, fields)
        if (fn) {
          call.function ??= { name: fn.name ?? "", arguments: "" }
          call.function.arguments += fn.arguments ?? ""
        }
        if (custom) {
          call.custom ??= { name: custom.name ?? "", input: "" }
          call.custom.input += custom.input ?? ""
        }
      }
    }
  }
  return { ...envelope, object: "chat.completion", choices }
}
