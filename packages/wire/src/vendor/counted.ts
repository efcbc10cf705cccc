import type { Failure } from "@turnout/core/Failure"
import type { JsonObject } from "@turnout/core/Json"
import type { Credential, Prepared } from "@turnout/core/Provider"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { count, isObject, parse } from "../internal/json.ts"
import * as RawJson from "@turnout/core/RawJson"
import * as Redact from "../Redact.ts"
import * as Failures from "../route/failures.ts"
import * as Forwarded from "../route/forwarded.ts"
import * as Rejected from "../route/rejected.ts"
import * as Sender from "../route/sender.ts"
import { type Place, textOf } from "./listed.ts"

/** A count is a few bytes. */
const limit = 1024 * 1024

/** The vendor's count of a request's input tokens. One request, no retry. */
export const tokens = <S, F>(
  {
    address,
    auth,
    forwards,
    protocol,
    transport
  }: Place<S, F> & {
    readonly forwards?: Forwarded.Forwards | undefined
  },
  prepared: Prepared,
  credential: Credential,
  now: number
): Effect.Effect<number, Failure> =>
  Effect.scoped(
    Effect.contextWith((context: Context.Context<Scope.Scope>) => {
      const { secret, whole } = Sender.make("application/json", address, auth)(credential)
      const { headers: own } = prepared
      const headers = own === undefined ? whole : Forwarded.joined(whole, own, forwards)
      const { count: field, fields } = protocol.counting!
      const native = isObject(prepared.body) ? prepared.body : {}
      const asked: JsonObject = Object.fromEntries(
        Object.entries(native).filter(([name]) => fields.includes(name))
      )
      const tell = (failure: Failure) => Redact.failure(failure, secret)
      const request = {
        url: address.url(undefined as never, false),
        method: "POST",
        headers,
        body: RawJson.stringify(asked)
      } as const
      return Effect.matchEffect(transport.send(request), {
        onFailure: (error) => Effect.fail(tell(Failures.unanswered(error))),
        onSuccess: (response) =>
          response.status < 200 || response.status >= 300
            ? Rejected.read(
                protocol,
                response,
                { now, bodyLimit: limit, verbatim: false, tell, clean: (events) => events, context },
                64 * 1024
              )
            : Effect.flatMap(Effect.mapError(textOf(response, context), tell), (text) => {
                const json = parse(text)
                const counted = isObject(json) ? count(json[field]) : undefined
                return counted === undefined
                  ? Effect.fail(Failures.malformed(response.status, "count", "The answer holds no count."))
                  : Effect.succeed(counted)
              })
      })
    })
  )
