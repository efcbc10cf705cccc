/** What a request is refused with: every violation at once, in an error that names the first. */
import { distinct, textOf } from "./router-error/fields.ts"
import { most } from "./refusal/violation.ts"
import * as RouterError from "./RouterError.ts"

export { dotted, type Findings, findings, given, sorted, violation } from "./refusal/violation.ts"

/** `uncounted`: how many more there are than were listed. */
export const make = (
  found: ReadonlyArray<RouterError.Violation>,
  uncounted = 0,
  suggestion?: string
): RouterError.RouterError => {
  const all = distinct(found)
  const violations = all.slice(0, most)
  const first = violations[0]!
  const text = textOf(violations)
  const more = uncounted + all.length - violations.length
  const rest = more > 0 ? ` And ${more} more like these.` : ""
  return RouterError.make(first.code, text + rest, {
    param: first.param === "" ? null : first.param,
    violations,
    ...(suggestion === undefined ? {} : { suggestion })
  })
}
