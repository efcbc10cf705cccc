import {
  Transport,
  type TransportError,
  type TransportRequest,
  type TransportResponse
} from "@turnout/wire/Transport"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

export const post = (url: string, body = "{}"): TransportRequest => ({
  url,
  method: "POST",
  headers: { "content-type": "application/json", authorization: "Bearer sk-hidden" },
  body
})

export const send = (
  request: TransportRequest
): Effect.Effect<TransportResponse, TransportError, Transport | Scope.Scope> =>
  Effect.flatMap(Transport, (transport) => transport.send(request))

/** The reads of a body to its end. */
export const reads = (
  response: TransportResponse
): Effect.Effect<ReadonlyArray<Uint8Array>, TransportError> =>
  Effect.gen(function* () {
    const all: Array<Uint8Array> = []
    for (let bytes = yield* response.read; bytes !== undefined; bytes = yield* response.read) all.push(bytes)
    return all
  })

export const text = (response: TransportResponse): Effect.Effect<string, TransportError> =>
  Effect.map(reads(response), (all) => Buffer.concat(all).toString())

/** Waits for what the other side of a socket will do. */
export const eventually = (what: string, holds: () => boolean): Effect.Effect<void> =>
  Effect.gen(function* () {
    for (let turn = 0; turn < 500; turn++) {
      if (holds()) return
      yield* Effect.sleep(10)
    }
    return yield* Effect.die(new Error(`It never came about that ${what}.`))
  })
