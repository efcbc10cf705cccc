import * as Capabilities from "@turnout/core/Capabilities"
import * as Statement from "@turnout/core/Statement"
import * as Options from "@turnout/core/Options"
import * as Framing from "./Framing.ts"
import type { SseFrame } from "./Framing.ts"
import * as Answers from "./openai-chat/answer.ts"
import { body } from "./openai-chat/body.ts"
import { defaults } from "./openai-chat/capabilities.ts"
import { type Dialect, type Forms, type ModelQuirks, type Quirks, standard } from "./openai-chat/dialect.ts"
import * as Failures from "./openai-chat/failure.ts"
import type { Protocol } from "./Protocol.ts"

export type { CostField } from "./internal/stated-cost.ts"
export { host, toggle } from "./openai-chat/host.ts"
export type { Dialect, Forms, ModelQuirks, Quirks }

/** The state of one streamed answer. */
export type Answer = Answers.Answer

/** Chat Completions in one vendor's dialect; `options` states the differences from OpenAI. */
export const make = (options: Partial<Dialect> = {}): Protocol<Answer, SseFrame> => {
  const dialect: Dialect = { ...standard, ...options }
  return {
    name: dialect.name,
    defaults: Capabilities.merge(defaults, dialect.capabilities),
    framing: Framing.sse,
    body: (fitted, endpoint) => body(dialect, fitted, endpoint),
    start: Answers.start,
    step: (answer, frame) => Answers.step(answer, frame, dialect),
    end: (answer) => Answers.end(answer, dialect),
    held: Answers.held,
    whole: (json) => Answers.whole(json, dialect),
    models: { path: "/models", list: "data", id: "id" },
    failure: (status, headers, text, now) => Failures.ofStatus(dialect, status, headers, text, now)
  }
}

/** Validates the options of a dialect. */
export const dialect: Options.Check<Partial<Dialect>> = Options.like(standard, {
  capabilities: Statement.override,
  origins: Options.list(Options.string),
  callSignature: Options.list(Options.string),
  forced: Options.anything(),
  fixed: Options.anything(),
  demandedReasoning: Options.object({ on: Options.oneOf("calls", "every"), text: Options.string }),
  roundTrip: Options.object({
    vendors: Options.list(Options.string),
    fields: Options.list(Options.string)
  }),
  strictSchema: Options.anything(),
  toolRoot: Options.anything()
})

/** Chat Completions as implemented by OpenAI. */
export const protocol: Protocol<Answer, SseFrame> = make()
