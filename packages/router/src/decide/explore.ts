import { among, highestDraw, moveFirst, rowsAt, type Field, type Probability } from "./select.ts"

/** Below this share of the top score, further samples could not make a candidate the best. */
const hopeless = 0.5

/**
 * Exploration: puts a candidate with few samples first in this share of decisions, one share for all such
 * candidates together. It requires a candidate to compare with, and skips those with a call in flight: a recovering
 * endpoint is tried by one call at a time.
 */
export const explore = (share: number, field: Field, otherwise: Probability): Probability => {
  const { count, draw, others, rows, scores, sorted } = field
  let top = 0
  let measured = 0
  for (let place = 0; place < count; place++) {
    top = Math.max(top, scores[sorted[place]!]!)
    if (!rows.isOpen(sorted[place]!)) measured++
  }
  if (measured === 0 || measured === count) return otherwise
  let open = 0
  for (let place = 0; place < count; place++) {
    const row = sorted[place]!
    if (rows.isOpen(row) && rows.load(row) === 0 && scores[row]! >= hopeless * top) others[open++] = place
  }
  if (open === 0) return otherwise
  const chances = rowsAt(others, open, sorted)
  if (draw("explore", "") < share) moveFirst(sorted, highestDraw(others, open, "explore", field, draw))
  const isOpen = among(chances)
  return (row) => (1 - share) * otherwise(row) + (isOpen(row) ? share / chances.length : 0)
}
