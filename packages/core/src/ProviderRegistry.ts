import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { misconfigured } from "./Options.ts"
import type { Provider } from "./Provider.ts"

/** A vendor that the environment was searched for: some of what an account of it needs is not set. */
export interface Unconfigured {
  /** Id under which the provider would be registered. */
  readonly provider: string
  /** The catalog id whose rows it would serve. Default: `provider`. */
  readonly catalog?: string
  /** The environment variables that are missing. */
  readonly variables: ReadonlyArray<string>
}

/** What is registered; `unconfigured` is for errors and lists, and routes nothing. */
export interface Snapshot {
  readonly revision: number
  readonly providers: ReadonlyArray<Provider>
  readonly unconfigured: ReadonlyArray<Unconfigured>
}

/**
 * The registered providers, in order of registration. `revision` grows with every change, so derived data can be
 * cached by it.
 */
export class ProviderRegistry extends Context.Service<
  ProviderRegistry,
  {
    /** Registers a provider for the lifetime of the scope. A duplicate id is a configuration mistake and dies. */
    readonly register: (provider: Provider) => Effect.Effect<void, never, Scope.Scope>
    /** Puts a changed provider in place of the one of its id, for as long as that is registered; nothing if it is not. */
    readonly update: (provider: Provider) => Effect.Effect<void>
    /** Says, for the lifetime of the scope, that a vendor was searched for in the environment and is not there. */
    readonly leaveOut: (vendor: Unconfigured) => Effect.Effect<void, never, Scope.Scope>
    readonly snapshot: () => Snapshot
  }
>()("@turnout/core/ProviderRegistry") {
  static readonly layer = Layer.sync(ProviderRegistry, () => {
    let current: Snapshot = { revision: 0, providers: [], unconfigured: [] }
    const change = (changed: Partial<Snapshot>) => {
      current = { ...current, ...changed, revision: current.revision + 1 }
    }
    return ProviderRegistry.of({
      register: (provider) =>
        Effect.acquireRelease(
          Effect.suspend(() => {
            if (current.providers.some((other) => other.id === provider.id)) {
              return Effect.die(taken(provider.id))
            }
            change({ providers: [...current.providers, provider] })
            return Effect.void
          }),
          () =>
            Effect.sync(() => change({ providers: current.providers.filter(({ id }) => id !== provider.id) }))
        ).pipe(Effect.asVoid),
      update: (provider) =>
        Effect.sync(() => {
          const { providers } = current
          if (!providers.some(({ id }) => id === provider.id)) return
          change({ providers: providers.map((other) => (other.id === provider.id ? provider : other)) })
        }),
      leaveOut: (vendor) =>
        Effect.acquireRelease(
          Effect.sync(() => change({ unconfigured: [...current.unconfigured, vendor] })),
          () =>
            Effect.sync(() =>
              change({ unconfigured: current.unconfigured.filter((other) => other !== vendor) })
            )
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
