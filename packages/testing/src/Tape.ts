import type { Json } from "@turnout/core/Json"
import { Transport, TransportError, type TransportResponse } from "@turnout/wire/Transport"
import * as Effect from "effect/Effect"
import * as Base64 from "effect/encoding/Base64"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import type { Pieces } from "./Cuts.ts"

/**
 * One recorded HTTP exchange, a line of a tape. Request headers are never on it, nor the URL's query: that is
 * where keys stand.
 */
export interface Exchange {
  readonly method: string
  readonly url: string
  readonly request: Json
  readonly status: number
  readonly headers: { readonly [name: string]: string }
  /** The bytes as text, or in base64 where they are none. */
  readonly body?: string
  readonly body_base64?: string
}

export type Tape = ReadonlyArray<Exchange>

/** A tape is JSON lines; what else stands in a line is kept. */
export const parse = (text: string): Tape =>
  text.split("\n").flatMap((line) => (line.trim() === "" ? [] : [JSON.parse(line) as Exchange]))

export const stringify = (tape: Tape): string =>
  tape.map((exchange) => `${JSON.stringify(exchange)}\n`).join("")

export const bytesOf = ({ body, body_base64 }: Exchange): Uint8Array =>
  body_base64 === undefined
    ? new TextEncoder().encode(body ?? "")
    : Result.getOrThrow(Base64.decode(body_base64))

const bare = (url: string): string => url.replace(/[?#].*$/s, "")

const plainHeaders = (headers: TransportResponse["headers"]): Exchange["headers"] => {
  const kept = Object.entries(headers).filter(([name]) => name !== "set-cookie" && name !== "authorization")
  return Object.fromEntries(kept)
}

const decode = (pieces: Pieces): Pick<Exchange, "body" | "body_base64"> => {
  const bytes = new Uint8Array(pieces.reduce((size, piece) => size + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    bytes.set(piece, at)
    at += piece.length
  }
  try {
    return { body: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes) }
  } catch {
    return { body_base64: Base64.encode(bytes) }
  }
}

const requestOf = (body: string | Uint8Array | undefined): Json => {
  const text = typeof body === "string" ? body : new TextDecoder().decode(body ?? new Uint8Array())
  try {
    return JSON.parse(text) as Json
  } catch {
    return text
  }
}

/** The host's transport; passes every answer that was read to its end to `keep`. */
export const recording = (keep: (exchange: Exchange) => void): Layer.Layer<Transport, never, Transport> =>
  Layer.effect(
    Transport,
    Effect.map(Transport, (transport) => ({
      send: (request) =>
        Effect.map(transport.send(request), (response) => {
          const pieces: Array<Uint8Array> = []
          const done = () =>
            keep({
              method: request.method,
              url: bare(request.url),
              request: requestOf(request.body),
              status: response.status,
              headers: plainHeaders(response.headers),
              ...decode(pieces)
            })
          return {
            ...response,
            read: Effect.tap(response.read, (bytes) =>
              Effect.sync(() => (bytes ? pieces.push(bytes.slice()) : done()))
            )
          }
        })
    }))
  )

/**
 * A transport without a network: each request gets the first exchange left of its method and URL, cut into
 * reads as told (whole by default). Without one left the connection is refused.
 */
export const replaying = (
  tape: Tape,
  cut: (bytes: Uint8Array) => Pieces = (bytes) => [bytes]
): Layer.Layer<Transport> =>
  Layer.sync(Transport, () => {
    const left = tape.slice()
    return {
      send: ({ method, url }) =>
        Effect.suspend(() => {
          const at = left.findIndex(
            (exchange) => exchange.method === method && bare(exchange.url) === bare(url)
          )
          const [exchange] = at < 0 ? [] : left.splice(at, 1)
          if (exchange === undefined) {
            return Effect.fail(
              new TransportError({
                kind: "connect",
                message: `The tape holds no answer to ${method} ${bare(url)}.`
              })
            )
          }
          const pieces = cut(bytesOf(exchange)).values()
          return Effect.succeed({
            status: exchange.status,
            headers: exchange.headers,
            read: Effect.sync(() => pieces.next().value)
          })
        })
    }
  })
