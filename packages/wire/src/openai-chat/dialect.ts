import type { Override } from "@turnout/core/Capabilities"
import type { FinishReason } from "@turnout/core/Event"
import type { FailureClass } from "@turnout/core/Failure"
import type { JsonObject } from "@turnout/core/Json"
import type { ReasoningEffort } from "@turnout/core/Request"
import type { CostField } from "../internal/stated-cost.ts"
import * as JsonSchema from "../JsonSchema.ts"
import type { Root } from "../json-schema/root.ts"
import type { TextForm } from "../TextForm.ts"

/** Forms of the texts that a vendor restricts. What is absent goes as it is. */
export interface Forms {
  readonly tool_name?: TextForm
  /** Ids of tool calls in the history. */
  readonly call_id?: TextForm
  /** `name` of a message. */
  readonly message_name?: TextForm
  /** `response_format.json_schema.name`. */
  readonly schema_name?: TextForm
  readonly user?: TextForm
  readonly safety_identifier?: TextForm
  readonly prompt_cache_key?: TextForm
}

/** How a request is said. Every field is data, and a model can differ from its vendor in any of them. */
export interface Quirks {
  /** Parameters under another name: `{ max_completion_tokens: "max_tokens" }`. */
  readonly renames: { readonly [param: string]: string }
  /**
   * Parameters that the family has two words for, with the older one, at a server of which nothing is known: the
   * caller's own word is sent, and the older one where the caller used neither.
   */
  readonly spellings: { readonly [param: string]: string }
  /** The role on the wire of the two that instruct. */
  readonly roles: { readonly system: "system" | "developer"; readonly developer: "system" | "developer" }
  /** `stream_options.include_usage` is known; where it is not, nothing of `stream_options` is sent. */
  readonly includeUsage: boolean
  /** Native form of an effort; a level without one is sent as `reasoning_effort`. */
  readonly effort: { readonly [level in ReasoningEffort]?: JsonObject }
  /** The word for `tool_choice: "required"`. */
  readonly required: string
  /** `response_format: { type: "text" }` is accepted, not only understood. */
  readonly textFormat: boolean
  /** Fields of a forced choice of a tool, in place of an effort: some models are made to call one only while they do not reason. */
  readonly forced?: JsonObject
  /** Fields of every body, for which a caller has no words. */
  readonly fixed?: JsonObject
  /** `logprobs` is a flag beside `top_logprobs`, or the one number of both. */
  readonly logprobs: "flag" | "count"
  /** A schema of the answer is taken next to tools; where it is not, the answer comes through a tool there. */
  readonly schemaBesideTools: boolean
  /** How a schema is brought about where `json_schema` is `emulated`: through a tool, or as JSON mode with the schema in the instructions. */
  readonly emulatedSchema: "tool" | "instructions"
  /**
   * The field that takes reasoning back in the history; `origin`: the one in which it came, from there alone; `content`:
   * a part of the content.
   */
  readonly reasoning: "none" | "reasoning_content" | "reasoning" | "reasoning_details" | "origin" | "content"
  /** Turns of the assistant that are refused without reasoning, and the text that stands for want of any. */
  readonly demandedReasoning?: { readonly on: "calls" | "every"; readonly text: string }
  /** Content that is nothing but texts goes as one text. */
  readonly flatText: boolean
  /** Catalog ids of the providers whose reasoning it takes back; absent: any provider that served the same model. */
  readonly origins?: ReadonlyArray<string>
  /**
   * What of a message's and a call's `provider_fields` goes back, by the vendors whose fields they are; absent:
   * nothing does.
   */
  readonly roundTrip?: {
    readonly vendors: ReadonlyArray<string>
    readonly fields: ReadonlyArray<string>
  }
  /** Where a tool call carries its opaque signature, in both directions; absent: nowhere. */
  readonly callSignature?: ReadonlyArray<string>
  /** What the endpoint demands of names and ids; those that do not fit are mapped, names of tools back again. */
  readonly forms: Forms
  /** What it demands of the root of a tool's schema; absent: nothing. */
  readonly toolRoot?: Root
  /** A user's `content: []` is accepted. */
  readonly emptyContent: boolean
  /** `cache_control` on parts and tools is known. */
  readonly cacheControl: boolean
  /** `name` on messages is known. */
  readonly names: boolean
  /** Results of tools hold images; where they do not, a user turn behind the results shows them. */
  readonly resultImages: boolean
  /** What a schema may say that the model is held to under `strict`; absent: anything. */
  readonly strictSchema?: JsonSchema.Dialect | undefined
  /** Refusals are a kind of content; where they are not, they become text. */
  readonly refusals: boolean
}

/** A model-id pattern and how its models differ; later entries win. */
export interface ModelQuirks {
  readonly match: RegExp
  readonly quirks: Partial<Quirks>
}

/** One vendor's way of speaking the family, as data. */
export interface Dialect extends Quirks {
  /** Name of the family in events and logs. */
  readonly name: string
  readonly models: ReadonlyArray<ModelQuirks>
  /** What the protocol's defaults say otherwise for this vendor. */
  readonly capabilities?: Override
  /**
   * What a stream ends with for sure, so that one without it is cut: the reasons of its choices, then `usage` or
   * `[DONE]`, or `[DONE]` alone.
   */
  readonly terminal: "finish" | "usage" | "done"
  /** A `[DONE]` behind content that has no reason to end is one. */
  readonly doneFinishes: boolean
  /** Whether `completion_tokens` counts reasoning; `totals`: as `total_tokens` shows. */
  readonly reasoningTokens: "inside" | "outside" | "totals"
  /** Each delta of reasoning repeats what was said before it. */
  readonly cumulativeReasoning: boolean
  /** Content may open with reasoning between `<think>` and `</think>`. */
  readonly thinkTags: boolean
  /** Where the vendor states what a call cost; the first field that is there counts. */
  readonly costs: ReadonlyArray<CostField>
  /** The contract's word for a tier that was served, where the vendor has another: `{ on_demand: "default" }`. */
  readonly servedTiers: { readonly [native: string]: string }
  /** Native finish reasons over the family's own table. */
  readonly finish: { readonly [native: string]: FinishReason | FailureClass }
  /** Error codes and types over the family's own table. */
  readonly codes: { readonly [code: string]: FailureClass }
}

export const standard: Dialect = {
  name: "openai-chat",
  renames: {},
  spellings: {},
  roles: { system: "system", developer: "developer" },
  includeUsage: true,
  effort: {},
  required: "required",
  textFormat: true,
  logprobs: "flag",
  schemaBesideTools: true,
  emulatedSchema: "tool",
  reasoning: "none",
  flatText: false,
  forms: {},
  emptyContent: true,
  cacheControl: false,
  names: true,
  resultImages: false,
  strictSchema: JsonSchema.openAiStrict,
  refusals: true,
  models: [],
  terminal: "finish",
  doneFinishes: false,
  reasoningTokens: "totals",
  cumulativeReasoning: false,
  thinkTags: false,
  costs: [],
  servedTiers: {},
  finish: {},
  codes: {}
}

/** How this model is spoken to. */
export const quirksOf = (dialect: Dialect, providerModelId: string): Quirks => {
  let different: Quirks | undefined
  for (const { match, quirks } of dialect.models) {
    if (match.test(providerModelId)) different = Object.assign(different ?? { ...dialect }, quirks)
  }
  return different ?? dialect
}
