import * as Options from "@turnout/core/Options"
import type { RouterError } from "@turnout/core/RouterError"
import { type Endpoint, idOf } from "../Endpoint.ts"
import * as Lengths from "../Lengths.ts"
import type { CompareOptions, RunOptions, Scenario } from "../Scenario.ts"
import type { Traffic } from "../Traffic.ts"

const share = Options.number(0, 1)
const positive = Options.number(Number.MIN_VALUE, Number.MAX_VALUE)
const amount = Options.number(0, Number.MAX_VALUE)
const hour = Options.number(0, 24)

const endpoint: Options.Check<Endpoint> = Options.object<Endpoint>(
  {
    provider: Options.string,
    model: Options.string,
    id: Options.string,
    latency: Options.object<Endpoint["latency"]>(
      {
        median_ms: positive,
        sigma: amount,
        tail: Options.object<NonNullable<Endpoint["latency"]["tail"]>>(
          { share, shift: Options.number(), sigma: amount },
          ["share", "shift", "sigma"]
        )
      },
      ["median_ms", "sigma"]
    ),
    prefill_ms: amount,
    decode: Options.object<NonNullable<Endpoint["decode"]>>({ tps: positive, sigma: amount }, ["tps"]),
    prices: Options.list(
      Options.object<Endpoint["prices"][number]>({ at_s: amount, input: amount, output: amount }, [
        "input",
        "output"
      ])
    ),
    price_delay_s: amount,
    faults: Options.object<NonNullable<Endpoint["faults"]>>({ error: share, hang: share, truncated: share }),
    wall: Options.object<NonNullable<Endpoint["wall"]>>(
      { requests: amount, window_s: positive, silent: share },
      ["requests"]
    ),
    slots: Options.number(1, 1_000_000, "whole"),
    cancelled: Options.oneOf("continues", "stops"),
    drift: Options.object<NonNullable<Endpoint["drift"]>>({ sigma: amount, hours: positive }, [
      "sigma",
      "hours"
    ]),
    rhythm: Options.object<NonNullable<Endpoint["rhythm"]>>({ factor: positive, peak_hour: hour }, [
      "factor",
      "peak_hour"
    ]),
    cache: Options.object<NonNullable<Endpoint["cache"]>>({ ttl_s: positive, hit: share, price: amount }, [
      "ttl_s",
      "hit",
      "price"
    ])
  },
  ["provider", "model", "latency", "prices"]
)

const endpoints: Options.Check<ReadonlyArray<Endpoint>> = {
  run: (value, path, report) => {
    Options.list(endpoint).run(value, path, report)
    if (!Array.isArray(value)) return
    if (value.length === 0)
      report.add(path, "invalid_parameter_value", `'${path}' needs at least one endpoint.`)
    const known = new Set<string>()
    for (const [index, one] of value.entries()) {
      if (!Options.isRecord(one)) continue
      const id = idOf(one as unknown as Endpoint)
      const at = `${path}[${index}]`
      if (known.has(id)) report.add(at, "invalid_parameter_value", `There is an endpoint '${id}' already.`)
      known.add(id)
      if (Array.isArray(one["prices"]) && one["prices"].length === 0) {
        report.add(`${at}.prices`, "invalid_parameter_value", `'${at}.prices' needs at least one price.`)
      }
    }
  }
}

const quantiles = Options.where<Lengths.Quantiles>(
  "pairs of share and tokens, ascending",
  (value) =>
    Array.isArray(value) &&
    value.length > 0 &&
    value.every(
      (pair, index) =>
        Array.isArray(pair) &&
        pair.length === 2 &&
        pair[0] > 0 &&
        pair[0] < 1 &&
        pair[1] >= 1 &&
        (index === 0 || (pair[0] > value[index - 1][0] && pair[1] >= value[index - 1][1]))
    )
)

const traffic: Options.Check<Traffic> = Options.object<Traffic>(
  {
    hours: positive,
    per_second: amount,
    burstiness: amount,
    rhythm: Options.object<NonNullable<Traffic["rhythm"]>>(
      { peak_over_trough: Options.number(1, 1_000), peak_hour: hour },
      ["peak_over_trough", "peak_hour"]
    ),
    batches: Options.object<NonNullable<Traffic["batches"]>>(
      { size: Options.number(1, 100_000, "whole"), every_s: positive },
      ["size", "every_s"]
    ),
    lengths: Options.either(
      Options.isRecord,
      Options.object<Lengths.Lengths>({ prompt: quantiles, output: quantiles }, ["prompt", "output"]),
      Options.oneOf(...(Object.keys(Lengths.measured) as Array<keyof typeof Lengths.measured>))
    ),
    turns: Options.object<NonNullable<Traffic["turns"]>>(
      { mean: Options.number(1, 10_000), pause_s: amount, grows: amount },
      ["mean", "pause_s", "grows"]
    ),
    late_ms: positive,
    deadline_ms: positive
  },
  ["hours", "per_second"]
)

const scenario: Options.Shape<Scenario> = {
  world: Options.object<Scenario["world"]>(
    {
      endpoints,
      incidents: Options.callable(),
      common: Options.object<NonNullable<Scenario["world"]["common"]>>({
        provider: amount,
        everywhere: amount,
        hours: positive
      }),
      start: Options.where(
        "an ISO date",
        (value) => typeof value === "string" && !Number.isNaN(Date.parse(value))
      )
    },
    ["endpoints"]
  ),
  traffic,
  model: Options.string,
  stream: Options.boolean
}

const stakes = Options.object<NonNullable<RunOptions["stakes"]>>({ late_usd: amount, failed_usd: amount })
const seed = Options.number(0, Number.MAX_SAFE_INTEGER, "whole")

const runs = Options.object<RunOptions>(
  { ...scenario, router: Options.anything(), seed, stakes, window_s: positive },
  ["world", "traffic"]
)

const compares = Options.object<CompareOptions>(
  { ...scenario, routers: Options.record(Options.anything()), seeds: Options.list(seed), stakes },
  ["world", "traffic", "routers"]
)

/** The router's own options are checked where it is made. */
export const run = (options: unknown): RouterError | undefined => Options.mistake(runs, options)

export const compare = (options: unknown): RouterError | undefined => Options.mistake(compares, options)
