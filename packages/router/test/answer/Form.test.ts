import { assert, describe, it } from "@effect/vitest"
import type { Form } from "@turnout/core/Form"
import type { Source } from "@turnout/core/Source"
import { Router } from "@turnout/router/Router"
import * as FakeProvider from "@turnout/testing/FakeProvider"
import { Effect } from "effect"
import { fake, house, messages } from "../house.ts"

/** An API of letters: a request is one letter, an answer is a list of words. */
const letters = (more: Partial<Source> = {}, request: object = {}): Form<string, string> => ({
  request: { model: "m", messages, ...request },
  source: { format: "letters", body: { letter: "a" }, ...more },
  tell: () => ({
    each: (events) => events.flatMap((event) => (event.type === "text" ? [`word:${event.text}`] : [])),
    last: ({ provider }, fold) => [`end:${provider}:${fold.written()}`]
  }),
  whole: ({ events, fold, metadata }) =>
    `${events.filter(({ type }) => type === "text").length} ${fold.written()} ${metadata.provider}`
})

const speaking = (id: string) => fake(id, FakeProvider.text("hello"), { speaks: ["letters"] })
const deaf = (id: string) => fake(id, FakeProvider.text("hello"))

const streamed = (form: Form<string, string>) =>
  Effect.scoped(
    Effect.gen(function* () {
      const router = yield* Router
      const { read } = yield* router.startAs(form)
      const parts: Array<string> = []
      for (let next = yield* read; next !== undefined; next = yield* read) parts.push(...next)
      return parts
    })
  )

describe("a request of another API", () => {
  it.effect("is sent as it is where its API is spoken, and translated elsewhere", () => {
    const providers = [speaking("speaking"), deaf("deaf")]
    return Effect.gen(function* () {
      const router = yield* Router
      for (const only of ["speaking", "deaf"]) {
        yield* router.answerAs(letters({}, { gateway: { routing: { providers: [only] } } }))
      }
      const [spoken, translated] = providers.map((provider) => provider.journal()[0]!.prepared)
      assert.deepStrictEqual(spoken!.body, { model: "m", letter: "a" })
      assert.strictEqual(spoken!.source, "letters")
      assert.deepStrictEqual(translated!.body, { model: "m", messages, stream: false } as never)
    }).pipe(Effect.provide(house(providers)))
  })

  it.effect("has its answer told in its own form, whole and streamed", () =>
    Effect.gen(function* () {
      const router = yield* Router
      assert.strictEqual(yield* router.answerAs(letters()), "1 5 speaking")
      const parts = yield* streamed(letters())
      assert.strictEqual(
        parts
          .filter((part) => part.startsWith("word:"))
          .map((part) => part.slice(5))
          .join(""),
        "hello"
      )
      assert.strictEqual(parts.at(-1), "end:speaking:5")
    }).pipe(Effect.provide(house([speaking("speaking")])))
  )

  it.effect("excludes whoever does not speak its API where it asks for what only that has", () =>
    Effect.gen(function* () {
      const router = yield* Router
      const only = "tools of type 'magic' need the letters API"
      const { decision, steps } = yield* router.planAs(letters({ only }))
      assert.deepStrictEqual(
        steps.map(({ provider }) => provider),
        ["speaking"]
      )
      const excluded = decision.candidates.find(({ provider }) => provider === "deaf")!
      assert.deepStrictEqual([excluded.reason, excluded.detail], ["tools", only])
      const plain = yield* router.planAs(letters())
      assert.strictEqual(plain.steps.length, 2)
    }).pipe(Effect.provide(house([speaking("speaking"), deaf("deaf")])))
  )

  it.effect(
    "tells what its translation lost, only where it was translated; policy error excludes there",
    () => {
      const lost = [{ action: "dropped", param: "truncation", reason: "unsupported" }] as const
      return Effect.gen(function* () {
        const router = yield* Router
        const { steps } = yield* router.planAs(letters({ lost }))
        const warned = Object.fromEntries(
          steps.map(({ provider, warnings }) => [provider, warnings.map(({ code }) => code)])
        )
        assert.deepStrictEqual(warned, { speaking: [], deaf: ["truncation"] })
        const strict = yield* router.planAs(letters({ lost }, { drop_params: false }))
        const excluded = strict.decision.candidates.find(({ provider }) => provider === "deaf")!
        assert.deepStrictEqual([excluded.reason, excluded.detail], ["parameters", "truncation"])
      }).pipe(Effect.provide(house([speaking("speaking"), deaf("deaf")])))
    }
  )
})
