import type { Socket } from "node:net"
import type { buildConnector } from "undici"
import { skipContinue } from "./continue.ts"

/** Errors of kept connections that the server had closed before they were used again. */
const stale = new WeakSet<object>()

/** The request went out on a connection that had served others, and not a byte of an answer came. */
export const isStale = (cause: unknown): boolean =>
  typeof cause === "object" && cause !== null && stale.has(cause)

const closed = () =>
  Object.assign(new Error("The server had closed the connection that was kept."), { code: "ECONNRESET" })

/**
 * Watches one connection of HTTP/1.1. undici's handlers are told of requests and never of their sockets, so what a
 * broken connection had served is noted on the error itself, by the listeners that run before undici's.
 */
const watch = (socket: Socket): void => {
  const read = socket.read.bind(socket)
  const skip = skipContinue()
  /** Bytes written when something was last read: more since then means that a request waits for its first byte. */
  let written = 0
  socket.read = (size?: number) => {
    const sent = socket.bytesWritten
    const bytes: Buffer | null = read(size)
    if (bytes === null) return null
    if (sent !== written) skip.begin()
    written = sent
    return skip.push(bytes)
  }
  const wasKept = () => socket.bytesRead > 0 && socket.bytesWritten !== written
  socket.on("error", (error) => {
    if (wasKept()) stale.add(error)
  })
  socket.on("end", () => {
    if (wasKept()) socket.destroy(closed())
  })
}

/** A connector whose connections of HTTP/1.1 are watched. */
export const watched =
  (connect: buildConnector.connector): buildConnector.connector =>
  (options, callback) =>
    connect(options, (...result) => {
      const [error, socket] = result
      if (error === null && !("alpnProtocol" in socket && socket.alpnProtocol === "h2")) watch(socket)
      callback(...result)
    })
