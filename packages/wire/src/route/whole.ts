import type { Event } from "@turnout/core/Event"
import { type Failure, isFailure } from "@turnout/core/Failure"
import { keepAlive, type Listener, type Prepared } from "@turnout/core/Provider"
import * as Effect from "effect/Effect"
import type { Protocol } from "../Protocol.ts"
import type { Exchange, TransportError, TransportListener, TransportResponse } from "../Transport.ts"
import { behind } from "./body.ts"
import * as Failures from "./failures.ts"
import * as Json from "./json.ts"
import { isSpace } from "./kind.ts"
import * as Redact from "../Redact.ts"
import * as Renamed from "./renamed.ts"
import type { Telling } from "./read.ts"

type Headers = TransportResponse["headers"]

/** One request, as far as its answer depends on it. */
export interface Asked {
  readonly secret: string
  readonly now: number
  readonly stream: boolean
  readonly names: Prepared["names"]
  readonly properties: Prepared["properties"]
  /** What the vendor sends is told as it is, too. */
  readonly verbatim: boolean
}

/** What a route makes of answers. */
export interface Accepting<S, F> {
  readonly protocol: Protocol<S, F>
  readonly bodyLimit: number
  /** What an accepted answer's headers say. */
  readonly accept: (asked: Asked, headers: Headers) => Parameters<Listener["accepted"]>[0]
  readonly settings: (asked: Asked, headers: Headers) => Telling
  /** The answer by reads, its response being given. */
  readonly reply: (
    asked: Asked,
    response: TransportResponse,
    abort: Exchange["abort"]
  ) => Parameters<Listener["continued"]>[0]
}

const none: ReadonlyArray<Event> = []
const noHeaders: Headers = {}

/**
 * Listens to one exchange whose answer is most likely an accepted one of JSON, and told when it is there. Anything else (a
 * refusal, a packed body, a stream, a page) goes on by reads, which know what to make of it.
 */
export class Whole<S, F> implements TransportListener {
  private readonly accepting: Accepting<S, F>
  private readonly asked: Asked
  private readonly listener: Listener
  private exchange: Exchange | undefined = undefined
  private status = 0
  private headers: Headers = noHeaders
  private readonly chunks: Array<Uint8Array> = []
  private size = 0
  /** White space ahead of the body. */
  private skipped = 0
  private isOver = false

  constructor(accepting: Accepting<S, F>, asked: Asked, listener: Listener) {
    this.accepting = accepting
    this.asked = asked
    this.listener = listener
  }

  head(exchange: Exchange, status: number, headers: Headers): void {
    if (this.isOver) return
    this.exchange = exchange
    this.status = status
    this.headers = headers
    if (status < 200 || status >= 300 || headers["content-encoding"] !== undefined)
      return this.leave(undefined)
    try {
      this.listener.accepted(this.accepting.accept(this.asked, headers))
    } catch (defect) {
      this.die(defect)
    }
  }

  bytes(bytes: Uint8Array): void {
    if (this.isOver) return
    let start = 0
    if (this.size === 0) {
      while (start < bytes.length && isSpace(bytes[start]!)) start++
      this.skipped += start
      if (start < bytes.length && bytes[start] !== 0x7b) return this.leave(bytes)
    }
    if (start < bytes.length) {
      this.chunks.push(start === 0 ? bytes : bytes.subarray(start))
      this.size += bytes.length - start
    }
    const { bodyLimit } = this.accepting
    if (this.size + this.skipped <= bodyLimit) return this.listener.events(this.size === 0 ? keepAlive : none)
    this.fail(Failures.tooLong(this.status, bodyLimit))
    this.exchange!.abort()
  }

  ended(): void {
    if (this.isOver) return
    if (this.size === 0) return this.leave(undefined)
    const { accepting, asked, chunks, headers, size, status } = this
    try {
      const text = Json.join(chunks, size)
      const events = Json.translate(accepting.protocol, { status, headers }, text, asked.now)
      if (isFailure(events)) return this.fail(events)
      const all = asked.verbatim ? Json.verbatim(text, events) : events
      const told = Renamed.of(asked)(Redact.events(all, asked.secret))
      this.isOver = true
      this.listener.events(told)
    } catch (defect) {
      this.die(defect)
    }
  }

  failed(error: TransportError): void {
    if (this.isOver) return
    this.fail(this.size + this.skipped > 0 ? Failures.brokeOff(error) : Failures.unanswered(error))
  }

  /** What ends the exchange: nothing is told afterwards. */
  abort(exchange: Exchange): () => void {
    return () => {
      this.isOver = true
      exchange.abort()
    }
  }

  private fail(failure: Failure): void {
    this.isOver = true
    this.listener.failed(this.accepting.settings(this.asked, this.headers).tell(failure))
  }

  /** As it would end a read: the transport must not meet it. */
  private die(defect: unknown): void {
    this.isOver = true
    this.listener.continued(Effect.die(defect))
  }

  /** Goes on by reads, these bytes first. */
  private leave(first: Uint8Array | undefined): void {
    this.isOver = true
    const exchange = this.exchange!
    const rest = exchange.pull()
    const read = first === undefined ? rest : behind(first, rest)
    const response = { status: this.status, headers: this.headers, read }
    this.listener.continued(this.accepting.reply(this.asked, response, exchange.abort))
  }
}
