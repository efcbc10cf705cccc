import { Google } from "@turnout/google"
import { assert, describe, it } from "@effect/vitest"
import type { ChatRequest } from "@turnout/core/ChatRequest"
import * as Fit from "@turnout/core/Fit"
import type { Json } from "@turnout/core/Json"
import * as Normalize from "@turnout/core/Normalize"
import { Transport } from "@turnout/wire/Transport"
import { Effect, Result } from "effect"
import { readdirSync, readFileSync } from "node:fs"

interface Golden {
  readonly request: ChatRequest & { readonly model: string }
  readonly changes: ReadonlyArray<string>
  readonly body: Json
}

const folder = new URL("./golden/", import.meta.url)
const silent = Transport.of({ send: () => Effect.die("no request leaves here") })

describe("a caller's request as Google gets it", () => {
  for (const file of readdirSync(folder)) {
    it.effect(file, () =>
      Effect.gen(function* () {
        const { request, changes, body } = JSON.parse(readFileSync(new URL(file, folder), "utf8")) as Golden
        const provider = yield* Google.make({ apiKey: "k", models: { [request.model]: {} } }).pipe(
          Effect.provideService(Transport, silent)
        )
        const [endpoint] = provider.endpoints([])
        const normalized = Result.getOrThrow(Normalize.normalize(request))
        const fitted = Fit.fit(normalized.request, endpoint!, provider)
        const prepared = provider.prepare(fitted, endpoint!)
        // As it goes out: what differs in nothing but a prototype is the same.
        assert.deepStrictEqual(JSON.parse(JSON.stringify(prepared.body)), body)
        assert.deepStrictEqual(
          [...fitted.ledger, ...prepared.ledger].map(({ action, param }) => `${action} ${param}`),
          changes
        )
        // The order is what a person compares.
        assert.deepStrictEqual(Object.keys(prepared.body as object), Object.keys(body as object))
      })
    )
  }
})
