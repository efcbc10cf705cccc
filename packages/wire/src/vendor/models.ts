import type { Override } from "@turnout/core/Capabilities"
import type { Stated } from "@turnout/core/Listing"

/** What is known of the models whose id on the wire matches. */
export interface ModelFacts {
  readonly match: RegExp
  readonly override: Override
}

/** The facts of every entry that matches; a later entry wins, parameter by parameter and feature by feature. */
export const overrideOf = (facts: ReadonlyArray<ModelFacts>, providerModelId: string): Override =>
  facts.reduce<Override>(
    (known, { match, override }) =>
      match.test(providerModelId)
        ? {
            params: { ...known.params, ...override.params },
            features: { ...known.features, ...override.features },
            reasoning: { ...known.reasoning, ...override.reasoning },
            types: { ...known.types, ...override.types },
            overhead: { ...known.overhead, ...override.overhead }
          }
        : known,
    {}
  )

interface Models {
  readonly [providerModelId: string]: Stated
}

/** What the vendor states of its models and what the host does, field by field. */
export const statedOf = (vendor: Models | undefined, host: Models | undefined): Models | undefined => {
  if (vendor === undefined || host === undefined) return host ?? vendor
  const both = new Map(Object.entries(vendor))
  for (const [id, stated] of Object.entries(host)) both.set(id, { ...both.get(id), ...stated })
  return Object.fromEntries(both)
}
