import type { RoutingInput } from "@turnout/core/ChatRequest"
import type { FailureClass } from "@turnout/core/Failure"
import type { Strategy } from "./Strategy.ts"
import type { Verdict } from "./Verdict.ts"

/** The host's defaults; what a request says wins. */
export interface RouterOptions {
  /** Name of a strategy; `balanced`. */
  readonly optimize?: string
  /** The host's own strategies, by the name that `optimize` picks. */
  readonly strategies?: { readonly [name: string]: Strategy }
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
  /** A base for every seed that a request does not give: the same base, the same choices. */
  readonly seed?: number
}
