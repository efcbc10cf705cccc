import * as Effect from "effect/Effect"

/** Why an image was not fetched, in words that tell nothing of the network behind. */
export const words = {
  url: "its address is none",
  scheme: "only http and https are fetched",
  credentials: "an address with credentials in it is not fetched",
  port: "the port is not one that is fetched from",
  address: "the address is not public",
  connection: "there was no answer",
  status: "the answer was not the image",
  type: "the answer was no image",
  size: "it is too large",
  redirects: "it was redirected too often",
  time: "it took too long"
} as const

export type Reason = keyof typeof words

export interface Refused {
  readonly reason: Reason
}

export const refused = (reason: Reason): Effect.Effect<never, Refused> => Effect.fail({ reason })
