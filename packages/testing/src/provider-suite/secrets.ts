import { assert } from "@effect/vitest"
import type { Failure } from "@turnout/core/Failure"
import * as Effect from "effect/Effect"
import { inspect } from "node:util"
import type { Answer } from "../ScriptedHttp.ts"
import { answered, ask, canary, request, served } from "./ask.ts"
import type { Law, Subject } from "./subject.ts"

/** Every way in which an error gets written down. */
const written = (failure: Failure): string =>
  [
    failure.message,
    failure.stack,
    String(failure),
    JSON.stringify(failure),
    JSON.stringify(Object.entries(failure)),
    inspect(failure, { depth: 10, showHidden: true })
  ].join("\n")

const telling = (failure: Failure | undefined): void => {
  assert.isDefined(failure)
  const text = written(failure!)
  assert.notInclude(text, canary)
  assert.notInclude(text, encodeURIComponent(canary))
  // A masked key that shows its ends tells too much as well.
  assert.notInclude(text, canary.slice(0, 12))
}

/** A vendor may echo the key; it must not appear in any output. */
export const secrets = (subject: Subject): ReadonlyArray<Law> => {
  const { fixtures } = subject
  const words = `Incorrect API key provided: ${canary}. Headers: authorization: Bearer ${canary}`
  const headers = {
    "content-type": "application/json",
    "x-request-id": canary,
    "request-id": canary,
    "retry-after": canary
  }
  const answers: ReadonlyArray<Answer> = [
    ...[400, 401, 403, 404, 429, 500].flatMap((status): ReadonlyArray<Answer> => [
      { status, headers, body: fixtures.error(status, words) },
      { status, headers, body: words }
    ]),
    { headers, body: fixtures.error(500, words) },
    { headers: { ...headers, "content-type": `text/${canary}` }, body: words },
    { headers, body: words }
  ]
  return [
    {
      name: "no failure tells the key, whatever the vendor says",
      check: Effect.gen(function* () {
        for (const answer of answers) {
          for (const stream of [true, false]) {
            telling((yield* answered(subject, answer, request(stream))).failure)
          }
        }
        const url = yield* served([], (server) => Effect.succeed(server.url))
        telling((yield* ask(subject, url, request(true))).failure)
      })
    }
  ]
}
