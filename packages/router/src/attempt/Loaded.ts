import type { Provider } from "@turnout/core/Provider"
import type * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as HostWait from "./HostWait.ts"

/** Providers whose code is loaded: it is asked for once. */
const loaded = new WeakSet<Provider>()

/** Whether nothing has to be loaded ahead of an attempt. */
export const has = (provider: Provider): boolean => provider.ready === undefined || loaded.has(provider)

const late = Effect.succeed(false)

/** Loads it; false where it is not there by the deadline. */
export const load = (provider: Provider, clock: Clock.Clock, deadline: number): Effect.Effect<boolean> => {
  const ready = Effect.map(provider.ready ?? Effect.void, () => {
    loaded.add(provider)
    return true
  })
  return HostWait.until(clock, deadline, ready, late)
}
