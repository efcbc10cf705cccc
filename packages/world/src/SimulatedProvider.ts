import * as Capabilities from "@turnout/core/Capabilities"
import type { Event } from "@turnout/core/Event"
import { type Failure, RateLimited, ServerError, StreamTruncated } from "@turnout/core/Failure"
import * as Listing from "@turnout/core/Listing"
import * as Message from "@turnout/core/Message"
import type { Price } from "@turnout/core/Price"
import type { Provider, Reply } from "@turnout/core/Provider"
import type { Request } from "@turnout/core/Request"
import * as Usage from "@turnout/core/Usage"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Scope from "effect/Scope"
import { type Endpoint, idOf, type PricePoint } from "./Endpoint.ts"
import type { Journal } from "./Journal.ts"
import type { Requests } from "./Traffic.ts"
import * as Vendor from "./Vendor.ts"
import type { VirtualTime } from "./VirtualTime.ts"

/** What all endpoints of a run share. */
export interface Surroundings {
  readonly time: VirtualTime
  /** The date at the start, in milliseconds. */
  readonly epoch: number
  readonly requests: Requests
  readonly journal: Journal
}

type Answer = Extract<Vendor.Fate, { readonly type: "answer" }>

/** Bytes of a token, on average. */
const bytesPerToken = 4

const filler = "word".repeat(50_000)

/** Text of about so many tokens: what is counted and bounded by bytes is as large as it would be. */
const textOf = (tokens: number): string =>
  tokens * bytesPerToken <= filler.length
    ? filler.slice(0, tokens * bytesPerToken)
    : filler.repeat(Math.ceil((tokens * bytesPerToken) / filler.length))

/** A prompt of so many tokens. It begins with the request's row, by which the provider knows it. */
export const promptOf = (row: number, tokens: number): string => `${row} ${textOf(tokens)}`

const rowOf = ({ messages }: Pick<Request, "messages">): number =>
  Number.parseInt(Message.textOf(messages[messages.length - 1]?.content), 10)

/** The prices that a catalog states, each from the date at which it is known. */
const stated = ({ cache, price_delay_s = 0, prices }: Endpoint, epoch: number): ReadonlyArray<Price> => {
  const dateOf = (point: PricePoint, index: number) =>
    new Date(epoch + (index === 0 ? 0 : (point.at_s ?? 0) + price_delay_s) * 1000).toISOString()
  return prices
    .map((point, index): Price => {
      const next = prices[index + 1]
      return {
        rates: {
          input: Math.round(point.input * 1e6),
          output: Math.round(point.output * 1e6),
          ...(cache === undefined ? {} : { cache_read: Math.round(point.input * (cache.price ?? 1) * 1e6) })
        },
        ...(index === 0 ? {} : { from: dateOf(point, index) }),
        ...(next === undefined ? {} : { until: dateOf(next, index + 1) }),
        source: "world",
        date: new Date(epoch).toISOString().slice(0, 10)
      }
    })
    .toReversed()
}

const limited = (retry_after_ms: number | undefined) =>
  new RateLimited({
    message: "The rate limit is reached.",
    status: 429,
    ...(retry_after_ms === undefined ? {} : { retry_after_ms })
  })

const broken = new ServerError({ message: "The server failed.", status: 500 })
const brokenOff = new StreamTruncated({ message: "The stream ended without its terminal." })

/** One request at one endpoint: what is sent at which moment, and what is billed in the end. */
class Exchange {
  private isSettled = false
  private readonly endpoint: Endpoint
  private readonly index: number
  private readonly row: number
  private readonly from: number
  private readonly fate: Vendor.Fate
  private readonly around: Surroundings

  constructor(
    endpoint: Endpoint,
    index: number,
    row: number,
    from: number,
    fate: Vendor.Fate,
    around: Surroundings
  ) {
    this.endpoint = endpoint
    this.index = index
    this.row = row
    this.from = from
    this.fate = fate
    this.around = around
  }

  /** Waits until so many milliseconds after the request. */
  private until(after: number): Effect.Effect<void> {
    const { time } = this.around
    return Effect.callback((resume) => {
      const entry = time.at(this.from + after, () => resume(Effect.void))
      return Effect.sync(() => time.cancel(entry))
    })
  }

  private bill(tokens: number, isUseful: boolean): void {
    if (this.isSettled) return
    this.isSettled = true
    const { fate, row } = this
    if (fate.type !== "answer") return
    const { journal, requests } = this.around
    const usd = Vendor.bill(this.endpoint, this.from / 1000, requests.prompt[row]!, fate.cached, tokens)
    const column = isUseful ? journal.useful : journal.wasted
    column[row]! += usd
    if (isUseful) journal.endpoint[row] = this.index
  }

  /** The caller hung up. */
  readonly close = Effect.sync(() => {
    const { fate } = this
    if (this.isSettled || fate.type !== "answer") return
    if (this.endpoint.cancelled !== "stops") return this.bill(fate.output, false)
    const written = (this.around.time.now() - this.from - fate.first) / (fate.whole - fate.first)
    this.bill(Math.floor(fate.output * Math.min(1, Math.max(0, written))), false)
  })

  readonly reply = (stream: boolean): Effect.Effect<Reply, Failure> => {
    const { fate } = this
    switch (fate.type) {
      case "limited":
        return Effect.fail(limited(fate.retry_after_ms))
      case "hang":
        return Effect.never
      case "error":
        return Effect.andThen(this.until(fate.after), Effect.fail(broken))
      case "answer":
        return Effect.as(this.until(stream ? fate.first : fate.whole), { read: this.read(fate, stream) })
    }
  }

  private read(answer: Answer, stream: boolean): Reply["read"] {
    let reads = stream ? 0 : 1
    const { truncated } = answer
    const share = truncated === undefined ? 1 : truncated / answer.output
    const last = Effect.suspend((): Effect.Effect<ReadonlyArray<Event>, Failure> => {
      this.bill(truncated ?? answer.output, truncated === undefined)
      return truncated === undefined ? Effect.succeed(this.ending(answer, stream)) : Effect.fail(brokenOff)
    })
    return Effect.suspend((): Reply["read"] => {
      switch (reads++) {
        case 0:
          return Effect.succeed(opening)
        case 1:
          return Effect.andThen(this.until(answer.first + (answer.whole - answer.first) * share), last)
        default:
          return Effect.succeed(undefined)
      }
    })
  }

  private ending({ cached, output }: Answer, stream: boolean): ReadonlyArray<Event> {
    const prompt = this.around.requests.prompt[this.row]!
    return [
      ...(stream ? [] : opening),
      { type: "text", choice: 0, text: textOf(output - 1) },
      { type: "finish", choice: 0, reason: "stop" },
      { type: "usage", usage: Usage.make({ input: prompt - cached, cache_read: cached, output }) },
      { type: "end" }
    ]
  }
}

const opening: ReadonlyArray<Event> = [{ type: "start" }, { type: "text", choice: 0, text: "word" }]

const capabilities = Capabilities.merge(Capabilities.unknown, {
  features: { stream: "yes", text_output: "yes" }
})

/** A provider whose endpoints are simulated. It is given to the router like any other. */
export const make = (
  id: string,
  endpoints: ReadonlyArray<Endpoint>,
  vendors: ReadonlyArray<Vendor.Vendor>,
  around: Surroundings
): Provider => {
  const { epoch, journal, requests, time } = around
  const own = endpoints.flatMap((endpoint, index) => (endpoint.provider === id ? [{ endpoint, index }] : []))
  const places = new Map(own.map(({ endpoint, index }) => [idOf(endpoint), index]))
  const attempts = new Uint8Array(own.length === 0 ? 0 : requests.count * endpoints.length)
  const authorities: Listing.Authorities = {
    provider: id,
    defaults: capabilities,
    models: Object.fromEntries(
      own.map(({ endpoint }) => [
        endpoint.id ?? endpoint.model,
        { model: endpoint.model, prices: stated(endpoint, epoch) }
      ])
    )
  }
  return {
    id,
    aliases: [],
    open: false,
    credentials: [{ id: "simulated", owner: "platform", key: Redacted.make("") }],
    endpoints: (rows) => Listing.fromRows(rows, authorities),
    passthrough: (model) => Listing.passthrough(model, authorities),
    prepare: ({ request }) => ({ body: { row: rowOf(request) }, ledger: [], stream: request.stream }),
    run: ({ body, stream }, endpoint) =>
      Effect.flatMap(Effect.scope, (scope) => {
        const { row } = body as { readonly row: number }
        const index = places.get(endpoint.id)!
        const at = time.now()
        const fate = vendors[index]!.arrive({
          at,
          request: row,
          attempt: attempts[row * endpoints.length + index]!++,
          session: requests.session[row]!,
          prompt: requests.prompt[row]!,
          output: requests.output[row]!
        })
        journal.attempts[row]!++
        if (fate.type === "limited") journal.limited[row]!++
        const exchange = new Exchange(endpoints[index]!, index, row, at, fate, around)
        return Effect.andThen(Scope.addFinalizer(scope, exchange.close), exchange.reply(stream))
      })
  }
}
