import * as HostOptions from "@turnout/core/Options"
import type { RouterError } from "@turnout/core/RouterError"
import type { Authenticate } from "./Authentication.ts"
import type { Cors } from "./Cors.ts"
import type { Input } from "./FetchInput.ts"

/** What a host says of the HTTP form. */
export interface FetchOptions {
  /** Of a request's body. Beyond it the answer is 413, and what is left of the body is not read. Default: 10 MiB. */
  readonly max_body_bytes?: number
  /** Milliseconds in which the body of a request must have come; then the answer is 408. Default: 60,000. */
  readonly body_timeout_ms?: number
  /**
   * Returns the principal of the key in `Authorization: Bearer` or `x-api-key`, or an error; its limits and budgets then
   * apply and are reported in headers. Without it no key is required. The key is not stored or passed on.
   */
  readonly authenticate?: Authenticate
  /** Milliseconds that `authenticate` may take; then the answer is 500. Default: 30,000. */
  readonly authenticate_timeout_ms?: number
  /** Which pages of other origins may ask. Default: none is told that it may. */
  readonly cors?: Cors
  /**
   * Milliseconds of silence in a stream that has begun, after which a comment is written, for hosts and proxies that cut
   * silent connections. Default: never.
   */
  readonly heartbeat_ms?: number
  /** Is told of every error that is answered, with the `cause` that no answer shows. */
  readonly onError?: (error: RouterError, request: Pick<Input, "method" | "path" | "header">) => void
}

/** For each option; that of `cors` is in its module. */
export const shape: HostOptions.Shape<FetchOptions> = {
  max_body_bytes: HostOptions.number(0),
  body_timeout_ms: HostOptions.number(1),
  authenticate: HostOptions.callable(),
  authenticate_timeout_ms: HostOptions.number(1),
  cors: HostOptions.anything(),
  heartbeat_ms: HostOptions.number(1),
  onError: HostOptions.callable()
}

/** The options of the HTTP form among those of a host, and the others. */
export const split = <O extends FetchOptions>(
  options: O
): { readonly http: FetchOptions; readonly others: Omit<O, keyof FetchOptions> } => {
  const http: { [name: string]: unknown } = {}
  const others: { [name: string]: unknown } = {}
  for (const [name, value] of Object.entries(options)) (name in shape ? http : others)[name] = value
  return { http, others: others as Omit<O, keyof FetchOptions> }
}
