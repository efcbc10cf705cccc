import { assert } from "@effect/vitest"
import type { Json } from "@turnout/core/Json"
import * as Usage from "@turnout/core/Usage"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Cuts from "../Cuts.ts"
import {
  answered,
  ask,
  canary,
  endpointOf,
  folded,
  good,
  type Kind,
  reader,
  request,
  served,
  streamOf
} from "./ask.ts"
import type { Law, Subject } from "./subject.ts"

const both = (subject: Subject, kind: Kind) =>
  Effect.map(
    Effect.all([
      answered(subject, good(subject, kind, false), request(false, kind)),
      answered(subject, good(subject, kind, true), request(true, kind))
    ]),
    ([whole, streamed]) => [folded(whole), folded(streamed)] as const
  )

/** What does not depend on when and under which id the vendor answered. */
const essence = ({ choices, model, usage }: ReturnType<typeof folded>) => ({ choices, model, usage })

const deepFreeze = <A>(value: A): A => {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const part of Object.values(value)) deepFreeze(part)
  }
  return value
}

/** What good answers promise, over a network. */
export const answers = (subject: Subject): ReadonlyArray<Law> => {
  const { fixtures } = subject
  return [
    {
      name: "a text is the same, streamed and whole",
      check: Effect.map(both(subject, "text"), ([whole, streamed]) => {
        assert.deepStrictEqual(essence(streamed), essence(whole))
        assert.strictEqual(whole.choices[0]!.message.content, fixtures.text.content)
      })
    },
    {
      name: "a tool call is the same, streamed and whole",
      check: Effect.map(both(subject, "toolCall"), ([whole, streamed]) => {
        assert.deepStrictEqual(essence(streamed), essence(whole))
        const [call] = whole.choices[0]!.message.tool_calls ?? []
        assert(call?.type === "function")
        assert.strictEqual(call.function.name, fixtures.toolCall.name)
        // Whole answers of some vendors hold the arguments parsed, so spaces may differ; the meaning may not.
        assert.deepStrictEqual(JSON.parse(call.function.arguments), JSON.parse(fixtures.toolCall.arguments))
        assert.strictEqual(whole.choices[0]!.finish_reason, "tool_calls")
      })
    },
    {
      name: "usage is disjoint buckets that add up to the vendor's totals",
      check: Effect.map(answered(subject, good(subject, "text", true), request(true)), (asked) => {
        const report = asked.events.findLast((event) => event.type === "usage")
        assert.deepStrictEqual(
          report && {
            prompt_tokens: Usage.inputTotal(report.usage),
            completion_tokens: Usage.outputTotal(report.usage)
          },
          fixtures.text.usage
        )
        for (const count of Object.values(report?.usage ?? {})) {
          assert.isTrue(Number.isSafeInteger(count) && count >= 0, `a bucket is a count: ${count}`)
        }
      })
    },
    {
      name: "preparing is pure, sends nothing and holds no key",
      check: served([], (server) =>
        Effect.gen(function* () {
          const provider = yield* Effect.orDie(
            subject.make({ baseUrl: server.url, apiKey: Redacted.make(canary) })
          )
          const endpoint = endpointOf(provider, subject)
          const fitted = deepFreeze({ request: request(true, "toolCall"), ledger: [] })
          const first = provider.prepare(fitted, endpoint)
          assert.deepStrictEqual(provider.prepare(fitted, endpoint), first)
          assert.notInclude(JSON.stringify([first, endpoint, provider, provider.credentials]), canary)
          assert.strictEqual(server.accepted(), 0)
        })
      )
    },
    {
      name: "one call is one request: the prepared body, the key in one header and nowhere else",
      check: served([good(subject, "text", true)], (server) =>
        Effect.gen(function* () {
          const provider = yield* Effect.orDie(
            subject.make({ baseUrl: server.url, apiKey: Redacted.make(canary) })
          )
          const { body } = provider.prepare(
            { request: request(true), ledger: [] },
            endpointOf(provider, subject)
          )
          folded(yield* ask(subject, server.url, request(true)))
          assert.strictEqual(server.requests.length, 1)
          const [sent] = server.requests
          assert.deepStrictEqual(JSON.parse(sent!.body) as Json, body)
          assert.notInclude(sent!.path + sent!.body, canary)
          const bearers = Object.values(sent!.headers).filter((value) => String(value).includes(canary))
          assert.strictEqual(bearers.length, 1)
          for (const name of ["traceparent", "b3"]) assert.notProperty(sent!.headers, name)
        })
      )
    },
    {
      name: "bytes that trickle over the network tell the same",
      check: Effect.gen(function* () {
        const bytes = Cuts.bytesOf(fixtures.text.stream)
        const whole = yield* (yield* reader(subject))([bytes])
        for (const pieces of [Cuts.byteWise(bytes), ...Cuts.manySeeded(bytes, 3)]) {
          const asked = yield* answered(subject, streamOf(fixtures.contentType, ...pieces), request(true))
          assert.deepStrictEqual(asked, whole)
        }
      }),
      timeout: 600_000
    }
  ]
}
