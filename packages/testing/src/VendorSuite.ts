import { describe, it } from "@effect/vitest"
import type { JsonObject } from "@turnout/core/Json"
import { Transport } from "@turnout/wire/Transport"
import { layerFetch } from "@turnout/wire/TransportFetch"
import type { BaseOptions, Vendor } from "@turnout/wire/Vendor"
import type { VendorConfig } from "@turnout/wire/VendorConfig"
import * as Effect from "effect/Effect"
import * as Laws from "./Laws.ts"
import * as ProviderSuite from "./ProviderSuite.ts"
import { account } from "./vendor-suite/account.ts"
import * as Answers from "./vendor-suite/answers.ts"
import { openAiChat } from "./vendor-suite/openai-chat.ts"
import * as Goldens from "./vendor-suite/golden.ts"
import type { Account, Family, Golden, Subject } from "./vendor-suite/subject.ts"

export { type Cell, type Column, columns } from "./vendor-suite/columns.ts"
export { developerRole, reasoningField } from "./vendor-suite/differences.ts"
export { ofFolder } from "./vendor-suite/golden.ts"
export { anthropicMessages, gemini, openAi, openAiResponses } from "./vendor-suite/families.ts"
export { openAiChat } from "./vendor-suite/openai-chat.ts"
export type {
  Account,
  Answer,
  Difference,
  Family,
  Golden,
  Statement,
  Subject,
  Told
} from "./vendor-suite/subject.ts"

/** Pieces of answers in the shape of OpenAI's chat, for a vendor's own (`answers`). */
export const chat = {
  head: { id: "chatcmpl-1", object: "chat.completion.chunk", created: 1_767_225_600, model: "some-model" },
  chunk: (delta: JsonObject, finish_reason: string | null = null): JsonObject => ({
    ...chat.head,
    choices: [{ index: 0, delta, finish_reason }]
  })
} as const

type Given = Omit<Subject, "id" | "family" | "models" | "env" | "make" | "layer" | "short" | "layerConfig">

/** A vendor's package as it is declared to the suite. */
export interface Declaration<O extends BaseOptions> extends Given {
  /** Default: the name in lower case. */
  readonly id?: string
  /** Default: OpenAI's chat. */
  readonly family?: Family
  /** Default: the model of the golden bodies alone. */
  readonly models?: ReadonlyArray<string>
  readonly vendor: Vendor<O, string>
  /** The package's short name of its layer. */
  readonly short: Vendor<O, string>["layer"]
  readonly layerConfig: VendorConfig<O>["layerConfig"]
}

/** A vendor's package under the suite, and under everything else that is said of all of them. */
export const of = <O extends BaseOptions>(declaration: Declaration<O>): Subject => {
  const { layerConfig, needs, short, vendor, ...given } = declaration
  const all = (options: Account): never => ({ ...needs, ...options }) as never
  return {
    id: given.name.toLowerCase(),
    family: openAiChat,
    models: [given.model],
    ...given,
    ...(needs === undefined ? {} : { needs }),
    env: vendor.env,
    make: (options) => vendor.make(all(options)),
    layer: (options = {}) => vendor.layer(all(options)),
    short: (options = {}) => short(options as never),
    layerConfig
  }
}

/** The golden bodies of a vendor: its own, and its family's with what it has otherwise. */
export const goldens: (subject: Subject) => ReadonlyArray<Golden> = Goldens.goldenOf

/** Names of all that the suite says of a vendor: goldens, answers of its own, its account, and the laws. */
export const scenarios = (subject: Subject): ReadonlyArray<string> => [
  ...Goldens.goldenOf(subject).map(({ name }) => name),
  ...account(subject).map(({ name }) => name),
  ...[...ProviderSuite.byteLaws(network(subject)), ...ProviderSuite.laws(network(subject))].map(
    ({ name }) => name
  ),
  lawsOfLedger
]

const lawsOfLedger = "what is sent is what was asked, or the ledger says otherwise"

const network = (subject: Subject): ProviderSuite.Subject => ({
  name: "keeps the laws of every provider",
  make: ({ apiKey, baseUrl }) => subject.make({ apiKey, baseUrl }),
  fixtures: subject.family.fixtures,
  everyCut: subject.everyCut ?? false
})

/** Registers the whole suite of a vendor's package with vitest. */
export const run = (subject: Subject): void => {
  const { skip = {} } = subject
  const names = new Set(scenarios(subject))
  for (const name of Object.keys(skip)) {
    if (!names.has(name)) throw new Error(`The suite has no scenario that is called '${name}'.`)
  }
  const one = (name: string, check: Effect.Effect<void>) => {
    if (skip[name] !== undefined) it.skip(`${name} (${skip[name]})`, () => undefined)
    else it.effect(name, () => check)
  }
  describe(subject.name, () => {
    const goldens = Goldens.goldenOf(subject)
    describe.skipIf(goldens.length === 0)("is sent, of a caller's request", () => {
      for (const golden of goldens) one(golden.name, Goldens.check(subject, golden))
    })
    const { answers = [] } = subject
    describe.skipIf(answers.length === 0)("is understood", () => {
      for (const answer of answers) one(answer.name, Answers.check(subject, answer))
    })
    describe("as an account", () => {
      for (const { check, name } of account(subject)) one(name, check)
    })
    laws(subject)
    const held = Object.fromEntries(
      Object.entries(skip).filter(([name]) =>
        [...ProviderSuite.laws(network(subject)), ...ProviderSuite.byteLaws(network(subject))].some(
          (law) => law.name === name
        )
      )
    )
    ProviderSuite.run({ ...network(subject), skip: held }, subject.transports ?? { fetch: layerFetch })
  })
}

const laws = (subject: Subject): void => {
  const { formats, models, laws: often = { seeds: 2, runs: 150 } } = subject
  // It finds what hangs: a busy machine is no broken law.
  describe(lawsOfLedger, { timeout: 600_000 }, () => {
    for (let seed = 1; seed <= often.seeds; seed++) {
      it.effect(`for ${often.runs} requests of seed ${seed}`, () =>
        Effect.map(
          Effect.provideService(
            subject.make({ apiKey: "k", models: Object.fromEntries(models.map((name) => [name, {}])) }),
            Transport,
            Goldens.silent
          ),
          (provider) =>
            Laws.check(provider, {
              runs: often.runs,
              seed,
              models: ["some-model"],
              ...(formats === undefined ? {} : { formats })
            })
        )
      )
    }
  })
}
