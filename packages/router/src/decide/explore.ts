import { highestDraw, moveFirst, type Field, type Probability } from "./select.ts"

/** Below this share of the top score, further samples could not make a candidate the best. */
const hopeless = 0.5

/**
 * Exploration: puts a candidate with few samples first in this share of decisions, one share for all such
 * candidates together. It requires a candidate to compare with, and skips those with a call in flight: a recovering
 * endpoint is tried by one call at a time.
 */
export const explore = (share: number, field: Field, otherwise: Probability): Probability => {
  const { count, draw, rows, scores, sorted } = field
  let top = 0
  let isMeasured = false
  for (let place = 0; place < count; place++) {
    top = Math.max(top, scores[sorted[place]!]!)
    if (!rows.isOpen(sorted[place]!)) isMeasured = true
  }
  if (!isMeasured) return otherwise
  const open: Array<number> = []
  for (let place = 0; place < count; place++) {
    const row = sorted[place]!
    if (rows.isOpen(row) && rows.load(row) === 0 && scores[row]! >= hopeless * top) open.push(place)
  }
  if (open.length === 0) return otherwise
  const chances = new Set(open.map((place) => sorted[place]!))
  if (draw("explore", "") < share) moveFirst(sorted, highestDraw(open, "explore", field))
  return (row) => (1 - share) * otherwise(row) + (chances.has(row) ? share / chances.size : 0)
}
