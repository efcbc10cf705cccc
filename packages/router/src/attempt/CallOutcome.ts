import type { ChatCompletion, CompletionUsage } from "@turnout/core/ChatCompletion"
import type { RouterError } from "@turnout/core/RouterError"
import type { RoutingMetadata } from "@turnout/core/RoutingMetadata"

/** How a call ended. */
export type CallOutcome =
  | {
      readonly outcome: "answered"
      readonly metadata: RoutingMetadata
      readonly usage: CompletionUsage | undefined
      /** Made only where it may be kept. */
      readonly response: () => ChatCompletion
    }
  | { readonly outcome: "failed"; readonly error: RouterError }
  | { readonly outcome: "interrupted" }
