import * as Options from "@turnout/core/Options"
import type { Period } from "./Budget.ts"

/**
 * Copies a share of the calls to another endpoint and discards the answers: what it costs, how fast and how reliable it is,
 * becomes known before it is used. The caller's own wishes (data policy, allowed providers, regions …) hold for the copy; a call
 * that admits only its caller's keys is not copied.
 */
export interface ShadowOptions {
  /** A model, or an endpoint as `model@provider`, in the format of a request's `model`. */
  readonly to: string
  /** Share of the calls, 0 to 1. */
  readonly share: number
  /**
   * What copies may cost per period, in USD. Their expected cost is reserved before they are sent: what is overspent at
   * most is what copies in flight cost beyond it. Endpoints of unknown price are not used.
   */
  readonly budget_usd: number
  /** Default: daily. */
  readonly period?: Period
  /** Milliseconds after which a copy ends, its last token included. Default: 60,000. */
  readonly deadline_ms?: number
  /** Copies at once; calls beyond that are not copied. Default: 16. */
  readonly concurrent?: number
}

export const check: Options.Check<ShadowOptions> = Options.object<ShadowOptions>(
  {
    to: Options.string,
    share: Options.number(0, 1),
    budget_usd: Options.number(0, 9_000_000),
    period: Options.oneOf<Period>("daily", "weekly", "monthly"),
    deadline_ms: Options.number(1),
    concurrent: Options.number(1, Infinity, "whole")
  },
  ["to", "share", "budget_usd"]
)
