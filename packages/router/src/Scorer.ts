import type { Endpoint } from "@turnout/core/Endpoint"
import type { Request } from "@turnout/core/Request"

/**
 * Predicts how well a model answers a request, 0–1; undefined if it cannot tell. Must be pure: whatever it has
 * learned, it learned before the call.
 */
export type Scorer = (request: Request, model: string) => number | undefined

export type Scorers = { readonly [name: string]: Scorer }

/** The name of the scorer used where an expression names none. */
export const usual = "default"

/** Looks a scorer up; undefined if it is not registered. Without a name: the scorer called `default`, if any. */
export const find = (name: string | undefined, registered: Scorers = {}): Scorer | undefined =>
  Object.hasOwn(registered, name ?? usual) ? registered[name ?? usual] : undefined

/**
 * The quality of endpoints for one request: the scorer is called once per model; if it does not return a number
 * from 0 to 1, the endpoint's stated quality is used.
 */
export const quality = (
  scorer: Scorer | undefined,
  request: Request
): ((endpoint: Endpoint) => number | undefined) => {
  if (scorer === undefined) return ({ facts }) => facts.quality
  const known = new Map<string, number | undefined>()
  return ({ facts, model }) => {
    if (!known.has(model)) {
      const score = scorer(request, model)
      known.set(model, typeof score === "number" && score >= 0 && score <= 1 ? score : undefined)
    }
    return known.get(model) ?? facts.quality
  }
}
