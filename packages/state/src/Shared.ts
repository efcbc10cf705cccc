import type { Outcome } from "@turnout/core/Signals"
import * as Cooldowns from "@turnout/router/Cooldowns"
import * as Health from "@turnout/router/Health"
import * as Signals from "@turnout/router/Signals"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Cursor } from "./Feed.ts"
import { away, type Guard } from "./Guard.ts"
import { every } from "./internal/every.ts"
import * as Outbox from "./Outbox.ts"
import * as News from "./shared/news.ts"
import type { Parts } from "./Store.ts"

export interface SharedOptions {
  readonly store: Parts
  readonly guard: Guard
  readonly health?: Health.HealthOptions | undefined
  readonly signals?: Signals.SignalsOptions | undefined
  /** Unique among all processes. */
  readonly process: string
}

/** Health and signals of this process, and what the others tell of theirs. */
export interface Shared {
  readonly health: Health.State
  readonly signals: Signals.State
}

/** Milliseconds between two readings of the feed: a cooldown of another process holds here within twice that. */
const reading_ms = 400

/** Entries that are read at a time. */
const page = 1000

/** Outcomes that one process tells per second; further ones are left out, so that many processes do not drown each other. */
const mostPerSecond = 200

/** What the store tells when a router begins: those of the last 15 minutes. */
const mostAtStart = 20_000

/**
 * Calls never wait for any of this: what happens here is told in batches behind them, and what happens elsewhere is read in
 * the background. A router that begins reads what was told before.
 */
export const make = ({
  guard,
  health,
  process,
  signals,
  store: { feed }
}: SharedOptions): Effect.Effect<Shared, never, Scope.Scope> =>
  Effect.gen(function* () {
    const outbox = yield* Outbox.make<News.News>({
      guard,
      write: (batch) => feed.append(batch.map((news) => News.write(process, news))),
      most: 5000
    })
    const ahead = guard.ahead
    const cooldowns = Cooldowns.told((name, cooldown, providers) =>
      outbox.add({
        type: "cooldown",
        name,
        providers: providersOf(name, providers),
        cooldown: News.shifted(cooldown, ahead())
      })
    )
    const here = Signals.make(signals)
    let second = 0
    let told = 0
    const tell = (outcome: Outcome): void => {
      if (outcome.type !== "answered" && outcome.type !== "failed") return
      const current = Math.floor(outcome.at / 1000)
      if (current !== second) {
        second = current
        told = 0
      }
      if (++told <= mostPerSecond) {
        // The wait that it ends is known to this process alone.
        outbox.add({ type: "outcome", outcome: { ...outcome, at: outcome.at + ahead(), committed: true } })
      }
    }

    const hear = (text: string): void => {
      const news = News.read(process, text)
      if (news === undefined) return
      if (news.type === "cooldown") {
        cooldowns.learn(news.name, News.shifted(news.cooldown, -ahead()), news.providers)
      } else here.record({ ...news.outcome, at: news.outcome.at - ahead() })
    }

    let cursor: Cursor | undefined
    const read: Effect.Effect<void> = Effect.suspend(() =>
      guard.isAway()
        ? Effect.void
        : Effect.flatMap(
            guard.ask(feed.read(cursor, cursor === undefined ? mostAtStart : page)),
            (answer) => {
              if (answer === away) return Effect.void
              const isFull = cursor !== undefined && answer.entries.length === page
              cursor = answer.cursor
              for (const { text } of answer.entries) hear(text)
              return isFull ? read : Effect.void
            }
          )
    )
    yield* read
    yield* every(reading_ms, read)
    return {
      health: Health.make(health, cooldowns),
      signals: {
        record: (outcome) => {
          here.record(outcome)
          tell(outcome)
        },
        snapshot: here.snapshot,
        lastOf: here.lastOf
      }
    }
  })

/** The provider of a key's name, which begins with it; an endpoint's name holds no key. */
const providersOf = (name: string, providers: ReadonlySet<string>): ReadonlyArray<string> => {
  const found: Array<string> = []
  for (const provider of providers) if (name.startsWith(`${provider} `)) found.push(provider)
  return found
}
