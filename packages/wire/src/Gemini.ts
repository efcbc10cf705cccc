import * as Capabilities from "@turnout/core/Capabilities"
import type { SseFrame } from "./Framing.ts"
import * as Answers from "./gemini/answer.ts"
import { body } from "./gemini/body.ts"
import { defaults } from "./gemini/defaults.ts"
import { type Dialect, type Forms, type ModelQuirks, type Quirks, standard } from "./gemini/dialect.ts"
import { ofResponse } from "./gemini/failure.ts"
import * as JsonFraming from "./JsonFraming.ts"
import type { Protocol } from "./Protocol.ts"

export type { Dialect, Forms, ModelQuirks, Quirks }

/** `format` of reasoning that this family signs. */
export { format } from "./gemini/anchor.ts"

/** The state of one streamed answer. */
export type Answer = Answers.Answer

/**
 * `generateContent`, which several hosts implement; `options` state a host's differences. It has no terminal: a stream is
 * whole when every candidate has a finish reason. Streams come as server-sent events or as a JSON array.
 */
export const make = (options: Partial<Dialect> = {}): Protocol<Answer, SseFrame> => {
  const dialect: Dialect = { ...standard, ...options }
  return {
    name: "gemini",
    defaults: Capabilities.merge(defaults, dialect.capabilities),
    framing: JsonFraming.sseOrList,
    body: (fitted, endpoint) => body(dialect, fitted, endpoint),
    start: Answers.start,
    step: Answers.step,
    end: Answers.end,
    whole: Answers.whole,
    models: { path: "/models?pageSize=1000", list: "models", id: "name", prefix: "models/" },
    failure: ofResponse
  }
}

/** The protocol with default options. */
export const protocol: Protocol<Answer, SseFrame> = make()
