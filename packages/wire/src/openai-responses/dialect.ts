import type { Override } from "@turnout/core/Capabilities"
import type { FailureClass } from "@turnout/core/Failure"
import type { Request } from "@turnout/core/Request"
import type { CostField } from "../internal/stated-cost.ts"
import * as JsonSchema from "../JsonSchema.ts"
import type { Root } from "../json-schema/root.ts"
import type { Forms as ChatForms } from "../openai-chat/dialect.ts"

/** Forms of the texts that a vendor restricts. What is absent goes as it is. */
export type Forms = Omit<ChatForms, "message_name">

/** How a request is said. Every field is data, and a model can differ from its vendor in any of them. */
export interface Quirks {
  /** The role on the wire of the two that instruct. */
  readonly roles: { readonly system: "system" | "developer"; readonly developer: "system" | "developer" }
  /** What the endpoint demands of names and ids; those that do not fit are mapped, names of tools back again. */
  readonly forms: Forms
  /** What it demands of the root of a tool's schema; absent: nothing. */
  readonly toolRoot?: Root
  /** Schemas of tools may hold `oneOf`, and objects without `properties`, below their root. */
  readonly openSchemas: boolean
  /** What a schema may say that the model is held to under `strict`; absent: anything. */
  readonly strictSchema?: JsonSchema.Dialect | undefined
  /** Parameters that the family lacks and the vendor takes all the same, under their own names. */
  readonly more: ReadonlyArray<keyof Request>
  /** Refusals are a kind of content; where they are not, they become text. */
  readonly refusals: boolean
  /** The output of a call stands directly behind it, not behind all calls of its turn. */
  readonly adjacent: boolean
  /** What of its own reasoning an endpoint takes back: encrypted items alone, those in plain text too, or nothing. */
  readonly reasoning: "encrypted" | "plain" | "none"
  /** Catalog ids of the providers whose reasoning it takes back; absent: any that made the format for the model. */
  readonly origins?: ReadonlyArray<string>
  /** What of a message's and a call's `provider_fields` goes back, by the vendors whose fields they are. */
  readonly roundTrip?: { readonly vendors: ReadonlyArray<string>; readonly fields: ReadonlyArray<string> }
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
  /** `format` of the reasoning that its endpoints make: what one vendor encrypts, another cannot read. */
  readonly format: string
  readonly models: ReadonlyArray<ModelQuirks>
  /** What the protocol's defaults say otherwise for this vendor. */
  readonly capabilities?: Override
  /** Whether `output_tokens` counts reasoning; `totals`: as `total_tokens` shows. */
  readonly reasoningTokens: "inside" | "outside" | "totals"
  /** Where the vendor states what a call cost; the first field that is there counts. */
  readonly costs: ReadonlyArray<CostField>
  /** The contract's word for a tier that was served, where the vendor has another. */
  readonly servedTiers: { readonly [native: string]: string }
  /** Error codes and types over the family's own table. */
  readonly codes: { readonly [code: string]: FailureClass }
}

export const standard: Dialect = {
  name: "openai-responses",
  format: "openai-responses-v1",
  roles: { system: "system", developer: "developer" },
  forms: {},
  openSchemas: true,
  strictSchema: JsonSchema.openAiStrict,
  more: [],
  refusals: true,
  adjacent: false,
  reasoning: "encrypted",
  models: [],
  reasoningTokens: "totals",
  costs: [],
  servedTiers: {},
  codes: {}
}

/** How this model is spoken to. */
export const quirksOf = (dialect: Dialect, providerModelId: string): Quirks => {
  const different = dialect.models.filter(({ match }) => match.test(providerModelId))
  return different.length === 0
    ? dialect
    : Object.assign({}, dialect, ...different.map(({ quirks }) => quirks))
}
