/** Headers in which the official SDKs say how many seconds they wait for an answer. */
const names = ["x-stainless-timeout", "x-stainless-read-timeout"]

/**
 * Milliseconds that the caller waits; undefined where nothing is said. The SDK cuts the fraction off, so less than a
 * second stands there as 0, which says nothing.
 */
export const read = (header: (name: string) => string | undefined): number | undefined => {
  let least: number | undefined
  for (const name of names) {
    const seconds = /^\d{1,7}(?:\.\d+)?$/.exec(header(name) ?? "") === null ? 0 : Number(header(name))
    if (seconds > 0) least = Math.min(least ?? Infinity, seconds * 1000)
  }
  return least
}
