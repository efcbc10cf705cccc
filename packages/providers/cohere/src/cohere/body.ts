import type { Endpoint } from "@turnout/core/Endpoint"
import type { Fitted } from "@turnout/core/Fit"
import type { Request } from "@turnout/core/Request"
import * as Native from "@turnout/wire/NativeBody"
import type { Draft, Notes } from "@turnout/wire/NativeBody"
import type { Body } from "@turnout/wire/Protocol"
import * as Messages from "./messages.ts"
import * as Reasoning from "./reasoning.ts"
import * as Tools from "./tools.ts"
import { forms } from "./words.ts"

/** Parameters that keep their value, by the API's name for each. */
const plain = {
  max_completion_tokens: "max_tokens",
  stop: "stop_sequences",
  temperature: "temperature",
  top_p: "p",
  top_k: "k",
  seed: "seed",
  frequency_penalty: "frequency_penalty",
  presence_penalty: "presence_penalty",
  logprobs: "logprobs"
} as const satisfies { readonly [param in keyof Request]?: string }

const said: ReadonlySet<string> = new Set([
  ...Object.keys(plain),
  "tools",
  "tool_choice",
  "response_format",
  "reasoning_effort"
])

/** Native fields that the contract governs. */
const governed: ReadonlySet<string> = new Set([
  ...Object.values(plain),
  "model",
  "messages",
  "stream",
  "tools",
  "tool_choice",
  "strict_tools",
  "response_format"
])

const parameters = (request: Request, draft: Draft, notes: Notes): void => {
  for (const [param, native] of Object.entries(plain)) {
    const value = request[param as keyof typeof plain]
    if (value === undefined) continue
    draft[native] = value
    if (native !== param) Native.rename(notes, param, native)
  }
}

export const body = (fitted: Fitted, endpoint: Endpoint): Body => {
  const { extension, request } = fitted
  const notes: Notes = []
  const words = { names: Native.names(forms.tool_name), forms }
  const { documents, messages } = Messages.conversation(request.messages, words, endpoint, notes)
  const draft: Draft = { model: endpoint.provider_model_id, messages }
  Object.assign(draft, Tools.plan(request, words, endpoint, fitted.ledger, notes))
  if (documents.length > 0) draft["documents"] = documents
  parameters(request, draft, notes)
  const thinking = Reasoning.thinking(request, endpoint, notes)
  if (thinking !== undefined) draft["thinking"] = thinking
  if (request.stream) draft["stream"] = true
  Native.homeless(request, said, notes)
  const back = words.names.back()
  return {
    body: Native.extended(draft, extension, governed, notes),
    ledger: notes,
    ...(back === undefined ? {} : { names: back })
  }
}
