/** Levenshtein distance, abandoned once it exceeds `limit`. */
const distance = (a: string, b: string, limit: number): number => {
  if (Math.abs(a.length - b.length) > limit) return limit + 1
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    let least = i
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1
      const value = Math.min(previous[j]! + 1, row[j - 1]! + 1, previous[j - 1]! + cost)
      row.push(value)
      if (value < least) least = value
    }
    if (least > limit) return limit + 1
    previous = row
  }
  return previous[b.length]!
}

/**
 * The names most like `name`, nearest first, without case; at most `count`. A name that is too far from all is
 * near none. Long input is cut: it comes from a caller.
 */
export const nearest = (name: string, names: Iterable<string>, count = 1): ReadonlyArray<string> => {
  const wanted = name.slice(0, 100).toLowerCase()
  const limit = Math.max(2, Math.floor(wanted.length / 2))
  const found: Array<{ readonly name: string; readonly distance: number }> = []
  for (const candidate of names) {
    const far = distance(wanted, candidate.toLowerCase(), limit)
    if (far <= limit) found.push({ name: candidate, distance: far })
  }
  found.sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
  return found.slice(0, count).map((entry) => entry.name)
}
