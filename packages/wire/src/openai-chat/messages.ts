import type { Endpoint } from "@turnout/core/Endpoint"
import type { Json, JsonObject } from "@turnout/core/Json"
import type { Entry } from "@turnout/core/Ledger"
import type { AssistantMessage, Message, ToolCall } from "@turnout/core/Message"
import { digest } from "../internal/digest.ts"
import type { Quirks } from "./dialect.ts"
import * as Reasoning from "./history.ts"
import { at as valueAt } from "./read.ts"

type Mutable = { [key: string]: Json }

const needsPart = (part: JsonObject, quirks: Quirks): boolean =>
  (!quirks.cacheControl && part["cache_control"] !== undefined) ||
  (!quirks.refusals && part["type"] === "refusal")

const needsCall = (call: ToolCall, quirks: Quirks): boolean =>
  (call as { readonly signature?: string }).signature !== undefined || call.id.length > quirks.callIdLength

/** Whether the message can go out as the very object it is. */
const goesAsItIs = (message: Message, quirks: Quirks): boolean => {
  const { role, content } = message
  if ((role === "system" || role === "developer") && quirks.roles[role] !== role) return false
  if (!quirks.names && (message as { readonly name?: string }).name !== undefined) return false
  if (Array.isArray(content)) {
    for (const part of content as unknown as ReadonlyArray<JsonObject>)
      if (needsPart(part, quirks)) return false
  }
  if (role === "tool") return message.tool_call_id.length <= quirks.callIdLength
  if (role !== "assistant") return true
  return (
    message.reasoning_content === undefined &&
    message.reasoning_details === undefined &&
    (content !== undefined || message.tool_calls !== undefined) &&
    (quirks.refusals || message.refusal === undefined) &&
    message.tool_calls?.some((call) => needsCall(call, quirks)) !== true
  )
}

const parts = (
  content: ReadonlyArray<JsonObject>,
  quirks: Quirks,
  path: string,
  ledger: Array<Entry>
): ReadonlyArray<JsonObject> =>
  content.map((part, index) => {
    if (!needsPart(part, quirks)) return part
    const here = `${path}[${index}]`
    if (part["type"] === "refusal" && !quirks.refusals) {
      ledger.push({ action: "translated", param: here, reason: "dialect" })
      return { type: "text", text: part["refusal"] ?? "" }
    }
    const { cache_control: _, ...rest } = part
    ledger.push({ action: "dropped", param: `${here}.cache_control`, reason: "unsupported" })
    return rest
  })

/** One short id for each long one, the same in the call and in its result, in every turn. */
const callId = (id: string, quirks: Quirks, param: string, ledger: Array<Entry>): string => {
  if (id.length <= quirks.callIdLength) return id
  const to = `call_${digest(id)}`
  ledger.push({ action: "translated", param, from: id, to, reason: "dialect" })
  return to
}

const calls = (
  toolCalls: ReadonlyArray<ToolCall>,
  quirks: Quirks,
  path: string,
  ledger: Array<Entry>
): ReadonlyArray<JsonObject> =>
  toolCalls.map((call, index) => {
    if (!needsCall(call, quirks)) return call as unknown as JsonObject
    const here = `${path}[${index}]`
    const { signature, ...rest } = call as unknown as JsonObject
    const native = { ...rest, id: callId(call.id, quirks, `${here}.id`, ledger) }
    if (signature === undefined) return native
    const param = `${here}.signature`
    if (quirks.callSignature === undefined) {
      ledger.push({ action: "stripped", param, reason: "dialect" })
      return native
    }
    ledger.push({ action: "renamed", param, to: quirks.callSignature.join("."), reason: "same_meaning" })
    return placed(native, quirks.callSignature, signature)
  })

/** The object with a value at a path of keys, what stood beside it kept. */
const placed = (target: JsonObject, path: ReadonlyArray<string>, value: Json): JsonObject => {
  const [key, ...rest] = path
  if (key === undefined) return target
  const inner = valueAt(target, [key])
  const child = rest.length === 0 ? value : placed((inner ?? {}) as JsonObject, rest, value)
  return { ...target, [key]: child }
}

const assistant = (
  message: AssistantMessage,
  native: Mutable,
  quirks: Quirks,
  endpoint: Endpoint,
  path: string,
  ledger: Array<Entry>
): void => {
  delete native["reasoning_content"]
  delete native["reasoning_details"]
  Object.assign(native, Reasoning.toNative(message, quirks, endpoint, path, ledger))
  if (message.tool_calls !== undefined) {
    native["tool_calls"] = calls(message.tool_calls, quirks, `${path}.tool_calls`, ledger)
  }
  if (message.refusal !== undefined && !quirks.refusals) {
    delete native["refusal"]
    ledger.push({ action: "translated", param: `${path}.refusal`, reason: "dialect" })
    const before = native["content"]
    native["content"] = Array.isArray(before)
      ? [...(before as ReadonlyArray<Json>), { type: "text", text: message.refusal }]
      : `${(before as string | undefined) ?? ""}${message.refusal}`
  }
  // The family demands content where nothing else stands in a turn.
  if (
    native["content"] === undefined &&
    message.tool_calls === undefined &&
    native["refusal"] === undefined
  ) {
    if (native["audio"] !== undefined) return
    native["content"] = ""
    ledger.push({ action: "translated", param: `${path}.content`, to: "", reason: "demanded" })
  }
}

/** The conversation in OpenAI's shape: messages that need no change are passed on as they are. */
export const toNative = (
  messages: ReadonlyArray<Message>,
  quirks: Quirks,
  endpoint: Endpoint,
  ledger: Array<Entry>
): ReadonlyArray<JsonObject> => {
  if (messages.every((message) => goesAsItIs(message, quirks))) {
    return messages as unknown as ReadonlyArray<JsonObject>
  }
  return messages.map((message, index) => {
    const native = { ...message } as unknown as Mutable
    if (goesAsItIs(message, quirks)) return native
    const path = `messages[${index}]`
    if (message.role === "system" || message.role === "developer") {
      const role = quirks.roles[message.role]
      if (role !== message.role) {
        native["role"] = role
        ledger.push({
          action: "translated",
          param: `${path}.role`,
          from: message.role,
          to: role,
          reason: "dialect"
        })
      }
    }
    if (!quirks.names && native["name"] !== undefined) {
      delete native["name"]
      ledger.push({ action: "dropped", param: `${path}.name`, reason: "unsupported" })
    }
    if (Array.isArray(message.content)) {
      const list = message.content as unknown as ReadonlyArray<JsonObject>
      native["content"] = parts(list, quirks, `${path}.content`, ledger)
    }
    if (message.role === "tool") {
      native["tool_call_id"] = callId(message.tool_call_id, quirks, `${path}.tool_call_id`, ledger)
    }
    if (message.role === "assistant") assistant(message, native, quirks, endpoint, path, ledger)
    return native
  })
}
