/** Counts by name; what was not counted is absent. */
type Counts<Name extends string> = { readonly [name in Name]?: number }

/** What was counted of these. */
export const told = <Name extends string>(counts: {
  readonly [name in Name]: number | undefined
}): Counts<Name> => {
  const some: { [name in Name]?: number } = {}
  for (const name in counts) {
    const value = counts[name]
    if (value !== undefined) some[name] = value
  }
  return some
}

/** Before any report. */
export const nothing: Counts<never> = {}

/** Cumulative over one answer: a count only grows, and a report that leaves one out, or says zero, erases none. */
export const grown = <Name extends string>(before: Counts<Name>, after: Counts<Name>): Counts<Name> => {
  if (before === nothing) return after
  const both: { [name in Name]?: number } = { ...before }
  for (const name of Object.keys(after) as Array<Name>)
    both[name] = Math.max(before[name] ?? 0, after[name] ?? 0)
  return both
}
