import type { Feature, MediaTypes } from "@turnout/core/Capabilities"
import * as MediaType from "@turnout/core/MediaType"
import type { Message } from "@turnout/core/Message"
import { isCustomTool, isFunctionTool } from "@turnout/core/Tool"
import type { Request } from "@turnout/core/Request"

/** A feature that the request requires, and its wording. */
export interface Need {
  readonly feature: Feature
  readonly words: string
}

/** Requirements of a request beyond parameters, from one pass over its messages. */
export interface Needs {
  readonly media: ReadonlyArray<Need>
  /** The media types that stand in the request, by kind; a kind without one is left out. */
  readonly types: ReadonlyArray<readonly [kind: keyof MediaTypes, type: string]>
  /** The path of a content in which nothing is said, where nothing at all is said in the conversation. */
  readonly blank?: string
  /** The path of the last message where it is an assistant's. */
  readonly last?: string
  /** Requested output media for which there is no feature. */
  readonly impossible?: string
  /** Why only endpoints that speak the caller's API can answer, and its name. */
  readonly api?: { readonly format: string; readonly words: string }
  readonly tools: ReadonlyArray<Need>
  readonly structured: ReadonlyArray<Need>
  readonly reasoning: boolean
}

export const endsWithAssistant = "an assistant's message at the end of a conversation is not supported"

const outputs: { readonly [modality: string]: Feature } = {
  image: "image_output",
  audio: "audio_output"
}

const plain: Needs = { media: [], types: [], tools: [], structured: [], reasoning: false }

/** Most requests are texts that ask for a text. */
const isPlain = (request: Request): boolean => {
  const { messages, modalities, reasoning_effort, response_format, source, tools } = request
  if (source?.only !== undefined) return false
  if (modalities !== undefined || reasoning_effort !== undefined) return false
  if (response_format !== undefined || tools !== undefined) return false
  if (messages[messages.length - 1]?.role === "assistant") return false
  let isSaid = false
  for (let index = 0; index < messages.length; index++) {
    const message = messages[index]!
    if (message.role === "tool" || typeof message.content !== "string") return false
    if (message.role === "assistant" && message.tool_calls !== undefined) return false
    isSaid ||= /\S/.test(message.content)
  }
  return isSaid
}

export const of = (request: Request): Needs => {
  if (isPlain(request)) return plain
  const seen = survey(request)
  const media: Array<Need> = []
  for (const modality of request.modalities ?? []) {
    if (Object.hasOwn(outputs, modality)) {
      media.push({ feature: outputs[modality]!, words: `${modality} output is not supported` })
    }
  }
  if (seen.image) media.push({ feature: "image", words: "image input is not supported" })
  if (seen.imageUrl) media.push({ feature: "image_url", words: "image input by URL is not supported" })
  if (seen.audio) media.push({ feature: "audio", words: "audio input is not supported" })
  if (seen.file) media.push({ feature: "file", words: "file input is not supported" })
  const impossible = request.modalities?.find(
    (modality) => modality !== "text" && !Object.hasOwn(outputs, modality)
  )
  const blank = blankOf(request)
  const last = lastOf(request)
  const { source } = request
  return {
    media,
    types: [...seen.types.values()],
    ...(blank === undefined ? {} : { blank }),
    ...(last === undefined ? {} : { last }),
    ...(impossible === undefined ? {} : { impossible }),
    ...(source?.only === undefined ? {} : { api: { format: source.format, words: source.only } }),
    tools: tools(request, seen.calls),
    structured: structured(request),
    reasoning: request.reasoning_effort !== undefined && request.reasoning_effort !== "none"
  }
}

const tools = (request: Request, calls: boolean): ReadonlyArray<Need> => {
  const needs: Array<Need> = []
  const { tool_choice: choice, tools = [] } = request
  // With `none`, tools are sent only if the history holds calls.
  const sent = calls || (tools.length > 0 && choice !== "none")
  if (!sent) return needs
  if (calls || tools.some((tool) => !isCustomTool(tool))) {
    needs.push({ feature: "tools", words: "tools are not supported" })
  }
  if (tools.some(isCustomTool))
    needs.push({ feature: "custom_tools", words: "custom tools are not supported" })
  if (choice === "required") {
    needs.push({ feature: "tool_choice_required", words: "tool_choice 'required' is not supported" })
  } else if (typeof choice === "object" && tools.some(isFunctionTool)) {
    needs.push({ feature: "tool_choice_named", words: "a named tool_choice is not supported" })
  }
  return needs
}

const structured = ({ response_format: format }: Request): ReadonlyArray<Need> =>
  format === undefined || format.type === "text"
    ? []
    : [{ feature: format.type, words: `response_format '${format.type}' is not supported` }]

/** Whether a message says, shows or calls anything: white space is nothing to most vendors. */
const says = (message: Message): boolean => {
  const { content, role } = message
  if (role === "tool" || (role === "assistant" && message.tool_calls !== undefined)) return true
  if (role === "assistant" && /\S/.test(message.refusal ?? "")) return true
  if (typeof content === "string") return /\S/.test(content)
  return (
    content?.some((part) =>
      part.type === "text" ? /\S/.test(part.text) : part.type !== "refusal" || /\S/.test(part.refusal)
    ) === true
  )
}

const blankOf = ({ messages }: Request): string | undefined => {
  if (messages.some(says)) return undefined
  const user = messages.findLastIndex(({ role }) => role === "user")
  return `messages[${user < 0 ? messages.length - 1 : user}].content`
}

const lastOf = ({ messages }: Request): string | undefined =>
  messages[messages.length - 1]?.role === "assistant" ? `messages[${messages.length - 1}]` : undefined

type Typed = readonly [kind: keyof MediaTypes, type: string]

interface Survey {
  readonly types: Map<string, Typed>
  image: boolean
  imageUrl: boolean
  audio: boolean
  file: boolean
  calls: boolean
}

const note = ({ types }: Survey, kind: keyof MediaTypes, type: string | undefined): void => {
  if (type !== undefined) types.set(`${kind} ${type}`, [kind, type])
}

const isData = (url: string): boolean => /^data:/i.test(url)

/** Neither its name nor its bytes tell what it is. */
const untyped = "untyped data"

const survey = ({ messages }: Request): Survey => {
  const seen: Survey = {
    types: new Map(),
    image: false,
    imageUrl: false,
    audio: false,
    file: false,
    calls: false
  }
  for (const message of messages) {
    if (message.role === "tool" || (message.role === "assistant" && message.tool_calls !== undefined)) {
      seen.calls = true
    }
    if (typeof message.content !== "object" || message.content === null) continue
    for (const part of message.content) {
      if (part.type === "image_url") {
        seen.image = true
        const { url } = part.image_url
        if (isData(url)) note(seen, "image", MediaType.ofDataUri(url) ?? untyped)
        else seen.imageUrl = true
      } else if (part.type === "input_audio") {
        seen.audio = true
        note(seen, "audio", part.input_audio.format.toLowerCase())
      } else if (part.type === "file") {
        seen.file = true
        const data = part.file.file_data ?? ""
        if (isData(data)) note(seen, "file", MediaType.ofDataUri(data) ?? untyped)
      }
    }
  }
  return seen
}
