import type { Overhead } from "./Capabilities.ts"
import type { Embedding } from "./Embedding.ts"
import { utf8Bytes } from "./Estimate.ts"
import type { Message } from "./Message.ts"
import type { Request } from "./Request.ts"

/**
 * What bounds the tokens of a request's prompt, whatever the tokenizer: a token is never less than a byte. Media are
 * counted apart, as their bytes say little of their tokens.
 */
export interface PromptBound {
  /** Bytes of all that is said, as JSON: punctuation stands for what a template puts between messages. */
  readonly text: number
  readonly images: number
  /** Tokens of all clips together. */
  readonly audio: number
  /** There are tools, or what may be sent as one: a schema, a search. */
  readonly tools: boolean
  /** Something is only referred to, or its tokens do not follow from its size (a PDF's pages): the window alone bounds it. */
  readonly open: boolean
  /** The vendor may be asked to search, or to use other tools of its own: how often, and what they bring, has no bound. */
  readonly searches: boolean
}

/** Of one image by default: some models take up to 128 × 128 patches. */
const imageTokens = 16_384

/** Vendors take up to 32 tokens per second, and nobody speaks in less than 750 bytes: 1,000 characters of base64. */
const charactersPerAudioToken = 31
/** A clip is no shorter than a few seconds. */
const tokensPerClip = 64

/** A turn without a word is sent with an empty one. */
const bytesPerMessage = 8

/** Ids of calls may be longer in the vendor's alphabet, and results bear words of their own. */
const bytesPerCall = 64

/** What a protocol says in place of a response format that an endpoint lacks. */
const formatBytes = 512

/** Templates may print a tool with line breaks and indents, or a schema both as a tool and in words. */
const twice = 2

/** Linear in the request; media are not looked into. */
export const of = (request: Request): PromptBound => {
  const {
    embedding,
    extensions,
    messages,
    response_format: format,
    tools,
    unknown,
    web_search_options: search
  } = request
  const media = { images: 0, audio: 0, open: false }
  let calls = 0
  for (const message of messages) {
    count(message, media)
    if (message.role === "tool") calls += 1
    else if (message.role === "assistant") calls += message.tool_calls?.length ?? 0
  }
  const isTyped = format !== undefined && format.type !== "text"
  return {
    text:
      (embedding === undefined ? 0 : inputBytes(embedding.input)) +
      bytes(messages.map(withoutMedia)) +
      messages.length * bytesPerMessage +
      calls * bytesPerCall +
      twice * bytes(tools) +
      (isTyped ? twice * bytes(format) + formatBytes : bytes(format)) +
      bytes(search) +
      bytes(unknown) +
      bytes(extensions),
    ...media,
    tools: tools !== undefined || isTyped || search !== undefined,
    searches:
      search !== undefined ||
      request.source?.only !== undefined ||
      brings(unknown) ||
      Object.values(extensions ?? {}).some((each) => brings(each))
  }
}

/** A model's marks around a text, by rule of thumb. */
const tokensPerInput = 8

/** Texts by their bytes, tokens by their number. */
const inputBytes = (input: Embedding["input"]): number => {
  let sum = tokensPerInput * input.length
  for (const each of input) sum += typeof each === "string" ? utf8Bytes(each) : each.length
  return sum
}

/** The most tokens that the prompt can have at an endpoint; `Infinity` where only its window bounds them. */
export const tokens = (bound: PromptBound, overhead: Overhead = {}): number =>
  bound.open
    ? Infinity
    : bound.text +
      bound.audio +
      bound.images * (overhead.image ?? imageTokens) +
      (overhead.prompt ?? 0) +
      (bound.tools ? (overhead.tools ?? 0) : 0)

/** Names under which vendors take tools of their own, in whose fields a caller gives them. */
const ownTools = /search|tools|plugin|retriev|ground|source|mcp|connector|browse|agent/i

const brings = (fields: object | undefined): boolean =>
  Object.keys(fields ?? {}).some((name) => ownTools.test(name))

const count = (message: Message, media: { images: number; audio: number; open: boolean }): void => {
  if (message.role === "assistant" && message.audio !== undefined) media.open = true
  const { content } = message
  if (content === undefined || content === null || typeof content === "string") return
  for (const part of content) {
    switch (part.type) {
      case "text":
      case "refusal":
        break
      case "image_url":
        media.images += 1
        break
      case "input_audio":
        media.audio += Math.ceil(part.input_audio.data.length / charactersPerAudioToken) + tokensPerClip
        break
      default:
        media.open = true
    }
  }
}

const bytes = (value: unknown): number => (value === undefined ? 0 : utf8Bytes(JSON.stringify(value) ?? ""))

/** Parts that are counted apart are no text; a field elsewhere that is called like theirs is. */
const withoutMedia = (message: Message): object => {
  const { content } = message
  if (content === undefined || content === null || typeof content === "string") return message
  const texts: Array<object> = []
  for (const part of content) if (part.type === "text" || part.type === "refusal") texts.push(part)
  return { ...message, content: texts }
}
