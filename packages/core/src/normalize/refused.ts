import { distinct, textOf } from "../router-error/fields.ts"
import * as RouterError from "../RouterError.ts"
import { most } from "./violation.ts"

/** The error of a request with these violations; `uncounted` are more like them. */
export const refused = (
  found: ReadonlyArray<RouterError.Violation>,
  uncounted = 0
): RouterError.RouterError => {
  const all = distinct(found)
  const violations = all.slice(0, most)
  const first = violations[0]!
  const text = textOf(violations)
  const more = uncounted + all.length - violations.length
  const rest = more > 0 ? ` And ${more} more like these.` : ""
  return RouterError.make(first.code, text + rest, {
    param: first.param === "" ? null : first.param,
    violations
  })
}
