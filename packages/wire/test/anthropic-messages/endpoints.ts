import type { Override } from "@turnout/core/Capabilities"
import type { Limits } from "@turnout/core/Endpoint"
import type { Fitted } from "@turnout/core/Fit"
import type { JsonObject } from "@turnout/core/Json"
import * as Listing from "@turnout/core/Listing"
import type { Message } from "@turnout/core/Message"
import type { Request } from "@turnout/core/Request"
import { protocol } from "@turnout/wire/AnthropicMessages"

export const endpoint = (capabilities: Override = {}, limits: Limits = { output: 64_000 }) =>
  Listing.passthrough("some-model-1", {
    provider: "somewhere",
    defaults: protocol.defaults,
    models: { "some-model-1": { model: "some-model", limits, capabilities } }
  })

/** Thinks within a budget, and has no structured output of its own. */
export const budget = endpoint({ reasoning: { support: "yes", control: "budget" } })

/** Thinks as it sees fit, guided by an effort, and keeps to a schema. */
export const adaptive = endpoint({
  reasoning: { support: "yes", control: "adaptive" },
  features: { json_schema: "yes" }
})

export const sealed = endpoint({
  reasoning: { support: "yes", control: "adaptive", always: true },
  features: { json_schema: "yes", tool_choice_required: "no", tool_choice_named: "no", system_later: "yes" }
})

export const plain: Request = {
  messages: [{ role: "user", content: "Hi" }],
  stream: false,
  max_completion_tokens: 4096
}

export const fitted = (request: Partial<Request>, extension?: JsonObject): Fitted => ({
  request: { ...plain, ...request },
  ledger: [],
  ...(extension === undefined ? {} : { extension })
})

/** The body of a request as it goes out, and the ledger. */
export const said = (request: Partial<Request>, at = budget, extension?: JsonObject) => {
  const { body, ledger } = protocol.body(fitted(request, extension), at)
  return { body: JSON.parse(JSON.stringify(body)) as { readonly [key: string]: unknown }, ledger }
}

export const turns = (messages: ReadonlyArray<Message>, at = budget) => {
  const { body, ledger } = said({ messages }, at)
  return { system: body["system"], messages: body["messages"], ledger }
}
