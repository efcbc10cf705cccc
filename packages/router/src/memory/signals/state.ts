import * as Lru from "@turnout/core/Lru"
import { unmeasured, type EndpointSignals, type Outcome, type SignalsSnapshot } from "@turnout/core/Signals"
import * as Columns from "./columns.ts"
import * as Digest from "./digest.ts"
import * as Entry from "./entry.ts"
import * as Outputs from "./outputs.ts"
import * as Pool from "./pool.ts"
import * as Sessions from "./sessions.ts"
import * as Tables from "./tables.ts"

export interface SignalsOptions {
  /** Maximum number of endpoints; beyond it the least recently used is dropped. Default: 4,096. */
  readonly endpoints?: number
  /** Maximum number of conversations. Default: 16,384. */
  readonly sessions?: number
  /** Milliseconds after which an unused endpoint is dropped. Default: 3,600,000. */
  readonly ttl_ms?: number
}

/** Signals of all endpoints: mutable, without clock, randomness or effects. */
export interface State {
  readonly record: (outcome: Outcome) => void
  /** Valid for reads in the same synchronous step, without a copy. Values that were read never change. */
  readonly snapshot: (now: number) => SignalsSnapshot
}

export const make = (options: SignalsOptions = {}): State => {
  const most = options.endpoints ?? 4096
  const ttl = options.ttl_ms ?? 3_600_000
  const pools = new Map<string, Pool.Pool>()
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
    const entry = entries.peek(id) ?? Entry.make(poolOf(providerOf(id)), at)
    entries.put(id, entry)
    forget(at)
    return entry
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

  return {
    record: (outcome) => {
      Entry.change(touch(outcome.endpoint, outcome.at), outcome)
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
    }
  }
}

/** An endpoint's id begins with its provider's. */
const providerOf = (id: string): string => id.slice(0, Math.max(0, id.indexOf("/")))
