import type { Failure } from "@turnout/core/Failure"
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"

export interface Image {
  readonly media_type: string
  /** Base64. */
  readonly data: string
}

/**
 * Downloads images for endpoints that accept data and no URLs. Providing this service is the host's consent: URLs
 * come from callers, and this machine fetches them.
 */
export class Downloads extends Context.Service<
  Downloads,
  { readonly image: (url: string) => Effect.Effect<Image, Failure> }
>()("@turnout/wire/Downloads") {}
