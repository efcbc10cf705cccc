import * as Draws from "@turnout/world/Draws"
import { idOf, type Endpoint, type Latency } from "@turnout/world/Endpoint"
import * as Level from "@turnout/world/Level"
import { defaultStart } from "@turnout/world/Run"
import type { Scenario, Stakes } from "@turnout/world/Scenario"
import type { RouterOptions } from "@turnout/router/RouterOptions"
import type { Backup, Strategy } from "@turnout/router/Strategy"
import { expected, ranked, routerOf } from "./policy.ts"

/**
 * The best that choosing could come to: told the true distribution of every endpoint at every moment (levels, drift,
 * incidents, own load), but neither the draws nor the future, it minimises the expected loss over first, backup and
 * delay. It pays no price for learning, and no budget binds it.
 */
export const bestWithHedging =
  (scenario: Scenario, { late_usd = 0.003, failed_usd = 10 * late_usd }: Stakes = {}) =>
  (seed: number): RouterOptions => {
    const { endpoints, incidents, start = defaultStart, common = {} } = scenario.world
    const epoch = Date.parse(start)
    const draws = Draws.make(seed)
    const level = Level.of(draws, endpoints, incidents?.(draws) ?? [], common, (epoch / 3_600_000) % 24)
    const target = scenario.traffic.late_ms ?? 3_000
    const places = new Map(endpoints.map((endpoint, index) => [idOf(endpoint), index]))
    const survivals = endpoints.map(({ latency }) => survivalOf(latency))
    const strategy: Strategy = ({ candidates, now }) => {
      const s = (now - epoch) / 1000
      const known = candidates.map((candidate): Known => {
        const index = places.get(candidate.endpoint.id)!
        const endpoint = endpoints[index]!
        const { error, hang, slow } = level(index, s)
        const { faults = {}, latency } = endpoint
        const fails = Math.min(1, (faults.error ?? 0) + error)
        const hangs = Math.min(1 - fails, (faults.hang ?? 0) + hang)
        const waits = queueOf(endpoint, candidate.signals.in_flight, slow * latency.median_ms)
        const survives = survivals[index]!
        return {
          id: candidate.endpoint.id,
          provider: endpoint.provider,
          cost: expected(candidate) / 1e9,
          fails,
          late: delays.map((share) => {
            const left = share * target - waits
            const answers = 1 - fails - hangs
            return left <= 0 ? 1 - fails : hangs + answers * survives(left / slow)
          })
        }
      })
      const planned = known.map((first) => planOf(first, known, late_usd, failed_usd, target))
      return planned
        .sort((left, right) => left.loss - right.loss || (left.id < right.id ? -1 : 1))
        .map(({ backup, id }, index) => ({
          ...ranked(id, 1 - index / planned.length),
          ...(backup === undefined ? {} : { backup })
        }))
    }
    return routerOf(strategy, { hedge: { share: 1 } })
  }

interface Known {
  readonly id: string
  readonly provider: string
  readonly cost: number
  readonly fails: number
  /** P(no content by each of the delays, and not failed fast). */
  readonly late: ReadonlyArray<number>
}

const steps = 40
/** Shares of the target. */
const delays = Array.from({ length: steps + 1 }, (_, index) => index / steps)

const planOf = (first: Known, all: ReadonlyArray<Known>, late: number, failed: number, target: number) => {
  let loss = Infinity
  let backup: Backup | undefined
  for (const other of all) {
    if (other === first) continue
    const otherLate = (left: number) => other.fails + other.late[left]!
    const instead = other.cost + late * otherLate(steps - 2)
    const none = failed * first.fails * other.fails * 0.01
    const isLate = first.late[steps]!
    const base = (1 - first.fails) * first.cost + first.fails * instead + none
    const alone = base + late * isLate
    if (alone < loss) {
      loss = alone
      backup = undefined
    }
    if (other.provider === first.provider) continue
    for (let delay = 1; delay < steps; delay++) {
      const both = base + first.late[delay]! * other.cost + late * isLate * otherLate(steps - delay)
      if (both >= loss) continue
      loss = both
      backup = { endpoint: other.id, after_ms: Math.round(target * delays[delay]!), share: 1 }
    }
  }
  return { id: first.id, loss, backup }
}

/** Milliseconds that a request waits for a slot, of those that are waiting for their first token now. */
const queueOf = ({ slots }: Endpoint, waiting: number, service: number): number =>
  slots === undefined || waiting < slots ? 0 : ((waiting - slots + 1) / slots) * service

/** P(a first content later than so many milliseconds) of two lognormals, read from a table. */
const survivalOf = ({ median_ms, sigma, tail }: Latency): ((ms: number) => number) => {
  const share = tail?.share ?? 0
  const exact = (ms: number): number => {
    const z = Math.log(ms / median_ms)
    return (
      (1 - share) * beyond(z / sigma) +
      (tail === undefined ? 0 : share * beyond((z - tail.shift) / tail.sigma))
    )
  }
  const table = Float64Array.from({ length: 1201 }, (_, index) => exact(10 ** (index / 200)))
  return (ms) => {
    const place = Math.min(1199, Math.max(0, 200 * Math.log10(Math.max(1, ms))))
    const low = Math.floor(place)
    return table[low]! + (place - low) * (table[low + 1]! - table[low]!)
  }
}

/** The upper tail of the normal distribution (Abramowitz and Stegun 26.2.17, error below 7.5e-8). */
const beyond = (z: number): number => {
  if (z < 0) return 1 - beyond(-z)
  const t = 1 / (1 + 0.2316419 * z)
  const poly =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * poly
}
