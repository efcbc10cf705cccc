import type { Routing } from "@turnout/core/Gateway"
import * as RouterError from "@turnout/core/RouterError"
import * as Result from "effect/Result"
import type { Ranking } from "../../decide/Decide.ts"
import type { RouterOptions } from "../../RouterOptions.ts"
import * as Strategies from "../../Strategies.ts"
import { weighted } from "../../Strategy.ts"

type Found = Result.Result<Ranking, RouterError.RouterError>

/** Rankings of a host's options by the strategy that is asked for: no more than there are strategies. */
const known = new WeakMap<RouterOptions, Map<string, Found>>()

/** The strategy that the request or the host asks for. */
export const strategyOf = (routing: Routing, options: RouterOptions): Found => {
  if (routing.weights !== undefined) {
    return Result.succeed({ name: "custom", strategy: weighted(routing.weights) })
  }
  const asked = routing.optimize ?? options.optimize ?? "balanced"
  let rankings = known.get(options)
  if (rankings === undefined) known.set(options, (rankings = new Map()))
  let found = rankings.get(asked)
  if (found === undefined) {
    found = find(asked, options)
    if (Result.isSuccess(found)) rankings.set(asked, found)
  }
  return found
}

const find = (asked: string, options: RouterOptions): Found => {
  const name = Strategies.current(asked, options.strategies)
  const strategy = name === undefined ? undefined : Strategies.find(name, options.strategies)
  if (name === undefined || strategy === undefined) {
    const names = [...Object.keys(Strategies.named), ...Object.keys(options.strategies ?? {})]
    return Result.fail(
      RouterError.make("invalid_parameter_value", "Invalid 'gateway.routing.optimize': no such strategy.", {
        param: "gateway.routing.optimize",
        suggestion: `Strategies: ${[...new Set(names)].join(", ")}.`
      })
    )
  }
  return Result.succeed({ name, strategy })
}

const isEmpty = (routing: Routing): boolean => {
  for (const _ in routing) return false
  return true
}

/** The request's routing takes precedence over the host's; its strategy also over the host's weights. */
export const routingOf = (defaults: Routing, asked: Routing): Routing => {
  if (isEmpty(asked)) return defaults
  if (asked.optimize === undefined || asked.weights !== undefined) return { ...defaults, ...asked }
  const { weights: _, ...others } = defaults
  return { ...others, ...asked }
}
