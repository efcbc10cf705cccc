import { type Failure, isFailure } from "@turnout/core/Failure"
import type { Credential } from "@turnout/core/Provider"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Address } from "../Address.ts"
import type { Auth } from "../Auth.ts"
import * as ModelsPage from "../ModelsPage.ts"
import type { Protocol } from "../Protocol.ts"
import * as Redact from "../Redact.ts"
import * as Failures from "../route/failures.ts"
import * as Inflate from "../route/inflate.ts"
import { join } from "../route/json.ts"
import * as Rejected from "../route/rejected.ts"
import * as Sender from "../route/sender.ts"
import type { Transport, TransportResponse } from "../Transport.ts"

export interface Place<S, F> {
  readonly address: Address
  readonly auth: Auth
  readonly protocol: Protocol<S, F>
  readonly transport: Transport["Service"]
}

/** A list of ten thousand models is a tenth of it. */
const limit = 16 * 1024 * 1024

/** The ids of the account's models, as the vendor lists them. One request, no retry. */
export const ids = <S, F>(
  { address, auth, protocol, transport }: Place<S, F>,
  credential: Credential,
  now: number
): Effect.Effect<ReadonlyArray<string>, Failure> =>
  Effect.scoped(
    Effect.contextWith((context: Context.Context<Scope.Scope>) => {
      const { secret, whole } = Sender.make("application/json", address, auth)(credential)
      const { "content-type": _, ...headers } = whole
      const tell = (failure: Failure) => Redact.failure(failure, secret)
      const url = address.url(undefined as never, false)
      return Effect.matchEffect(transport.send({ url, method: "GET", headers }), {
        onFailure: (error) => Effect.fail(tell(Failures.unanswered(error))),
        onSuccess: (response) =>
          response.status < 200 || response.status >= 300
            ? Rejected.read(
                protocol,
                response,
                { now, bodyLimit: limit, verbatim: false, tell, clean: (events) => events, context },
                64 * 1024
              )
            : Effect.mapError(
                Effect.flatMap(textOf(response, context), (text) => read(protocol, response, text)),
                tell
              )
      })
    })
  )

/** The text of an accepted answer. */
export const textOf = (
  response: TransportResponse,
  context: Context.Context<Scope.Scope>
): Effect.Effect<string, Failure> => {
  const chunks: Array<Uint8Array> = []
  let size = 0
  const { read: bytes } = Inflate.plain(response, context)
  const next: Effect.Effect<string, Failure> = Effect.flatMap(
    Effect.mapError(bytes, (error) => (isFailure(error) ? error : Failures.brokeOff(error))),
    (part) => {
      if (part === undefined) return Effect.succeed(size === 0 ? "" : join(chunks, size))
      chunks.push(part)
      size += part.length
      return size > limit ? Effect.fail(Failures.tooLong(response.status, limit)) : next
    }
  )
  return next
}

const read = <S, F>(
  { models }: Protocol<S, F>,
  { status }: TransportResponse,
  text: string
): Effect.Effect<ReadonlyArray<string>, Failure> => {
  try {
    const ids = models && ModelsPage.read(models, JSON.parse(text))
    if (ids !== undefined) return Effect.succeed([...new Set(ids)])
  } catch {
    // Told below.
  }
  return Effect.fail(Failures.malformed(status, "models", "The answer is no list of models."))
}
