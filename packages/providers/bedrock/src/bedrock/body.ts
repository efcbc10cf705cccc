import type { Endpoint } from "@turnout/core/Endpoint"
import type { Fitted } from "@turnout/core/Fit"
import type { Request } from "@turnout/core/Request"
import * as Native from "@turnout/wire/NativeBody"
import { type Draft, drop, type Notes } from "@turnout/wire/NativeBody"
import type { Body } from "@turnout/wire/Protocol"
import * as Messages from "./messages.ts"
import * as Reasoning from "./reasoning.ts"
import * as Tools from "./tools.ts"
import { formsOf } from "./words.ts"

/** Parameters of `inferenceConfig`, by their names there. */
const inference = {
  max_completion_tokens: "maxTokens",
  temperature: "temperature",
  top_p: "topP",
  stop: "stopSequences"
} as const satisfies { readonly [param in keyof Request]?: string }

const said: ReadonlySet<string> = new Set([
  ...Object.keys(inference),
  "top_k",
  "tools",
  "tool_choice",
  "response_format",
  "reasoning_effort"
])

/** Native fields that the contract governs. */
const governed: ReadonlySet<string> = new Set([
  "modelId",
  "messages",
  "system",
  "inferenceConfig",
  "toolConfig"
])

const inferenceOf = (request: Request, notes: Notes): Draft => {
  const config: Draft = {}
  for (const [param, native] of Object.entries(inference)) {
    const value = request[param as keyof typeof inference]
    if (value === undefined) continue
    if (param === "stop") {
      const sequences = (value as ReadonlyArray<string>).filter((text, index) => {
        if (text.trim() === "") drop(notes, `stop[${index}]`)
        return text.trim() !== ""
      })
      if (sequences.length === 0) continue
      config[native] = sequences
    } else config[native] = value
    Native.rename(notes, param, `inferenceConfig.${native}`)
  }
  return config
}

/** The body of `converse` and of `converse-stream`: they differ in the path alone, which holds the model too. */
export const body = (fitted: Fitted, endpoint: Endpoint): Body => {
  const { extension, request } = fitted
  const notes: Notes = []
  const forms = formsOf(endpoint.provider_model_id)
  const words = { names: Native.names(forms.tool_name), forms }
  const { messages, system } = Messages.conversation(request.messages, words, endpoint, notes)
  const draft: Draft = {}
  if (system.length > 0) draft["system"] = system
  draft["messages"] = messages
  if (messages.length === 0) {
    notes.push({ action: "translated", param: "messages", to: { messages: [] }, reason: "dialect" })
  }
  Object.assign(draft, Tools.plan(request, words, endpoint, fitted.ledger, notes))
  const config = inferenceOf(request, notes)
  if (Object.keys(config).length > 0) draft["inferenceConfig"] = config
  const own = Reasoning.fields(request, endpoint, notes)
  if (Object.keys(own).length > 0) draft["additionalModelRequestFields"] = own
  if (request.stream) Native.translateSame(notes, "stream")
  Native.homeless(request, said, notes)
  const back = words.names.back()
  return {
    body: Native.extended(draft, extension, governed, notes),
    ledger: notes,
    ...(back === undefined ? {} : { names: back })
  }
}
