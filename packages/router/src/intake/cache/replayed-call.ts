import type { RequestFacts } from "@turnout/core/Candidate"
import type { Normalized } from "@turnout/core/Normalize"
import type { CacheUse, RoutingMetadata } from "@turnout/core/RoutingMetadata"
import * as Clock from "effect/Clock"
import type { Replay } from "../../answer/Replay.ts"
import type { Answered } from "../ArrayWalk.ts"
import { callOf, type Decided, type RouterState } from "../call-of.ts"
import type { CallContext } from "../CallContext.ts"
import type { Fiber } from "../Deciding.ts"
import type { Entry } from "./entry.ts"
import type { Reads } from "./Flight.ts"
import { foldOf, pulledFrom } from "./Replaying.ts"

/** The answer of another call. */
export interface Replayed extends Pick<Entry, "endpoint" | "id" | "warnings"> {
  readonly envelope: () => Entry["envelope"]
  readonly provider: string
  readonly model: string
  readonly use: CacheUse
  readonly source: Reads
  /** Asked when the answer is whole. */
  readonly metadata: () => RoutingMetadata
}

interface Asking {
  readonly fiber: Fiber
  readonly normalized: Normalized
  readonly context: CallContext
}

export const replayOf = ({ envelope, id, metadata, source, use }: Replayed): Replay => ({
  use,
  fold: foldOf(id, envelope),
  metadata,
  pulled: pulledFrom(source)
})

/** Of what is asked for, nothing is sent. */
const factsOf = ({ request }: Normalized): RequestFacts => ({
  stream: request.stream,
  prompt_tokens: 0,
  choices: request.n ?? 1,
  tools: request.tools !== undefined,
  reasoning: false,
  ttft_percentile: "p50",
  throughput_percentile: "p50"
})

let replays = 0

/** A call that decides nothing and sends nothing: it counts against no budget, and teaches nobody. */
export const replayedCall = (state: RouterState, asking: Asking, of: Replayed): Answered => {
  const { context, fiber, normalized } = asking
  replays += 1
  const decided: Decided = {
    draft: {
      normalized,
      routing: normalized.routing,
      facts: factsOf(normalized),
      strategy: "",
      alternatives: 1,
      step: () => undefined,
      size: 0,
      decision: () => {
        throw new Error("A replayed answer was decided by another call.")
      },
      warnings: normalized.warnings
    },
    lenience: undefined,
    asking: () => ({ kinds: [], tenant: "" }) as never,
    names: undefined as never,
    clock: fiber.getRef(Clock.Clock),
    started: context.started,
    id: `replay.${replays}`,
    seed: 0
  }
  const hedges = { ...state.hedges, called: () => {} }
  const call = callOf({ ...state, budget: undefined, hedges }, decided, context, undefined, undefined)
  const answering = {
    step: {
      candidate: {
        endpoint: {
          id: of.endpoint,
          provider: of.provider,
          provider_model_id: of.envelope === undefined ? "" : of.model,
          model: of.model
        }
      }
    },
    fitted: { warnings: of.warnings },
    replay: replayOf(of),
    committed: {
      get events() {
        return of.source.reads.flat()
      }
    }
  }
  return { call, answering: answering as unknown as Answered["answering"] }
}
