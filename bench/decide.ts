/**
 * Time of one decision against so many candidates, in this process: scored, sorted, and the plan's first steps read. The
 * candidates are strewn over memory, as a catalog's are, and between two decisions an answer is learned.
 */
import * as Catalog from "@turnout/core/Catalog"
import * as Capabilities from "@turnout/core/Capabilities"
import type { Endpoint } from "@turnout/core/Endpoint"
import type { Provider } from "@turnout/core/Provider"
import * as Effect from "effect/Effect"
import * as Constraint from "@turnout/router/Constraint"
import * as Decide from "../packages/router/src/decide/Decide.ts"
import * as Tables from "../packages/router/src/decide/table/tables.ts"
import * as Resolve from "../packages/router/src/resolve/Resolve.ts"
import * as Signals from "@turnout/router/Signals"
import * as Strategies from "@turnout/router/Strategies"
import * as Redacted from "effect/Redacted"
import { median } from "./table.ts"

/** Ten providers that share the endpoints of one model, no two at the same price. */
const endpoint = (index: number): Endpoint => {
  const provider = `provider-${index % 10}`
  const id = `model-${index}`
  return {
    id: `${provider}/${id}`,
    provider,
    provider_model_id: id,
    model: "model",
    tier: "standard",
    facts: {
      limits: { context: 128_000, output: 16_384 },
      capabilities: Capabilities.unknown,
      prices: [
        {
          rates: { input: 150_000 + index, output: 600_000 + ((index * 7919) % 1000) },
          source: "bench",
          date: ""
        }
      ],
      listed: true
    }
  }
}

const provider = (id: string, endpoints: ReadonlyArray<Endpoint>): Provider => ({
  id,
  aliases: [],
  open: false,
  credentials: [{ id: `${id}-1`, owner: "platform", key: Redacted.make("") }],
  endpoints: () => endpoints.filter((one) => one.provider === id),
  passthrough: () => endpoint(0),
  prepare: () => ({ body: {}, ledger: [], stream: false }),
  run: () => Effect.die("not called")
})

export interface DecisionTime {
  readonly candidates: number
  readonly decide_us: number
  /** With the whole record written. */
  readonly record_us: number
  /** The least that it could be: one weighted sum over five arrays and a sort. */
  readonly floor_us: number
}

const time = (work: () => unknown, rounds: number, between: (round: number) => void = () => {}): number => {
  const samples: Array<number> = []
  for (let round = 0; round < rounds; round++) {
    between(round)
    const start = performance.now()
    work()
    samples.push((performance.now() - start) * 1_000)
  }
  return median(samples)
}

const floor = (size: number) => {
  const columns = Array.from({ length: 5 }, (_, column) =>
    Float64Array.from({ length: size }, (_, row) => ((row * 7919 + column * 104_729) % 1000) / 1000)
  )
  const weights = [0.2, 0.3, 0.1, 0.15, 0.25]
  return () => {
    const scores = new Float64Array(size)
    for (const [column, values] of columns.entries()) {
      const weight = weights[column] ?? 0
      for (let row = 0; row < size; row++) scores[row]! += weight * values[row]!
    }
    return Array.from(scores, (_, row) => row).sort((left, right) => scores[right]! - scores[left]!)
  }
}

/** The same numbers in an order that has nothing to do with theirs, and always the same. */
const strewn = (size: number): ReadonlyArray<number> => {
  const order = Array.from({ length: size }, (_, position) => position)
  let state = 12_345
  for (let last = size - 1; last > 0; last--) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    const other = state % (last + 1)
    ;[order[last], order[other]] = [order[other]!, order[last]!]
  }
  return order
}

/** Decisions over so many candidates. */
export interface Deciding {
  /** Decided, and the first steps read. */
  readonly decide: () => Decide.Decided
  /** With the whole record written. */
  readonly record: () => unknown
  /** An answer of one of the candidates. */
  readonly learn: (round: number) => void
}

export const deciding = async (candidates: number): Promise<Deciding> => {
  const models = await Effect.runPromise(
    Effect.flatMap(Catalog.Catalog, ({ models }) => models).pipe(Effect.provide(Catalog.Catalog.layerEmpty))
  )
  const strategy = Strategies.find("balanced")
  if (strategy === undefined) throw new Error("The strategy is missing.")
  const endpoints = strewn(candidates).map(endpoint)
  const ids = Array.from({ length: 10 }, (_, position) => `provider-${position}`)
  const index = Resolve.index(
    ids.map((id) => provider(id, endpoints)),
    models,
    new Map()
  )
  const signals = Signals.make({ endpoints: 20_000 })
  const answered = (id: string, at: number, ttft_ms: number, tps: number) => {
    signals.record({ type: "entered", endpoint: id, at })
    signals.record({ type: "answered", endpoint: id, at, stream: true, ttft_ms, tps })
  }
  for (const [position, { id }] of endpoints.entries()) {
    for (let sample = 0; sample < 20; sample++) {
      answered(id, 0, 200 + ((position * 31 + sample * 17) % 400), 50 + (position % 50))
    }
  }
  const facts = {
    stream: true,
    prompt_tokens: 210,
    output_tokens: 500,
    choices: 1,
    tools: false,
    reasoning: false,
    ttft_percentile: "p50",
    throughput_percentile: "p50"
  } as const
  const item = {
    expression: "model",
    endpoints: index.models.get("model") ?? [],
    named: false,
    passthrough: false
  }
  const items = [item]
  // As a router keeps them for a name that is asked for again.
  const tables = Tables.make(items)
  const decide = () => {
    const context = Constraint.context({
      index,
      request: { messages: [{ role: "user", content: "hello" }], stream: true, temperature: 0.7 },
      facts,
      routing: {},
      now: 1_000
    })
    if (Constraint.isRefusal(context)) throw new Error(context.message)
    const decided = Decide.decide({
      items,
      context,
      snapshot: signals.snapshot(1_000),
      name: "balanced",
      strategy,
      selection: "best",
      seed: 1,
      tables
    })
    if (decided.size !== candidates) throw new Error(`${decided.size} viable of ${candidates}`)
    for (let position = 0; position < 5; position++) Decide.at(decided, position)
    return decided
  }
  return {
    decide,
    record: () => Decide.decision(decide()),
    learn: (round) => answered(endpoints[round % candidates]!.id, 1_000, 300, 60)
  }
}

export const decisions = async (quick: boolean): Promise<ReadonlyArray<DecisionTime>> => {
  const times: Array<DecisionTime> = []
  for (const candidates of [10, 100, 1_000, 10_000]) {
    const { decide, learn, record } = await deciding(candidates)
    const rounds = Math.max(30, Math.min(20_000, Math.ceil((quick ? 100_000 : 1_000_000) / candidates)))
    const least = floor(candidates)
    time(decide, rounds, learn)
    time(least, rounds)
    times.push({
      candidates,
      decide_us: time(decide, rounds, learn),
      record_us: time(record, Math.max(30, rounds >> 2), learn),
      floor_us: time(least, rounds)
    })
  }
  return times
}
