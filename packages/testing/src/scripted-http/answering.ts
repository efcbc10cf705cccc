import type { ServerResponse } from "node:http"
import type { Socket } from "node:net"
import { setImmediate, setTimeout } from "node:timers/promises"
import type { Answer, Outcome, Piece } from "./answer.ts"

/** Responses whose end was our own doing. */
const outcomes = new WeakMap<object, Outcome>()

/** Tells once how the exchange ended. */
export const watch = (response: ServerResponse, tell: (outcome: Outcome) => void): void => {
  let told = false
  const once = (outcome: Outcome): void => {
    if (told) return
    told = true
    tell(outcome)
  }
  response.on("finish", () => once("ended"))
  response.on("close", () => once(outcomes.get(response) ?? "aborted"))
}

const pieces = (body: Answer["body"]): ReadonlyArray<Piece> =>
  body === undefined ? [] : typeof body === "string" || body instanceof Uint8Array ? [body] : body

/** One piece on its way before the next is looked at, so that the reader can see them apart. */
const writePieces = async (to: ServerResponse | Socket, all: ReadonlyArray<Piece>): Promise<void> => {
  for (const piece of all) {
    if (to.destroyed) return
    if (typeof piece === "object" && "wait" in piece) {
      await (typeof piece.wait === "number" ? setTimeout(piece.wait) : piece.wait)
      continue
    }
    if (piece.length === 0) continue
    const flushed = await new Promise<boolean>((resolve) => {
      to.write(piece, (error) => resolve(error === null || error === undefined))
    })
    if (!flushed) return
    // Two turns of the event loop: a client in this process has read before the next piece leaves.
    await setImmediate()
    await setImmediate()
  }
}

const finish = (response: ServerResponse, answer: Answer): void => {
  const ending = answer.ending ?? "end"
  if (ending === "hang") return
  if (ending === "reset") {
    outcomes.set(response, "reset")
    response.socket?.resetAndDestroy()
  } else if (answer.raw === true) {
    outcomes.set(response, "ended")
    response.socket?.end()
  } else response.end()
}

/** Writes an answer as it stands. */
export const write = async (response: ServerResponse, answer: Answer): Promise<void> => {
  const { socket } = response
  if (answer.raw === true) {
    if (socket !== null) await writePieces(socket, pieces(answer.body))
    finish(response, answer)
    return
  }
  for (const [name, value] of Object.entries(answer.headers ?? {})) {
    response.setHeader(name, typeof value === "string" ? value : [...value])
  }
  response.statusCode = answer.status ?? 200
  const whole = typeof answer.body === "string" || answer.body instanceof Uint8Array
  if (whole && (answer.ending ?? "end") === "end") {
    response.end(answer.body)
    return
  }
  response.flushHeaders()
  await writePieces(response, pieces(answer.body))
  finish(response, answer)
}
