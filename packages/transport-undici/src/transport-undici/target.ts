export interface Target {
  readonly origin: string
  readonly path: string
}

const most = 256

const parse = (url: string): Target | undefined => {
  const parsed = URL.parse(url)
  if (parsed === null || (parsed.protocol !== "http:" && parsed.protocol !== "https:")) return undefined
  return { origin: parsed.origin, path: parsed.pathname + parsed.search }
}

/** Parsed URLs: a process talks to few, and parsing one costs as much as sending does. */
export const cache = (): ((url: string) => Target | undefined) => {
  const known = new Map<string, Target>()
  return (url) => {
    const found = known.get(url)
    if (found !== undefined) return found
    const target = parse(url)
    if (target === undefined) return undefined
    if (known.size >= most) known.clear()
    known.set(url, target)
    return target
  }
}
