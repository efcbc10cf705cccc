import type { Endpoint } from "./Endpoint.ts"
import * as Incident from "./Incident.ts"
import { minimaxM3 } from "./Measured.ts"
import type { Scenario } from "./Scenario.ts"
import type { Traffic } from "./Traffic.ts"

/** Length of a run. Incidents stand at shares of it, and last as long as they say. */
export interface Span {
  /** Default: 6. */
  readonly hours?: number
}

const model = "model"

/** USD per 1M tokens, the cheapest first. Prices are a choice of this model: the measurements have none. */
const prices: { readonly [host in keyof typeof minimaxM3]: readonly [input: number, output: number] } = {
  "featherless-sc": [0.13, 0.5],
  gmicloud: [0.15, 0.6],
  streamlake: [0.17, 0.7],
  novita: [0.2, 0.8],
  "minimax-plus-sq": [0.22, 0.9],
  minimax: [0.26, 1.1],
  atlascloud: [0.3, 1.2],
  together: [0.34, 1.4]
}

/** Of six hosts four are known to bill on after the caller hung up (RouteWise artifact, 2026-09). */
const stopping: ReadonlySet<string> = new Set(["novita", "together"])

/** Eight measured hosts of one model, the cheapest first, each a provider of its own. */
export const hosts: ReadonlyArray<Endpoint> = Object.entries(prices).map(([provider, [input, output]]) => ({
  provider,
  model,
  latency: minimaxM3[provider as keyof typeof minimaxM3],
  prices: [{ input, output }],
  faults: { error: 0.0005, hang: 0.0005 },
  cancelled: stopping.has(provider) ? "stops" : "continues"
}))

const traffic = (hours: number, more: Partial<Traffic> = {}): Traffic => ({ hours, per_second: 2, ...more })

const cheapest = hosts[0]!.provider

/** Nothing changes. */
export const steady = ({ hours = 6 }: Span = {}): Scenario => ({
  world: { endpoints: hosts },
  traffic: traffic(hours)
})

/** Identical endpoints: whatever a strategy does, all of them come to the same. */
export const identical = ({ hours = 6 }: Span = {}): Scenario => ({
  world: {
    endpoints: hosts.map((endpoint) => ({
      ...endpoint,
      latency: minimaxM3.together,
      prices: [{ input: 0.2, output: 0.8 }]
    }))
  },
  traffic: traffic(hours)
})

/** The cheapest host is five times slower, and hangs in 2 % of its requests, for half an hour, twice. */
export const brownout = ({ hours = 6 }: Span = {}): Scenario => ({
  world: {
    endpoints: hosts,
    incidents: () =>
      [0.25, 0.65].map((share) => ({
        at_s: share * hours * 3600,
        for_s: Math.min(1800, hours * 900),
        provider: cheapest,
        slow: 5,
        hang: 0.02
      }))
  },
  traffic: traffic(hours)
})

/** The cheapest host takes 60 requests in a minute, a third of the demand for it; three in ten refusals state no wait. */
export const wall = ({ hours = 6 }: Span = {}): Scenario => ({
  world: {
    endpoints: hosts.map((endpoint, index) =>
      index === 0 ? { ...endpoint, wall: { requests: 60, silent: 0.3 } } : endpoint
    )
  },
  traffic: traffic(hours, { per_second: 3 })
})

/** The cheapest host answers for 40 seconds and fails fast for 20; the next one is three times slower every 5 minutes. */
export const flapping = ({ hours = 6 }: Span = {}): Scenario => ({
  world: {
    endpoints: hosts,
    incidents: () => [
      ...Incident.repeated({
        at_s: 40,
        for_s: 20,
        every_s: 60,
        until_s: hours * 3600,
        provider: cheapest,
        error: 1
      }),
      ...Incident.repeated({
        at_s: 300,
        for_s: 300,
        every_s: 600,
        until_s: hours * 3600,
        provider: hosts[1]!.provider,
        slow: 3
      })
    ]
  },
  traffic: traffic(hours)
})

/** A day: load and latency swing, hosts drift, vendors have incidents as their status pages tell. */
export const diurnal = ({ hours = 24 }: Span = {}): Scenario => ({
  world: {
    endpoints: hosts.map((endpoint, index) => ({
      ...endpoint,
      drift: { sigma: 0.2, hours: 2 },
      rhythm: { factor: index % 2 === 0 ? 2.5 : 1.3, peak_hour: (16 + 3 * index) % 24 }
    })),
    common: { provider: 0.1, everywhere: 0.05 },
    incidents: (draws) =>
      hosts.flatMap(({ provider }, stream) =>
        Incident.drawn(draws, {
          stream,
          until_s: hours * 3600,
          per_month: 30,
          what: { provider, slow: 4, error: 0.05, hang: 0.02 }
        })
      )
  },
  traffic: traffic(hours, { per_second: 1, rhythm: { peak_over_trough: 2.2, peak_hour: 18 } })
})

/** A host in the middle cuts its price to a fifth, another one raises it by half. `delay_s`: until the catalog knows. */
export const priceDrop = ({
  delay_s = 0,
  hours = 6
}: Span & { readonly delay_s?: number } = {}): Scenario => ({
  world: {
    endpoints: hosts.map((endpoint, index) => {
      const [{ input, output } = { input: 0, output: 0 }] = endpoint.prices
      const changed = (share: number, factor: number): Endpoint => ({
        ...endpoint,
        prices: [
          { input, output },
          { at_s: share * hours * 3600, input: input * factor, output: output * factor }
        ],
        price_delay_s: delay_s
      })
      if (index === 4) return changed(1 / 3, 0.2)
      return index === 0 ? changed(2 / 3, 1.5) : endpoint
    })
  },
  traffic: traffic(hours)
})

/** Twenty endpoints of which nothing is known: 3 good, 10 middling, 5 slow and 2 that never answer. */
export const coldStart = ({ hours = 2 }: Span = {}): Scenario => ({
  world: {
    endpoints: Array.from({ length: 20 }, (_, index): Endpoint => {
      // Good, bad and middling ones in no order that an id could tell.
      const kind = (index * 7) % 20
      const base = hosts[index % hosts.length]!
      const median_ms = kind < 3 ? 450 : kind < 13 ? 1300 : 4200
      const price = 0.16 + 0.02 * ((index * 3) % 20)
      return {
        ...base,
        provider: `host-${String(index).padStart(2, "0")}`,
        latency: { median_ms, sigma: 0.35, tail: { share: 0.06, shift: 1.1, sigma: 0.6 } },
        prices: [{ input: price, output: 4 * price }],
        faults: kind >= 18 ? { hang: 1 } : { error: 0.001, hang: 0.001 }
      }
    })
  },
  traffic: traffic(hours, { per_second: 0.5 })
})

/** All endpoints of the two cheapest hosts' common provider fail for 20 minutes. */
export const outage = ({ hours = 6 }: Span = {}): Scenario => ({
  world: {
    endpoints: hosts.map((endpoint, index) =>
      index < 2 ? { ...endpoint, provider: "shared", id: `${model}-${index + 1}` } : endpoint
    ),
    incidents: () => [
      {
        at_s: 0.4 * hours * 3600,
        for_s: Math.min(1200, hours * 600),
        provider: "shared",
        error: 0.3,
        hang: 0.7
      }
    ]
  },
  traffic: traffic(hours)
})

/** The host's own network is away for two minutes: everything fails at once. */
export const offline = ({ hours = 6 }: Span = {}): Scenario => ({
  world: { endpoints: hosts, incidents: () => [{ at_s: 0.5 * hours * 3600, for_s: 120, error: 1 }] },
  traffic: traffic(hours)
})

/** Batches of 24 requests at once at hosts that work on few at a time. */
export const burst = ({ hours = 6 }: Span = {}): Scenario => ({
  world: { endpoints: hosts.map((endpoint) => ({ ...endpoint, slots: 16 })) },
  traffic: traffic(hours, { per_second: 0.2, batches: { size: 24, every_s: 60 } })
})

/** Conversations of long prompts whose cache is lost by a change of host. */
export const conversations = ({ hours = 6 }: Span = {}): Scenario => ({
  world: {
    endpoints: hosts.map((endpoint) => ({ ...endpoint, cache: { ttl_s: 300, hit: 0.9, price: 0.1 } }))
  },
  traffic: traffic(hours, {
    per_second: 0.1,
    lengths: {
      prompt: [
        [0.05, 4_000],
        [0.95, 12_000]
      ],
      output: [
        [0.05, 40],
        [0.95, 500]
      ]
    },
    turns: { mean: 20, pause_s: 40, grows: 900 }
  })
})

/** By name. */
export const all = {
  steady,
  identical,
  brownout,
  wall,
  flapping,
  diurnal,
  priceDrop,
  coldStart,
  outage,
  offline,
  burst,
  conversations
}
