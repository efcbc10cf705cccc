import type { Rule } from "@turnout/core/Capabilities"
import * as OpenAiResponses from "@turnout/wire/OpenAiResponses"
import * as Vendor from "@turnout/wire/Vendor"
import { forms, toolRoot } from "./forms.ts"
import { models, nowhere, quirks } from "./models.ts"

const no: Rule = { support: "no" }
const effort = (...values: ReadonlyArray<string>): Rule => ({ support: "yes", values })

/** What the Responses API has otherwise than the chat API; where it says nothing, what is known of chat holds. */
const differences: ReadonlyArray<Vendor.ModelFacts> = [
  { match: /./, override: { params: { stop: no }, features: { tools_with_reasoning: "yes", audio: "no" } } },
  // Search is a tool here, and no model of its own.
  {
    match: /^(?:gpt-4o|gpt-4\.1(?!-nano)|o3(?!-mini)|o4|gpt-(?:[5-9]|\d\d))/,
    override: { params: { web_search_options: { support: "yes" } } }
  },
  {
    match: /^gpt-5\.6(?!\d)/,
    override: { params: { reasoning_effort: effort("none", "low", "medium", "high", "xhigh", "max") } }
  },
  {
    match: /-codex|^codex-/,
    override: {
      params: { reasoning_effort: effort("low", "medium", "high") },
      reasoning: { support: "yes", control: "effort", always: true }
    }
  },
  {
    match: /^gpt-5\.(?:1-codex-max|[2-9]\d*-codex)/,
    override: { params: { reasoning_effort: effort("low", "medium", "high", "xhigh") } }
  },
  { match: /^gpt-5-pro/, override: { params: { reasoning_effort: effort("high") } } },
  {
    match: /^gpt-5\.\d+-pro/,
    override: { params: { reasoning_effort: effort("medium", "high", "xhigh") }, reasoning: { always: true } }
  }
]

/** Answered by the Responses API alone: the endpoints of the vendor's models, and `ResponsesModel` of SDK 7.57. */
const only =
  /^(?:o\d|gpt-\d[\d.]*)-pro|-codex|^codex-|-cyber|^gpt-daybreak-|^gpt-(?:\d[\d.]*-)?rosalind|^computer-use/

/** Answered by the chat API alone: sound, and the models that search by themselves. */
const neverHere = /audio|search-(?:preview|api)/

/** The vendor's models by their names, and what was tuned of them: hosts of other vendors' serve those by chat alone. */
const here = /^(?:ft:)?(?:gpt-(?!oss|3\.5-turbo-instruct)|chatgpt-|o\d|codex-)/

/** Rows that the chat API does not serve. */
export const notOnChat = (id: string): boolean => nowhere.test(id) || only.test(id)

export const responses: Vendor.Api = Vendor.api({
  protocol: OpenAiResponses.make({
    forms: { ...forms, call_id: { max: 64, prefix: "call_" } },
    toolRoot,
    openSchemas: false,
    reasoningTokens: "inside",
    origins: ["openai"],
    roundTrip: { vendors: ["openai"], fields: ["phase", "namespace"] },
    models: quirks
  }),
  path: "/responses",
  models: [...models, ...differences],
  without: ({ id }) => nowhere.test(id) || neverHere.test(id),
  takes: (id) => here.test(id) && !nowhere.test(id) && !neverHere.test(id)
})

/** The models that the chat API does not serve, or not as well. */
export const served = (id: string): Vendor.Served | undefined => {
  if (only.test(id)) {
    return { api: "responses", reason: "unsupported", source: "the vendor's list of models, November 2026" }
  }
  // There it takes tools or reasoning, not both.
  return /^gpt-5\.6(?!\d)(?!.*-chat)/.test(id)
    ? {
        api: "responses",
        reason: "unsupported_with_tools",
        source: "refusals of tools next to reasoning, November 2026"
      }
    : undefined
}
