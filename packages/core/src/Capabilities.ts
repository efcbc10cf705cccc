import type { Json } from "./Json.ts"

export type Known = "yes" | "no" | "unknown"

/** What an endpoint does with one request parameter. */
export interface Rule {
  readonly support: Known
  /** Next to reasoning, where that differs. */
  readonly with_reasoning?: Known
  /** A number outside is clamped to it. */
  readonly min?: number
  readonly max?: number
  /** The most entries it takes; more are cut, the first are kept. */
  readonly max_items?: number
  /**
   * The words it takes. Another one is moved to the next lower, else the next higher, where the parameter's words
   * have an order; else it is dropped.
   */
  readonly values?: ReadonlyArray<string>
  /** Parameters that it is not taken next to: where one of them stands, this one is dropped. */
  readonly yields_to?: ReadonlyArray<string>
  /** Sent when the request has no value: the endpoint demands one. */
  readonly demanded?: Json
}

/** How an endpoint is told to reason. `budget`: tokens; `adaptive`: it decides, guided by an effort. */
export type ReasoningControl = "effort" | "adaptive" | "budget" | "level" | "toggle" | "unknown"

export interface Reasoning {
  readonly support: Known
  readonly control: ReasoningControl
  /** It cannot be switched off. */
  readonly always?: boolean
  /** It reasons when the request says nothing about it. */
  readonly by_default?: boolean
  readonly min_budget?: number
  readonly max_budget?: number
}

/**
 * What a request can need beyond parameters. `emulated`: the protocol brings it about by other means and says
 * so in the ledger. `prefill`: behind a turn of the assistant that is not over it goes on, and does not repeat it.
 * `blank`: it answers a conversation in which nothing is said.
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
  | "text_output"
  | "audio_output"
  | "image_output"

/** The media types that an endpoint takes of each kind of input, by their registered names; `text/*` is all of a kind. */
export interface MediaTypes {
  readonly image?: ReadonlyArray<string>
  /** Formats of `input_audio`, as the request names them: `wav`, `mp3`. */
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
 * What one endpoint takes. Merged from four authorities, growing: the protocol's defaults, the catalog's row,
 * the provider's override, the host's override. A parameter or feature that none of them names is unknown: it
 * passes, with `unverified_parameter`, and never satisfies `require_parameters`.
 */
export interface Capabilities {
  readonly params: { readonly [param: string]: Rule }
  readonly features: { readonly [feature in Feature]?: Known | "emulated" }
  readonly reasoning: Reasoning
  /** Of a kind that is not listed any type passes. */
  readonly types?: MediaTypes
  /** Top-level fields that the contract does not know: passed on (OpenAI's format) or dropped. */
  readonly unlisted: "pass" | "drop"
  readonly overhead?: Overhead
}

/** A layer of authority: only what it states. */
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
