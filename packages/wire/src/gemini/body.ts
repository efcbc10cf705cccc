import type { Endpoint } from "@turnout/core/Endpoint"
import type { Fitted } from "@turnout/core/Fit"
import type { Request } from "@turnout/core/Request"
import { homeless } from "../internal/homeless.ts"
import type { Body } from "../Protocol.ts"
import * as Names from "../text-form/names.ts"
import * as Config from "./config.ts"
import { type Dialect, quirksOf } from "./dialect.ts"
import * as Extension from "./extension.ts"
import * as Format from "./format.ts"
import { translateMessages } from "./messages.ts"
import { type Draft, type Notes, translate, type Words } from "./notes.ts"
import * as Reasoning from "./reasoning.ts"
import * as Tools from "./tools.ts"

/** Fields that are said below; any other has no home in this family. */
const said: ReadonlySet<string> = new Set<keyof Request>([
  "temperature",
  "top_p",
  "top_k",
  "n",
  "max_completion_tokens",
  "stop",
  "seed",
  "presence_penalty",
  "frequency_penalty",
  "logprobs",
  "top_logprobs",
  "tools",
  "tool_choice",
  "parallel_tool_calls",
  "response_format",
  "reasoning_effort",
  "web_search_options",
  "modalities"
])

export const body = (dialect: Dialect, fitted: Fitted, endpoint: Endpoint): Body => {
  const { request } = fitted
  const notes: Notes = []
  const quirks = quirksOf(dialect, endpoint.provider_model_id)
  const words: Words = { names: Names.make(dialect.forms.tool_name), forms: dialect.forms, quirks }
  const format = Format.plan(request, endpoint, quirks, fitted.ledger, notes)
  const { system, contents } = translateMessages(request.messages, words, endpoint, notes)
  const draft: Draft = {}
  if (system.length > 0) draft["systemInstruction"] = { parts: system }
  draft["contents"] = contents
  if (contents.length === 0) {
    notes.push({ action: "translated", param: "messages", to: { contents: [] }, reason: "dialect" })
  }
  Object.assign(draft, Tools.plan(request, words, endpoint, format, notes))
  const config = Config.plan(request, notes)
  if (format.kind === "native") Object.assign(config, format.config)
  const thinking = Reasoning.plan(request, endpoint, notes)
  if (thinking !== undefined) config["thinkingConfig"] = thinking
  if (Object.keys(config).length > 0) draft["generationConfig"] = config
  // Another path, and not another body.
  if (request.stream) translate(notes, "stream")
  homeless(request, said, notes)
  const native = fitted.extension === undefined ? draft : Extension.merged(draft, fitted.extension, notes)
  const back = words.names.back()
  return { body: native, ledger: notes, ...(back === undefined ? {} : { names: back }) }
}
