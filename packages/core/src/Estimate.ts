import type { Embedding } from "./Embedding.ts"
import type { Json } from "./Json.ts"
import type { AssistantMessage, Message } from "./Message.ts"
import type { Request } from "./Request.ts"

/** What an image counts for, whatever its size: vendors take between 85 and about 1,600. */
export const imageTokens = 1000

const bytesPerToken = 4
const tokensPerMessage = 8

/** Base64 characters per token: half a minute of speech, and a page of a printed document, by rule of thumb. */
const audioCharacters = 1000
const fileCharacters = 64

/**
 * The prompt of a request in tokens, by its bytes and not by any vendor's tokenizer: off by a fifth for English,
 * more for code and other scripts. Linear in the request.
 */
export const promptTokens = (request: Request): number => {
  if (request.embedding !== undefined) return inputTokens(request.embedding.input).sum
  let bytes = 0
  for (const message of request.messages) bytes += messageBytes(message)
  if (request.tools !== undefined)
    for (const tool of request.tools) bytes += jsonBytes(tool as unknown as Json)
  const format = request.response_format
  if (format?.type === "json_schema") bytes += jsonBytes(format.json_schema as unknown as Json)
  return Math.ceil(bytes / bytesPerToken) + tokensPerMessage * request.messages.length
}

/** Of the inputs of an embedding request: all together, and of the longest. Tokens that the caller counted are so many. */
export const inputTokens = (
  input: Embedding["input"]
): { readonly sum: number; readonly longest: number } => {
  let sum = 0
  let longest = 0
  for (const each of input) {
    const tokens = typeof each === "string" ? Math.ceil(utf8Bytes(each) / bytesPerToken) : each.length
    sum += tokens
    if (tokens > longest) longest = tokens
  }
  return { sum, longest }
}

/**
 * Bytes of a text in UTF-8. A lone surrogate counts as what is sent for it (three). A long text is encoded into
 * a buffer that is kept: ten times faster than to look at every unit, and nothing of it is copied out.
 */
export const utf8Bytes = (text: string): number => {
  if (text.length <= shortText) return countUnits(text)
  scratch ??= { encoder: new TextEncoder(), buffer: new Uint8Array(16_384) }
  let bytes = 0
  let rest = text
  for (;;) {
    const { read, written } = scratch.encoder.encodeInto(rest, scratch.buffer)
    bytes += written
    if (read >= rest.length) return bytes
    rest = rest.slice(read)
  }
}

/** Below this the call of the encoder costs more than the loop. */
const shortText = 32

let scratch: { readonly encoder: TextEncoder; readonly buffer: Uint8Array<ArrayBuffer> } | undefined

const countUnits = (text: string): number => {
  const length = text.length
  let bytes = length
  for (let index = 0; index < length; index++) {
    const unit = text.charCodeAt(index)
    if (unit < 0x80) continue
    if (unit < 0x800) bytes += 1
    else {
      bytes += 2
      if (isHigh(unit) && index + 1 < length && isLow(text.charCodeAt(index + 1))) index += 1
    }
  }
  return bytes
}

const isHigh = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff

const isLow = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff

/** Bytes of a value as JSON, escapes left out. */
const jsonBytes = (value: Json | undefined): number => {
  if (value === undefined) return 0
  if (typeof value === "string") return utf8Bytes(value) + 2
  if (typeof value === "number") return numberBytes(value)
  if (typeof value !== "object" || value === null) return value === false ? 5 : 4
  let bytes = 2
  if (Array.isArray(value)) {
    for (const item of value as ReadonlyArray<Json>) bytes += jsonBytes(item) + 1
    return bytes
  }
  for (const key in value) {
    if (Object.hasOwn(value, key))
      bytes += utf8Bytes(key) + 4 + jsonBytes((value as { [key: string]: Json })[key])
  }
  return bytes
}

const numberBytes = (value: number): number => {
  if (!Number.isSafeInteger(value)) return 8
  let bytes = value < 0 ? 2 : 1
  for (let rest = Math.abs(value); rest >= 10; rest /= 10) bytes += 1
  return bytes
}

const messageBytes = (message: Message): number => {
  let bytes = contentBytes(message.content)
  if (message.role === "tool") return bytes + utf8Bytes(message.tool_call_id)
  if (message.name !== undefined) bytes += utf8Bytes(message.name)
  return message.role === "assistant" ? bytes + saidBytes(message) : bytes
}

/** What an assistant said besides its content. A signature is no prompt. */
const saidBytes = (message: AssistantMessage): number => {
  let bytes = message.refusal === undefined ? 0 : utf8Bytes(message.refusal)
  for (const call of message.tool_calls ?? none) {
    const [name, text] =
      call.type === "function"
        ? [call.function.name, call.function.arguments]
        : [call.custom.name, call.custom.input]
    bytes += utf8Bytes(call.id) + utf8Bytes(name) + utf8Bytes(text)
  }
  for (const detail of message.reasoning_details ?? none) {
    if (detail.type === "reasoning.text") bytes += utf8Bytes(detail.text)
    else if (detail.type === "reasoning.summary") bytes += utf8Bytes(detail.summary)
    else bytes += utf8Bytes(detail.data)
  }
  return bytes
}

const none: ReadonlyArray<never> = []

const contentBytes = (content: Message["content"]): number => {
  if (content === undefined || content === null) return 0
  if (typeof content === "string") return utf8Bytes(content)
  let bytes = 0
  for (const part of content) {
    switch (part.type) {
      case "text":
        bytes += utf8Bytes(part.text)
        break
      case "refusal":
        bytes += utf8Bytes(part.refusal)
        break
      case "image_url":
        bytes += imageTokens * bytesPerToken
        break
      case "input_audio":
        bytes += (part.input_audio.data.length / audioCharacters) * bytesPerToken
        break
      case "file":
        bytes += Math.max(imageTokens, (part.file.file_data?.length ?? 0) / fileCharacters) * bytesPerToken
        break
      default:
        bytes += jsonBytes(part as unknown as Json)
    }
  }
  return bytes
}
