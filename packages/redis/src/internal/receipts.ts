import type { Kept, Page, Receipts } from "@turnout/state/Receipts"
import type { StoreError } from "@turnout/state/StoreError"
import * as Effect from "effect/Effect"
import * as Scripts from "../scripts/receipts.ts"
import type { Connection } from "./connection.ts"

const length = 86_400_000
const dayOf = (at: number): number => Math.floor(at / length)

/** Receipts of one script. */
const batch = 200

interface Stored {
  readonly user_id?: string
  readonly text: string
}

/** What is kept under a name; undefined where its body is gone or is none of ours. */
const keptOf = (name: string, at: number, json: string): Kept | undefined => {
  let value: Partial<Stored> | null
  try {
    value = JSON.parse(json) as Partial<Stored> | null
  } catch {
    return undefined
  }
  if (typeof value?.text !== "string") return undefined
  const { text, user_id } = value
  const id = name.slice(name.indexOf(":") + 1)
  return { id, at, ...(typeof user_id === "string" ? { user_id } : {}), text }
}

const cursorOf = ({ at, id }: Kept): string => `${at}:${id}`

const placeOf = (cursor: string | undefined): readonly [at: string, id: string] => {
  if (cursor === undefined) return ["", ""]
  const colon = cursor.indexOf(":")
  return [cursor.slice(0, colon), cursor.slice(colon + 1)]
}

const bound = (reading: number): string => (Number.isFinite(reading) ? String(Math.ceil(reading)) : "+inf")

export const make = ({ command, script }: Connection, prefix: string): Receipts => {
  const days = `${prefix}days`
  const keysOf = (day: number): ReadonlyArray<string> => [days, `${prefix}d:${day}`, `${prefix}t:${day}`]
  const daysOf = (from: string, to: string): Effect.Effect<ReadonlyArray<number>, StoreError> =>
    Effect.map(command("ZRANGEBYSCORE", days, from, to), (reply) =>
      (reply as ReadonlyArray<string>).map(Number)
    )

  return {
    append: (receipts) => {
      const byDay = Map.groupBy(receipts, ({ at }) => dayOf(at))
      const calls = [...byDay].flatMap(([day, all]) =>
        Array.from({ length: Math.ceil(all.length / batch) }, (_, index) => ({
          day,
          part: all.slice(index * batch, (index + 1) * batch)
        }))
      )
      return Effect.forEach(
        calls,
        ({ day, part }) =>
          script(Scripts.append, keysOf(day), [
            String(day),
            ...part.flatMap(({ at, id, text, user_id }) => [
              id,
              String(at),
              JSON.stringify({ text, ...(user_id === undefined ? {} : { user_id }) } satisfies Stored)
            ])
          ]),
        { concurrency: "unbounded", discard: true }
      )
    },
    read: ({ from, to }, most, after) =>
      Effect.gen(function* () {
        const [at, id] = placeOf(after)
        const first = Math.max(from, at === "" ? 0 : Number(at))
        if (!(first < to)) return { receipts: [] }
        const found: Array<Kept> = []
        for (const day of yield* daysOf(
          String(dayOf(first)),
          Number.isFinite(to) ? String(dayOf(to)) : "+inf"
        )) {
          const reply = (yield* script(Scripts.read, keysOf(day), [
            bound(from),
            Number.isFinite(to) ? `(${bound(to)}` : "+inf",
            at,
            at === "" ? "" : `${at}:${id}`,
            String(most + 1 - found.length)
          ])) as ReadonlyArray<string>
          for (let index = 0; index < reply.length; index += 3) {
            const kept = keptOf(reply[index]!, Number(reply[index + 1]), reply[index + 2]!)
            if (kept !== undefined) found.push(kept)
          }
          if (found.length > most) break
        }
        const receipts = found.slice(0, most)
        const last = receipts.at(-1)
        const page: Page = {
          receipts,
          ...(found.length <= most || last === undefined ? {} : { next: cursorOf(last) })
        }
        return page
      }),
    remove: ({ before, user_id }) =>
      Effect.gen(function* () {
        if (before === undefined && user_id === undefined) return 0
        let removed = 0
        const last = before === undefined ? "+inf" : String(dayOf(before))
        for (const day of yield* daysOf("-inf", last)) {
          removed += Number(
            yield* script(Scripts.remove, keysOf(day), [
              String(day),
              before === undefined ? "+inf" : `(${bound(before)}`,
              user_id ?? ""
            ])
          )
        }
        return removed
      })
  }
}
