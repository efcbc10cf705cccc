import { it } from "@effect/vitest"
import { Anthropic } from "@turnout/anthropic"
import * as Laws from "@turnout/testing/Laws"
import { Transport } from "@turnout/wire/Transport"
import { Effect } from "effect"
import { subject } from "./subject.ts"

const silent = Transport.of({ send: () => Effect.die("no request leaves here") })
const models = Object.fromEntries(subject.models.map((name) => [name, {}]))

it.effect("where what to cache is marked of its own accord, the ledger says so, too", () =>
  Effect.map(
    Effect.provideService(Anthropic.make({ apiKey: "k", models, cache: "auto" }), Transport, silent),
    (provider) => Laws.check(provider, { runs: 1_000, seed: 11, formats: ["anthropic-claude-v1"] })
  )
)
