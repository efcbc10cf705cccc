import type { Bound, Metric, Term, Threshold } from "@turnout/core/ModelExpression"
import { unmeasured, type Verdict } from "../../Constraint.ts"
import { figure, type Figured, isMeasured, type Reading } from "./figure.ts"

export const thresholdsOf = (terms: ReadonlyArray<Term> = []): ReadonlyArray<Threshold> =>
  terms.filter((term): term is Threshold => term.type === "threshold")

/**
 * Every bound must hold. An unknown figure fails; one that is measured fails only if another candidate has it,
 * since otherwise no candidate could ever be measured.
 */
export const verdict = (
  thresholds: ReadonlyArray<Threshold>,
  of: Figured,
  reading: Reading,
  isKnownElsewhere: (metric: Metric) => boolean
): Verdict => {
  let passed: Verdict
  for (const { bounds, metric } of thresholds) {
    const value = figure(metric, of, reading)
    if (value === undefined) {
      if (!isMeasured(metric) || isKnownElsewhere(metric)) return `${metric} is unknown`
      passed = unmeasured
      continue
    }
    const broken = bounds.find((bound) => !holds(value, bound))
    if (broken !== undefined)
      return `${metric} is ${Number(value.toPrecision(6))}, not ${broken.operator} ${broken.value}`
  }
  return passed
}

const holds = (value: number, { operator, value: bound }: Bound): boolean => {
  switch (operator) {
    case "<":
      return value < bound
    case "<=":
      return value <= bound
    case ">":
      return value > bound
    case ">=":
      return value >= bound
  }
}
