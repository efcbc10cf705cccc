import * as Lru from "@turnout/core/Lru"
import { unmeasured, type EndpointSignals, type Outcome, type SignalsSnapshot } from "@turnout/core/Signals"
import * as Columns from "./columns.ts"
import * as Digest from "./digest.ts"
import * as Entry from "./entry.ts"
import * as Level from "./level.ts"
import * as Outputs from "./outputs.ts"
import * as Pool from "./pool.ts"
import * as Sessions from "./sessions.ts"
import * as Tables from "./tables.ts"

export interface SignalsOptions {
  /** Maximum number of endpoints; beyond it the least recently used is dropped. Default: 4,096. */
  readonly endpoints?: number
  /** Maximum number of conversations. Default: 16,384. */
  readonly sessions?: number
  /** Milliseconds after which an unused endpoint is dropped. Default: 21,600,000, six hours. */
  readonly ttl_ms?: number
  /** Outcomes of earlier processes, the oldest first; see `fromReceipts`. Default: none. */
  readonly outcomes?: ReadonlyArray<Outcome>
}

/** Signals of all endpoints: mutable, without clock, randomness or effects. */
export interface State {
  readonly record: (outcome: Outcome) => void
  /** Valid for reads in the same synchronous step, without a copy. Values that were read never change. */
  readonly snapshot: (now: number) => SignalsSnapshot
  /** Clock reading of the last outcome of an endpoint. */
  readonly lastOf: (endpoint: string) => number | undefined
}

export const make = (options: SignalsOptions = {}): State => {
  const most = options.endpoints ?? 4096
  const ttl = options.ttl_ms ?? 21_600_000
  const pools = new Map<string, Pool.Pool>()
  const all = Level.group()
  const models = Lru.make<string, Level.Group>(most)
  const outputs = Outputs.make(most)
  const sessions = Sessions.make(options.sessions ?? 16_384)
  const digest = Digest.make()
  const tables = Tables.make()
  const entries = Lru.make<string, Entry.Entry>(most, () => true, tables.changed)

  const poolOf = (provider: string): Pool.Pool => {
    let pool = pools.get(provider)
    if (pool === undefined) {
      if (pools.size >= most) {
        pools.delete(pools.keys().next().value!)
        tables.reset()
      }
      pool = Pool.make(tables.reset)
      pools.set(provider, pool)
    }
    return pool
  }

  const remove = (id: string): void => {
    entries.remove(id)
    tables.changed(id)
  }

  const touch = (id: string, at: number): Entry.Entry => {
    let entry = entries.peek(id)
    if (entry === undefined) {
      const pool = poolOf(providerOf(id))
      entry = Entry.make(pool, [all, pool.level], at)
    }
    entries.put(id, entry)
    forget(at)
    return entry
  }

  /** The model of an endpoint is known from its first answer on. */
  const joins = (entry: Entry.Entry, model: string): void => {
    const group = models.peek(model) ?? Level.group()
    models.put(model, group)
    if (entry.groups[1] !== group) entry.groups = [all, group, entry.pool.level]
  }

  /** Drops at most two at a time, so that no single call pays for all. */
  const forget = (now: number): void => {
    for (let count = 0; count < 2; count++) {
      const oldest = entries.oldest()
      if (oldest === undefined || now - oldest.value.used <= ttl) return
      const { key, value } = oldest
      if (value.waiting > 0) entries.put(key, value)
      else remove(key)
    }
  }

  /** Signals of endpoints without outcomes. */
  const unseen = (now: number): ((id: string) => EndpointSignals) => {
    let isAnyIll = false
    for (const pool of pools.values()) {
      if (now >= pool.until) Pool.update(pool, now)
      if (pool.expected !== undefined) isAnyIll = true
    }
    return isAnyIll ? (id) => pools.get(providerOf(id))?.unseen ?? unmeasured : () => unmeasured
  }

  const state: State = {
    record: (outcome) => {
      const entry = touch(outcome.endpoint, outcome.at)
      if (outcome.type === "answered" && outcome.model !== undefined) joins(entry, outcome.model)
      Entry.change(entry, outcome)
      if (outcome.type === "answered") {
        const { at, endpoint, model, output_tokens, prompt_tokens, session } = outcome
        if (model !== undefined && output_tokens !== undefined) outputs.add(model, output_tokens, at)
        if (session !== undefined && prompt_tokens !== undefined) {
          sessions.add(session, { endpoint, at, prompt_tokens })
        }
      }
      Digest.add(digest, outcome)
      tables.changed(outcome.endpoint)
    },
    snapshot: (now) => {
      const ofUnseen = unseen(now)
      const endpoint = (id: string): EndpointSignals => {
        const entry = entries.peek(id)
        return entry === undefined ? ofUnseen(id) : Entry.read(entry, now)
      }
      const lasts = (id: string): number => {
        const entry = entries.peek(id)
        return entry === undefined ? Infinity : Entry.lasts(entry, now)
      }
      return {
        digest: Digest.text(digest),
        endpoint: Columns.attach(endpoint, (list) => tables.of(list, now, endpoint, lasts)),
        output: (model) => outputs.mean(model, now),
        session: (session) => sessions.find(session, now)
      }
    },
    lastOf: (id) => entries.peek(id)?.used
  }
  for (const outcome of options.outcomes ?? []) state.record(outcome)
  return state
}

/** An endpoint's id begins with its provider's. */
const providerOf = (id: string): string => id.slice(0, Math.max(0, id.indexOf("/")))
