import { OpenAi } from "@turnout/openai"
import { describe, it } from "@effect/vitest"
import * as Laws from "@turnout/testing/Laws"
import { Transport } from "@turnout/wire/Transport"
import { Effect } from "effect"

const silent = Transport.of({ send: () => Effect.die("no request leaves here") })
const names = ["gpt-4o", "gpt-4o-audio-preview", "gpt-5", "gpt-5.1", "gpt-5.6", "gpt-6-sol", "o1-mini", "o3"]
const models = Object.fromEntries(names.map((name) => [name, {}]))

/** Generous: a busy machine is no broken law. */
const timeout = 60_000

describe("what is sent is what was asked, or the ledger says otherwise", { timeout }, () => {
  for (let seed = 1; seed <= 10; seed++) {
    it.effect(`for 1,000 requests of seed ${seed}`, () =>
      Effect.map(Effect.provideService(OpenAi.make({ apiKey: "k", models }), Transport, silent), (provider) =>
        Laws.check(provider, { runs: 1_000, seed, models: ["some-model"] })
      )
    )
  }

  for (const seed of [11, 12]) {
    it.effect(`for 1,000 requests of seed ${seed} by the Responses API`, () =>
      Effect.map(
        Effect.provideService(OpenAi.make({ apiKey: "k", models, api: "responses" }), Transport, silent),
        (provider) =>
          Laws.check(provider, {
            runs: 1_000,
            seed,
            models: ["some-model"],
            formats: ["openai-responses-v1"]
          })
      )
    )
  }
})
