import type { Override } from "@turnout/core/Capabilities"
import type { TextForm } from "../TextForm.ts"

/** How a model is spoken to. Every field is data, and a model can differ from its host in any of them. */
export interface Quirks {
  /** Catalog ids of the providers whose signatures it takes back; absent: any provider that served the same model. */
  readonly origins?: ReadonlyArray<string>
  /** `id` of function calls and their responses is accepted. */
  readonly callIds: boolean
  /** A turn whose first function call has no `thoughtSignature` is refused; the documented bypass value stands in for it. */
  readonly signed: boolean
  /** `functionResponse.parts` holds media; where it does not, they stand behind the results. */
  readonly resultMedia: boolean
  /** `systemInstruction` is accepted; where it is not, instructions stand before the first user turn. */
  readonly instructions: boolean
  /** A response format is accepted next to function declarations, as long as none is forced. */
  readonly formatWithTools: boolean
  /** `googleSearch` is accepted next to function declarations. */
  readonly searchWithTools: boolean
  /**
   * The fields that hold schemas: `json` those of JSON Schema (`parametersJsonSchema`, `responseJsonSchema`), `openapi`
   * those of the OpenAPI subset (`parameters`, `responseSchema`).
   */
  readonly schemas: "json" | "openapi"
}

/** A model-id pattern and how its models differ; later entries win. */
export interface ModelQuirks {
  readonly match: RegExp
  readonly quirks: Partial<Quirks>
}

/** What a host demands of names and ids, as data. */
export interface Forms {
  readonly tool_name?: TextForm
  readonly call_id?: TextForm
}

/** One host's way of speaking the family, as data. */
export interface Dialect extends Quirks {
  readonly models: ReadonlyArray<ModelQuirks>
  readonly forms: Forms
  /** What the protocol's defaults say otherwise for this host. */
  readonly capabilities?: Override
}

/**
 * Names: a letter or `_` first, then also digits, `.`, `:` and `-`, 64 in all; the SDK's types of November 2026 speak of
 * 128, errors of December 2025 of 64.
 */
const forms: Forms = { tool_name: { character: /[A-Za-z0-9_.:-]/, first: /[A-Za-z_]/, max: 64 } }

export const standard: Dialect = {
  callIds: true,
  signed: false,
  resultMedia: false,
  instructions: true,
  formatWithTools: false,
  searchWithTools: false,
  schemas: "json",
  models: [],
  forms
}

/** How this model is spoken to. */
export const quirksOf = (dialect: Dialect, providerModelId: string): Quirks => {
  const different = dialect.models.filter(({ match }) => match.test(providerModelId))
  return different.length === 0
    ? dialect
    : Object.assign({}, dialect, ...different.map(({ quirks }) => quirks))
}
