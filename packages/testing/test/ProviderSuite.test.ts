import { assert, describe, it } from "@effect/vitest"
import type { Event } from "@turnout/core/Event"
import * as Failure from "@turnout/core/Failure"
import type { Provider, Reply } from "@turnout/core/Provider"
import * as Fixtures from "@turnout/testing/Fixtures"
import * as ProviderSuite from "@turnout/testing/ProviderSuite"
import * as Auth from "@turnout/wire/Auth"
import * as OpenAiChat from "@turnout/wire/OpenAiChat"
import { layerFetch } from "@turnout/wire/TransportFetch"
import * as Vendor from "@turnout/wire/Vendor"
import { Effect, Exit, Redacted, Scope } from "effect"

/** A sound provider with one thing wrong. */
type Mutation = (provider: Provider, key: string) => Provider

const vendor = Vendor.define({
  id: "subject",
  protocol: OpenAiChat.make({}),
  path: "/chat/completions",
  auth: Auth.bearer,
  env: {}
})

const subject = (mutate: Mutation = (provider) => provider): ProviderSuite.Subject => ({
  name: "subject",
  fixtures: Fixtures.openAiChat,
  make: ({ baseUrl, apiKey }) =>
    Effect.map(vendor.make({ baseUrl, apiKey }), (provider) => mutate(provider, Redacted.value(apiKey)))
})

const lawOf = (name: string, of: ProviderSuite.Subject): ProviderSuite.Law => {
  const law = [...ProviderSuite.laws(of), ...ProviderSuite.byteLaws(of)].find((law) => law.name === name)
  assert(law !== undefined, `there is a law called '${name}'`)
  return law
}

const holds = (name: string, of: ProviderSuite.Subject, patience = 600_000) =>
  lawOf(name, of).check.pipe(
    Effect.provide(layerFetch),
    Effect.timeout(patience),
    Effect.exit,
    Effect.map(Exit.isSuccess)
  )

const onRead =
  (change: (read: Reply["read"]) => Reply["read"]): Mutation =>
  (provider) => ({
    ...provider,
    run: (...call) => Effect.map(provider.run(...call), (reply) => ({ ...reply, read: change(reply.read) }))
  })

const onEvents = (change: (events: ReadonlyArray<Event>) => ReadonlyArray<Event>): Mutation =>
  onRead((read) => Effect.map(read, (events) => events && change(events)))

const onFailure =
  (change: (failure: Failure.Failure, key: string) => Failure.Failure): Mutation =>
  (provider, key) => ({
    ...provider,
    run: (...call) => Effect.mapError(provider.run(...call), (failure) => change(failure, key))
  })

const end: ReadonlyArray<Event> = [{ type: "finish", choice: 0, reason: "stop" }, { type: "end" }]

const mutations: ReadonlyArray<readonly [string, law: string, Mutation, patience?: number]> = [
  [
    "tells the key in a failure",
    "no failure tells the key, whatever the vendor says",
    onFailure((_, key) => new Failure.ServerError({ message: `failed with ${key}` }))
  ],
  [
    "puts the key into the body",
    "one call is one request: the prepared body, the key in one header and nowhere else",
    (provider, key) => ({
      ...provider,
      run: (prepared, ...rest) => provider.run({ ...prepared, body: { key, body: prepared.body } }, ...rest)
    })
  ],
  [
    "asks twice",
    "one call is one request: the prepared body, the key in one header and nowhere else",
    (provider) => ({
      ...provider,
      run: (...call) =>
        Effect.andThen(Effect.scoped(Effect.exit(provider.run(...call))), provider.run(...call))
    })
  ],
  [
    "takes a broken stream for a whole one",
    "text: a stream that ends before its terminal is truncated, wherever it ends",
    onRead((read) => {
      let over = false
      return Effect.suspend(() => {
        if (over) return Effect.undefined
        return Effect.catch(read, () => {
          over = true
          return Effect.succeed(end)
        })
      })
    })
  ],
  [
    "keeps the socket when the caller is gone",
    "hanging up in the middle of a stream closes the connection",
    (provider) => ({
      ...provider,
      run: (...call) =>
        Effect.flatMap(Scope.make(), (scope) => provider.run(...call).pipe(Scope.provide(scope)))
    }),
    1_000
  ],
  [
    "takes a rate limit for a fault of the server",
    "status 429 is RateLimited",
    onFailure((failure) =>
      failure._tag === "RateLimited"
        ? new Failure.ServerError({ message: failure.message, status: 429 })
        : failure
    )
  ],
  [
    "does not hear how long to wait",
    "the vendor's wish to wait is heard, in seconds and in milliseconds",
    onFailure((failure) => new Failure.RateLimited({ message: failure.message }))
  ],
  [
    "loses a text of each read that has two",
    "text: any cut of the stream tells the same events",
    onEvents((events) => (events.length > 1 ? events.slice(1) : events))
  ],
  [
    "counts the cached tokens twice",
    "usage is disjoint buckets that add up to the vendor's totals",
    onEvents((events) =>
      events.map((event) =>
        event.type === "usage"
          ? {
              ...event,
              usage: { ...event.usage, input: (event.usage.input ?? 0) + (event.usage.cache_read ?? 0) }
            }
          : event
      )
    )
  ],
  [
    "changes the request that it prepares",
    "preparing is pure, sends nothing and holds no key",
    (provider) => ({
      ...provider,
      prepare: (fitted, endpoint) => {
        Object.assign(fitted.request, { seed: 1 })
        return provider.prepare(fitted, endpoint)
      }
    })
  ]
]

describe("ProviderSuite", () => {
  for (const [what, law, mutate, patience] of mutations) {
    it.live(`notices a provider that ${what}`, () =>
      Effect.gen(function* () {
        assert.isTrue(yield* holds(law, subject()), "the sound one keeps the law")
        assert.isFalse(yield* holds(law, subject(mutate), patience), "the other one does not")
      })
    )
  }

  it("a skip names a law that exists", () => {
    assert.throws(
      () => ProviderSuite.run({ ...subject(), skip: { "no such law": "because" } }, {}),
      /No law of the provider suite is called 'no such law'/
    )
  })
})
