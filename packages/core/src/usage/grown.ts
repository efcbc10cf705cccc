import { type Bucket, inputBuckets, only, outputBuckets, sum, type Usage } from "./buckets.ts"

/** Of two readings of the same tokens: the larger, and of two alike the one that says more of them. */
const larger = (before: Usage, after: Usage, of: ReadonlyArray<Bucket>): Usage => {
  const more = sum(after, of) - sum(before, of)
  if (more !== 0) return more > 0 ? after : before
  const told = (usage: Usage) => of.reduce((all, bucket) => all + (usage[bucket] === undefined ? 0 : 1), 0)
  return told(after) >= told(before) ? after : before
}

/**
 * What two reports of one answer tell together. Counts are cumulative and only grow: a later zero, or a field that
 * a later report leaves out, erases nothing.
 */
export const grown = (before: Usage | undefined, after: Usage): Usage => {
  if (before === undefined) return after
  const input = larger(before, after, inputBuckets)
  const output = larger(before, after, outputBuckets)
  const searches = Math.max(before.web_search ?? -1, after.web_search ?? -1)
  const isAssumed = input.assumed === true || output.assumed === true
  return {
    ...only(input, inputBuckets),
    ...only(output, outputBuckets),
    ...(searches < 0 ? undefined : { web_search: searches }),
    ...(isAssumed ? { assumed: true } : undefined)
  }
}
