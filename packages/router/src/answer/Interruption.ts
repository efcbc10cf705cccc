import type { RoutingEvent } from "@turnout/core/ChatCompletionChunk"
import type { OnInterrupt, Routing } from "@turnout/core/Gateway"
import type { Request } from "@turnout/core/Request"
import type { Warning } from "@turnout/core/Warning"
import type { Call } from "../attempt/Call.ts"
import * as Continuation from "./Continuation.ts"
import type { Step } from "../attempt/Step.ts"

/**
 * The effective `on_interrupt`: a reader that does not understand a reset would take both answers for one, so
 * `restart` becomes `fail`.
 */
export const policyOf = ({ on_interrupt = "fail" }: Routing, isTold: boolean): OnInterrupt =>
  on_interrupt === "restart" && !isTold ? "fail" : on_interrupt

/** How an interrupted answer is resumed at another endpoint. */
export interface Resumption {
  readonly type: RoutingEvent["type"]
  readonly request: Request
  /** Whether a step can resume it. */
  readonly admits: (step: Step) => boolean
  readonly overlap?: Continuation.Overlap
}

const anyStep = (): boolean => true

/** The endpoint supports prefill and does not reason first. */
const canContinue =
  ({ reasoning_effort }: Request) =>
  ({ candidate: { endpoint } }: Step): boolean => {
    const { features, reasoning } = endpoint.facts.capabilities
    const thinks =
      reasoning.always === true || (reasoning.by_default === true && reasoning_effort === undefined)
    return features.prefill === "yes" && !thinks
  }

/** The answer is plain text of one choice, without reasoning that would have to be returned to its vendor. */
const isPlain = ({ n = 1, reasoning_effort = "none", response_format, stream }: Request): boolean =>
  stream && n === 1 && reasoning_effort === "none" && (response_format?.type ?? "text") === "text"

/** Undefined if the stream cannot be resumed. `said`: the text so far, if the answer consists of nothing else. */
export const of = ({ onInterrupt, request }: Call, said: string | undefined): Resumption | undefined => {
  if (onInterrupt === "restart") return { type: "reset", request, admits: anyStep }
  if (onInterrupt !== "continue" || said === undefined || !isPlain(request)) return undefined
  const overlap = Continuation.overlap(said)
  if (overlap.sent === "") return undefined
  const messages = [...request.messages, { role: "assistant", content: overlap.sent } as const]
  return { type: "switched", request: { ...request, messages }, admits: canContinue(request), overlap }
}

export const warning = (from: string, to: string): Warning => ({
  type: "stream_switched",
  code: `${from} → ${to}`,
  message: `The answer was interrupted at ${from} and continued at ${to}.`,
  from,
  to
})
