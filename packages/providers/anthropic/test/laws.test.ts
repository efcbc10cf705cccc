import { Anthropic } from "@turnout/anthropic"
import { describe, it } from "@effect/vitest"
import * as Laws from "@turnout/testing/Laws"
import { Transport } from "@turnout/wire/Transport"
import { Effect } from "effect"

const silent = Transport.of({ send: () => Effect.die("no request leaves here") })
const names = [
  "claude-3-5-haiku",
  "claude-sonnet-4-5",
  "claude-opus-4-6",
  "claude-opus-5",
  "claude-sonnet-5-5",
  "claude-opus-5-5"
]
const formats = ["anthropic-claude-v1"]
const models = Object.fromEntries(names.map((name) => [name, {}]))

/** Generous: a busy machine is no broken law. */
const timeout = 60_000

describe("what is sent is what was asked, or the ledger says otherwise", { timeout }, () => {
  for (let seed = 1; seed <= 10; seed++) {
    it.effect(`for 1,000 requests of seed ${seed}`, () =>
      Effect.map(
        Effect.provideService(Anthropic.make({ apiKey: "k", models }), Transport, silent),
        (provider) => Laws.check(provider, { runs: 1_000, seed, models: ["some-model"], formats })
      )
    )
  }

  it.effect("where what to cache is marked of its own accord, too", () =>
    Effect.map(
      Effect.provideService(Anthropic.make({ apiKey: "k", models, cache: "auto" }), Transport, silent),
      (provider) => Laws.check(provider, { runs: 1_000, seed: 11, formats })
    )
  )
})
