import type { RequestFacts } from "@turnout/core/Candidate"
import type { Normalized } from "@turnout/core/Normalize"
import type { CacheUse, RoutingMetadata } from "@turnout/core/RoutingMetadata"
import * as Clock from "effect/Clock"
import type { Replay } from "../../answer/Replay.ts"
import type { Answered } from "../ArrayWalk.ts"
import { callOf, type Decided, type RouterState } from "../call-of.ts"
import type { CallContext } from "../CallContext.ts"
import type { Draft } from "../Draft.ts"
import type { Fiber } from "../Deciding.ts"
import type { Entry } from "./entry.ts"
import type { Reads } from "./Flight.ts"
import { eventsOf, foldOf, pulledFrom } from "./Replaying.ts"

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
  events: () => eventsOf(source),
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

/** A router's calls that decide nothing and send nothing: they count against no budget, and teach nobody. */
export const replaying = (state: RouterState) => {
  const silent: RouterState = { ...state, budget: undefined, hedges: { ...state.hedges, called: () => {} } }
  let count = 0
  return ({ context, fiber, normalized }: Asking, of: Replayed): Answered => {
    count += 1
    const decided: Decided = {
      draft: new Undecided(normalized),
      lenience: undefined,
      asking: unasked,
      names: undefined as never,
      clock: fiber.getRef(Clock.Clock),
      started: context.started,
      id: `replay.${count}`,
      seed: 0
    }
    const call = callOf(silent, decided, context, undefined, undefined)
    return { call, answering: new ReplayedAnswer(of) as unknown as Answered["answering"] }
  }
}

const unasked = (): never => ({ kinds: [], tenant: "" }) as never

/** The answer was decided by another call. */
class Undecided implements Draft {
  readonly normalized: Normalized
  readonly routing: Normalized["routing"]
  readonly facts: RequestFacts
  readonly warnings: Normalized["warnings"]
  readonly strategy = ""
  readonly alternatives = 1
  readonly size = 0

  constructor(normalized: Normalized) {
    this.normalized = normalized
    this.routing = normalized.routing
    this.facts = factsOf(normalized)
    this.warnings = normalized.warnings
  }

  step(): undefined {}

  decision(): never {
    throw new Error("A replayed answer was decided by another call.")
  }
}

/** What is read of an answering attempt, where there was none. */
class ReplayedAnswer {
  readonly step: object
  readonly fitted: { readonly warnings: Replayed["warnings"] }
  readonly replay: Replay

  constructor(of: Replayed) {
    const { endpoint: id, model, provider } = of
    this.step = { candidate: { endpoint: { id, provider, provider_model_id: model, model } } }
    this.fitted = { warnings: of.warnings }
    this.replay = replayOf(of)
  }
}
