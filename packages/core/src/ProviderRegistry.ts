import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { misconfigured } from "./Options.ts"
import type { Provider } from "./Provider.ts"

/**
 * The registered providers, in order of registration. `revision` grows with every change, so derived data can be
 * cached by it.
 */
export class ProviderRegistry extends Context.Service<
  ProviderRegistry,
  {
    /** Registers a provider for the lifetime of the scope. A duplicate id is a configuration mistake and dies. */
    readonly register: (provider: Provider) => Effect.Effect<void, never, Scope.Scope>
    readonly snapshot: () => { readonly revision: number; readonly providers: ReadonlyArray<Provider> }
  }
>()("@turnout/core/ProviderRegistry") {
  static readonly layer = Layer.sync(ProviderRegistry, () => {
    let current: { readonly revision: number; readonly providers: ReadonlyArray<Provider> } = {
      revision: 0,
      providers: []
    }
    const put = (providers: ReadonlyArray<Provider>) => {
      current = { revision: current.revision + 1, providers }
    }
    return ProviderRegistry.of({
      register: (provider) =>
        Effect.acquireRelease(
          Effect.suspend(() => {
            if (current.providers.some((other) => other.id === provider.id)) {
              return Effect.die(taken(provider.id))
            }
            put([...current.providers, provider])
            return Effect.void
          }),
          () => Effect.sync(() => put(current.providers.filter((other) => other !== provider)))
        ).pipe(Effect.asVoid),
      snapshot: () => current
    })
  })
}

const taken = (id: string) => {
  const message = `A provider is registered as '${id}' already; give the second account an id of its own.`
  return misconfigured([{ param: "id", code: "invalid_parameter_value", message }], { provider: id })
}

/** The layer of one provider; provider packages build their `layer` with it. */
export const register = <E, R>(
  make: Effect.Effect<Provider, E, R>
): Layer.Layer<never, E, ProviderRegistry | Exclude<R, Scope.Scope>> =>
  Layer.effectDiscard(
    Effect.gen(function* () {
      const registry = yield* ProviderRegistry
      yield* registry.register(yield* make)
    })
  )
