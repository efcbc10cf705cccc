import * as Effect from "effect/Effect"
import type { TransportResponse } from "../Transport.ts"
import { type Refused, refused } from "./refused.ts"

/** A body as one piece; reading is aborted beyond the size limit. */
export const collect = (response: TransportResponse, most: number): Effect.Effect<Uint8Array, Refused> =>
  Effect.gen(function* () {
    const chunks: Array<Uint8Array> = []
    let size = 0
    while (true) {
      const bytes = yield* Effect.catch(response.read, () => refused("connection"))
      if (bytes === undefined) break
      size += bytes.length
      if (size > most) return yield* refused("size")
      chunks.push(bytes)
    }
    const whole = new Uint8Array(size)
    let at = 0
    for (const chunk of chunks) {
      whole.set(chunk, at)
      at += chunk.length
    }
    return whole
  })
