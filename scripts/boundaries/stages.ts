/** Inside the router a stage imports only earlier ones: the order is written here, and a file without a place has none. */
import { resolver } from "./cycles.ts"
import type { Rule } from "./Workspace.ts"

const root = "packages/router/src/"

/** From the nouns to the door. A lower-case folder belongs to the module of its name. */
export const order: ReadonlyArray<string> = [
  // What is learned, and what a failure means.
  "Verdict",
  "Timers",
  "Alarm",
  "Backoff",
  "Draw",
  "Defect",
  "Splice",
  "Sketch",
  "Cooling",
  "Health",
  "Signals",
  // Whose call it is.
  "Principal",
  "Credentials",
  // Resolve, constrain, score, order.
  "Refusal",
  "Scorer",
  "Strategy",
  "Strategies",
  "Resolve",
  "Constraint",
  "Constraints",
  "MetricRoute",
  "Decide",
  "Decision",
  "Explain",
  // Attempt: what one consists of, and what a call has at hand.
  "Structured",
  "Plan",
  "Step",
  "Account",
  "Budget",
  "Limits",
  "Standing",
  "Admission",
  "Exhausted",
  "Watch",
  "Queue",
  "HedgeBudget",
  "HedgePolicy",
  "Attempt",
  "Ending",
  "Call",
  "Receipt",
  // Plan.
  "RouterOptions",
  "IndexCache",
  "Draft",
  "Patience",
  // Attempt: one after the other, or beside each other.
  "Trace",
  "Send",
  "Hedge",
  "Walk",
  "Queries",
  "Rest",
  "Resume",
  // Answer.
  "Answer",
  "Streamed",
  "Intake",
  "Router"
]

const fold = (name: string) => name.replaceAll("-", "").toLowerCase()

/** `packages/router/src/plan/order.ts` → the place of `Plan`. */
const placeOf = (path: string, stages: ReadonlyArray<string>): number => {
  const first = path.slice(root.length).split("/")[0]?.replace(/\.ts$/, "") ?? ""
  return stages.findIndex((stage) => fold(stage) === fold(first))
}

export const check =
  (stages: ReadonlyArray<string>): Rule =>
  (workspace) => {
    const resolve = resolver(workspace)
    const found: Array<string> = []
    const sources = workspace.packages.find(({ name }) => name === "@turnout/router")?.sources ?? []
    for (const { imports, path } of sources) {
      if (path === `${root}index.ts`) continue
      const own = placeOf(path, stages)
      if (own < 0) {
        found.push(`${path}:1: has no place in the order of stages (scripts/boundaries/stages.ts)`)
        continue
      }
      for (const { line, specifier } of imports) {
        const target = resolve(path, specifier)
        if (target?.startsWith(root) === true && placeOf(target, stages) > own) {
          found.push(`${path}:${line}: ${stages[own]} comes before ${specifier}`)
        }
      }
    }
    return found
  }

export const stages: Rule = check(order)
