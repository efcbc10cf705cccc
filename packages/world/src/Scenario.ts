import type { RouterOptions } from "@turnout/router/RouterOptions"
import type { Draws } from "./Draws.ts"
import type { Endpoint } from "./Endpoint.ts"
import type { Incident } from "./Incident.ts"
import type { Common } from "./Level.ts"
import type { Traffic } from "./Traffic.ts"

export interface World {
  readonly endpoints: ReadonlyArray<Endpoint>
  /** By the draws of the run, so that seeds differ in their incidents too. */
  readonly incidents?: (draws: Draws) => ReadonlyArray<Incident>
  /** Movements that several endpoints share. */
  readonly common?: Common
  /** ISO date. Default: 2026-09-15T00:00:00Z. */
  readonly start?: string
}

/** What happens in a run, whatever the router does. */
export interface Scenario {
  readonly world: World
  readonly traffic: Traffic
  /** The requests' `model`. Default: that of the first endpoint. */
  readonly model?: string
  /** Default: true. */
  readonly stream?: boolean
}

/** What it costs, in USD, that an answer is late, and that there is none. */
export interface Stakes {
  /** The first content is later than `late_ms`, or the answer is not whole. Default: 0.003. */
  readonly late_usd?: number
  /** No answer at all, in place of `late_usd`. Default: ten times it. */
  readonly failed_usd?: number
}

export interface RunOptions extends Scenario {
  /**
   * Options of the router that is judged, or what makes them for a seed: strategies that remember begin with nothing, and
   * a reference may know what the seed brings.
   * Its `seed` is the run's, unless it states one.
   */
  readonly router?: RouterOptions | ((seed: number) => RouterOptions)
  /** Same seed, same report, byte for byte. Default: 1. */
  readonly seed?: number
  readonly stakes?: Stakes
  /** Seconds of a window of the report. Default: 600. */
  readonly window_s?: number
}

export interface CompareOptions extends Scenario {
  /** Options of the routers, by a name for the table. The first one is what the others are compared with. */
  readonly routers: { readonly [name: string]: RouterOptions | ((seed: number) => RouterOptions) }
  /** Default: 1 to 8. */
  readonly seeds?: ReadonlyArray<number>
  readonly stakes?: Stakes
}
