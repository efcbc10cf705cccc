/** What a host does with requests and answers on their way: guardrails, redaction. */
import type { ChatCompletion } from "@turnout/core/ChatCompletion"
import type { Request } from "@turnout/core/Request"
import type { ErrorCode, RouterError } from "@turnout/core/RouterError"
import type * as Effect from "effect/Effect"
import type { Principal } from "./Principal.ts"

/** At once, by a promise or by an effect. Nothing means: as it is. */
type Gives<A> =
  | A
  | undefined
  | void
  | PromiseLike<A | undefined | void>
  | Effect.Effect<A | undefined | void, RouterError>

export interface Refusing {
  readonly principal: Principal
  /** Ends the call with this error. Default code: `content_filtered`, which is 400. */
  readonly refuse: (
    message: string,
    options?: { readonly code?: ErrorCode; readonly param?: string }
  ) => never
}

export interface BeforeContext extends Refusing {
  /** The model expression; absent where `models` is given. */
  readonly model?: string
  readonly models?: ReadonlyArray<string>
}

/**
 * Sees each request before anything is decided or sent, normalized; gives a changed one (`{ ...request, messages }`), nothing,
 * or refuses. Every changed field is told in a warning, `changed_request`. A request of another API is then translated for
 * every endpoint, since what its caller wrote is not sent any more. It has 30 s, and no longer than the call's deadline.
 */
export type Before = (request: Request, context: BeforeContext) => Gives<Request>

/**
 * Sees each whole answer before its caller does; gives a changed one, nothing, or refuses. In the forms of other APIs `content`
 * and `refusal` can be changed. It sees no stream: what was said of one has gone out already. A host that must see all
 * refuses streams in `before` (`request.stream`). It has 30 s. Receipts hold what the model wrote.
 */
export type After = (answer: ChatCompletion, context: Refusing) => Gives<ChatCompletion>

/** Milliseconds. */
export const hookTimeout = 30_000
