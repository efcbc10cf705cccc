import type { Context } from "../../Constraint.ts"
import type { Need } from "../constraint/needs.ts"

/**
 * What the fixed constraints and the places read of a request, as text: two requests with the same text have the same
 * table. Empty for a plain request.
 */
export const question = ({ needs, region, request, routing }: Context): string => {
  let text = ""
  text += said("tier", routing.tier)
  text += said("only", routing.providers)
  text += said("not", routing.exclude_providers)
  text += said("order", routing.order)
  text += said("prefer", routing.prefer)
  text += said("regions", routing.regions)
  text += said("quantizations", routing.quantizations)
  text += said("data", routing.data_policy)
  text += said("version", routing.version)
  text += said("region", region)
  text += said("n", request.n)
  text += said("stop", request.stop?.length)
  text += said("media", features(needs.media))
  text += said("types", needs.types.length === 0 ? undefined : needs.types)
  text += said("blank", needs.blank)
  if (needs.last !== undefined) text += "last"
  text += said("impossible", needs.impossible)
  text += said("tools", features(needs.tools))
  text += said("api", needs.api)
  text += said("structured", features(needs.structured))
  if (needs.reasoning) text += "reasons"
  return text
}

const said = (name: string, value: unknown): string =>
  value === undefined ? "" : `${name}${JSON.stringify(value)}`

/** The words of a need are those of its feature. */
const features = (needs: ReadonlyArray<Need>): ReadonlyArray<string> | undefined =>
  needs.length === 0 ? undefined : needs.map(({ feature }) => feature)
