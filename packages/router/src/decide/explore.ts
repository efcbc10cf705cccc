import type { Explored } from "@turnout/core/Decision"
import { Openness } from "../memory/signals/reliability.ts"
import { among, highestDraw, moveFirst, rowsAt, type Field, type Probability } from "./select.ts"
import { near } from "./strategy/near.ts"

/** Below this share of the top score, further samples could not make a candidate the best. */
const hopeless = 0.5

/** How far an endpoint with samples may be below the top, as a share of it over their number and one. */
const doubt = 0.7

/** Shares of the decisions that are used to learn. */
export interface Shares {
  /** For endpoints with few samples. */
  readonly explore: number
  /**
   * For endpoints that were never asked or may have recovered; these come first. Default: they are explored like
   * those with few samples.
   */
  readonly probe?: number | undefined
}

/** Of never-asked endpoints no more are asked at this rate: among thousands the others are explored in time. */
const enoughAsked = 32

/** Probes of an endpoint whose last one was good follow one another. */
const returningShare = 5

type Kind = readonly [kind: Openness, name: Explored]

/** In the order in which they are explored. */
const kinds: ReadonlyArray<Kind> = [
  [Openness.returning, "returning"],
  [Openness.stale, "stale"],
  [Openness.never_asked, "never_asked"],
  [Openness.few_samples, "few_samples"]
]

/** All alike. */
const oneKind: ReadonlyArray<Kind> = [[Openness.known, "few_samples"]]

/**
 * Exploration: puts a candidate of which too little is known first in a share of decisions, one share for all such
 * candidates together. It requires a candidate to compare with, and skips those with a call in flight: that call is
 * the lease of the probe. Those that further samples could not make the best are skipped too: by their score, but
 * after an incident by price, since the score is what the incident left.
 */
export const explore = (shares: Shares, field: Field, otherwise: Probability): Probability => {
  const { count, rows, scores, sorted } = field
  let top = -Infinity
  let asked = 0
  let open = 0
  for (let place = 0; place < count; place++) {
    const row = sorted[place]!
    if (scores[row]! > top) top = scores[row]!
    const kind = rows.openness(row)
    if (kind !== Openness.known) open++
    if (shares.probe === undefined ? kind === Openness.known : kind !== Openness.never_asked) asked++
  }
  if (asked === 0 || open === 0) return otherwise
  const each = shares.probe === undefined ? oneKind : kinds
  for (let index = 0; index < each.length; index++) {
    const kind = each[index]!
    const length = placesOf(kind[0], top, field)
    if (length > 0) return chosen(kind[1], shareOf(kind[0], shares, asked), length, field, otherwise)
  }
  return otherwise
}

const shareOf = (kind: Openness, { explore, probe }: Shares, asked: number): number => {
  if (probe === undefined || kind === Openness.few_samples) return explore
  if (kind === Openness.returning) return Math.min(0.5, returningShare * probe)
  return kind === Openness.stale || asked < enoughAsked ? probe : explore
}

/** Writes the places of those that may be explored to `others`, and returns how many. */
const placesOf = (wanted: Openness, top: number, field: Field): number => {
  const { count, others, rows, scores, sorted } = field
  let length = 0
  let best = -Infinity
  for (let place = 0; place < count; place++) {
    const row = sorted[place]!
    const kind = rows.openness(row)
    if (kind === Openness.known || rows.load(row) > 0) continue
    if (wanted !== Openness.known && kind !== wanted) continue
    if (!isWithinReach(wanted, row, top, field)) continue
    others[length++] = place
    if (scores[row]! > best) best = scores[row]!
  }
  // What is known of endpoints that were never asked are facts, such as prices: the best go first.
  return wanted === Openness.never_asked ? bestOf(length, best, field) : length
}

/** Whether further samples could make it the best. */
const isWithinReach = (wanted: Openness, row: number, top: number, field: Field): boolean => {
  const score = field.scores[row]!
  switch (wanted) {
    case Openness.known:
      return score >= (top < 0 ? top / hopeless : top * hopeless)
    case Openness.returning:
      return true
    case Openness.stale:
      return (field.applied.ceiling?.(row) ?? top) >= top
    default: {
      const samples = field.rows.signals(row).learned?.samples ?? 0
      const reach = samples === 0 ? 1 / hopeless : 1 + doubt / (1 + samples)
      return top < 0 ? score >= top * reach : score * reach >= top
    }
  }
}

const bestOf = (length: number, best: number, { others, scores, sorted }: Field): number => {
  let first = 0
  for (let index = 0; index < length; index++) {
    const place = others[index]!
    if (scores[sorted[place]!]! >= best - near * Math.abs(best)) others[first++] = place
  }
  return first
}

const chosen = (
  name: Explored,
  share: number,
  length: number,
  field: Field,
  otherwise: Probability
): Probability => {
  const { draw, others, sorted } = field
  const chances = rowsAt(others, length, sorted)
  if (draw("explore", "") < share) {
    moveFirst(sorted, highestDraw(others, length, "explore", field, draw))
    field.explored = name
  }
  const isOpen = among(chances)
  return (row) => (1 - share) * otherwise(row) + (isOpen(row) ? share / chances.length : 0)
}
