import { type Failure, isFailure } from "@turnout/core/Failure"
import type { Credential, Provider } from "@turnout/core/Provider"
import type { ProviderRegistry } from "@turnout/core/ProviderRegistry"
import * as RouterError from "@turnout/core/RouterError"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { Refreshed } from "../Lists.ts"
import type { KeyStore } from "../attempt/KeyStore.ts"
import * as Refusal from "../Refusal.ts"
import * as Resolve from "../resolve/Resolve.ts"

/** Milliseconds that a vendor may take to list its models. */
const patience = 30_000

export interface Asking {
  readonly keys: KeyStore
  readonly registry: ProviderRegistry["Service"]
}

/** Asks a provider for the models of its account, and serves what is new. */
export const of = (
  index: Resolve.Index,
  { keys, registry }: Asking,
  name: string
): Effect.Effect<Refreshed, RouterError.RouterError> => {
  const ids = Resolve.providersOf(index, name)
  const provider = ids?.length === 1 ? index.providers.get(ids[0]!) : undefined
  if (provider === undefined) {
    return Effect.fail(Refusal.toError(Resolve.unknownProvider(index, name, "provider")))
  }
  const { models } = provider
  const [credential] = provider.credentials
  if (models === undefined || credential === undefined) return Effect.fail(unlisted(provider))
  const asked = Effect.flatMap(Clock.currentTimeMillis, (now) =>
    Effect.flatMap(keyed(keys, credential, now), (credential) => models(credential, now))
  )
  return Effect.raceFirst(
    Effect.mapError(asked, (cause) => unanswered(provider, cause)),
    Effect.andThen(Effect.sleep(patience), Effect.fail(late(provider)))
  ).pipe(Effect.flatMap((listed) => applied(index, registry, provider, listed)))
}

const keyed = (keys: KeyStore, credential: Credential, now: number): Effect.Effect<Credential, unknown> =>
  credential.ask === undefined
    ? Effect.succeed(credential)
    : Effect.map(keys.get(credential, now), (key) => ({ ...credential, key }))

const applied = (
  index: Resolve.Index,
  registry: ProviderRegistry["Service"],
  provider: Provider,
  listed: ReadonlyArray<string>
): Effect.Effect<Refreshed> => {
  const known = new Set<string>()
  const stated: Array<string> = []
  for (const endpoint of index.endpoints.values()) {
    if (endpoint.provider !== provider.id) continue
    stated.push(endpoint.provider_model_id)
    for (const id of [endpoint.provider_model_id, ...(endpoint.also ?? [])]) known.add(id)
  }
  const has = new Set(listed)
  const added = listed.filter((id) => !known.has(id)).sort()
  const refreshed: Refreshed = {
    object: "models_refresh",
    provider: provider.id,
    listed: listed.length,
    added,
    missing: stated.filter((id) => !has.has(id)).sort()
  }
  if (added.length === 0) return Effect.succeed(refreshed)
  const more: Provider = {
    ...provider,
    endpoints: (rows) => [...provider.endpoints(rows), ...added.map(provider.passthrough)]
  }
  return Effect.as(registry.update(more), refreshed)
}

const unlisted = ({ id }: Provider) =>
  RouterError.make("invalid_parameter_value", `Provider '${id}' has no list of its models to ask for.`, {
    param: "provider",
    provider: id
  })

const unanswered = ({ id }: Provider, cause: unknown) => {
  const why = isFailure(cause) ? (cause as Failure).message : "its key could not be had."
  const message = `Provider '${id}' did not list its models: ${why}`
  return RouterError.because(RouterError.make("upstream_error", message, { provider: id }), cause)
}

const late = ({ id }: Provider) =>
  RouterError.make("upstream_timeout", `Provider '${id}' did not list its models within ${patience} ms.`, {
    provider: id
  })
