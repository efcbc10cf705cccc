import { assert, describe, it } from "@effect/vitest"
import * as Catalog from "@turnout/catalog/Catalog"
import { Catalog as Tag, type CatalogRow } from "@turnout/core/Catalog"
import * as Price from "@turnout/core/Price"
import { Effect } from "effect"
import { load } from "../src/data/load.ts"

const rowsOf = (provider: string, overrides?: Catalog.Overrides) =>
  Effect.gen(function* () {
    const catalog = yield* Tag
    return yield* catalog.rows(provider)
  }).pipe(Effect.provide(overrides === undefined ? Catalog.layer : Catalog.layerWith({ overrides })))

const modelsOf = (overrides: Catalog.Overrides = {}) =>
  Effect.gen(function* () {
    return yield* (yield* Tag).models
  }).pipe(Effect.provide(Catalog.layerWith({ overrides })))

const find = (rows: ReadonlyArray<CatalogRow>, id: string): CatalogRow => {
  const row = rows.find((row) => row.id === id)
  assert.isDefined(row, id)
  return row!
}

describe("the facts", () => {
  it.effect("load for every provider, each id once", () =>
    Effect.gen(function* () {
      const providers = Object.keys(load)
      assert.strictEqual(providers.length, 38)
      for (const provider of providers) {
        const rows = yield* rowsOf(provider)
        assert.isAbove(rows.length, 0, provider)
        const ids = rows.flatMap((row) => [row.id, ...(row.also ?? [])])
        assert.strictEqual(new Set(ids).size, ids.length, provider)
        for (const row of rows) assert.strictEqual(row.provider, provider)
      }
    })
  )

  it.effect("know nothing of a provider that they do not name", () =>
    Effect.gen(function* () {
      for (const provider of ["nobody", "constructor", "__proto__"]) {
        assert.deepStrictEqual(yield* rowsOf(provider), [])
      }
    })
  )

  it.effect("are decoded once per process", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* rowsOf("groq"), yield* rowsOf("groq"))
    })
  )

  it("say how old they are", () => {
    assert.match(Catalog.version, /^\d{4}-\d\d-\d\d$/)
    assert.isTrue(Catalog.asOf <= Catalog.version)
    assert.strictEqual(Catalog.sources["models.dev"]?.licence, "MIT")
  })

  it.effect("price in whole pico-dollars with a day and a source, and never out of range", () =>
    Effect.gen(function* () {
      for (const provider of Object.keys(load)) {
        for (const { id, prices } of yield* rowsOf(provider)) {
          for (const price of prices) {
            assert.match(price.date, /^\d{4}-\d\d-\d\d$/, id)
            assert.isDefined(Catalog.sources[price.source], id)
            const { request: _, web_search: __, ...tokens } = price.rates
            for (const rate of Object.values(tokens)) {
              assert.isTrue(Number.isSafeInteger(rate) && rate >= 0 && rate <= 1e9, id)
            }
          }
        }
      }
    })
  )
})

describe("rows checked by hand", () => {
  it.effect("a context tier begins with its edge", () =>
    Effect.gen(function* () {
      const { prices, limits } = find(yield* rowsOf("openai"), "gpt-5.4")
      assert.deepStrictEqual(limits, { context: 1_050_000, input: 922_000, output: 128_000 })
      const [price] = prices
      assert.deepStrictEqual(price!.tiers, [
        { from_input_tokens: 272_000, rates: { input: 5e6, output: 22.5e6, cache_read: 0.5e6 } }
      ])
      assert.deepStrictEqual(price!.rates, {
        input: 2.5e6,
        output: 15e6,
        cache_read: 0.25e6,
        web_search: 1e10
      })
      assert.deepStrictEqual(price!.service, {
        batch: { input: 1.25e6, output: 7.5e6 },
        flex: { input: 1.25e6, output: 7.5e6 },
        priority: { input: 5e6, output: 30e6, cache_read: 0.5e6 }
      })
      assert.deepInclude(price!, { source: "pi-ai", date: "2026-11-10" })
    })
  )

  it.effect("an edge that sources draw one token beside the round number is the round number", () =>
    Effect.gen(function* () {
      const tiersOf = (rows: ReadonlyArray<CatalogRow>, id: string) =>
        find(rows, id).prices[0]!.tiers!.map((tier) => tier.from_input_tokens)
      const rows = yield* rowsOf("vercel")
      assert.deepStrictEqual(tiersOf(rows, "alibaba/qwen3-coder-plus"), [32_000, 128_000, 256_000]) // 32001, …
      assert.deepStrictEqual(tiersOf(rows, "alibaba/qwen3.7-flash"), [32_000, 256_000]) // 31999, …
    })
  )

  it.effect("a one-hour cache write has its own price, and the dated id is the same row", () =>
    Effect.gen(function* () {
      const row = find(yield* rowsOf("anthropic"), "claude-sonnet-4-5")
      assert.deepInclude(row.prices[0]!.rates, { cache_write: 3.75e6, cache_write_1h: 6e6 })
      assert.deepStrictEqual(row.also, ["claude-sonnet-4-5-20250929"])
      assert.deepStrictEqual(row.capabilities.reasoning, {
        support: "yes",
        control: "budget",
        min_budget: 1024
      })
    })
  )

  it.effect("a price by the hour is cheap off peak and at weekends", () =>
    Effect.gen(function* () {
      const { prices } = find(yield* rowsOf("deepseek"), "deepseek-v4-pro")
      const at = (now: number) => Price.listPer1M(prices, now)
      assert.deepStrictEqual(at(Date.UTC(2026, 10, 18, 2)), { input: 1.32, output: 3.96 })
      assert.deepStrictEqual(at(Date.UTC(2026, 10, 18, 5)), { input: 0.66, output: 1.98 })
      assert.deepStrictEqual(at(Date.UTC(2026, 10, 21, 2)), { input: 0.66, output: 1.98 })
    })
  )

  it.effect("an announced price holds from its day on", () =>
    Effect.gen(function* () {
      const { prices } = find(yield* rowsOf("google"), "gemini-3.6-flash")
      const change = Date.UTC(2027, 0, 1)
      assert.deepStrictEqual(Price.listPer1M(prices, change - 1), { input: 0.75, output: 3.75 })
      assert.deepStrictEqual(Price.listPer1M(prices, change), { input: 1.5, output: 7.5 })
    })
  )

  it.effect("a zero that nobody verified is unknown, one that is told is free", () =>
    Effect.gen(function* () {
      const router = find(yield* rowsOf("openrouter"), "openrouter/auto")
      assert.deepStrictEqual(router.prices, [])
      const free = find(yield* rowsOf("openrouter"), "google/gemma-4-31b-it:free")
      assert.strictEqual(free.tier, "free")
      assert.deepInclude(free.prices[0]!.rates, { input: 0, output: 0 })
    })
  )

  it.effect("what no source states is left out", () =>
    Effect.gen(function* () {
      const row = find(yield* rowsOf("openai"), "chat-latest")
      assert.isTrue(row.floating)
      assert.notProperty(row, "model")
      assert.notProperty(row.capabilities.features!, "json_schema")
      assert.notProperty(row.capabilities.params ?? {}, "temperature")
      for (const fact of ["regions", "quantization", "data_policy", "retires"]) assert.notProperty(row, fact)
    })
  )

  it.effect("a medium that a list of inputs leaves out is not a no", () =>
    Effect.gen(function* () {
      for (const provider of ["openai", "groq", "mistral", "openrouter"]) {
        for (const { capabilities, id } of yield* rowsOf(provider)) {
          const { audio, file, image } = capabilities.features!
          assert.notInclude([audio, file, image], "no", `${provider}/${id}`)
        }
      }
      const text = find(yield* rowsOf("openai"), "gpt-3.5-turbo").capabilities.features!
      assert.deepInclude(text, { text_output: "yes", audio_output: "no", image_output: "no" })
    })
  )

  it.effect("other ways to buy a model have their tier", () =>
    Effect.gen(function* () {
      const tierOf = (rows: ReadonlyArray<CatalogRow>, id: string) => find(rows, id).tier
      const gateway = yield* rowsOf("openrouter")
      assert.strictEqual(tierOf(gateway, "anthropic/claude-opus-5:batch"), "batch")
      assert.strictEqual(tierOf(yield* rowsOf("vercel"), "openai/gpt-5.4-fast"), "priority")
      assert.strictEqual(tierOf(yield* rowsOf("meta"), "muse-spark-1.3-contributor"), "contributor")
      assert.strictEqual(
        tierOf(yield* rowsOf("fireworks"), "accounts/fireworks/routers/kimi-k3-spot"),
        "spot"
      )
      // The only Llama 3.3 of this host: its ordinary one, whatever its name says.
      const lone = find(yield* rowsOf("cloudflare"), "@cf/meta/llama-3.3-70b-instruct-fp8-fast")
      assert.deepInclude(lone, { tier: "standard", quantization: "fp8" })
      // Another mode of a model is not the model.
      assert.notProperty(find(gateway, "openai/gpt-5.6-sol-pro"), "model")
    })
  )

  it.effect("capabilities come from the endpoint", () =>
    Effect.gen(function* () {
      const of = (rows: ReadonlyArray<CatalogRow>, id: string) => find(rows, id).capabilities
      const opus = of(yield* rowsOf("anthropic"), "claude-opus-5")
      assert.deepStrictEqual(opus.params, {
        temperature: { support: "no" },
        reasoning_effort: { support: "yes", values: ["low", "medium", "high", "xhigh", "max"] }
      })
      assert.deepStrictEqual(opus.reasoning, { support: "yes", control: "adaptive" })
      const gpt = of(yield* rowsOf("openai"), "gpt-4o")
      assert.deepStrictEqual(gpt.reasoning, { support: "no" })
      assert.deepInclude(gpt.features!, {
        tools: "yes",
        json_schema: "yes",
        image: "yes",
        file: "yes"
      })
      assert.strictEqual(of(yield* rowsOf("google"), "gemini-3.6-flash").reasoning!.control, "level")
    })
  )
})

describe("names", () => {
  it.effect("a dated form is the model, a version of another price too", () =>
    Effect.gen(function* () {
      const { aliases, models } = yield* modelsOf()
      assert.strictEqual(aliases.get("claude-sonnet-4-20250514"), "claude-sonnet-4")
      assert.strictEqual(aliases.get("claude-sonnet-4-5-20250929"), "claude-sonnet-4-5")
      assert.strictEqual(aliases.get("gpt-4.1-2025-04-14"), "gpt-4.1")
      assert.isFalse(models.has("gpt-4o-2024-05-13"))
      assert.strictEqual(aliases.get("gpt-4o-2024-05-13"), "gpt-4o")
    })
  )

  it.effect("an alias names one known model, and is none itself", () =>
    Effect.gen(function* () {
      const { aliases, models } = yield* modelsOf()
      assert.isAbove(aliases.size, 500)
      for (const [alias, model] of aliases) {
        assert.isTrue(models.has(model), `${alias} → ${model}`)
        assert.isFalse(models.has(alias), alias)
      }
    })
  )

  it.effect("the names that hosts and the weights' home use are aliases", () =>
    Effect.gen(function* () {
      const { aliases } = yield* modelsOf()
      for (const name of ["meta-llama/Llama-3.3-70B-Instruct", "llama-3.3-70b-versatile"]) {
        assert.strictEqual(aliases.get(name), "llama-3.3-70b-instruct")
      }
      assert.strictEqual(aliases.get("anthropic/claude-sonnet-4.5"), "claude-sonnet-4-5")
    })
  )

  it.effect("what moves, and what names a region or an edition, is nobody's alias", () =>
    Effect.gen(function* () {
      const { aliases } = yield* modelsOf()
      for (const provider of Object.keys(load)) {
        for (const row of yield* rowsOf(provider)) {
          if (row.floating || row.regions || row.quantization || row.editions) {
            assert.isFalse(aliases.has(row.id), `${provider} ${row.id}`)
          }
        }
      }
    })
  )
})

describe("what the host states", () => {
  const dear = { rates: Price.rates({ input: 9, output: 99 }), source: "contract", date: "2026-11-20" }

  it.effect("wins over the facts, field by field, and leaves the rest", () =>
    Effect.gen(function* () {
      const rows = yield* rowsOf("openai", {
        rows: {
          openai: {
            "gpt-4o": {
              prices: [dear],
              limits: { output: 1000 },
              data_policy: "zdr",
              capabilities: { features: { image: "no" }, params: { seed: { support: "yes" } } }
            }
          }
        }
      })
      const [row, known] = [find(rows, "gpt-4o"), find(yield* rowsOf("openai"), "gpt-4o")]
      assert.deepStrictEqual(row.prices, [dear])
      assert.deepStrictEqual(row.limits, { ...known.limits, output: 1000 })
      assert.strictEqual(row.data_policy, "zdr")
      assert.deepStrictEqual(row.capabilities.features, { ...known.capabilities.features, image: "no" })
      assert.deepStrictEqual(row.capabilities.params, {
        ...known.capabilities.params,
        seed: { support: "yes" }
      })
      assert.strictEqual(row.model, "gpt-4o")
      assert.notDeepEqual(known.prices, [dear])
      assert.strictEqual(find(rows, "gpt-4.1"), find(yield* rowsOf("openai"), "gpt-4.1"))
    })
  )

  it.effect("hides rows and adds new ones, at a known provider or an own one", () =>
    Effect.gen(function* () {
      const overrides: Catalog.Overrides = {
        rows: {
          openai: { "gpt-4": false, "ft:gpt-4o:acme": { model: "gpt-4o", prices: [dear] } },
          acme: { "acme-1": { model: "acme-1" } }
        }
      }
      const rows = yield* rowsOf("openai", overrides)
      assert.isFalse(rows.some((row) => row.id === "gpt-4"))
      assert.deepInclude(find(rows, "ft:gpt-4o:acme"), {
        tier: "standard",
        model: "gpt-4o",
        provider: "openai"
      })
      assert.deepStrictEqual(yield* rowsOf("acme", overrides), [
        {
          provider: "acme",
          id: "acme-1",
          name: "acme-1",
          model: "acme-1",
          tier: "standard",
          limits: {},
          input: ["text"],
          output: ["text"],
          capabilities: {},
          prices: [],
          seen: Catalog.version
        }
      ])
    })
  )

  it.effect("about one id of a shared row leaves the others as they were", () =>
    Effect.gen(function* () {
      const [short, long] = ["claude-sonnet-4-5", "claude-sonnet-4-5-20250929"] as const
      const withLong = yield* rowsOf("anthropic", { rows: { anthropic: { [long]: { prices: [dear] } } } })
      assert.notProperty(find(withLong, short), "also")
      assert.deepStrictEqual(find(withLong, long).prices, [dear])
      const withoutShort = yield* rowsOf("anthropic", { rows: { anthropic: { [short]: false } } })
      assert.isFalse(withoutShort.some((row) => row.id === short))
      assert.strictEqual(find(withoutShort, long).model, short)
    })
  )

  it.effect("about names adds, replaces and removes them", () =>
    Effect.gen(function* () {
      const { aliases, models } = yield* modelsOf({
        rows: { acme: { "acme-1": { model: "acme-one" } } },
        models: [{ id: "gpt-4o", name: "Ours" }],
        aliases: { best: "acme-one", "claude-sonnet-4-20250514": false }
      })
      assert.strictEqual(aliases.get("best"), "acme-one")
      assert.isFalse(aliases.has("claude-sonnet-4-20250514"))
      assert.strictEqual(models.get("acme-one")?.id, "acme-one")
      assert.strictEqual(models.get("gpt-4o")?.name, "Ours")
      assert.isTrue((yield* modelsOf()).aliases.has("claude-sonnet-4-20250514"))
    })
  )
})
