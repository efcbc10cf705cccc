import { Google } from "@turnout/google"
import { describe, it } from "@effect/vitest"
import * as Laws from "@turnout/testing/Laws"
import { Transport } from "@turnout/wire/Transport"
import { Effect } from "effect"

const silent = Transport.of({ send: () => Effect.die("no request leaves here") })
const names = [
  "gemini-2.5-pro",
  "gemini-2.5-flash",
  "gemini-2.5-flash-lite",
  "gemini-3.1-pro-preview",
  "gemini-3.5-flash",
  "gemini-4-hydrogen",
  "gemma-4-31b-it"
]
const models = Object.fromEntries(names.map((name) => [name, {}]))
const formats = ["google-gemini-v1"]

/** Generous: a busy machine is no broken law. */
const timeout = 60_000

describe("what is sent is what was asked, or the ledger says otherwise", { timeout }, () => {
  for (let seed = 1; seed <= 10; seed++) {
    it.effect(`for 1,000 requests of seed ${seed}`, () =>
      Effect.map(Effect.provideService(Google.make({ apiKey: "k", models }), Transport, silent), (provider) =>
        Laws.check(provider, { runs: 1_000, seed, models: ["some-model"], formats })
      )
    )
  }
})
