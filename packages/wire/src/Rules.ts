/** Rules of parameters, for the tables of vendors' packages. */
import type { Rule } from "@turnout/core/Capabilities"
import type { ReasoningEffort } from "@turnout/core/Request"

export interface Rules {
  readonly [param: string]: Rule
}

const all = (params: ReadonlyArray<string>, rule: Rule): Rules =>
  Object.fromEntries(params.map((param) => [param, rule]))

/** Parameters that an endpoint does not take: they are left out, and that is told. */
export const refused = (...params: ReadonlyArray<string>): Rules => all(params, { support: "no" })

/** Parameters that it takes, where its family does not say so. */
export const taken = (...params: ReadonlyArray<string>): Rules => all(params, { support: "yes" })

/** Parameters of which nobody says whether it takes them: they are sent as unverified. */
export const unverified = (...params: ReadonlyArray<string>): Rules => all(params, { support: "unknown" })

/** A number that is clamped. */
export const between = (min: number, max: number): Rule => ({ support: "yes", min, max })

/** At most so many entries. */
export const most = (max_items: number): Rule => ({ support: "yes", max_items })

/** Efforts that it has; another is the next lower one, else the next higher. */
export const efforts = (...values: ReadonlyArray<ReasoningEffort>): Rule => ({ support: "yes", values })
