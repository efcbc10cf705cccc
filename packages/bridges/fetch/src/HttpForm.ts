/** The door in a host's own Effect HTTP router, beside its routes and behind its middleware. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as FetchDoor from "./FetchDoor.ts"
import type { layer as mounted } from "./internal/effect-http.ts"

export interface Options extends Partial<FetchDoor.Options> {
  /** Where it is mounted. Default: `/`. */
  readonly path?: `/${string}`
}

type Mounted = ReturnType<typeof mounted>

/**
 * Adds the door to Effect's `HttpRouter`, which the host provides with its server. A request that is interrupted, and a client
 * that leaves a stream, end the request at the vendor. Fails if the options are wrong.
 */
export const layer = ({ path = "/", ...options }: Options = {}): Mounted =>
  Layer.unwrap(
    Effect.map(
      Effect.promise(() => import("./internal/effect-http.ts")),
      ({ layer }) => layer(path, { requestId: () => globalThis.crypto.randomUUID(), ...options })
    )
  )
