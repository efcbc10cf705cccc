import type { Gathering } from "../Warning.ts"

/** A field that was taken out of the request, and why. */
export const block = (warnings: Gathering, path: string, why: string): void =>
  warnings.add("blocked_field", () => {
    const shown = path.length > 300 ? `${path.slice(0, 300)}…` : path
    return {
      type: "blocked_field",
      code: shown,
      message: `Field '${shown}' was removed: ${why}.`,
      param: shown
    }
  })
