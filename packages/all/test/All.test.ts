import { assert, describe, it } from "@effect/vitest"
import { All, fromEnvironment } from "@turnout/all"
import { ProviderRegistry } from "@turnout/core/ProviderRegistry"
import type { RouterError } from "@turnout/core/RouterError"
import { Transport } from "@turnout/wire/Transport"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { vendors } from "../src/all/vendors.ts"

type Variables = { readonly [name: string]: string }

const silent = Layer.succeed(Transport, { send: () => Effect.die("nothing is sent here") })

/** What is registered with these variables, in the order of ids. */
const found = (variables: Variables, options?: All.Options) =>
  Effect.map(ProviderRegistry, (registry) => {
    const { providers, unconfigured } = registry.snapshot()
    return { ids: providers.map(({ id }) => id).sort(), unconfigured }
  }).pipe(
    Effect.provide(All.layer(options).pipe(Layer.provideMerge(ProviderRegistry.layer))),
    Effect.provide([silent, ConfigProvider.layer(ConfigProvider.fromEnvRecord(variables))])
  )

const refused = (variables: Variables, options?: All.Options) =>
  Effect.map(Effect.flip(found(variables, options)), (error) => error as RouterError)

const two = { OPENAI_API_KEY: "sk-1", ANTHROPIC_API_KEY: "sk-2" }

describe("accounts from the environment", () => {
  it.effect("are those whose variables are set, and the others are told with what is missing", () =>
    Effect.gen(function* () {
      const { ids, unconfigured } = yield* found({ ...two, GEMINI_API_KEY: " " })
      assert.deepStrictEqual(ids, ["anthropic", "openai"])
      const google = unconfigured.find(({ provider }) => provider === "google")
      assert.deepStrictEqual(google?.variables, ["GEMINI_API_KEY"])
      assert.strictEqual(unconfigured.length, vendors.length - 2)
    })
  )

  it.effect("of each vendor alone: its variables make its account, under its id", () =>
    Effect.gen(function* () {
      for (const { provider, variables } of vendors) {
        const value = (name: string) =>
          /URL|ENDPOINT|HOST|API_BASE/.test(name)
            ? "https://vendor.test/v1"
            : name.endsWith("_REGION")
              ? "eu-central-1"
              : "a-value"
        const set = Object.fromEntries(variables.flat().map((name) => [name, value(name)]))
        assert.deepStrictEqual((yield* found(set, { only: [provider] })).ids, [provider])
      }
    })
  )

  it.effect("'only' and 'except' say which vendors are searched for; the rest is not told", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* found(two, { only: ["openai"] }), { ids: ["openai"], unconfigured: [] })
      const without = yield* found(two, { except: ["openai"] })
      assert.deepStrictEqual(without.ids, ["anthropic"])
      assert.notInclude(
        without.unconfigured.map(({ provider }) => provider),
        "openai"
      )
    })
  )

  it.effect(
    "a variable that is there for other reasons is enough where its vendor is named, and not otherwise",
    () =>
      Effect.gen(function* () {
        const machine = {
          ...two,
          HF_TOKEN: "hf-1",
          CLOUDFLARE_API_TOKEN: "cf-1",
          CLOUDFLARE_ACCOUNT_ID: "acc"
        }
        const { ids, unconfigured } = yield* found(machine)
        assert.deepStrictEqual(ids, ["anthropic", "openai"])
        const named = unconfigured.find(({ provider }) => provider === "cloudflare")
        assert.match(String(named?.variables), /CLOUDFLARE_API_TOKEN.*'only'/)
        const only = yield* found(machine, { only: ["huggingface", "cloudflare"] })
        assert.deepStrictEqual(only.ids, ["cloudflare", "huggingface"])
      })
  )

  it.effect("a variable that cannot be meant is a mistake of that provider", () =>
    Effect.gen(function* () {
      const error = yield* refused({ OPENAI_API_KEY: "sk\n1" })
      assert.strictEqual(error.provider, "openai")
      assert.strictEqual(error.param, "apiKey")
    })
  )

  it.effect("none at all is a mistake that names the variables, unless they are optional", () =>
    Effect.gen(function* () {
      const error = yield* refused({}, { only: ["openai", "anthropic"] })
      assert.strictEqual(error.param, "providers")
      assert.include(error.message, "Set one of: ANTHROPIC_API_KEY, OPENAI_API_KEY.")
      assert.deepStrictEqual((yield* found({}, { optional: true })).ids, [])
    })
  )

  it.effect("options that are none name the nearest", () =>
    Effect.gen(function* () {
      const error = yield* refused(two, { only: ["openia" as "openai"], exept: [] } as All.Options)
      assert.include(error.message, "Did you mean 'openai'?")
      assert.include(error.message, "Did you mean 'fromEnvironment.except'?")
    })
  )

  it.effect("an environment that cannot be read is told with its cause", () =>
    Effect.gen(function* () {
      const cause = new ConfigProvider.SourceError({ message: "no access" })
      const provider = ConfigProvider.make(() => Effect.fail(cause))
      const layer = Layer.mergeAll(...(fromEnvironment() as [All.Account]))
      const error = yield* Effect.flip(
        Layer.build(layer).pipe(
          Effect.provide([ProviderRegistry.layer, silent, ConfigProvider.layer(provider)]),
          Effect.scoped
        )
      )
      assert.include(error.message, "The environment could not be read")
      assert.strictEqual(error.cause, cause)
    })
  )
})
