import * as Cooldown from "../Cooldown.ts"

/** The cooldowns that are in force. */
export interface Cooldowns {
  /** By endpoint, by key, and by key and endpoint; healthy ones are absent. */
  readonly states: Map<string, Cooldown.Cooldown>
  /** Providers with a key that is cooling down, or whose quota was announced to be empty. */
  readonly providers: Set<string>
}

export const make = (): Cooldowns => ({ states: new Map(), providers: new Set() })

/**
 * The same, each change of which is told. What other processes saw is put in with `learn`, which is not told: of two
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
      set(name, Cooldown.merge(states.get(name) ?? Cooldown.zero, state))
    }
  }
}
