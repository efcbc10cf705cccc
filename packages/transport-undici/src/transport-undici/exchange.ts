import { because } from "@turnout/core/Failure"
import {
  codeOf,
  errorOf,
  type Exchange as TransportExchange,
  fromCause,
  type TransportError,
  type TransportListener,
  type TransportResponse
} from "@turnout/wire/Transport"
import type { Dispatcher } from "undici"
import { Body } from "./body.ts"

type Headers = TransportResponse["headers"]

const givenUp = new Error("The request was aborted.")

/** Repeated headers come as arrays; nearly no answer has one, so the record is copied only then. */
const joined = (headers: {
  readonly [name: string]: string | ReadonlyArray<string> | undefined
}): Headers => {
  for (const name in headers) {
    if (typeof headers[name] === "string") continue
    const record: { [name: string]: string } = {}
    for (const [name, value] of Object.entries(headers)) {
      if (value !== undefined) record[name] = typeof value === "string" ? value : value.join(", ")
    }
    return record
  }
  return headers as Headers
}

/** One request and its answer, as undici's handler: it tells a listener, until the rest of the body is pulled. */
export class Exchange implements Dispatcher.DispatchHandler, TransportExchange {
  private readonly url: string
  private readonly listener: TransportListener
  /** Where the connections are ours; else the error's own words are asked. */
  private readonly isStale: ((cause: unknown) => boolean) | undefined
  private controller: Dispatcher.DispatchController | undefined = undefined
  private timer: ReturnType<typeof setTimeout> | undefined = undefined
  private body: Body | undefined = undefined
  private isAnswered = false
  private isEnded = false
  private error: TransportError | undefined = undefined

  constructor(url: string, listener: TransportListener, isStale: ((cause: unknown) => boolean) | undefined) {
    this.url = url
    this.listener = listener
    this.isStale = isStale
  }

  start(
    dispatcher: Dispatcher,
    options: Dispatcher.DispatchOptions,
    connectTimeout: number | undefined
  ): void {
    try {
      dispatcher.dispatch(options, this)
    } catch (cause) {
      // Without a code it is no word of undici's: the dispatcher threw it.
      this.fail(
        codeOf(cause) === undefined
          ? because(errorOf("invalid", this.url), cause)
          : fromCause(cause, this.url)
      )
    }
    // With a free connection undici has begun by now, and no timer is needed.
    if (connectTimeout === undefined || this.controller !== undefined || this.error !== undefined) return
    this.timer = setTimeout(() => this.fail(errorOf("connect_timeout", this.url)), connectTimeout)
  }

  /** The socket of a finished answer stays in the pool. */
  readonly abort = (): void => {
    if (!this.isEnded && this.error === undefined) this.fail(errorOf("aborted", this.url))
  }

  pull(): TransportResponse["read"] {
    if (this.body === undefined) {
      this.body = new Body(this.controller!)
      if (this.isEnded) this.body.end()
      if (this.error !== undefined) this.body.fail(this.error)
    }
    return this.body.read
  }

  fail(error: TransportError): void {
    this.error = error
    clearTimeout(this.timer)
    if (this.controller?.aborted === false) this.controller.abort(givenUp)
    if (this.body === undefined) this.tellEnd()
    else this.body.fail(error)
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller
    clearTimeout(this.timer)
    if (this.error !== undefined) controller.abort(givenUp)
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: { readonly [name: string]: string | Array<string> | undefined }
  ): void {
    if (status < 200) return
    this.controller = controller
    this.isAnswered = true
    if (this.error === undefined) this.listener.head(this, status, joined(headers))
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Uint8Array): void {
    if (this.body !== undefined) this.body.push(chunk)
    else if (this.error === undefined) this.listener.bytes(chunk)
  }

  onResponseEnd(): void {
    this.isEnded = true
    if (this.body === undefined) this.tellEnd()
    else this.body.end()
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, cause: Error): void {
    if (this.error !== undefined) return
    const connected = this.controller !== undefined
    const unanswered = connected && !this.isAnswered
    this.fail(
      unanswered && this.isStale?.(cause) === true
        ? errorOf("stale", this.url, codeOf(cause))
        : fromCause(cause, this.url, connected, unanswered && this.isStale === undefined)
    )
  }

  /** In a microtask: what follows an end may be the next request, and must not run inside undici's parser. */
  private tellEnd(): void {
    queueMicrotask(() => {
      if (this.body !== undefined) return
      if (this.error === undefined) this.listener.ended()
      else this.listener.failed(this.error)
    })
  }
}
