/**
 * Published routing policies, written from their documentation and source with their constants (what was read and
 * when stands at each). They choose the order of endpoints; the filter, the attempts, timers and cooldowns are the
 * router's for all of them, so that choices are compared and not retry loops.
 */
import type { RouterOptions } from "@turnout/router/RouterOptions"
import { drawn, type Rated, type Strategy } from "@turnout/router/Strategy"
import type { Scenario } from "@turnout/world/Scenario"
import type { History } from "./history.ts"
import { firstRelease } from "./first.ts"
import { bestWithHedging } from "./reference.ts"
import { byLoss, expected, listPrice, mean, ranked, remembering, routerOf } from "./policy.ts"

const minute = 60_000

const rated = (id: string, rate: number): Rated => ({ ...ranked(id, rate), rate })

/** LiteLLM, simple-shuffle without weights: uniform. */
const uniform: Strategy = ({ candidates, draw }) =>
  drawn(
    candidates.map(({ endpoint }) => rated(endpoint.id, 1)),
    draw
  )

/** LiteLLM, cost: lowest list price, input and output added; an unknown one counts 5 and 5. */
const cheapest = byLoss(listPrice)

/** LiteLLM, least-busy. */
const leastBusy = byLoss(({ signals }) => signals.in_flight)

/**
 * LiteLLM, latency (source read 2026-11): per deployment ten values; when full the first nine stay and the tenth is
 * written over; a streamed answer's value is time to first token over completion tokens; a timeout appends 1,000 to
 * the other list, by whose length the sum is divided; other failures append nothing; unseen is 0.
 */
const liteLlmLatency = (history: History): Strategy =>
  byLoss(({ endpoint }) => {
    const all = history.of(endpoint.id).filter(({ timedOut, ttft }) => timedOut || ttft !== undefined)
    if (all.length === 0) return 0
    const kept = all.length <= 10 ? all : [...all.slice(0, 9), all[all.length - 1]!]
    let sum = 0
    for (const { tokens = 1, ttft } of kept) if (ttft !== undefined) sum += ttft / 1000 / Math.max(1, tokens)
    return sum / kept.length
  })

/** OpenRouter's documented classic: recent outages last, the others drawn with weight 1 / price². "Recent outage" is our reading. */
const inverseSquare = (history: History): Strategy => {
  return ({ candidates, draw, now }) =>
    drawn(
      candidates.map((candidate) => {
        const recent = history.of(candidate.endpoint.id).filter(({ at }) => at > now - 30_000)
        const failed = recent.filter(({ ttft }) => ttft === undefined).length
        const isOut = recent.length >= 3 && failed > recent.length / 2
        return rated(candidate.endpoint.id, isOut ? 1e-9 : 1 / listPrice(candidate) ** 2)
      }),
      draw
    )
}

/** OpenRouter, sort by latency: the median of the last five minutes; unseen ones last among equals by price. */
const medianLatency = (history: History): Strategy =>
  byLoss((candidate, { now }) => {
    const firsts = history
      .of(candidate.endpoint.id)
      .flatMap(({ at, ttft }) => (ttft !== undefined && at > now - 5 * minute ? [ttft] : []))
      .sort((left, right) => left - right)
    return firsts.length === 0 ? 1e6 + listPrice(candidate) : firsts[firsts.length >> 1]!
  })

/** Helicone, balanced latency: of two at random the lower peak-sensitive average times calls in flight; it decays when idle. */
const powerOfTwoPeak = (history: History): Strategy => {
  const decay = 30_000
  const load = (id: string, now: number): number => {
    let value = 250
    let since = 0
    for (const { at, ms, ttft } of history.of(id)) {
      const latency = ttft ?? ms
      const weight = Math.exp(-(at - since) / decay)
      value = latency > value ? latency : value * weight + latency * (1 - weight)
      since = at
    }
    return since === 0 ? value : value * Math.exp(-(now - since) / decay)
  }
  return ({ candidates, draw, now }) => {
    const order = candidates
      .map(({ endpoint, signals }) => ({
        id: endpoint.id,
        draw: draw(`${endpoint.id} two`),
        load: load(endpoint.id, now) * (signals.in_flight + 1)
      }))
      .sort((left, right) => left.draw - right.draw)
    const [first, second] = order
    if (first !== undefined && second !== undefined && second.load < first.load) {
      order[0] = second
      order[1] = first
    }
    return order.map(({ id }, index) => ranked(id, 1 - index / order.length))
  }
}

/**
 * LLM Gateway, auto (source and documentation read 2026-11): shares over the best of price 0.6, uptime 0.5, throughput
 * 0.05, latency 0.025, and a penalty below 95 % uptime; an hour, of which the last minute counts ten times and the four
 * before it three times; 1 % of calls at random.
 */
const weightedShares = (history: History): Strategy => {
  return ({ candidates, draw, now }) => {
    const figures = candidates.map((candidate) => {
      let ok = 0
      let all = 0
      let latency = 0
      let speed = 0
      let answered = 0
      for (const { at, ms, tokens, ttft } of history.of(candidate.endpoint.id)) {
        const age = now - at
        if (age > 60 * minute) continue
        const weight = age <= minute ? 10 : age <= 5 * minute ? 3 : 1
        all += weight
        if (ttft === undefined) continue
        ok += weight
        answered += weight
        latency += weight * ttft
        speed += weight * ((tokens ?? 0) / Math.max(0.001, (ms - ttft) / 1000))
      }
      return {
        id: candidate.endpoint.id,
        price: listPrice(candidate) / 2,
        uptime: all === 0 ? 100 : (100 * ok) / all,
        latency: answered === 0 ? 1000 : latency / answered,
        speed: answered === 0 ? 50 : speed / answered
      }
    })
    const least = Math.min(...figures.map(({ price }) => price))
    const most = Math.max(...figures.map(({ uptime }) => uptime))
    const fastest = Math.max(...figures.map(({ speed }) => speed))
    const quickest = Math.min(...figures.map(({ latency }) => latency))
    const scored = figures
      .map(({ id, latency, price, speed, uptime }) => {
        const deficit = uptime < 95 ? (95 - uptime) / 95 : 0
        const loss =
          (0.6 * (price / least - 1) +
            0.5 * (most / Math.max(1, uptime) - 1) +
            0.05 * (fastest / Math.max(0.1, speed) - 1) +
            0.025 * (latency / quickest - 1)) /
            1.175 +
          (5 * deficit) ** 2
        return { id, loss }
      })
      .sort((left, right) => left.loss - right.loss || (left.id < right.id ? -1 : 1))
    if (draw("epsilon") < 0.01) {
      const [chosen] = scored.splice(Math.floor(draw("which") * scored.length), 1)
      if (chosen !== undefined) scored.unshift(chosen)
    }
    return scored.map(({ id }, index) => ranked(id, 1 - index / scored.length))
  }
}

/**
 * RouteWise, LP (documentation read 2026-11): the mixture of at most two endpoints with the least mean time to first
 * token whose expected cost stays within (1 - a) of the cheapest and a of the dearest, a = 0.25; means over 15 minutes,
 * a failure counts 60 s; an endpoint that was never asked is asked once a minute at most.
 */
const budgetedMixture = (history: History): Strategy => {
  const leases = new Map<string, number>()
  return ({ candidates, draw, now }) => {
    const unseen = candidates.find(
      ({ endpoint }) =>
        history.of(endpoint.id).length === 0 && (leases.get(endpoint.id) ?? -Infinity) < now - minute
    )
    if (unseen !== undefined) leases.set(unseen.endpoint.id, now)
    const points = candidates.map((candidate) => {
      const recent = history.of(candidate.endpoint.id).filter(({ at }) => at > now - 15 * minute)
      return {
        id: candidate.endpoint.id,
        cost: expected(candidate),
        latency: recent.length === 0 ? 60_000 : mean(recent.map(({ ttft }) => ttft ?? 60_000))
      }
    })
    const costs = points.map(({ cost }) => cost)
    const budget = 0.75 * Math.min(...costs) + 0.25 * Math.max(...costs)
    let best = { latency: Infinity, first: points[0]!, second: points[0]!, share: 1 }
    for (const low of points) {
      if (low.cost > budget) continue
      if (low.latency < best.latency) best = { latency: low.latency, first: low, second: low, share: 1 }
      for (const high of points) {
        if (high.cost <= budget || high.latency >= low.latency) continue
        const share = (high.cost - budget) / (high.cost - low.cost)
        const latency = share * low.latency + (1 - share) * high.latency
        if (latency < best.latency) best = { latency, first: low, second: high, share }
      }
    }
    const chosen = unseen?.endpoint.id ?? (draw("mixture") < best.share ? best.first : best.second).id
    const rest = points.filter(({ id }) => id !== chosen).sort((left, right) => left.latency - right.latency)
    return [chosen, ...rest.map(({ id }) => id)].map((id, index) => ranked(id, 1 - index / points.length))
  }
}

/** The cheapest of those whose 95th percentile is within 0.8 of the target of 3 s; else the lowest one. */
const cheapestOfQuick: Strategy = byLoss((candidate) => {
  const p95 = candidate.signals.ttft_ms.p95 ?? 0
  return p95 <= 2400 ? listPrice(candidate) / 1e6 : p95
})

const backup: RouterOptions = { hedge: { share: 0.1 }, routing: { hedge: { after_ms: 1500 } } }

/** What the gap is measured from. */
export const first = "balanced, first release"

/** The strongest of the published ones. */
export const rival = "RouteWise LP, hedged"

/** The reference stands with the policies, but is told what no policy can know. */
export const reference = "best possible"

/** A policy in a world; a function makes one with a memory of its own. */
export type Policy = RouterOptions | ((seed: number) => RouterOptions)

/** By name, in a world. */
export const policiesOf = (scenario: Scenario): { readonly [name: string]: Policy } => ({
  ...policies,
  [reference]: bestWithHedging(scenario)
})

/** By name; a function makes a policy with a memory of its own. */
export const policies: { readonly [name: string]: Policy } = {
  [first]: firstRelease,
  balanced: {},
  slo: { optimize: "slo" },
  cost: { optimize: "cost-focus" },
  "static cheapest": routerOf(cheapest),
  uniform: routerOf(uniform),
  "least busy": routerOf(leastBusy),
  "LiteLLM latency": remembering(60 * minute, liteLlmLatency),
  "OpenRouter classic": remembering(minute, inverseSquare),
  "OpenRouter latency": remembering(5 * minute, medianLatency),
  "Helicone balanced": remembering(5 * minute, powerOfTwoPeak),
  "LLM Gateway auto": remembering(60 * minute, weightedShares),
  "RouteWise LP": remembering(15 * minute, budgetedMixture),
  [rival]: remembering(15 * minute, budgetedMixture, backup),
  "cheapest of quick": routerOf(cheapestOfQuick)
}
