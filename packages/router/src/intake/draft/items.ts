import type { Normalized } from "@turnout/core/Normalize"
import * as Result from "effect/Result"
import type { Refusal } from "../../Refusal.ts"
import * as Resolve from "../../resolve/Resolve.ts"
import type { RouterOptions } from "../../RouterOptions.ts"
import * as Scorer from "../../Scorer.ts"
import * as Strategies from "../../Strategies.ts"

/** The items that a request may be sent to. */
export interface Items {
  readonly items: ReadonlyArray<Resolve.Item>
  /** The caller wrote a chain: items are tried in order, and a client fault moves on to the next item. */
  readonly chain: boolean
}

const nobody: Refusal = {
  code: "no_provider_available",
  status: 404,
  message: "No provider is registered: there is nobody who could answer.",
  suggestion: "Give the router providers. One that is 'optional' is left out where it has no key."
}

/** All expressions of a request, resolved, or the refusal of the first that is invalid. */
export const items = (
  index: Resolve.Index,
  { model, models }: Pick<Normalized, "model" | "models">,
  options: RouterOptions
): Result.Result<Items, Refusal> => {
  if (index.providers.size === 0) return Result.fail(nobody)
  const shared = {
    strategy: (word: string) => Strategies.current(word, options.strategies),
    isScorer: (name: string) => Scorer.find(name, options.scorers) !== undefined,
    ...(options.max_chain_items === undefined ? {} : { most: options.max_chain_items })
  }
  if (models === undefined) {
    const found = Resolve.resolve(index, model ?? "", { ...shared, param: "model" })
    return found.type === "refused"
      ? Result.fail(found.refusal)
      : Result.succeed({ items: found.items, chain: found.items.length > 1 })
  }
  const all: Array<Resolve.Item> = []
  for (const [position, expression] of models.entries()) {
    const param = `gateway.models[${position}]`
    const found = Resolve.resolve(index, expression, { ...shared, param, single: true })
    if (found.type === "refused") return Result.fail(found.refusal)
    all.push(...found.items)
  }
  return Result.succeed({ items: all, chain: false })
}
