import * as Cooldown from "./memory/Cooldown.ts"
import type { Cooldowns } from "./memory/health/cooldowns.ts"

export type { Cooldown } from "./memory/Cooldown.ts"
export type { Cooldowns } from "./memory/health/cooldowns.ts"

/** Cooldowns that are kept at most. */
const most = 8192

/**
 * Cooldowns that are in force, each change of which is told. What other processes saw is put in with `learn`, which is not told: of two
 * cooldowns of one name the later end holds.
 */
export const told = (
  tell: (name: string, state: Cooldown.Cooldown, providers: ReadonlySet<string>) => void
): Cooldowns & {
  readonly learn: (name: string, state: Cooldown.Cooldown, providers: Iterable<string>) => void
} => {
  const providers = new Set<string>()
  const states = new Map<string, Cooldown.Cooldown>()
  const set = states.set.bind(states)
  states.set = (name, state) => {
    set(name, state)
    tell(name, state, providers)
    return states
  }
  return {
    states,
    providers,
    learn: (name, state, others) => {
      for (const provider of others) providers.add(provider)
      if (states.size >= most && !states.has(name)) states.delete(states.keys().next().value!)
      set(name, Cooldown.merge(states.get(name) ?? Cooldown.zero, state))
    }
  }
}
