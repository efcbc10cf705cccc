import type { RoutingInput } from "@turnout/core/ChatRequest"
import type { FailureClass } from "@turnout/core/Failure"
import type { Request } from "@turnout/core/Request"
import type { Constraint } from "./Constraint.ts"
import type { CooldownPolicy } from "./memory/Cooldown.ts"
import type { Hook } from "./Credentials.ts"
import type { HealthOptions } from "./Health.ts"
import type { HedgeOptions } from "./Hedge.ts"
import type { Observation, Observe } from "./Receipt.ts"
import type { Scorers } from "./Scorer.ts"
import type { OwnSignals } from "./Signals.ts"
import type { Strategy } from "./Strategy.ts"
import type { Validate } from "./Validate.ts"
import type { Verdict } from "./Verdict.ts"

/** Defaults and extensions of a router. Values in a request take precedence. */
export interface RouterOptions {
  /** Name of the default strategy. Default: `balanced`. */
  readonly optimize?: string
  /** The host's own strategies, by the name used in `optimize`. */
  readonly strategies?: { readonly [name: string]: Strategy }
  /** The host's own constraints, checked after the built-in ones and before cooling. */
  readonly constraints?: ReadonlyArray<Constraint>
  /** Quality scorers by the name used in `router_<name>`; `default` is used where none is named. */
  readonly scorers?: Scorers
  /** The host's own measurements of endpoints; strategies read them as `signals.own`. */
  readonly signals?: OwnSignals
  /** Estimates the prompt tokens of a request. Default: an estimate by bytes. */
  readonly estimate?: (request: Request) => number
  /** Exploration rate: the share of calls, 0 to 1, that may go to endpoints with few samples. Default: 0.02. */
  readonly explore?: number
  /** Maximum number of items in a model expression's chain. Default: 5. */
  readonly max_chain_items?: number
  /** Maximum number of requests in an array. Default: 5. */
  readonly max_queries?: number
  /** Default `gateway.routing`, in the same format as in a request. */
  readonly routing?: RoutingInput
  /** `error`: treat every request as if it had `drop_params: false`. Default: `warn`. */
  readonly params?: "warn" | "error"
  /** Handling of unknown top-level fields. Default: `pass`. */
  readonly unknown?: "pass" | "reject"
  /** Added to `gateway.include` of every request. Default: none. */
  readonly include?: ReadonlyArray<"attempts" | "decision">
  /** Overrides of rows in the failure table. */
  readonly verdicts?: { readonly [failure in FailureClass]?: Partial<Verdict> }
  /**
   * Hook that supplies the caller's own keys for each call. They are tried before the host's and do not change the
   * order of endpoints.
   */
  readonly credentials?: Hook
  /**
   * What to do when every viable endpoint is cooling down. `least_bad` (default): use those for whose cooldown no
   * vendor asked, so that the call is their probe; else the error is 429 where all are limited by their vendors, and
   * 503. `{ wait_ms }`: wait so long at most for a cooldown to end, first. `fail`: neither.
   */
  readonly cooling?: CooldownPolicy
  readonly health?: HealthOptions
  /**
   * Milliseconds that a streamed answer waits for its first read; then its call ends, with a receipt. A reader that is
   * slow is never cut by it. Default: 60,000.
   */
  readonly unread_timeout_ms?: number
  /** Limits on hedging. */
  readonly hedge?: HedgeOptions
  /** Called with the receipt of every call: endpoint, cost and outcome. A plain function gets receipts without bodies. */
  readonly observe?: Observe | Observation
  /**
   * Compiles JSON Schemas to validators. With it, an answer that violates the requested format fails its attempt
   * (`MalformedResponse`, rule `structured_output`), or ends its stream with that error.
   */
  readonly validate?: Validate
  /** Base of the seeds of requests that give none: the same base and sequence of calls make the same choices. */
  readonly seed?: number
}
