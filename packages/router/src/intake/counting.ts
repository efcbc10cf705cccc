import { promptTokens } from "@turnout/core/Estimate"
import type { Credential } from "@turnout/core/Provider"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { KeyStore } from "../attempt/KeyStore.ts"
import * as Step from "../attempt/Step.ts"
import type { TokenCount } from "../TokenCount.ts"
import type { Draft } from "./Draft.ts"

/** Milliseconds that a vendor may take to count. */
const patience = 10_000

const keyed = (keys: KeyStore, credential: Credential, now: number): Effect.Effect<Credential, unknown> =>
  credential.ask === undefined
    ? Effect.succeed(credential)
    : Effect.map(keys.get(credential, now), (key) => ({ ...credential, key }))

/** By the endpoint that would answer, in one request; where that does not count, by the size of what is asked. */
export const count = (draft: Draft, keys: KeyStore): Effect.Effect<TokenCount> => {
  const { request } = draft.normalized
  const estimate: TokenCount = { input_tokens: promptTokens(request), estimated: true }
  const step = draft.step(0)
  const counted = step?.provider.countTokens
  const [credential] = step?.credentials ?? []
  if (step === undefined || counted === undefined || credential === undefined) return Effect.succeed(estimate)
  const { prepared } = Step.prepare(step, request)
  const asked = Effect.flatMap(Clock.currentTimeMillis, (now) =>
    Effect.flatMap(keyed(keys, credential, now), (credential) =>
      counted(prepared, step.candidate.endpoint, credential, now)
    )
  )
  return Effect.raceFirst(
    Effect.matchCause(asked, {
      onFailure: () => estimate,
      onSuccess: (input_tokens): TokenCount => ({ input_tokens })
    }),
    Effect.as(Effect.sleep(patience), estimate)
  )
}
