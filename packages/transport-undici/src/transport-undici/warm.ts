import type { Transport } from "@turnout/wire/Transport"
import * as Effect from "effect/Effect"
import { Duplex } from "node:stream"
import type { buildConnector } from "undici"

const answer = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"

/** A server of one answer in memory, as a socket. */
const inMemory = (): Duplex => {
  let isAnswered = false
  return new Duplex({
    read: () => undefined,
    write(_bytes, _encoding, done) {
      if (!isAnswered) this.push(answer)
      isAnswered = true
      done()
    }
  })
}

/**
 * Connects to nothing. undici asks of a socket what every duplex stream can do, and of a connector that it calls back
 * later: within the call itself the socket is lost.
 */
export const connect: buildConnector.connector = (_options, callback) =>
  queueMicrotask(() => callback(null, inMemory() as Parameters<buildConnector.Callback>[1] & Duplex))

/** Milliseconds for an exchange that no network takes part in. */
const most = 1_000

/**
 * One exchange over a connection in memory, so that what undici loads and compiles with its first answer (its parser is
 * WebAssembly) is there before the first request. That it fails is no harm.
 */
export const warm = (send: Transport["Service"]["send"]): Effect.Effect<void> =>
  send({ url: "http://localhost", method: "POST", headers: {}, body: "{}" }).pipe(
    Effect.flatMap(({ read }) => Effect.andThen(read, read)),
    Effect.scoped,
    Effect.timeoutOption(most),
    Effect.ignore
  )
