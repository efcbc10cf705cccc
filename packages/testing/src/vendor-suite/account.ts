import { assert } from "@effect/vitest"
import { ProviderRegistry } from "@turnout/core/ProviderRegistry"
import { Transport, type TransportRequest } from "@turnout/wire/Transport"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { silent } from "./golden.ts"
import type { AccountLayer, Subject } from "./subject.ts"

export interface Check {
  readonly name: string
  readonly check: Effect.Effect<void>
}

const quiet = Layer.succeed(Transport, silent)

const environment = (record: { readonly [name: string]: string }) =>
  ConfigProvider.layer(ConfigProvider.fromEnvRecord(record))

/** The account of a layer, in an environment. */
const accountOf = (
  layer: AccountLayer,
  env: { readonly [name: string]: string },
  transport: Layer.Layer<Transport> = quiet
) =>
  Effect.gen(function* () {
    const registry = yield* ProviderRegistry
    return registry.snapshot().providers[0]!
  }).pipe(
    Effect.provide(
      layer.pipe(
        Layer.provideMerge(Layer.merge(ProviderRegistry.layer, transport)),
        Layer.provide(environment(env))
      )
    ),
    Effect.orDie
  )

/** What the host's mistake is called: the provider and the option. */
const refused = (subject: Subject, options: { readonly [option: string]: unknown }, param: string) =>
  Effect.gen(function* () {
    const error = yield* Effect.flip(Effect.provideService(subject.make(options), Transport, silent))
    assert.strictEqual(error.provider, subject.id)
    assert.include(
      error.violations.map((violation) => violation.param),
      param
    )
    assert.include(error.message, param)
    assert.notInclude(error.message + JSON.stringify(error), "sk-secret")
  }).pipe(Effect.orDie)

const asking = (subject: Subject, env: { readonly [name: string]: string }) =>
  Effect.gen(function* () {
    const sent: Array<TransportRequest> = []
    const transport = Transport.of({
      send: (request) => {
        sent.push(request)
        return Effect.never
      }
    })
    const provider = yield* accountOf(subject.layerConfig, env, Layer.succeed(Transport, transport))
    const endpoint = provider.passthrough(subject.model)
    const request = { messages: [{ role: "user" as const, content: "Hi" }], stream: false }
    const prepared = provider.prepare({ request, ledger: [] }, endpoint)
    const options = { connect_timeout_ms: 1000, now: 0 }
    const call = provider.run(prepared, endpoint, provider.credentials[0]!, options)
    yield* Effect.scoped(Effect.raceFirst(Effect.exit(call), Effect.yieldNow))
    assert.lengthOf(sent, 1)
    return { sent: sent[0]!, provider }
  })

/** What every account promises: its layers, its environment, its key, its address, and what a mistake is called. */
export const account = (subject: Subject): ReadonlyArray<Check> => {
  const { env, header = { authorization: "Bearer sk-env" }, id, keyed = true, layer, short } = subject
  const variableOf = (option: string): string => [env[option] ?? ""].flat()[0] ?? ""
  const variable = variableOf("apiKey")
  const other = `${id}-other`
  const needed = Object.fromEntries(
    Object.entries(subject.needs ?? {}).flatMap(([option, value]) =>
      env[option] === undefined ? [] : [[variableOf(option), value]]
    )
  )
  const checks: ReadonlyArray<Check> = [
    {
      name: "is registered for as long as its layer lives",
      check: Effect.gen(function* () {
        const registry = yield* ProviderRegistry
        const ids = () => registry.snapshot().providers.map((provider) => provider.id)
        const both = Layer.mergeAll(
          layer({ apiKey: "a" }),
          short({ ...subject.needs, apiKey: "b", id: other })
        )
        yield* Effect.scoped(
          Effect.andThen(
            Layer.build(both),
            Effect.sync(() => assert.sameMembers(ids(), [id, other]))
          )
        )
        assert.deepStrictEqual(ids(), [])
      }).pipe(Effect.provide([ProviderRegistry.layer, quiet]), Effect.orDie)
    },
    {
      name: "reads its environment, under the options of the host",
      check: Effect.gen(function* () {
        const provider = yield* accountOf(short({ id: other }), { ...needed, [variable]: "sk-env" })
        assert.strictEqual(provider.id, other)
        const keys = provider.credentials.map(({ key }) => Redacted.value(key))
        assert.deepStrictEqual(keys, ["sk-env"])
      })
    },
    {
      name: "asks its own address, with the key in its header",
      check: Effect.gen(function* () {
        const { sent } = yield* asking(subject, { ...needed, [variable]: "sk-env" })
        assert.strictEqual(sent.url, subject.url)
        assert.deepInclude(sent.headers, header)
        assert.notInclude(sent.url, "sk-env")
      })
    },
    {
      name: "keeps several keys in their order, and out of everything printable",
      check: Effect.gen(function* () {
        const provider = yield* Effect.orDie(subject.make({ apiKey: ["sk-one", Redacted.make("sk-two")] }))
        assert.deepStrictEqual(
          provider.credentials.map((credential) => [credential.id, credential.owner]),
          [
            [`${id}-1`, "platform"],
            [`${id}-2`, "platform"]
          ]
        )
        assert.notInclude(JSON.stringify(provider) + String(provider.credentials[0]!.key), "sk-")
      }).pipe(Effect.provide(quiet))
    },
    {
      name: "calls a key, a base URL and an option that cannot be meant by their names",
      check: Effect.gen(function* () {
        yield* refused(subject, { apiKey: "sk-secret\nsk-secret" }, "apiKey")
        yield* refused(subject, { apiKey: "k", baseUrl: "sk-secret.example/v1" }, "baseUrl")
        yield* refused(subject, { apiKey: "k", baseURL: "https://sk-secret.example/v1" }, "baseURL")
      })
    }
  ]
  if (!keyed) return checks
  return [
    ...checks,
    {
      name: "without a key is a mistake of the host's, which names the variable",
      check: Effect.gen(function* () {
        const error = yield* Effect.flip(Layer.build(subject.layerConfig))
        assert.deepInclude(error, { code: "internal_error", provider: id })
        assert.include(
          error.violations.map(({ param }) => param),
          "apiKey"
        )
        assert.include(error.message, variable)
      }).pipe(Effect.scoped, Effect.provide([ProviderRegistry.layer, quiet, environment({})]), Effect.orDie)
    }
  ]
}
