import type { Endpoint } from "@turnout/core/Endpoint"
import type { Request } from "@turnout/core/Request"

/**
 * How well a model answers a request, from 0 to 1; undefined where the scorer cannot say. Pure: what it learned,
 * it learned before.
 */
export type Scorer = (request: Request, model: string) => number | undefined

export type Scorers = { readonly [name: string]: Scorer }

/** Registered under this name, it speaks where nobody is named. */
export const usual = "default"

/** By name; undefined where nobody has it. Without a name the host's `default`, if there is one. */
export const find = (name: string | undefined, registered: Scorers = {}): Scorer | undefined =>
  Object.hasOwn(registered, name ?? usual) ? registered[name ?? usual] : undefined

/**
 * The quality of endpoints for one request: asked once per model, and where the scorer says nothing that is a
 * number from 0 to 1, the host's figure for the endpoint.
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
