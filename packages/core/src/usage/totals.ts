import { type Bucket, inputBuckets, outputBuckets, type Usage } from "./buckets.ts"

/**
 * Disjoint buckets from totals that contain their parts, as most vendors report them. Parts come from outside:
 * what is not a count is not told, and a part larger than what is left of its total is cut, so the totals always hold.
 */
export const fromTotals = (
  totals: { readonly input: unknown; readonly output: unknown },
  parts: { readonly [bucket in Exclude<Bucket, "input" | "output">]?: unknown }
): Usage => {
  const usage: { -readonly [bucket in Bucket]?: number } = {}
  const split = (total: unknown, [plain, ...rest]: typeof inputBuckets | typeof outputBuckets): void => {
    let left = count(total)
    for (const bucket of rest) {
      if (!isCount(parts[bucket])) continue
      const part = Math.min(count(parts[bucket]), left)
      usage[bucket] = part
      left -= part
    }
    if (isCount(total) || left > 0) usage[plain] = left
  }
  split(totals.input, inputBuckets)
  split(totals.output, outputBuckets)
  if (isCount(parts.web_search)) usage.web_search = count(parts.web_search)
  return usage
}

const isCount = (value: unknown): value is number =>
  typeof value === "number" && value >= 0 && value <= Number.MAX_SAFE_INTEGER

/** A vendor's number as a count: anything but a finite positive number is 0, fractions are cut. */
export const count = (value: unknown): number => (isCount(value) ? Math.floor(value) : 0)
