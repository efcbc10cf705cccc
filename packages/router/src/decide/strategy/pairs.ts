import type { Backup, Pair } from "@turnout/core/Decision"

/** What is known of candidates by row, and what lateness costs. Money in USD, shares and probabilities 0–1. */
export interface Field {
  readonly ids: ReadonlyArray<string>
  readonly providers: ReadonlyArray<string>
  readonly cost: ReadonlyArray<number>
  /** Probability that a request fails. */
  readonly fails: ReadonlyArray<number>
  /** Probability of an answer later than each of the `tenths` of the target; a row per candidate. */
  readonly late: Float64Array
  readonly target_ms: number
  readonly late_usd: number
  readonly none_usd: number
  /** Largest share of calls that may start a backup. */
  readonly share: number
}

/** Tenths of the target: when a backup may start, what it then has left, and the target itself. */
export const tenths: ReadonlyArray<number> = [2, 3, 4, 5, 6, 7, 8, 10]

const width = tenths.length
const whole = width - 1
/** The places of delays; what a delay leaves of the target is at the mirrored place. */
const delays = width - 1
/** Half of the target. */
const half = 3
const never = -1

/** Candidates that are looked at as first and as backup. */
const most = 8

/**
 * A failure is absorbed by failover and makes the call late in so many cases: most failures are told at once, and those
 * that are waited for are among the waits.
 */
const lateByFailure = 0.1

/** The share of failures after which all others fail too. */
const alsoOthers = 0.002

/** What is expected of a candidate that is tried first, with its best plan. */
export interface Expected {
  readonly beside: number
  readonly late: number
  readonly none: number
  /** What is started beside it; absent if waiting is better. */
  readonly backup: Backup | undefined
  /** What was considered, the least loss first; absent where there is nothing to choose. */
  readonly pairs: ReadonlyArray<Pair> | undefined
}

/** Of the pair that was evaluated last; refilled, since there are hundreds per decision. */
const parts = { beside: 0, started: 0, late: 0, none: 0 }

/** The expected loss of a first without a backup. */
const alone = ({ cost, fails, ids, late, late_usd, none_usd }: Field, first: number): number => {
  const fail = fails[first]!
  parts.beside = 0
  parts.started = 0
  parts.late = late[first * width + whole]! + fail * lateByFailure
  parts.none = fail * (ids.length > 1 ? alsoOthers : 1)
  return cost[first]! + late_usd * parts.late + none_usd * parts.none
}

/**
 * The expected loss of a first with a backup after the delay at a place. Where more calls would start a backup than the
 * share allows, the rest of them wait without one.
 */
const insured = (field: Field, first: number, backup: number, delay: number): number => {
  const { cost, fails, late, late_usd, none_usd, share } = field
  const fail = fails[first]!
  const wanted = late[first * width + delay]!
  const started = Math.min(wanted, share)
  const covered = wanted > 0 ? started / wanted : 1
  const backupLate = fails[backup]! + (1 - fails[backup]!) * late[backup * width + delays - 1 - delay]!
  parts.beside = started * cost[backup]!
  parts.started = started
  parts.late = late[first * width + whole]! * (1 - covered + covered * backupLate) + fail * lateByFailure
  parts.none = fail * alsoOthers
  return cost[first]! + parts.beside + late_usd * parts.late + none_usd * parts.none
}

/** The rows of the lowest values; equal ones by id. */
const lowest = (values: ReadonlyArray<number>, ids: ReadonlyArray<string>): ReadonlyArray<number> => {
  const rows = ids.map((_, row) => row)
  if (rows.length <= most) return rows
  rows.sort((left, right) => values[left]! - values[right]! || (ids[left]! < ids[right]! ? -1 : 1))
  return rows.slice(0, most)
}

/**
 * The plan of least expected loss for each candidate as the first: the cost of the answer, P(it is late for the delay) times
 * the cost of the backup, `late_usd` times P(both are late), and `none_usd` times P(none answers). A backup is at another
 * provider: endpoints of one are late together. The best eight are paired with the best eight backups; others wait alone.
 */
export const plan = (field: Field): ReadonlyArray<Expected> => {
  const { cost, fails, ids, late, late_usd, share } = field
  const backups = lowest(
    ids.map((_, row) => share * (cost[row]! + late_usd * (fails[row]! + late[row * width + half]!))),
    ids
  )
  const losses = ids.map((_, row) => alone(field, row))
  const firsts = lowest(losses, ids)
  return ids.map((_, first) => {
    const others = firsts.includes(first) ? backups : []
    const pairs: Array<Considered> = []
    for (const backup of others) {
      if (field.providers[backup] !== field.providers[first]) pairs.push(delayed(field, first, backup))
    }
    alone(field, first)
    const { late, none } = parts
    if (pairs.length === 0) return { beside: 0, late, none, backup: undefined, pairs: undefined }
    pairs.push({ row: never, place: never, pair: { started: 0, late, none, loss_usd: losses[first]! } })
    pairs.sort(byLoss)
    return chosen(field, first, pairs)
  })
}

interface Considered {
  readonly row: number
  readonly place: number
  readonly pair: Pair
}

const byLoss = (left: Considered, right: Considered): number =>
  left.pair.loss_usd - right.pair.loss_usd ||
  ((left.pair.endpoint ?? "") < (right.pair.endpoint ?? "") ? -1 : 1)

/** A backup with its best delay. */
const delayed = (field: Field, first: number, backup: number): Considered => {
  let least = Infinity
  let place = 0
  for (let delay = 0; delay < delays; delay++) {
    const loss = insured(field, first, backup, delay)
    if (loss >= least) continue
    least = loss
    place = delay
  }
  const loss_usd = insured(field, first, backup, place)
  const { late, none, started } = parts
  const after_ms = Math.round((field.target_ms * tenths[place]!) / 10)
  return {
    row: backup,
    place,
    pair: { endpoint: field.ids[backup]!, after_ms, started, late, none, loss_usd }
  }
}

const chosen = (field: Field, first: number, considered: ReadonlyArray<Considered>): Expected => {
  const { pair, place, row } = considered[0]!
  if (row === never) alone(field, first)
  else insured(field, first, row, place)
  const { beside, late, none } = parts
  const { after_ms, endpoint } = pair
  const backup =
    endpoint === undefined || after_ms === undefined ? undefined : { endpoint, after_ms, share: field.share }
  return { beside, late, none, backup, pairs: considered.map(({ pair }) => pair) }
}
