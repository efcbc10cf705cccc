import type { Json } from "./Json.ts"

export type Known = "yes" | "no" | "unknown"

/** How an endpoint treats one request parameter. */
export interface Rule {
  readonly support: Known
  /** Support when the model reasons, if different. */
  readonly with_reasoning?: Known
  /** With `support: "no"`: the one value that is accepted all the same, the default. */
  readonly only?: Json
  /** Numbers outside the range are clamped. */
  readonly min?: number
  readonly max?: number
  /** Maximum number of entries; only the first are kept. */
  readonly max_items?: number
  /**
   * Accepted values. Another value is changed to the next lower, else the next higher, if the parameter's values
   * are ordered; otherwise it is dropped.
   */
  readonly values?: ReadonlyArray<string>
  /** Parameters that exclude this one: if one of them is present, this one is dropped. */
  readonly yields_to?: ReadonlyArray<string>
  /** The value sent if the request has none: the endpoint requires one. */
  readonly demanded?: Json
}

/** How reasoning is controlled. `budget`: a token budget; `adaptive`: the model decides, guided by an effort. */
export type ReasoningControl = "effort" | "adaptive" | "budget" | "level" | "toggle" | "unknown"

export interface Reasoning {
  readonly support: Known
  readonly control: ReasoningControl
  /** Reasoning cannot be disabled. */
  readonly always?: boolean
  /** It reasons unless the request says otherwise. */
  readonly by_default?: boolean
  readonly min_budget?: number
  readonly max_budget?: number
}

/**
 * What a request can require beyond parameters. `emulated`: the protocol achieves it by other means and records
 * that in the ledger. `prefill`: it continues an unfinished assistant turn without repeating it. `blank`: it
 * accepts a conversation without content. `assistant_last`: it accepts one that ends with an assistant's message, whether
 * it continues that or not.
 */
export type Feature =
  | "stream"
  | "tools"
  | "tools_with_reasoning"
  | "custom_tools"
  | "tool_choice_none"
  | "tool_choice_required"
  | "tool_choice_named"
  | "json_object"
  | "json_schema"
  | "image"
  | "image_url"
  | "audio"
  | "file"
  | "system_later"
  | "prefill"
  | "blank"
  | "assistant_last"
  | "text_output"
  | "audio_output"
  | "image_output"

/** Accepted media types per kind of input, by registered name; `text/*` accepts all of a kind. */
export interface MediaTypes {
  readonly image?: ReadonlyArray<string>
  /** Formats of `input_audio` as in the request: `wav`, `mp3`. */
  readonly audio?: ReadonlyArray<string>
  readonly file?: ReadonlyArray<string>
}

/** Tokens, at most, that a prompt has beside those that its bytes bound. What is absent is none, or for images usual. */
export interface Overhead {
  /** What the vendor's template puts before every prompt. */
  readonly prompt?: number
  /** What it puts before tools. */
  readonly tools?: number
  /** One image, at its largest. */
  readonly image?: number
}

/**
 * The capabilities of one endpoint. Merged in ascending precedence: the protocol's defaults, the catalog row, the
 * provider's override, the host's override. A parameter or feature that none of them states is unknown: it is sent
 * with `unverified_parameter`, and never satisfies `require_parameters`.
 */
export interface Capabilities {
  readonly params: { readonly [param: string]: Rule }
  readonly features: { readonly [feature in Feature]?: Known | "emulated" }
  readonly reasoning: Reasoning
  /** Kinds that are not listed accept any type. */
  readonly types?: MediaTypes
  /** Unknown top-level fields: passed on (OpenAI's format) or dropped. */
  readonly unlisted: "pass" | "drop"
  readonly overhead?: Overhead
}

/** A partial statement of capabilities. */
export interface Override {
  readonly params?: { readonly [param: string]: Partial<Rule> }
  readonly features?: Capabilities["features"]
  readonly reasoning?: Partial<Reasoning>
  readonly types?: MediaTypes
  readonly unlisted?: Capabilities["unlisted"]
  readonly overhead?: Overhead
}

export const unknown: Capabilities = {
  params: {},
  features: {},
  reasoning: { support: "unknown", control: "unknown" },
  unlisted: "pass"
}

/** `override` wins, field by field. */
export const merge = (base: Capabilities, override: Override | undefined): Capabilities => {
  if (override === undefined) return base
  let params = base.params
  if (override.params !== undefined) {
    const merged: { [param: string]: Rule } = { ...params }
    for (const [name, rule] of Object.entries(override.params)) {
      merged[name] = { support: "unknown", ...merged[name], ...rule }
    }
    params = merged
  }
  return {
    params,
    features: override.features === undefined ? base.features : { ...base.features, ...override.features },
    reasoning:
      override.reasoning === undefined ? base.reasoning : { ...base.reasoning, ...override.reasoning },
    ...(base.types === undefined && override.types === undefined
      ? {}
      : { types: { ...base.types, ...override.types } }),
    unlisted: override.unlisted ?? base.unlisted,
    ...(override.overhead === undefined && base.overhead === undefined
      ? undefined
      : { overhead: { ...base.overhead, ...override.overhead } })
  }
}
