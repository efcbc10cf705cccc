import * as Options from "@turnout/core/Options"
import * as Budget from "@turnout/router/Budget"
import { CacheStore, type CacheStoreService } from "@turnout/router/CacheStore"
import { Health, type HealthOptions } from "@turnout/router/Health"
import { Limits } from "@turnout/router/Limits"
import type { Observation, Observe } from "@turnout/router/Receipt"
import { Signals } from "@turnout/router/Signals"
import type { LimitsOptions } from "@turnout/limits/RateLimits"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Budgets from "./Budgets.ts"
import * as Guard from "./Guard.ts"
import * as Limited from "./Limited.ts"
import * as Recorder from "./Recorder.ts"
import * as Reporting from "./Reporting.ts"
import * as Reports from "./Reports.ts"
import * as Shared from "./Shared.ts"
import { type Parts, Store } from "./Store.ts"

/** `open`: calls go on with what each process knows. `closed`: calls that the store would have to admit are refused. */
export type WhileAway = "open" | "closed"

export interface StatefulOptions {
  readonly budgets?: Budget.BudgetOptions | undefined
  readonly limits?: LimitsOptions | undefined
  readonly health?: HealthOptions | undefined
  /**
   * What happens to budgets and limits while the store cannot be reached. Health and signals are always those of the process
   * then. Default: open.
   */
  readonly on_store_failure?:
    | WhileAway
    | { readonly budgets?: WhileAway; readonly limits?: WhileAway }
    | undefined
  /** What else observes the router. */
  readonly observe?: Observe | Observation | undefined
}

/** What a router over a store is made of. */
export interface Stateful {
  readonly context: Context.Context<Signals>
  readonly observe: Observation
}

/** Milliseconds after which what a process that is gone held is counted as spent, or is free. */
const lease_ms = 30_000

export const checkOnFailure: Options.Check<NonNullable<StatefulOptions["on_store_failure"]>> = Options.either(
  (value) => typeof value === "object" && value !== null,
  Options.object<Exclude<StatefulOptions["on_store_failure"], WhileAway | undefined>>({
    budgets: Options.oneOf<WhileAway>("open", "closed"),
    limits: Options.oneOf<WhileAway>("open", "closed")
  }),
  Options.oneOf<WhileAway>("open", "closed")
)

/** Everything of a router that remembers, over the store of its context. */
export const make = ({
  budgets,
  health,
  limits,
  observe,
  on_store_failure = "open"
}: StatefulOptions): Effect.Effect<Stateful, never, Store | Scope.Scope> =>
  Effect.gen(function* () {
    const store = yield* Store
    const clock = yield* Clock.Clock
    const fork = Effect.runForkWith(yield* Effect.context<never>())
    const process = crypto.randomUUID()
    const guard = yield* Guard.make(store, { changed: (change) => void fork(told(change)) }, () =>
      clock.currentTimeMillisUnsafe()
    )
    const { budgets: ofBudgets = "open", limits: ofLimits = "open" } =
      typeof on_store_failure === "string"
        ? { budgets: on_store_failure, limits: on_store_failure }
        : on_store_failure
    const common = { store, guard, process }
    const shared = yield* Shared.make({ ...common, health })
    const recorder = yield* Recorder.make({ ...common, also: observe })
    let context = Context.make(Signals, shared.signals).pipe(Context.add(Health, shared.health))
    if (budgets !== undefined) {
      const checked = Budget.checked(budgets)
      const kept = yield* Budgets.make({ ...common, budgets: checked, whileAway: ofBudgets, lease_ms })
      context = Context.add(context, Budget.Budget, kept)
    }
    if (limits !== undefined) {
      const kept = yield* Limited.make({ ...common, limits, whileAway: ofLimits, lease_ms })
      context = Context.add(context, Limits, kept)
    }
    context = Context.add(context, CacheStore, cacheOf(store, guard))
    context = Context.add(context, Reporting.Reports, Reports.make(store, recorder.flush))
    return { context, observe: recorder.observe }
  })

/** What is kept of answers. A store that is away has none, and is asked for none. */
const cacheOf = ({ blobs }: Parts, { ask }: Guard.Guard): CacheStoreService => ({
  get: (key) => Effect.map(ask(blobs.get(key)), (blob) => (blob === Guard.away ? undefined : blob)),
  put: (key, bytes, ttl_ms) => Effect.asVoid(ask(blobs.put(key, bytes, ttl_ms))),
  remove: (key) => Effect.asVoid(ask(blobs.remove(key)))
})

const told = (change: Guard.Change): Effect.Effect<void> => {
  switch (change.type) {
    case "away":
      return Effect.logWarning(`The store (${change.store}) cannot be reached.`, change.error)
    case "back":
      return Effect.logInfo(`The store (${change.store}) is back.`)
    case "refused":
      return Effect.logError(`The store (${change.store}) refuses a key.`, change.error)
  }
}
