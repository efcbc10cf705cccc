import { assert, describe, it } from "@effect/vitest"
import type { ChatRequest } from "@turnout/core/ChatRequest"
import type { Event } from "@turnout/core/Event"
import * as FakeProvider from "@turnout/testing/FakeProvider"
import { Router } from "@turnout/router/Router"
import type { Validate } from "@turnout/router/Validate"
import { Effect, Stream } from "effect"
import { answered, ask, failed, fake, house, modes, tell } from "../house.ts"

/** Knows one keyword: that `a` is a number. */
const validate: Validate = (schema) => {
  if (schema["type"] !== "object") throw new Error("type must be object")
  return (value) =>
    typeof (value as { a?: unknown } | null)?.a === "number"
      ? []
      : [{ path: "/a", message: "must be number" }]
}

const format = {
  type: "json_schema",
  json_schema: { name: "sum", schema: { type: "object", properties: { a: { type: "number" } } } }
} as const

const asked = (more: object = {}): ChatRequest => ask(["a", "b"], {}, { response_format: format, ...more })

const outcomes = (
  attempts: ReadonlyArray<{ readonly outcome: string; readonly rule?: string }> | undefined
) => (attempts ?? []).map(({ outcome, rule }) => rule ?? outcome)

const of = (text: string) => FakeProvider.text(text)

const ending = (reason: "stop" | "length", ...events: ReadonlyArray<Event>) =>
  FakeProvider.events([...events, { type: "finish", choice: 0, reason }, { type: "end" }])

describe("an answer that violates the requested format", () => {
  it.effect("is a failed attempt, and the next endpoint's answer is the caller's", () =>
    Effect.gen(function* () {
      for (const bad of ['{"a":"x"}', "no JSON", '{"a":1', "", "null"]) {
        const told = yield* Effect.provide(
          answered(tell("unary", asked())),
          house([fake("a", of(bad)), fake("b", of('{"a":1}'))], { validate })
        )
        assert.strictEqual(told.text, '{"a":1}')
        assert.deepStrictEqual(outcomes(told.metadata.attempts), ["structured_output", "answered"], bad)
      }
    })
  )

  it.effect("is an answer like any other without a validator", () =>
    Effect.gen(function* () {
      for (const mode of modes) assert.strictEqual((yield* answered(tell(mode, asked()))).text, "no JSON")
    }).pipe(Effect.provide(house([fake("a", of("no JSON")), fake("b", of('{"a":1}'))])))
  )

  it.effect("ends a stream that the caller has seen with an error, never cleanly", () =>
    Effect.gen(function* () {
      const router = yield* Router
      const seen: Array<string> = []
      const error = yield* router.chatStream(asked()).pipe(
        Stream.runForEach((chunk) =>
          Effect.sync(() => {
            for (const { delta } of chunk.choices) if (delta.content) seen.push(delta.content)
          })
        ),
        Effect.flip
      )
      assert.deepStrictEqual(seen.join(""), '{"a":"x"}')
      assert.strictEqual(error.code, "upstream_error")
      assert.deepStrictEqual(outcomes(error.attempts), ["structured_output"])
      assert.strictEqual(error.partial?.choices[0]?.message.content, '{"a":"x"}')
    }).pipe(
      Effect.provide(
        house(
          [
            fake("a", {
              before: [],
              acts: [
                { type: "events", events: [{ type: "text", choice: 0, text: '{"a":' }] },
                { type: "events", events: [{ type: "text", choice: 0, text: '"x"}' }] },
                { type: "events", events: [{ type: "finish", choice: 0, reason: "stop" }, { type: "end" }] }
              ]
            }),
            fake("b", of('{"a":1}'))
          ],
          { validate }
        )
      )
    )
  )

  it.effect("is not looked for where an answer was cut, refused, or calls a tool", () =>
    Effect.gen(function* () {
      const scripts = [
        ending("length", { type: "text", choice: 0, text: '{"a"' }),
        ending("stop", { type: "refusal", choice: 0, text: "No." }),
        FakeProvider.events([
          { type: "tool_start", choice: 0, call: 0, id: "c", name: "f" },
          { type: "finish", choice: 0, reason: "tool_calls" },
          { type: "end" }
        ])
      ]
      for (const script of scripts) {
        for (const mode of modes) {
          const told = yield* Effect.provide(
            answered(tell(mode, asked())),
            house([fake("a", script), fake("b", of("{}"))], { validate })
          )
          assert.deepStrictEqual(outcomes(told.metadata.attempts), ["answered"])
        }
      }
    })
  )

  it.effect("need only be an object where any object was asked for", () =>
    Effect.gen(function* () {
      const request = asked({ response_format: { type: "json_object" } })
      for (const [text, expected] of [
        ["{}", ["answered"]],
        ["[]", ["structured_output", "answered"]]
      ] as const) {
        const told = yield* Effect.provide(
          answered(tell("unary", request)),
          house([fake("a", of(text)), fake("b", of("{}"))], { validate })
        )
        assert.deepStrictEqual(outcomes(told.metadata.attempts), [...expected])
      }
    })
  )
})

describe("a schema that is none", () => {
  it.effect("is the caller's fault, and nothing is sent", () => {
    const a = fake("a", of("{}"))
    const b = fake("b", of("{}"))
    return Effect.gen(function* () {
      const bad = { type: "json_schema", json_schema: { name: "x", schema: { type: "nothing" } } } as const
      const error = yield* failed(tell("unary", asked({ response_format: bad })))
      assert.deepStrictEqual(
        [error.status, error.code, error.param],
        [400, "invalid_parameter_value", "response_format.json_schema.schema"]
      )
      assert.deepStrictEqual([...a.journal(), ...b.journal()], [])
    }).pipe(Effect.provide(house([a, b], { validate })))
  })
})
