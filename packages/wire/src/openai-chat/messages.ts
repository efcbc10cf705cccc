import type { Endpoint } from "@turnout/core/Endpoint"
import type { Json, JsonObject } from "@turnout/core/Json"
import type { Entry } from "@turnout/core/Ledger"
import type { AssistantMessage, Message, ToolCall, ToolMessage } from "@turnout/core/Message"
import type { Names } from "../text-form/names.ts"
import { dropMark, translate } from "../internal/notes.ts"
import { toForm } from "../TextForm.ts"
import type { Quirks } from "./dialect.ts"
import * as Reasoning from "./history.ts"
import { at as valueAt } from "../internal/json.ts"
import * as Returned from "./returned.ts"

type Mutable = { [key: string]: Json }

const needsPart = (part: JsonObject, quirks: Quirks): boolean =>
  (!quirks.cacheControl && part["cache_control"] !== undefined) ||
  (!quirks.refusals && part["type"] === "refusal")

const isImage = (part: { readonly type: string }): boolean => part.type === "image_url"

const nameOf = (call: ToolCall): string => (call.type === "custom" ? call.custom.name : call.function.name)

const needsCall = (call: ToolCall, quirks: Quirks, names: Names): boolean =>
  names.toNative(nameOf(call)) !== nameOf(call) ||
  (call as { readonly signature?: string }).signature !== undefined ||
  call.provider_fields !== undefined ||
  toForm(call.id, quirks.forms.call_id) !== call.id

const needsName = (name: string | undefined, quirks: Quirks): boolean =>
  name !== undefined && (!quirks.names || toForm(name, quirks.forms.message_name) !== name)

/** Whether the message can go out as the very object it is. */
const goesAsItIs = (message: Message, quirks: Quirks, names: Names): boolean => {
  const { role, content } = message
  if ((role === "system" || role === "developer") && quirks.roles[role] !== role) return false
  if (needsName((message as { readonly name?: string }).name, quirks)) return false
  if (Array.isArray(content)) {
    if (content.length === 0 && !quirks.emptyContent) return false
    for (const part of content as unknown as ReadonlyArray<JsonObject>)
      if (needsPart(part, quirks)) return false
  }
  if (role === "tool") {
    const shows = !quirks.resultImages && typeof message.content !== "string" && message.content.some(isImage)
    return !shows && toForm(message.tool_call_id, quirks.forms.call_id) === message.tool_call_id
  }
  if (role !== "assistant") return true
  return (
    message.reasoning_content === undefined &&
    message.reasoning_details === undefined &&
    message.provider_fields === undefined &&
    ((content !== undefined && content !== null) || message.tool_calls !== undefined) &&
    (quirks.refusals || message.refusal === undefined) &&
    message.tool_calls?.some((call) => needsCall(call, quirks, names)) !== true
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
    dropMark(ledger, here, "cache_control")
    return rest
  })

/** One id that the endpoint takes for each that it does not, the same in the call and in its result, in every turn. */
const callId = (id: string, quirks: Quirks, param: string, ledger: Array<Entry>): string => {
  const to = toForm(id, quirks.forms.call_id)
  if (to !== id) ledger.push({ action: "translated", param, from: id, to, reason: "dialect" })
  return to
}

const calls = (
  toolCalls: ReadonlyArray<ToolCall>,
  quirks: Quirks,
  names: Names,
  path: string,
  ledger: Array<Entry>
): ReadonlyArray<JsonObject> =>
  toolCalls.map((call, index) => {
    if (!needsCall(call, quirks, names)) return call as unknown as JsonObject
    const here = `${path}[${index}]`
    const { signature, provider_fields, ...rest } = call as unknown as JsonObject
    const name = names.toNative(nameOf(call))
    if (name !== nameOf(call)) translate(ledger, `${here}.${call.type}.name`, nameOf(call), name)
    const native = {
      ...rest,
      ...Returned.toNative(provider_fields, quirks, here, ledger),
      id: callId(call.id, quirks, `${here}.id`, ledger),
      [call.type]: { ...(rest[call.type] as JsonObject), name }
    }
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
  names: Names,
  endpoint: Endpoint,
  path: string,
  ledger: Array<Entry>
): void => {
  delete native["reasoning_content"]
  delete native["reasoning_details"]
  delete native["provider_fields"]
  Object.assign(native, Returned.toNative(message.provider_fields, quirks, path, ledger))
  Object.assign(native, Reasoning.toNative(message, quirks, endpoint, path, ledger))
  if (message.tool_calls !== undefined) {
    native["tool_calls"] = calls(message.tool_calls, quirks, names, `${path}.tool_calls`, ledger)
  }
  if (message.refusal !== undefined && !quirks.refusals) {
    delete native["refusal"]
    ledger.push({ action: "translated", param: `${path}.refusal`, reason: "dialect" })
    const before = native["content"]
    native["content"] = Array.isArray(before)
      ? [...(before as ReadonlyArray<Json>), { type: "text", text: message.refusal }]
      : `${(before as string | null | undefined) ?? ""}${message.refusal}`
  }
  // The family demands content where nothing else stands in a turn.
  if (
    (native["content"] === undefined || native["content"] === null) &&
    message.tool_calls === undefined &&
    (native["refusal"] === undefined || native["refusal"] === "")
  ) {
    if (native["audio"] !== undefined) return
    native["content"] = ""
    ledger.push({ action: "translated", param: `${path}.content`, to: "", reason: "demanded" })
  }
}

/** Images of results, which are shown to the model as soon as the last result of the turn is told. */
interface Shown {
  readonly parts: Array<Json>
}

const result = (
  message: ToolMessage,
  native: Mutable,
  quirks: Quirks,
  path: string,
  shown: Shown,
  ledger: Array<Entry>
): void => {
  native["tool_call_id"] = callId(message.tool_call_id, quirks, `${path}.tool_call_id`, ledger)
  const content = native["content"] as string | ReadonlyArray<Json>
  if (quirks.resultImages || typeof content === "string") return
  const kept = content.filter((part, index) => {
    if (!isImage(part as unknown as { readonly type: string })) return true
    ledger.push({ action: "emulated", param: `${path}.content[${index}]`, reason: "dialect" })
    shown.parts.push(part)
    return false
  })
  native["content"] = kept.length === 0 ? "" : kept
  if (kept.length === 0) translate(ledger, `${path}.content`, undefined, "")
}

const toTurn = (
  message: Message,
  quirks: Quirks,
  names: Names,
  endpoint: Endpoint,
  path: string,
  shown: Shown,
  ledger: Array<Entry>
): JsonObject => {
  const native = { ...message } as unknown as Mutable
  if (message.role === "system" || message.role === "developer") {
    const role = quirks.roles[message.role]
    if (role !== message.role) {
      native["role"] = role
      translate(ledger, `${path}.role`, message.role, role)
    }
  }
  const { name } = native
  if (typeof name === "string" && needsName(name, quirks)) {
    if (quirks.names && name !== "") {
      const to = (native["name"] = toForm(name, quirks.forms.message_name))
      translate(ledger, `${path}.name`, name, to)
    } else {
      delete native["name"]
      const reason = name === "" ? "needless" : "unsupported"
      ledger.push({ action: "dropped", param: `${path}.name`, reason })
    }
  }
  if (Array.isArray(message.content)) {
    const list = message.content as unknown as ReadonlyArray<JsonObject>
    native["content"] = parts(list, quirks, `${path}.content`, ledger)
    if (list.length === 0 && !quirks.emptyContent) {
      native["content"] = ""
      ledger.push({ action: "translated", param: `${path}.content`, to: "", reason: "demanded" })
    }
  }
  if (message.role === "tool") result(message, native, quirks, path, shown, ledger)
  if (message.role === "assistant") assistant(message, native, quirks, names, endpoint, path, ledger)
  return native
}

/** The conversation in OpenAI's shape: messages that need no change are passed on as they are. */
export const toNative = (
  messages: ReadonlyArray<Message>,
  quirks: Quirks,
  names: Names,
  endpoint: Endpoint,
  ledger: Array<Entry>
): ReadonlyArray<JsonObject> => {
  if (messages.every((message) => goesAsItIs(message, quirks, names))) {
    return messages as unknown as ReadonlyArray<JsonObject>
  }
  const turns: Array<JsonObject> = []
  const shown: Shown = { parts: [] }
  const show = () => {
    if (shown.parts.length > 0) turns.push({ role: "user", content: shown.parts.splice(0) })
  }
  for (const [index, message] of messages.entries()) {
    if (message.role !== "tool") show()
    turns.push(
      goesAsItIs(message, quirks, names)
        ? ({ ...message } as unknown as JsonObject)
        : toTurn(message, quirks, names, endpoint, `messages[${index}]`, shown, ledger)
    )
  }
  show()
  return turns
}
