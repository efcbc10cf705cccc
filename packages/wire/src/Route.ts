import type { Endpoint } from "@turnout/core/Endpoint"
import { type Failure, InvalidRequest } from "@turnout/core/Failure"
import type { Fitted } from "@turnout/core/Fit"
import type { JsonObject } from "@turnout/core/Json"
import type { Entry } from "@turnout/core/Ledger"
import type { Credential, Prepared, Reply, RunOptions } from "@turnout/core/Provider"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import type { Address } from "./Address.ts"
import type { Auth } from "./Auth.ts"
import { amend } from "./internal/amend.ts"
import * as RawJson from "./internal/raw-json.ts"
import type { Body, Protocol } from "./Protocol.ts"
import * as RateLimitHeaders from "./RateLimitHeaders.ts"
import * as Redact from "./Redact.ts"
import * as Answer from "./route/body.ts"
import * as Failures from "./route/failures.ts"
import type { Settings } from "./route/read.ts"
import * as Rejected from "./route/rejected.ts"
import * as Renamed from "./route/renamed.ts"
import * as Status from "./Status.ts"
import type { Transport, TransportResponse } from "./Transport.ts"
import { userAgent } from "./UserAgent.ts"

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

/** Protocol, address and key of a route. */
export interface Parts<S, F> {
  readonly protocol: Protocol<S, F>
  readonly address: Address
  /** The addresses of the regions that have a host of their own. */
  readonly regions?: ReadonlyMap<string, Address> | undefined
  readonly auth: Auth
  readonly options?: RouteOptions
  /** Native fields that ask for a service tier, by the contract's word. */
  readonly tiers?: Tiers | undefined
}

/** The functions of a provider that a route implements. */
export interface Route {
  readonly prepare: (fitted: Fitted, endpoint: Endpoint) => Prepared
  readonly run: (
    prepared: Prepared,
    endpoint: Endpoint,
    credential: Credential,
    options: RunOptions
  ) => Effect.Effect<Reply, Failure, Scope.Scope>
}

export const make = <S, F>(
  transport: Context.Service.Shape<typeof Transport>,
  { protocol, address: usual, auth, options = {}, regions, tiers }: Parts<S, F>
): Route => {
  const bodyLimit = options.bodyLimit ?? 64 * 1024 * 1024
  const errorLimit = options.errorLimit ?? 64 * 1024

  /** An accepted answer (2xx), read by its content type. */
  const accept = (
    response: TransportResponse,
    prepared: Prepared,
    settings: Settings,
    secret: string,
    scope: Scope.Scope
  ): Effect.Effect<Reply, Failure> => {
    const request_id = Status.requestId(response.headers)
    const rate_limit = RateLimitHeaders.parse(response.headers, settings.now)
    return Effect.succeed({
      ...(request_id === undefined ? {} : { request_id: Redact.id(request_id, secret) }),
      ...(rate_limit === undefined ? {} : { rate_limit }),
      read: Renamed.read(Answer.read(protocol, response, settings, prepared.stream, scope), prepared.names)
    })
  }

  return {
    prepare: (fitted, endpoint) => {
      const made = protocol.body(fitted, endpoint)
      return { ...asking(made, fitted.tier, tiers), stream: fitted.request.stream }
    },
    run: (prepared, endpoint, credential, { connect_timeout_ms, fresh_connection, now }) =>
      Effect.flatMap(Effect.scope, (scope) => {
        const secret = Redacted.value(credential.key)
        const tell = (failure: Failure) => Redact.failure(failure, secret)
        const body = encode(prepared.body)
        if (body === undefined) {
          return Effect.fail(
            new InvalidRequest({ message: "The request cannot be written as JSON.", rule: "request:json" })
          )
        }
        const address = (endpoint.region === undefined ? undefined : regions?.get(endpoint.region)) ?? usual
        const sent = transport.send({
          url: address.url(endpoint, prepared.stream),
          method: "POST",
          headers: {
            "content-type": "application/json",
            "user-agent": userAgent,
            accept: prepared.stream ? protocol.framing.contentType : "application/json",
            ...(address.basic === undefined ? {} : { authorization: Redacted.value(address.basic) }),
            ...address.headers,
            ...auth(credential.key)
          },
          body,
          connect_timeout_ms,
          ...(fresh_connection === true ? { fresh_connection } : {})
        })
        return Effect.matchEffect(sent, {
          onFailure: (error) => Effect.fail(tell(Failures.unanswered(error))),
          onSuccess: (response) => {
            const settings: Settings = {
              now,
              bodyLimit,
              tell: named(tell, response),
              clean: (events) => Redact.events(events, secret)
            }
            return response.status >= 200 && response.status < 300
              ? accept(response, prepared, settings, secret, scope)
              : Rejected.read(protocol, response, settings, errorLimit, scope)
          }
        })
      })
  }
}

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
const named =
  (tell: (failure: Failure) => Failure, response: TransportResponse) =>
  (failure: Failure): Failure => {
    const request_id = failure.request_id ?? Status.requestId(response.headers)
    return tell(request_id === undefined ? failure : amend(failure, { request_id }))
  }
