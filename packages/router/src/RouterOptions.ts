import type { RoutingInput } from "@turnout/core/ChatRequest"
import type { FailureClass } from "@turnout/core/Failure"
import type { Request } from "@turnout/core/Request"
import type { Constraint } from "./Constraint.ts"
import type { CooldownPolicy } from "./memory/Cooldown.ts"
import type { Hook } from "./Credentials.ts"
import type { HealthOptions } from "./Health.ts"
import type { HedgeOptions } from "./Hedge.ts"
import type { Observe } from "./Receipt.ts"
import type { Scorers } from "./Scorer.ts"
import type { OwnSignals } from "./Signals.ts"
import type { Strategy } from "./Strategy.ts"
import type { Validate } from "./Validate.ts"
import type { Verdict } from "./Verdict.ts"

/** The host's defaults; what a request says wins. */
export interface RouterOptions {
  /** Name of a strategy; `balanced`. */
  readonly optimize?: string
  /** The host's own strategies, by the name that `optimize` picks. */
  readonly strategies?: { readonly [name: string]: Strategy }
  /** The host's own constraints: they stand behind the contract's, and before cooling. */
  readonly constraints?: ReadonlyArray<Constraint>
  /** Who judges how well a model answers, by the name that `router_<name>` picks; `default` speaks for all else. */
  readonly scorers?: Scorers
  /** What the host itself knows of endpoints: strategies find it under `signals.own`. */
  readonly signals?: OwnSignals
  /** Tokens of a request's prompt; by its bytes, where nothing is said. */
  readonly estimate?: (request: Request) => number
  /** The share of calls, 0 to 1, that may go to endpoints of which little is known; 0.02. */
  readonly explore?: number
  /** Items of a chain in a model expression; 5. */
  readonly max_chain_items?: number
  /** Requests of an array; 5. */
  readonly max_queries?: number
  /** Defaults of `gateway.routing`, in the caller's own spelling. */
  readonly routing?: RoutingInput
  /** `error`: as if every request said `drop_params: false`. */
  readonly params?: "warn" | "error"
  /** What to do with a top-level field that nobody knows; `pass`. */
  readonly unknown?: "pass" | "reject"
  /** As `gateway.include` of every request. */
  readonly include?: ReadonlyArray<"attempts" | "decision">
  /** Rows of the failure table that the host sees otherwise. */
  readonly verdicts?: { readonly [failure in FailureClass]?: Partial<Verdict> }
  /** The caller's own keys, asked for each call: they are tried before the host's, and change no order. */
  readonly credentials?: Hook
  /** When everybody who could answer is left alone: `fail`, as by default, `least_bad`, or so long to wait. */
  readonly cooling?: CooldownPolicy
  readonly health?: HealthOptions
  /**
   * Milliseconds that a streamed answer waits for its first read; then its call ends, with a receipt. A reader that is
   * slow is never cut by it. Default: 60,000.
   */
  readonly unread_timeout_ms?: number
  /** What `gateway.routing.hedge` may cost. */
  readonly hedge?: HedgeOptions
  /** Gets the receipt of every call: who answered, what it cost, how it ended. */
  readonly observe?: Observe
  /**
   * Makes checks of JSON Schemas. With it an answer that is not of the form that its request asked for is a
   * failure of its attempt (`MalformedResponse`, rule `structured_output`), or the error that ends its stream.
   */
  readonly validate?: Validate
  /** A base for every seed that a request does not give: the same base, the same choices. */
  readonly seed?: number
}
