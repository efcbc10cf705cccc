import type { Blobs } from "@turnout/state/Blobs"
import type { Counter, Counters, Lease } from "@turnout/state/Counters"
import { type Feed, keep_ms, most as kept } from "@turnout/state/Feed"
import type { Rates } from "@turnout/state/Rates"
import type { Parts } from "@turnout/state/Store"
import { Buffer } from "node:buffer"
import * as Effect from "effect/Effect"
import * as OfCounters from "../scripts/counters.ts"
import * as OfRates from "../scripts/rates.ts"
import * as OfValues from "../scripts/values.ts"
import type { Connection } from "./connection.ts"
import * as Receipts from "./receipts.ts"

const numbers = (reply: unknown): ReadonlyArray<number> => (reply as ReadonlyArray<unknown>).map(Number)

const countersOf = ({ script }: Connection, prefix: string): Counters => {
  const index = `${prefix}x`
  const keyOf = ({ key, start }: Counter): string => `${prefix}c:${start}:${key}`
  const leaseKey = ({ id }: Lease): string => `${prefix}l:${id}`
  const json = ({ counters }: Lease): string =>
    JSON.stringify(counters.map(({ end, key, limit = null, start }) => [key, start, end, limit]))
  return {
    reserve: (lease, ttl_ms) =>
      Effect.map(
        script(
          OfCounters.reserve,
          [index, leaseKey(lease), ...lease.counters.map(keyOf)],
          [prefix, lease.id, String(lease.nanos), String(ttl_ms), json(lease)]
        ),
        (reply) => {
          const [type, ...figures] = reply as ReadonlyArray<unknown>
          if (type === "reserved") return { type }
          const [index = 0, spent = 0, reserved = 0, unpriced = 0] = numbers(figures)
          return { type: "exhausted", index, spent, reserved, unpriced }
        }
      ),
    settle: (settlements) =>
      Effect.forEach(
        settlements,
        ({ lease, spent }) =>
          script(
            OfCounters.settle,
            [index, leaseKey(lease), ...lease.counters.map(keyOf)],
            [prefix, lease.id, String(lease.nanos), spent === undefined ? "" : String(spent), json(lease)]
          ),
        { concurrency: "unbounded", discard: true }
      ),
    renew: (leases, ttl_ms) =>
      Effect.asVoid(
        script(OfCounters.renew, [index], [prefix, String(ttl_ms), ...leases.map(({ id }) => id)])
      ),
    read: (counters) =>
      Effect.map(script(OfCounters.read, [index, ...counters.map(keyOf)], [prefix]), (reply) => {
        const figures = numbers(reply)
        return counters.map((_, index) => {
          const [spent = 0, reserved = 0, unpriced = 0] = figures.slice(index * 3)
          return { spent, reserved, unpriced }
        })
      })
  }
}

const ratesOf = ({ command, script }: Connection, prefix: string): Rates => {
  const placeKey = (key: string): string => `${prefix}p:${key}`
  return {
    take: ({ key, limit }, tokens, how) =>
      Effect.map(
        script(OfRates.take, [`${prefix}r:${key}`], [String(limit), String(tokens), how]),
        (reply) => {
          const [wait_ms = -1, remaining = 0, full_ms = 0] = numbers(reply)
          return { ...(wait_ms < 0 ? {} : { wait_ms }), remaining, full_ms }
        }
      ),
    enter: ({ key, lease }, limit, ttl_ms) =>
      Effect.map(
        script(OfRates.enter, [placeKey(key)], [lease, String(limit), String(ttl_ms)]),
        (reply) => Number(reply) === 1
      ),
    leave: (places) =>
      Effect.forEach(places, ({ key, lease }) => command("ZREM", placeKey(key), lease), {
        concurrency: "unbounded",
        discard: true
      }),
    renew: (places, ttl_ms) =>
      Effect.forEach(
        places,
        ({ key, lease }) => script(OfRates.stay, [placeKey(key)], [lease, String(ttl_ms)]),
        { concurrency: "unbounded", discard: true }
      )
  }
}

type StreamEntry = readonly [id: string, fields: ReadonlyArray<string>]

const timeOf = (id: string): number => Number(id.slice(0, id.indexOf("-")))

const feedOf = ({ command }: Connection, prefix: string): Feed => {
  const key = `${prefix}f`
  const entriesOf = (reply: unknown) =>
    (reply as ReadonlyArray<StreamEntry>).map(([id, fields]) => ({
      id,
      at: timeOf(id),
      text: fields[1] ?? ""
    }))
  return {
    append: (texts) =>
      Effect.forEach(
        texts,
        (text) => command("XADD", key, "MAXLEN", "~", String(kept), "*", "t", text),
        // One connection keeps their order.
        { concurrency: "unbounded", discard: true }
      ),
    read: (after, most) =>
      after === undefined
        ? Effect.map(command("XREVRANGE", key, "+", "-", "COUNT", String(most)), (reply) => {
            const entries = entriesOf(reply).toReversed()
            const newest = entries.at(-1)
            const recent = entries.filter(({ at }) => newest !== undefined && at >= newest.at - keep_ms)
            return { cursor: newest?.id ?? "0-0", entries: recent.map(({ at, text }) => ({ at, text })) }
          })
        : Effect.map(command("XRANGE", key, `(${after}`, "+", "COUNT", String(most)), (reply) => {
            const entries = entriesOf(reply)
            return {
              cursor: entries.at(-1)?.id ?? after,
              entries: entries.map(({ at, text }) => ({ at, text }))
            }
          })
  }
}

/** Digits of the time that stands before each value. */
const digits = 16

const blobsOf = ({ script }: Connection, prefix: string): Blobs => {
  const keyOf = (key: string): string => `${prefix}b:${key}`
  const put = (key: string, bytes: Uint8Array, ttl_ms: number, ...only: ReadonlyArray<string>) =>
    script(OfValues.put, [keyOf(key)], [Buffer.from(bytes), String(Math.max(1, Math.ceil(ttl_ms))), ...only])
  return {
    get: (key) =>
      Effect.map(script(OfValues.get, [keyOf(key)], [], true), (reply) => {
        const [now, value] = reply as readonly [Buffer, Buffer | null]
        if (value === null || value.length < digits) return undefined
        const at = Number(value.subarray(0, digits).toString())
        if (!Number.isFinite(at)) return undefined
        return {
          bytes: new Uint8Array(value.subarray(digits)),
          age_ms: Math.max(0, Number(now.toString()) - at)
        }
      }),
    put: (key, bytes, ttl_ms) => Effect.asVoid(put(key, bytes, ttl_ms)),
    putNew: (key, bytes, ttl_ms) => Effect.map(put(key, bytes, ttl_ms, "NX"), (reply) => Number(reply) === 1),
    remove: (key) => Effect.asVoid(script(OfValues.remove, [keyOf(key)], []))
  }
}

/** A store over a connection. `prefix`: before all of its keys. */
export const make = (name: string, connection: Connection, prefix: string): Parts => ({
  name,
  counters: countersOf(connection, prefix),
  rates: ratesOf(connection, prefix),
  feed: feedOf(connection, prefix),
  blobs: blobsOf(connection, prefix),
  receipts: Receipts.make(connection, prefix),
  now: Effect.map(connection.command("TIME"), (reply) => {
    const [seconds = 0, micros = 0] = numbers(reply)
    return seconds * 1000 + micros / 1000
  })
})
