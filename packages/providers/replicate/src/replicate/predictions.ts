import type { JsonObject } from "@turnout/core/Json"
import * as Framing from "@turnout/wire/Framing"
import { object, parse, text } from "@turnout/wire/NativeAnswer"
import type {
  Send,
  Transport,
  TransportError,
  TransportRequest,
  TransportResponse
} from "@turnout/wire/Transport"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Scope from "effect/Scope"

/** How long the vendor may hold a request for a prediction to end, in seconds; it allows no more. */
const hold = 60
/** Between two looks at a prediction, in milliseconds. */
const pace = 500
/** Looks that may fail one after the other: a failed look is no failed prediction. */
const patience = 3
/** More of a body than any prediction has that is not over. */
const most = 1024 * 1024
/** How long a prediction that nobody waits for may take to be told so, in milliseconds. */
const farewell = 2_000

const encoder = new TextEncoder()
const decoder = new TextDecoder()

type Bytes = Effect.Effect<Uint8Array | undefined, TransportError>

const waits = new Set(["starting", "processing"])

const isPending = (prediction: JsonObject): boolean => waits.has(text(prediction["status"]) ?? "")

/** A key goes to the host that was asked, and to hosts of the vendor's. */
const isTrusted = (url: string, asked: string): boolean => {
  const [to, from] = [URL.parse(url), URL.parse(asked)]
  if (to === null || from === null) return false
  if (to.origin === from.origin) return true
  return to.protocol === "https:" && /(?:^|\.)replicate\.(?:com|net|delivery)$/.test(to.hostname)
}

/** One prediction, from the request that begins it to its end, as one body. */
class Prediction {
  private readonly send: Send
  private readonly scope: Scope.Scope
  private readonly request: TransportRequest
  private readonly isStream: boolean
  private pending: JsonObject | undefined

  constructor(send: Send, scope: Scope.Scope, request: TransportRequest, isStream: boolean) {
    this.send = send
    this.scope = scope
    this.request = request
    this.isStream = isStream
  }

  /** The address that a prediction gives for a purpose, where the key may go. */
  private urlOf(prediction: JsonObject, purpose: "get" | "stream" | "cancel"): string | undefined {
    const url = text(object(prediction["urls"])?.[purpose])
    return url !== undefined && isTrusted(url, this.request.url) ? url : undefined
  }

  private ask(url: string, method: "GET" | "POST", accept: string) {
    const { authorization, "user-agent": agent } = this.request.headers
    const headers = {
      accept,
      ...(authorization === undefined ? {} : { authorization }),
      ...(agent === undefined ? {} : { "user-agent": agent })
    }
    return this.send({ url, method, headers, ...(method === "POST" ? { body: "" } : {}) })
  }

  /** The prediction as it is now; undefined where that cannot be had. */
  private look(prediction: JsonObject): Effect.Effect<JsonObject | undefined> {
    const url = this.urlOf(prediction, "get")
    if (url === undefined) return Effect.undefined
    return Effect.gen({ self: this }, function* () {
      const { read, status } = yield* this.ask(url, "GET", "application/json")
      let body = ""
      for (let bytes = yield* read; bytes !== undefined; bytes = yield* read) {
        body += decoder.decode(bytes, { stream: true })
        if (body.length > 64 * most) return undefined
      }
      return status >= 200 && status < 300 ? object(parse(body)) : undefined
    }).pipe(
      Effect.scoped,
      Effect.option,
      Effect.map((found) => (found._tag === "Some" ? found.value : undefined))
    )
  }

  /** Bytes of white space, which tell that the prediction lives, until it is over; then the prediction. */
  private polled(first: JsonObject): Bytes {
    let prediction = first
    let failures = 0
    let isTold = false
    return Effect.gen({ self: this }, function* () {
      if (isTold) return undefined
      yield* Effect.sleep(pace)
      const seen = yield* this.look(prediction)
      if (seen !== undefined) {
        failures = 0
        prediction = seen
        if (isPending(seen)) return encoder.encode(" ")
      } else if (++failures < patience) return encoder.encode(" ")
      this.pending = undefined
      isTold = true
      return encoder.encode(JSON.stringify(prediction))
    })
  }

  /** The prediction as it was begun, its stream, and behind that the prediction as it ended, which alone has the counts. */
  private streamed(prediction: JsonObject, response: TransportResponse): Bytes {
    const framing = Framing.makeSse({ plain: true }).reader()
    const frame = (json: JsonObject) => encoder.encode(`event: prediction\ndata: ${JSON.stringify(json)}\n\n`)
    let phase: "begun" | "stream" | "counts" | "over" = "begun"
    return Effect.suspend((): Bytes => {
      if (phase === "over") return Effect.undefined
      if (phase === "begun") {
        phase = "stream"
        return Effect.succeed(frame(prediction))
      }
      if (phase === "counts") {
        phase = "over"
        return Effect.map(this.look(prediction), (seen) => {
          this.pending = undefined
          return frame(seen ?? {})
        })
      }
      return Effect.map(response.read, (bytes) => {
        if (bytes === undefined) {
          phase = "over"
          return undefined
        }
        const frames: Array<Framing.SseFrame> = []
        framing.push(bytes, frames)
        if (frames.some(({ event }) => event === "done" || event === "error")) phase = "counts"
        return bytes
      })
    })
  }

  /** Tells the vendor that nobody waits any more: a prediction goes on, and is billed, until it is told. */
  private readonly leave: Effect.Effect<void> = Effect.suspend(() => {
    const url = this.pending === undefined ? undefined : this.urlOf(this.pending, "cancel")
    if (url === undefined) return Effect.void
    return this.ask(url, "POST", "application/json").pipe(
      Effect.scoped,
      Effect.timeoutOption(farewell),
      Effect.ignore
    )
  })

  private begun(prediction: JsonObject, source: Uint8Array): Effect.Effect<Bytes> {
    const once = (bytes: Uint8Array): Bytes => {
      let left: Uint8Array | undefined = bytes
      return Effect.sync(() => {
        const given = left
        left = undefined
        return given
      })
    }
    if (!isPending(prediction)) return Effect.succeed(once(source))
    this.pending = prediction
    return Effect.gen({ self: this }, function* () {
      yield* Scope.addFinalizer(this.scope, this.leave)
      const url = this.isStream ? this.urlOf(prediction, "stream") : undefined
      if (url === undefined) return this.polled(prediction)
      const opened = yield* Effect.option(
        Effect.provideService(this.ask(url, "GET", "text/event-stream"), Scope.Scope, this.scope)
      )
      const isOpen = opened._tag === "Some" && opened.value.status === 200
      return isOpen ? this.streamed(prediction, opened.value) : this.polled(prediction)
    })
  }

  /** The body of the first answer, until it shows that the prediction goes on. */
  body({ read }: TransportResponse): Bytes {
    const pieces: Array<Uint8Array> = []
    let size = 0
    let rest: Bytes | undefined
    const joined = (): Uint8Array => {
      const all = new Uint8Array(size)
      let at = 0
      for (const piece of pieces.splice(0)) {
        all.set(piece, at)
        at += piece.length
      }
      return all
    }
    const next: Bytes = Effect.suspend((): Bytes => {
      if (rest !== undefined) return rest
      return Effect.flatMap(read, (bytes): Bytes => {
        if (bytes !== undefined) {
          pieces.push(bytes)
          size += bytes.length
          const isJson = /^\s*(?:\{|$)/.test(decoder.decode(pieces[0]!.subarray(0, 64)))
          if (size <= most && isJson) return next
          rest = read
          return Effect.succeed(joined())
        }
        if (size === 0) {
          rest = Effect.undefined
          return Effect.undefined
        }
        const source = joined()
        const prediction = object(parse(decoder.decode(source)))
        if (prediction === undefined) {
          rest = Effect.undefined
          return Effect.succeed(source)
        }
        return Effect.flatMap(this.begun(prediction, source), (bytes) => {
          rest = bytes
          return bytes
        })
      })
    })
    return next
  }
}

/**
 * A transport by which one prediction is one exchange: what begins it, the stream at another host or the looks at it, and its
 * counts. Closing the scope cancels a prediction that is not over.
 */
export const conversing = (
  transport: Context.Service.Shape<typeof Transport>
): Context.Service.Shape<typeof Transport> => ({
  ...(transport.ready === undefined ? {} : { ready: transport.ready }),
  send: (request) =>
    Effect.gen(function* () {
      const scope = yield* Scope.Scope
      const isStream = request.headers["accept"] === "text/event-stream"
      const headers = isStream ? request.headers : { ...request.headers, prefer: `wait=${hold}` }
      const response = yield* transport.send({ ...request, headers })
      const { "content-type": type = "", ...others } = response.headers
      if (response.status < 200 || response.status >= 300 || !type.includes("json")) return response
      const prediction = new Prediction(transport.send, scope, request, isStream)
      const labelled = isStream ? others : response.headers
      return { ...response, headers: labelled, read: prediction.body(response) }
    })
})
