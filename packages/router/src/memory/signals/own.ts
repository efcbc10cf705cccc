import type { SignalsSnapshot } from "@turnout/core/Signals"

/**
 * The host's own measurements by name: plain functions of endpoint and clock reading. A result that is not a number
 * counts as unknown.
 */
export type OwnSignals = {
  readonly [name: string]: (endpoint: string, now: number) => number | undefined
}

/** A snapshot that includes the host's own signals for every endpoint. */
export const withOwn = (snapshot: SignalsSnapshot, own: OwnSignals, now: number): SignalsSnapshot => {
  const named = Object.entries(own)
  return {
    ...snapshot,
    endpoint: (id) => {
      const values = Object.create(null) as { [name: string]: number }
      let isKnown = false
      for (const [name, read] of named) {
        const value = read(id, now)
        if (value === undefined || !Number.isFinite(value)) continue
        values[name] = value
        isKnown = true
      }
      const signals = snapshot.endpoint(id)
      return isKnown ? { ...signals, own: values } : signals
    }
  }
}
