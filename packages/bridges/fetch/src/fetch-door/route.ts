import type { RouterError } from "@turnout/core/RouterError"
import type { Identity } from "@turnout/router/Principal"
import type { Router } from "@turnout/router/Router"
import type * as Effect from "effect/Effect"
import type { Calls } from "../Calls.ts"
import type { More } from "../FetchAnswer.ts"
import type { Input } from "../FetchInput.ts"
import type { Limits } from "./body.ts"

/** An entry of the table of routes. */
export interface Route {
  /**
   * The end of a path: a door may be mounted under any base path. `{name}` stands for one segment and `{+name}` for the
   * rest, which is what `Asked.name` holds.
   */
  readonly path: string
  /** Beside `OPTIONS`. */
  readonly methods: ReadonlyArray<"GET" | "HEAD" | "POST">
  /** Answers without a key. Default: false. */
  readonly open?: boolean
  /** What answers it. A function loads its code with the first request. */
  readonly handler: Handler | (() => Promise<Handler>)
}

export interface Handler {
  readonly answer: (asked: Asked) => Effect.Effect<Response, RouterError>
  /** A failure in the form of the route's API, also one that another part of the door made. Default: OpenAI's. */
  readonly failure?: Failure
}

export type Failure = (error: RouterError, id: string, more?: More) => Response

/** A request that a route is to answer. */
export interface Asked {
  readonly input: Input
  /** Of the response, for `x-request-id`. */
  readonly id: string
  readonly caller: Identity
  /** What `{name}` of the route's path stands for, decoded; else empty. */
  readonly name: string
  readonly services: Services
}

/** What a door has for its routes. */
export interface Services extends Limits {
  readonly router: Router["Service"]
  readonly calls: Calls
  /** Of silence in a stream, after which a comment is written. */
  readonly heartbeat_ms: number | undefined
  /** Headers of the caller's account as it stands then. */
  readonly quota: (caller: Identity) => Effect.Effect<More>
}
