import type { RequestFacts } from "@turnout/core/Candidate"
import type { Decision } from "@turnout/core/Decision"
import type { Endpoint } from "@turnout/core/Endpoint"
import type { FailureClass } from "@turnout/core/Failure"
import type { OnInterrupt, Routing } from "@turnout/core/Gateway"
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
import type { KeyStore } from "./KeyStore.ts"
import type { Try } from "./Queue.ts"
import type { CallOutcome } from "./CallOutcome.ts"
import type { Refusal } from "../Refusal.ts"
import type { Step } from "./Step.ts"
import type { Form } from "./StructuredOutput.ts"
import type { Verdict } from "../Verdict.ts"

/** One call from its plan on: its configuration, and the account of its attempts. */
export interface Call {
  readonly id: string
  /** Index of the request in its array. Default: 0. */
  readonly query?: number | undefined
  /** Clock reading. */
  readonly started: number
  readonly deadline: number
  /** Milliseconds that a streamed answer waits for its first read. */
  readonly unread_timeout_ms: number
  readonly request: Request
  /** The same call with another request: what is left of a stream that broke off. */
  readonly over: (request: Request) => Call
  readonly facts: RequestFacts
  /** Id of the conversation that it belongs to. */
  readonly session?: string | undefined
  /** The step at a position of the plan. */
  readonly step: (position: number) => Step | undefined
  readonly strategy: string
  /** The required format of the answer, if a validator is configured. */
  readonly form?: Form | undefined
  /** Its timeouts. */
  readonly routing: Routing
  /** The host's, without the caller's values. */
  readonly defaults: Routing
  readonly fallbacks: boolean
  /** Maximum number of attempts. */
  readonly most: number
  readonly verdicts: { readonly [failure in FailureClass]: Verdict }
  readonly random: SeededRandom
  readonly clock: Clock.Clock
  readonly record: (outcome: Outcome) => void
  /** Checked before each attempt, and updated with its outcome. */
  readonly health: Health
  /** What endpoints refused of that which providers add of their own accord. */
  readonly additions: Additions
  /** Set if endpoints in cooldown may be used, since no other could answer. */
  readonly lenience?: Lenience | undefined
  /**
   * When an endpoint whose cooldown ends at `until` may be tried if nothing better is left; undefined: never.
   * `asked`: its vendor asks to wait.
   */
  readonly cooldownWait: (until: number, asked: boolean) => number | undefined
  /** Whether a key is not cooling down at the step's endpoint. */
  readonly isOpen: (step: Step, credential: Try["credential"], now: number) => boolean
  /** Its caller keeps the question out of logs: vendors' own words, which may quote it, are told nowhere. */
  readonly quiet: boolean
  /** Called with the outcome; absent without an observer. */
  readonly ended?: ((ending: CallOutcome) => void) | undefined
  /** Handling of a stream that is interrupted after its commit. */
  readonly onInterrupt: OnInterrupt
  /** The caller's or host's wish; absent where nothing is started beside an attempt for being late. */
  readonly hedge?: HedgePolicy | undefined
  /** Maximum ratio of a hedge's expected cost to the first attempt's, if the host states one. */
  readonly priceRatio?: number | undefined
  /** Keys that have to be asked for. */
  readonly keys: KeyStore
  /** How many attempts may be started beside others. */
  readonly hedges: HedgeBudget
  /** Clock reading at which a deadline ends that somebody stated, or a limit that the caller's door knows. */
  readonly limit?: number | undefined
  /** How many requests of the array follow. */
  readonly further?: number | undefined
  /** What it asks for that an endpoint may refuse, and on whose behalf. */
  readonly asking: () => Asking
  /** All endpoints of a model. */
  readonly models: ReadonlyMap<string, ReadonlyArray<Endpoint>>
  /** Budgets and limits, checked before each attempt. */
  readonly admission: Admission
  /** Where it is copied to (`RouterOptions.shadow`), and the id of the copy. */
  readonly shadow?: { readonly id: string; readonly to: string } | undefined
  readonly include: ReadonlyArray<"attempts" | "decision">
  /** Computed on demand. */
  readonly decision: () => Decision
  /** Warnings of normalization; they precede those of the answering endpoint. */
  readonly warnings: ReadonlyArray<Warning>
  /** Tool-call ids in the conversation. */
  readonly callIds: ReadonlySet<string>

  readonly attempts: Array<AttemptRecord>
  readonly failed: Array<Failed>
  /** Reasons for which steps were not admitted. */
  readonly refused: Array<Refusal>
  readonly charges: Array<Charge>
  /** Warnings about changes of endpoint in the middle of the answer. */
  readonly switches: Array<Warning>
}

/** What the requests of an array share, since they are one call. `most` counts attempts over all of them. */
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
