import type { SignalsSnapshot } from "@turnout/core/Signals"

/**
 * What a host measures by itself, by name: a plain function of the endpoint and the clock reading. What is not a
 * number is not known.
 */
export type OwnSignals = {
  readonly [name: string]: (endpoint: string, now: number) => number | undefined
}

/** A snapshot in which every endpoint has the host's signals too. */
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
