import type { Event, UsageReport } from "@turnout/core/Event"
import { type Failure, StreamTruncated } from "@turnout/core/Failure"
import { keepAlive, type Reply } from "@turnout/core/Provider"
import * as Usage from "@turnout/core/Usage"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"

type Events = ReadonlyArray<Event>

/** Upstream requests of one attempt that run beside each other. */
export const most = 4

const none: Events = []

const isEnd = ({ type }: Event): boolean => type === "end"

/** All events of one answer; `heard` is told of every read before its last. */
const whole = (reply: Reply, heard: (events: Events) => void): Effect.Effect<Events, Failure> => {
  const events: Array<Event> = []
  const next: Effect.Effect<Events, Failure> = Effect.flatMap(reply.read, (read) => {
    if (read === undefined) return Effect.fail(new StreamTruncated({ message: "An answer ended early." }))
    events.push(...read)
    if (read.some(isEnd)) return Effect.succeed(events)
    heard(read === keepAlive ? keepAlive : none)
    return next
  })
  return next
}

/** What all answers used; nothing where one of them does not say. */
const usageOf = (answers: ReadonlyArray<Events>): ReadonlyArray<UsageReport> => {
  const reports = answers.flatMap((events) => events.findLast((event) => event.type === "usage") ?? [])
  if (reports.length < answers.length) return []
  const costs = reports.flatMap(({ cost }) => cost ?? [])
  const isExact = costs.every(({ confidence }) => confidence === "exact")
  return [
    {
      type: "usage",
      usage: reports.reduce<Usage.Usage>((sum, { usage }) => Usage.add(sum, usage), Usage.zero),
      ...(costs.length < answers.length
        ? {}
        : {
            cost: {
              usd: costs.reduce((sum, { usd }) => sum + usd, 0),
              confidence: isExact ? ("exact" as const) : ("assumed" as const)
            }
          })
    }
  ]
}

/** Their events as those of one answer: vectors in the order of the requests. */
const together = (answers: ReadonlyArray<Events>): Events => {
  const start = answers[0]?.filter(({ type }) => type === "start") ?? none
  const vectors: Array<Event> = []
  let index = 0
  for (const events of answers) {
    for (const event of events) {
      if (event.type !== "embeddings") continue
      vectors.push({ ...event, index })
      index += event.vectors.length
    }
  }
  return [...start, ...vectors, ...usageOf(answers), { type: "end" }]
}

/**
 * Several upstream requests as one: a few side by side, their answers joined in order. The first that fails ends the
 * others; closing the scope ends all of them.
 */
export const joined = (
  requests: ReadonlyArray<Effect.Effect<Reply, Failure, Scope.Scope>>
): Effect.Effect<Reply, Failure, Scope.Scope> =>
  Effect.gen(function* () {
    const reads = yield* Queue.unbounded<Events, Failure>()
    const accepted = yield* Deferred.make<Omit<Reply, "read">, Failure>()
    const answers: Array<Events | undefined> = requests.map(() => undefined)
    const tell = (events: Events): void => void Queue.offerUnsafe(reads, events)

    const one = (request: (typeof requests)[number], place: number) =>
      Effect.scoped(
        Effect.gen(function* () {
          const reply = yield* request
          const { rate_limit, request_id } = reply
          yield* Deferred.succeed(accepted, { rate_limit, request_id })
          answers[place] = yield* whole(reply, tell)
          // What is answered is billed, also where another one fails.
          tell(usageOf(answers.filter((events) => events !== undefined)))
        })
      )

    yield* Effect.forEach(requests, one, { concurrency: most, discard: true }).pipe(
      Effect.matchCauseEffect({
        onSuccess: () => Queue.offer(reads, together(answers as ReadonlyArray<Events>)),
        onFailure: (cause) =>
          Effect.andThen(Deferred.failCause(accepted, cause), Queue.failCause(reads, cause))
      }),
      Effect.forkScoped
    )
    return { ...(yield* Deferred.await(accepted)), read: Queue.take(reads) }
  })
