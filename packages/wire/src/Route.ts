import type { Event } from "@turnout/core/Event"
import type { Endpoint } from "@turnout/core/Endpoint"
import { type Failure, InvalidRequest, isFailure } from "@turnout/core/Failure"
import type { JsonObject } from "@turnout/core/Json"
import type { Entry } from "@turnout/core/Ledger"
import type { Credential, Prepared, Provider, Reply, Run, RunOptions } from "@turnout/core/Provider"
import * as Clock from "effect/Clock"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Address } from "./Address.ts"
import { type Auth, isSigning, type Signing } from "./Auth.ts"
import { amend } from "./internal/amend.ts"
import * as RawJson from "@turnout/core/RawJson"
import type { Body, Protocol } from "./Protocol.ts"
import * as RateLimitHeaders from "./RateLimitHeaders.ts"
import * as Redact from "./Redact.ts"
import * as Answer from "./route/body.ts"
import * as Failures from "./route/failures.ts"
import type { Settings, Telling } from "./route/read.ts"
import * as Forwarded from "./route/forwarded.ts"
import * as Rejected from "./route/rejected.ts"
import * as Renamed from "./route/renamed.ts"
import * as Sender from "./route/sender.ts"
import { type Accepting, type Asked, Whole } from "./route/whole.ts"
import * as Status from "./Status.ts"
import type { Transport, TransportError, TransportRequest, TransportResponse } from "./Transport.ts"

export interface RouteOptions {
  /**
   * Maximum size that is held of one answer: bytes of a whole body; of a stream its content, without framing.
   * Larger answers are malformed, rule `body:limit`. Default: 64 MiB.
   */
  readonly bodyLimit?: number
  /** Maximum bytes read of an error body. Default: 64 KiB. */
  readonly errorLimit?: number
}

/** The fields of a native body that ask for a service tier, by the contract's word for it. */
export interface Tiers {
  readonly [tier: string]: JsonObject
}

/** Headers of a caller's that a vendor is sent with a request of its own API, and how they meet the account's. */
export type { Forwards } from "./route/forwarded.ts"

/** Protocol, address and key of a route. */
export interface Parts<S, F> {
  readonly protocol: Protocol<S, F>
  readonly address: Address
  /** The addresses of the regions that have a host of their own. */
  readonly regions?: ReadonlyMap<string, Address> | undefined
  readonly auth: Auth | Signing
  readonly options?: RouteOptions
  /** Native fields that ask for a service tier, by the contract's word. */
  readonly tiers?: Tiers | undefined
  readonly forwards?: Forwarded.Forwards | undefined
}

/** The functions of a provider that a route implements. */
export type Route = Pick<Provider, "prepare" | "run">

export const make = <S, F>(
  transport: Context.Service.Shape<typeof Transport>,
  { protocol, address: usual, auth, forwards, options = {}, regions, tiers }: Parts<S, F>
): Route => {
  const bodyLimit = options.bodyLimit ?? 64 * 1024 * 1024
  const errorLimit = options.errorLimit ?? 64 * 1024
  const { exchange } = transport.send
  const senderAt = (address: Address) => Sender.make(protocol.framing.contentType, address, auth)
  const usualSender = senderAt(usual)
  const regional = new Map(Array.from(regions ?? [], ([region, address]) => [region, senderAt(address)]))
  const senderOf = ({ region }: Endpoint, credential: Credential): Sender.Sender =>
    ((region === undefined ? undefined : regional.get(region)) ?? usualSender)(credential)

  const settings = (asked: Asked, headers: TransportResponse["headers"]): Telling => {
    const { now, secret, verbatim } = asked
    const rename = Renamed.of(asked)
    return {
      now,
      verbatim,
      bodyLimit,
      tell: (failure) => Redact.failure(withId(failure, headers), secret),
      clean: (events) => rename(Redact.events(events, secret))
    }
  }

  /** What the headers of an accepted answer (2xx) say. */
  const accept = ({ now, secret }: Asked, headers: TransportResponse["headers"]) => {
    const request_id = Status.requestId(headers)
    return {
      request_id: request_id === undefined ? undefined : Redact.id(request_id, secret),
      rate_limit: RateLimitHeaders.parse(headers, now)
    }
  }

  /** An answer by reads: of an accepted one what its content is, of another one why. */
  const replyOf = (
    asked: Asked,
    response: TransportResponse,
    context: Context.Context<Scope.Scope>
  ): Effect.Effect<Reply, Failure> => {
    const { headers, status } = response
    const told = { ...settings(asked, headers), context }
    if (status < 200 || status >= 300) return Rejected.read(protocol, response, told, errorLimit)
    const { rate_limit, request_id } = accept(asked, headers)
    let held: (() => ReadonlyArray<Event>) | undefined
    const holding: NonNullable<Settings["holding"]> = (given) => {
      held = given
    }
    const read = Answer.read(protocol, response, { ...told, holding }, asked.stream)
    return Effect.succeed({ request_id, rate_limit, read, held: () => held?.() ?? [] })
  }

  const accepting: Accepting<S, F> = {
    protocol,
    bodyLimit,
    accept,
    settings,
    reply: (asked, response, abort) =>
      Effect.contextWith((context: Context.Context<Scope.Scope>) =>
        Effect.andThen(
          Effect.addFinalizer(() => Effect.sync(abort)),
          replyOf(asked, response, context)
        )
      )
  }

  const requestOf = (
    { body: native, headers: own, stream }: Prepared,
    endpoint: Endpoint,
    sender: Sender.Sender,
    { connect_timeout_ms, fresh_connection }: RunOptions
  ): TransportRequest | undefined => {
    const body = encode(native)
    if (body === undefined) return undefined
    const usual = stream ? sender.streamed : sender.whole
    const headers = own === undefined ? usual : Forwarded.joined(usual, own, forwards)
    const url = sender.address.url(endpoint, stream)
    const request: TransportRequest = { url, method: "POST", headers, body, connect_timeout_ms }
    return fresh_connection === true ? { ...request, fresh_connection } : request
  }

  /** Sends it; where the vendor asks for a signature, signed. */
  const send = (
    request: TransportRequest,
    { key }: Credential
  ): Effect.Effect<TransportResponse, TransportError | Failure, Scope.Scope> => {
    if (!isSigning(auth)) return transport.send(request)
    return Clock.currentTimeMillis.pipe(
      Effect.flatMap((now) => auth.sign(request, key, now)),
      Effect.flatMap((headers) => transport.send({ ...request, headers: { ...request.headers, ...headers } }))
    )
  }

  const run = (
    prepared: Prepared,
    endpoint: Endpoint,
    credential: Credential,
    options: RunOptions
  ): Effect.Effect<Reply, Failure, Scope.Scope> =>
    Effect.contextWith((context: Context.Context<Scope.Scope>) => {
      const sender = senderOf(endpoint, credential)
      const asked = askedOf(prepared, sender, options)
      const request = requestOf(prepared, endpoint, sender, options)
      if (request === undefined) return Effect.fail(unwritable())
      return Effect.matchEffect(send(request, credential), {
        onFailure: (error) =>
          Effect.fail(settings(asked, {}).tell(isFailure(error) ? error : Failures.unanswered(error))),
        onSuccess: (response) => replyOf(asked, response, context)
      })
    })

  const listen: NonNullable<Run["exchange"]> = (prepared, endpoint, credential, options, listener) => {
    const sender = senderOf(endpoint, credential)
    const request = requestOf(prepared, endpoint, sender, options)
    if (request === undefined) return undefined
    const whole = new Whole(accepting, askedOf(prepared, sender, options), listener)
    const sent = exchange!(request, whole)
    return sent && whole.abort(sent)
  }

  return {
    prepare: (fitted, endpoint) => {
      const made = asking(protocol.body(fitted, endpoint), fitted.tier, tiers)
      const { added, body, ledger, names, properties } = made
      const source = made.translated === true ? undefined : fitted.source
      const headers = source?.headers && Forwarded.of(source.headers, forwards)
      const { stream } = fitted.request
      return { body, ledger, stream, names, properties, added, source: source?.format, headers }
    },
    run: exchange === undefined || isSigning(auth) ? run : Object.assign(run, { exchange: listen })
  }
}

const askedOf = (
  { names, properties, source, stream }: Prepared,
  { secret }: Sender.Sender,
  { now }: RunOptions
): Asked => ({
  secret,
  now,
  stream,
  names,
  properties,
  verbatim: source !== undefined
})

const unwritable = (): Failure =>
  new InvalidRequest({ message: "The request cannot be written as JSON.", rule: "request:json" })

/** A body that asks for a service tier in the vendor's words; they win over those of an extension. */
const asking = (made: Body, tier: string | undefined, tiers: Tiers | undefined): Body => {
  const fields = tier === undefined || tiers === undefined ? undefined : tiers[tier]
  if (tier === undefined || fields === undefined) return made
  const lost = Object.keys(fields).filter((name) => made.body[name] !== undefined)
  return {
    ...made,
    body: { ...made.body, ...fields },
    ledger: [
      ...made.ledger,
      { action: "translated", param: "gateway.routing.tier", from: tier, to: fields, reason: "dialect" },
      ...lost.map((name): Entry => ({ action: "dropped", param: `extensions.${name}`, reason: "needless" }))
    ]
  }
}

const encode = (body: unknown): string | undefined => {
  try {
    return RawJson.stringify(body)
  } catch {
    return undefined
  }
}

/** Every failure of an answer that has an id carries it. */
const withId = (failure: Failure, headers: TransportResponse["headers"]): Failure => {
  const request_id = failure.request_id ?? Status.requestId(headers)
  return request_id === undefined ? failure : amend(failure, { request_id })
}
