import * as Capabilities from "@turnout/core/Capabilities"
import * as Statement from "@turnout/core/Statement"
import * as Options from "@turnout/core/Options"
import * as Framing from "./Framing.ts"
import type { SseFrame } from "./Framing.ts"
import { body } from "./openai-responses/body.ts"
import { defaults } from "./openai-responses/capabilities.ts"
import {
  type Dialect,
  type Forms,
  type ModelQuirks,
  type Quirks,
  standard
} from "./openai-responses/dialect.ts"
import * as Failures from "./openai-responses/failure.ts"
import * as Response from "./openai-responses/response.ts"
import * as Source from "./openai-responses/source.ts"
import * as Answers from "./openai-responses/state.ts"
import * as Step from "./openai-responses/step.ts"
import type { Protocol } from "./Protocol.ts"

export type { CostField } from "./internal/stated-cost.ts"
export type { Dialect, Forms, ModelQuirks, Quirks }

/** The state of one streamed answer. */
export type State = Answers.State

/**
 * The Responses API in one vendor's dialect; `options` states the differences from the family. Nothing is stored at the
 * vendor: reasoning goes back and forth encrypted. Its terminal is `response.completed`, `response.incomplete` or
 * `response.failed`: a stream that ends without one is truncated.
 */
export const make = (options: Partial<Dialect> = {}): Protocol<State, SseFrame> => {
  const dialect: Dialect = { ...standard, ...options }
  return {
    name: dialect.name,
    speaks: "openai-responses",
    defaults: Capabilities.merge(defaults, dialect.capabilities),
    framing: Framing.sse,
    body: (fitted, endpoint) =>
      fitted.source === undefined
        ? body(dialect, fitted, endpoint)
        : Source.body(dialect, fitted, fitted.source, endpoint),
    start: Answers.start,
    step: (state, frame) => Step.step(state, frame, dialect),
    end: Step.end,
    whole: (json) => Response.whole(json, dialect),
    models: { path: "/models", list: "data", id: "id" },
    failure: (status, headers, text, now) => Failures.ofStatus(dialect, status, headers, text, now)
  }
}

/** Validates the options of a dialect. */
export const dialect: Options.Check<Partial<Dialect>> = Options.like(standard, {
  capabilities: Statement.override,
  origins: Options.list(Options.string),
  roundTrip: Options.object({
    vendors: Options.list(Options.string),
    fields: Options.list(Options.string)
  }),
  strictSchema: Options.anything(),
  toolRoot: Options.anything()
})

/** The Responses API as implemented by OpenAI. */
export const protocol: Protocol<State, SseFrame> = make()
