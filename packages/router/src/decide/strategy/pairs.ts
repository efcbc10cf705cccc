import type { Backup, Pair } from "@turnout/core/Decision"
import { fewest } from "../../memory/signals/support.ts"

/** What is known of candidates by row, and what lateness costs. Money in USD, shares and probabilities 0–1. */
export interface Field {
  readonly ids: ReadonlyArray<string>
  readonly providers: ReadonlyArray<string>
  readonly cost: ReadonlyArray<number>
  /** Probability that a request fails. */
  readonly fails: ReadonlyArray<number>
  /** Probability of an answer later than each of the `tenths` of the target; a row per candidate. */
  readonly late: Float64Array
  /** By row: how many samples that is told by. */
  readonly samples: ReadonlyArray<number>
  readonly target_ms: number
  readonly late_usd: number
  readonly none_usd: number
  /** Largest share of calls that may start a backup. */
  readonly share: number
  /** Share of the last calls that started one. */
  readonly hedged: number
}

/** Tenths of the target: when a backup may start, what it then has left, and the target itself. */
export const tenths: ReadonlyArray<number> = [2, 3, 4, 4.5, 5, 5.5, 6, 7, 8, 10]

const width = tenths.length
const whole = width - 1
/** The places of delays; what a delay leaves of the target is at the mirrored place. */
const delays = width - 1
/** Half of the target. */
const half = 4
const never = -1

/** Candidates that are looked at as first and as backup. */
const most = 8
/** Backups that are looked at for others with few samples: they may be explored, and are insured then too. */
const few = 2
const unpaired: ReadonlyArray<number> = []

/**
 * A failure is absorbed by failover and makes the call late in so many cases: most failures are told at once, and those
 * that are waited for are among the waits.
 */
const lateByFailure = 0.05

/** The share of failures after which all others fail too. */
const alsoOthers = 0.0005

/** The budget has little price until most of it is used, and any price before all of it is. */
const steepness = 5

/** What a backup takes of the budget at least, as a share of what lateness costs: answers without a price are not free. */
const leastLost = 0.02

/** A call plans at most so many times the share, since others plan less; where it is late more often, the rest is not insured. */
const planned = 2

/** The chance that an endpoint without samples never answers in time, for which its backup is chosen. */
const doubt = 0.2

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

/** The expected loss of a first with a backup after the delay at a place. */
const insured = (field: Field, first: number, backup: number, delay: number): number => {
  const { cost, late, late_usd, none_usd } = field
  const fail = field.fails[first]!
  const wanted = late[first * width + delay]!
  const started = Math.min(wanted, limitOf(field, first))
  const isLate = late[first * width + whole]!
  parts.beside = started * besideOf(field, first, backup)
  parts.started = started
  parts.late = isLate * uncovered(wanted, started, laterOf(field, backup, delay)) + fail * lateByFailure
  parts.none = fail * alsoOthers
  return cost[first]! + parts.beside + late_usd * parts.late + none_usd * parts.none
}

/**
 * What a backup costs: its own price, and what is lost of the budget. That is money, of which one of two answers is lost,
 * and the more of the budget is used, the dearer it is: so it goes where it saves most lateness for its money.
 */
const besideOf = ({ cost, hedged, late_usd, share }: Field, first: number, backup: number): number => {
  if (share === 0) return cost[backup]!
  const used = Math.min(hedged / share, 0.9999) ** steepness
  const lost = Math.max((cost[first]! + cost[backup]!) / 2, leastLost * late_usd)
  return cost[backup]! + (used / (1 - used)) * lost
}

/** The share of late calls that stays late: where more would start a backup than may, the rest waits without one. */
const uncovered = (wanted: number, started: number, backupLate: number): number =>
  wanted > 0 ? 1 - (started / wanted) * (1 - backupLate) : backupLate

/** The probability that a backup is late that starts at the place of a delay. */
const laterOf = ({ fails, late }: Field, backup: number, delay: number): number =>
  fails[backup]! + (1 - fails[backup]!) * late[backup * width + delays - 1 - delay]!

/**
 * The place of the delay of least loss. What little is known of the first is doubted meanwhile. Hundreds are compared per
 * decision: only what depends on the delay is computed.
 */
const delayOf = (field: Field, first: number, backup: number): number => {
  const { late, late_usd } = field
  const usd = besideOf(field, first, backup)
  const limit = limitOf(field, first)
  const unsure = field.share > 0 ? doubt / (1 + field.samples[first]!) : 0
  const start = first * width
  const isLate = late_usd * (unsure + (1 - unsure) * late[start + whole]!)
  let least = Infinity
  let best = 0
  for (let delay = 0; delay < delays; delay++) {
    const wanted = unsure + (1 - unsure) * late[start + delay]!
    const started = wanted < limit ? wanted : limit
    const loss = started * usd + isLate * uncovered(wanted, started, laterOf(field, backup, delay))
    if (loss >= least) continue
    least = loss
    best = delay
  }
  return best
}

/** The share of calls like this one that may be planned to start a backup. A first without samples is tried now and then: no share of all calls binds it. */
const limitOf = ({ samples, share }: Field, first: number): number =>
  share > 0 && samples[first] === 0 ? 1 : Math.min(1, planned * share)

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
  const { cost, fails, ids, late, late_usd, samples, share } = field
  const backups = lowest(
    ids.map((_, row) => share * (cost[row]! + late_usd * (fails[row]! + late[row * width + half]!))),
    ids
  )
  const losses = ids.map((_, row) => alone(field, row))
  const firsts = lowest(losses, ids)
  return ids.map((_, first) => {
    const others = firsts.includes(first)
      ? backups
      : samples[first]! < fewest
        ? backups.slice(0, few)
        : unpaired
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
  const place = delayOf(field, first, backup)
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
