import type { RequestFacts } from "@turnout/core/Candidate"
import type { Decision } from "@turnout/core/Decision"
import type { Endpoint } from "@turnout/core/Endpoint"
import type { FailureClass } from "@turnout/core/Failure"
import type { OnInterrupt } from "@turnout/core/Gateway"
import type { Request } from "@turnout/core/Request"
import type { AttemptRecord } from "@turnout/core/RoutingMetadata"
import type { Outcome } from "@turnout/core/Signals"
import type { Warning } from "@turnout/core/Warning"
import type * as Clock from "effect/Clock"
import type { Charge } from "./Account.ts"
import type { Admission } from "./Admission.ts"
import type { SeededRandom } from "../SeededRandom.ts"
import type { Failed } from "./FinalError.ts"
import type { Additions } from "../memory/Additions.ts"
import type { HedgeBudget } from "../Hedge.ts"
import type { Asking, Lenience, State as Health } from "../Health.ts"
import type { HedgePolicy } from "./HedgePolicy.ts"
import type { Try } from "./Queue.ts"
import type { CallOutcome } from "./CallOutcome.ts"
import type { Refusal } from "../Refusal.ts"
import type { Step } from "./Step.ts"
import type { Form } from "./StructuredOutput.ts"
import type { Timeouts } from "./Timeouts.ts"
import type { Verdict } from "../Verdict.ts"

/** One call, from its plan on: what was decided about it, and the account of what happens. */
export interface Call {
  readonly id: string
  /** The place of the request in its array; 0. */
  readonly query?: number
  /** Clock reading. */
  readonly started: number
  readonly deadline: number
  /** Milliseconds that a streamed answer waits for its first read. */
  readonly unread_timeout_ms: number
  readonly request: Request
  readonly facts: RequestFacts
  /** Names the conversation that it is part of. */
  readonly session?: string
  /** The step at a place of the plan's order. */
  readonly step: (position: number) => Step | undefined
  readonly strategy: string
  /** What the answer must be like, where somebody validates. */
  readonly form?: Form | undefined
  /** Of an attempt at this endpoint. */
  readonly timeouts: (endpoint: Endpoint) => Timeouts
  /** The same, where the caller says nothing. */
  readonly defaultTimeouts: (endpoint: Endpoint) => Timeouts
  readonly fallbacks: boolean
  /** Requests that may be sent in all. */
  readonly most: number
  readonly verdicts: { readonly [failure in FailureClass]: Verdict }
  readonly random: SeededRandom
  readonly clock: Clock.Clock
  readonly record: (outcome: Outcome) => void
  /** Asked before each attempt, and told of each. */
  readonly health: Health
  /** What endpoints refused of that which providers add of their own accord. */
  readonly additions: Additions
  /** With those that are left alone, where nobody else could answer. */
  readonly lenience?: Lenience
  /** Of an endpoint that opens again then: when to ask it if nothing better is left. */
  readonly cooldownWait: (until: number) => number | undefined
  /** Whether a key is not left alone there. */
  readonly isOpen: (step: Step, credential: Try["credential"], now: number) => boolean
  /** Its caller keeps the question out of logs: vendors' own words, which may quote it, are told nowhere. */
  readonly quiet: boolean
  /** Told of the end, where somebody observes. */
  readonly ended?: (ending: CallOutcome) => void
  /** What becomes of a stream that breaks off behind its commit. */
  readonly onInterrupt: OnInterrupt
  /** The caller's or host's wish; absent where nothing is started beside an attempt for being late. */
  readonly hedge?: HedgePolicy
  /** How many attempts may be started beside others. */
  readonly hedges: HedgeBudget
  /** Clock reading at which a deadline ends that somebody stated, or a limit that the caller's door knows. */
  readonly limit?: number | undefined
  /** How many requests of the array follow. */
  readonly further?: number
  /** Whether a model may think before it speaks, on this request. */
  readonly mayThink: (endpoint: Endpoint) => boolean
  /** What it asks for that an endpoint may refuse, and on whose behalf. */
  readonly asking: () => Asking
  /** The endpoints of its model, itself among them. */
  readonly siblings: (endpoint: Endpoint) => ReadonlyArray<string>
  /** Budgets and limits, asked before each attempt. */
  readonly admission: Admission
  readonly include: ReadonlyArray<"attempts" | "decision">
  /** Made when it is asked for: a caller who does not read it does not pay for it. */
  readonly decision: () => Decision
  /** Of normalize: before those of the endpoint that answers. */
  readonly warnings: ReadonlyArray<Warning>
  /** The tool-call ids of the conversation. */
  readonly callIds: ReadonlySet<string>

  readonly attempts: Array<AttemptRecord>
  readonly failed: Array<Failed>
  /** Why steps were not let through. */
  readonly refused: Array<Refusal>
  readonly charges: Array<Charge>
  /** Of changes of endpoint in the middle of the answer. */
  readonly switches: Array<Warning>
}

/** What the requests of an array have in common: it is one call. `most` counts over all of them. */
export type Shared = Pick<
  Call,
  | "id"
  | "query"
  | "further"
  | "started"
  | "deadline"
  | "limit"
  | "most"
  | "clock"
  | "attempts"
  | "failed"
  | "refused"
  | "charges"
>
