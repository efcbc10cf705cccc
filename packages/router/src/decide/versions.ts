import type { Active, Context } from "../Constraint.ts"
import type { Placed } from "./cursor.ts"
import type { Gathered } from "./gather.ts"

/** A pinned version rules out the endpoints that have the model without it, unless it is only preferred. */
export const withVersions = (
  active: ReadonlyArray<Active>,
  { items }: Gathered,
  { routing }: Context
): ReadonlyArray<Active> =>
  routing.version === "prefer" || items.every(({ version }) => version === undefined)
    ? active
    : [
        {
          reason: "version",
          check: (subject) => {
            const { version } = items[(subject as Placed).item]!
            const hasIt = version === undefined || version.ids.has(subject.endpoint.id)
            return hasIt ? undefined : `it does not serve the version '${version.name.slice(0, 80)}'`
          }
        },
        ...active
      ]
