/** One quota of the standard's `RateLimit` header: how much is left, and in how many seconds it fills again. */
export interface Quota {
  readonly name: string
  readonly limit: number | undefined
  readonly remaining: number | undefined
  readonly reset: number | undefined
}

const count = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined

/** `key=value` pairs of a list, whatever stands between them. */
const pairs = (text: string, separator: RegExp): ReadonlyMap<string, string> =>
  new Map(
    text.split(separator).flatMap((part) => {
      const at = part.indexOf("=")
      return at < 0 ? [] : [[part.slice(0, at).trim().toLowerCase(), part.slice(at + 1).trim()] as const]
    })
  )

/**
 * The quotas of `RateLimit: "default";r=0;t=9, "day";r=5;t=3600` (with the limits of `RateLimit-Policy`), or of the
 * older `limit=10, remaining=0, reset=9`.
 */
export const quotas = (header: string | undefined, policy?: string): ReadonlyArray<Quota> => {
  if (header === undefined || header.length > 1_000) return []
  if (!header.includes(";")) {
    const all = pairs(header, /[,;]/)
    const [remaining, reset] = [count(all.get("remaining")), count(all.get("reset"))]
    if (remaining === undefined && reset === undefined) return []
    return [{ name: "", limit: count(all.get("limit")), remaining, reset }]
  }
  const limits = new Map(
    (policy ?? "")
      .slice(0, 1_000)
      .split(",")
      .map((item) => [nameOf(item), count(pairs(item, /;/).get("q"))] as const)
  )
  return header.split(",").map((item) => {
    const parts = pairs(item, /;/)
    const name = nameOf(item)
    return { name, limit: limits.get(name), remaining: count(parts.get("r")), reset: count(parts.get("t")) }
  })
}

const nameOf = (item: string): string => item.split(";", 1)[0]!.trim()
