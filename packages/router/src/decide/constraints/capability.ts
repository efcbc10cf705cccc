import type { RequestFacts } from "@turnout/core/Candidate"
import type { Capabilities } from "@turnout/core/Capabilities"
import * as Fit from "@turnout/core/Fit"
import * as MediaType from "@turnout/core/MediaType"
import { isSpokenAt, type Source } from "@turnout/core/Source"
import type { Check, Constraint } from "../constraint/contract.ts"
import { endsWithAssistant, type Need, type Needs } from "../constraint/needs.ts"

/** Only a known `no` excludes; unknown support is tried, with a warning. */
const has = (needs: ReadonlyArray<Need>): Check | undefined =>
  needs.length === 0
    ? undefined
    : ({ endpoint }) => {
        const { features } = endpoint.facts.capabilities
        for (let index = 0; index < needs.length; index++) {
          if (features[needs[index]!.feature] === "no") return needs[index]!.words
        }
        return undefined
      }

/**
 * A kind of image, sound or document that the endpoint takes no part of, a conversation in which nothing is said, or one
 * that ends with the assistant's turn.
 */
const unheard = (
  { features, types: taken }: Capabilities,
  { blank, last, types }: Needs
): string | undefined => {
  if (blank !== undefined && features.blank === "no") return "a message without text is not supported"
  if (last !== undefined && features.assistant_last === "no") return endsWithAssistant
  if (taken === undefined) return undefined
  for (const [kind, type] of types) {
    const list = taken[kind]
    if (list !== undefined && !MediaType.isIn(list, type)) return `${shown(type)} input is not supported`
  }
  return undefined
}

/** It comes from the caller: bounded, and no more than the characters of such a name. */
const shown = (type: string): string => type.slice(0, 80).replace(/[^\w.+/-]/g, "?")

export const media: Constraint = {
  reason: "media",
  holds: ({ needs }, { isTextless }) =>
    needs.impossible === undefined &&
    needs.media.length === 0 &&
    needs.blank === undefined &&
    needs.last === undefined &&
    !isTextless,
  compile: ({ needs }) => {
    if (needs.impossible !== undefined) return () => `${needs.impossible} output is not supported`
    const more = has(needs.media)
    return (subject) =>
      // Every chat answer is text, besides other media.
      subject.endpoint.facts.capabilities.features.text_output === "no"
        ? subject.endpoint.facts.embeddings === undefined
          ? "text output is not supported"
          : "the model gives embeddings, and answers no chat"
        : (more?.(subject) ?? unheard(subject.endpoint.facts.capabilities, needs))
  }
}

export const tools: Constraint = {
  reason: "tools",
  compile: ({ needs: { api, tools } }) => {
    const more = has(tools)
    if (api === undefined) return more
    return (subject) =>
      subject.endpoint.facts.speaks?.includes(api.format) === true ? more?.(subject) : api.words
  }
}

export const structuredOutput: Constraint = {
  reason: "structured_output",
  compile: ({ needs }) => has(needs.structured)
}

export const reasoning: Constraint = {
  reason: "reasoning",
  compile: ({ needs }) =>
    needs.reasoning
      ? ({ endpoint }) =>
          endpoint.facts.capabilities.reasoning.support === "no" ? "the model does not reason" : undefined
      : undefined
}

export const parameters: Constraint = {
  reason: "parameters",
  holds: ({ routing, strict }, { isStreamless }) =>
    !strict && routing.require_parameters !== true && !isStreamless,
  compile: ({ losses, region, request, routing, strict }) => {
    const complete = routing.require_parameters === true
    if (!request.stream && !strict && !complete) return undefined
    return ({ endpoint }) => {
      if (request.stream && endpoint.facts.capabilities.features.stream === "no") return "stream"
      if (!strict && !complete) return undefined
      // A routing parameter that this endpoint does not support.
      if (region !== undefined && endpoint.facts.regions === undefined) return "region"
      const lost = losses(endpoint.facts.capabilities, complete)
      const { source } = request
      const untold = source === undefined || isSpokenAt(source, endpoint) ? none : lossesOf(source)
      return lost === 0 && untold.length === 0
        ? undefined
        : [...untold, ...Fit.lostNames(lost, request)].join(", ")
    }
  }
}

const none: ReadonlyArray<string> = []

/** What the translation of a request from another API drops or changes. */
const lossesOf = ({ lost = [] }: Source): ReadonlyArray<string> =>
  lost.filter(({ action }) => action === "dropped" || action === "clamped").map(({ param }) => param)

/** Safety factor for estimates of prompt tokens. */
const margin = 1.1

/** What has to fit at once: the inputs of an embedding request are read one by one. */
const promptOf = ({ inputs, prompt_tokens }: RequestFacts): number =>
  (inputs?.longest ?? prompt_tokens) * margin

export const contextWindow: Constraint = {
  reason: "context_window",
  holds: ({ facts }, { context, input }) => {
    const prompt = promptOf(facts)
    return prompt + (facts.output_tokens ?? 0) <= context && prompt <= input
  },
  compile: ({ facts }) => {
    const prompt = promptOf(facts)
    const output = facts.output_tokens ?? 0
    return ({ endpoint, waived }) => {
      if (waived) return undefined
      const { limits } = endpoint.facts
      // A limit above the endpoint's is clamped to it.
      const asked = limits.output === undefined ? output : Math.min(output, limits.output)
      if (limits.context !== undefined && prompt + asked > limits.context) {
        return `${Math.ceil(prompt + asked)} tokens into ${limits.context}`
      }
      return limits.input !== undefined && prompt > limits.input
        ? `${Math.ceil(prompt)} input tokens into ${limits.input}`
        : undefined
    }
  }
}
