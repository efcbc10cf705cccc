import type * as Cooldown from "../Cooldown.ts"

/** The cooldowns that are in force. */
export interface Cooldowns {
  /** By endpoint, by key, and by key and endpoint; healthy ones are absent. */
  readonly states: Map<string, Cooldown.Cooldown>
  /** Providers with a key that is cooling down, or whose quota was announced to be empty. */
  readonly providers: Set<string>
}

export const make = (): Cooldowns => ({ states: new Map(), providers: new Set() })
