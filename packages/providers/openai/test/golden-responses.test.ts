import { assert, describe, it } from "@effect/vitest"
import * as Fit from "@turnout/core/Fit"
import * as Normalize from "@turnout/core/Normalize"
import { OpenAi } from "@turnout/openai"
import { Transport } from "@turnout/wire/Transport"
import { Effect, Result } from "effect"
import { golden } from "./golden-responses.ts"

const silent = Transport.of({ send: () => Effect.die("no request leaves here") })

describe("a caller's request as OpenAI's Responses API gets it", () => {
  for (const { body, changes, name, request } of golden) {
    it.effect(name, () =>
      Effect.gen(function* () {
        const provider = yield* OpenAi.make({ apiKey: "sk-test", models: { [request.model]: {} } }).pipe(
          Effect.provideService(Transport, silent)
        )
        const [endpoint] = provider.endpoints([])
        const normalized = Result.getOrThrow(Normalize.normalize(request))
        const fitted = Fit.fit(normalized.request, endpoint!, provider)
        const prepared = provider.prepare(fitted, endpoint!)
        assert.deepStrictEqual(prepared.body as unknown, body)
        assert.deepStrictEqual(
          [...fitted.ledger, ...prepared.ledger].map(({ action, param }) => `${action} ${param}`),
          changes
        )
        // The order is what a person compares.
        assert.deepStrictEqual(Object.keys(prepared.body as object), Object.keys(body))
      })
    )
  }
})
