import type { Feature } from "@turnout/core/Capabilities"
import { isCustomTool, isFunctionTool } from "@turnout/core/Tool"
import type { Request } from "@turnout/core/Request"

/** A feature without which an endpoint cannot do what is asked, and how to say so. */
export interface Need {
  readonly feature: Feature
  readonly words: string
}

/** What the request needs beyond parameters: one pass over its messages, once per request. */
export interface Needs {
  readonly media: ReadonlyArray<Need>
  /** Output media that no endpoint is known to give: there is no feature of that name. */
  readonly impossible?: string
  readonly tools: ReadonlyArray<Need>
  readonly structured: ReadonlyArray<Need>
  readonly reasoning: boolean
}

const outputs: { readonly [modality: string]: Feature } = {
  image: "image_output",
  audio: "audio_output"
}

export const of = (request: Request): Needs => {
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
  return {
    media,
    ...(impossible === undefined ? {} : { impossible }),
    tools: tools(request, seen.calls),
    structured: structured(request),
    reasoning: request.reasoning_effort !== undefined && request.reasoning_effort !== "none"
  }
}

const tools = (request: Request, calls: boolean): ReadonlyArray<Need> => {
  const needs: Array<Need> = []
  const { tool_choice: choice, tools = [] } = request
  // With `none`, tools are sent only where the history holds calls.
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

interface Survey {
  image: boolean
  imageUrl: boolean
  audio: boolean
  file: boolean
  calls: boolean
}

const survey = ({ messages }: Request): Survey => {
  const seen: Survey = { image: false, imageUrl: false, audio: false, file: false, calls: false }
  for (const message of messages) {
    if (message.role === "tool" || (message.role === "assistant" && message.tool_calls !== undefined)) {
      seen.calls = true
    }
    if (typeof message.content !== "object") continue
    for (const part of message.content) {
      if (part.type === "image_url") {
        seen.image = true
        if (!part.image_url.url.startsWith("data:")) seen.imageUrl = true
      } else if (part.type === "input_audio") seen.audio = true
      else if (part.type === "file") seen.file = true
    }
  }
  return seen
}
