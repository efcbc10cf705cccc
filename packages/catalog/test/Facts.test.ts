/**
 * The committed data against the facts that they were made from. Those are no part of the repository: without
 * them (TURNOUT_FACTS names the file) these tests are skipped.
 */
import { assert, describe, it } from "@effect/vitest"
import type { CatalogRow } from "@turnout/core/Catalog"
import type { Price, Rates } from "@turnout/core/Price"
import { existsSync, readFileSync } from "node:fs"
import type { FactEndpoint, FactRates, Facts } from "../scripts/facts.ts"
import { modules } from "../scripts/modules.ts"
import { withoutVersions } from "../scripts/versions.ts"
import * as memo from "../src/catalog/memo.ts"
import { load } from "../src/data/load.ts"

const file =
  process.env["TURNOUT_FACTS"] ?? new URL("../../../../shared/data/models-facts.json", import.meta.url)

const facts = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Facts) : undefined

/** A decimal shifted by its digits: nothing is multiplied, so nothing is rounded. */
const shifted = (value: number, digits: number): number => {
  const [whole, fraction = ""] = String(value).split(".")
  assert.isAtMost(fraction.length, digits)
  return Number(whole + fraction.padEnd(digits, "0"))
}

const keys: ReadonlyArray<readonly [fact: keyof FactRates, ours: keyof Rates, digits: number]> = [
  ["in", "input", 6],
  ["out", "output", 6],
  ["cache_read", "cache_read", 6],
  ["cache_write", "cache_write", 6],
  ["cache_write_1h", "cache_write_1h", 6],
  ["reasoning", "reasoning", 6],
  ["in_audio", "input_audio", 6],
  ["out_audio", "output_audio", 6],
  ["web_search_per_1k", "web_search", 9]
]

const assertRates = (stated: FactRates, rates: Rates, where: string) => {
  for (const [fact, ours, digits] of keys) {
    const value = stated[fact]
    assert.strictEqual(
      rates[ours],
      value === undefined ? undefined : shifted(value, digits),
      `${where} ${ours}`
    )
  }
}

const assertPrice = (endpoint: FactEndpoint, prices: ReadonlyArray<Price>, where: string) => {
  const stated = endpoint.price!
  const current = prices.at(-1)!
  assertRates(stated.hours?.off_peak ?? stated, stated.hours ? { ...current.rates } : current.rates, where)
  if (stated.hours) assertRates(stated, current.hours!.rates, `${where} hours`)
  assert.strictEqual(current.tiers?.length, stated.tiers?.length, where)
  for (const tier of stated.tiers ?? []) {
    const ours = current.tiers!.find((ours) => Math.abs(ours.from_input_tokens - tier.above) <= 1)
    assertRates(tier, ours!.rates, `${where} tier`)
  }
  if (stated.batch) assertRates(stated.batch, current.service!["batch"]!, `${where} batch`)
  if (stated.flex) assertRates(stated.flex, current.service!["flex"]!, `${where} flex`)
  for (const { body, price } of Object.values(endpoint.modes ?? {})) {
    const word = body?.service_tier ?? body?.speed
    if (price && word) assertRates(price, current.service![word]!, `${where} ${word}`)
  }
  assert.strictEqual(prices.length, stated.next ? 2 : 1, where)
  if (stated.next) {
    assertRates(stated.next, prices[0]!.rates, `${where} next`)
    assert.strictEqual(prices[0]!.from, stated.next.from)
    assert.strictEqual(current.until, stated.next.from)
  }
}

describe.skipIf(facts === undefined)("the committed data", () => {
  const byKey = async () => {
    const found = new Map<string, CatalogRow>()
    for (const provider of Object.keys(load)) {
      for (const row of await memo.rows(provider)) {
        for (const id of [row.id, ...(row.also ?? [])]) found.set(`${provider}/${id}`, row)
      }
    }
    return found
  }

  it("are what the generator writes from the facts", () => {
    for (const [name, text] of modules(facts!)) {
      const committed = readFileSync(new URL(`../src/data/${name}`, import.meta.url), "utf8")
      assert.isTrue(committed === text, `${name} is stale: run scripts/generate.ts`)
    }
  })

  it("hold every provider and every endpoint, and no other", async () => {
    assert.deepStrictEqual(Object.keys(load).sort(), Object.keys(facts!.providers).sort())
    const found = await byKey()
    assert.strictEqual(found.size, facts!.endpoints.length)
    for (const { id, provider } of facts!.endpoints) assert.isTrue(found.has(`${provider}/${id}`), id)
    // Versions are no models of their own.
    assert.strictEqual((await memo.models()).models.size, withoutVersions(facts!).models.length)
  })

  it("hold every price exactly, and none that was not stated", async () => {
    const found = await byKey()
    let priced = 0
    for (const endpoint of facts!.endpoints) {
      const where = `${endpoint.provider}/${endpoint.id}`
      const { prices } = found.get(where)!
      if (endpoint.price === undefined || endpoint.tags?.includes("zero-unverified")) {
        assert.deepStrictEqual(prices, [], where)
      } else {
        assertPrice(endpoint, prices, where)
        priced += 1
      }
    }
    assert.isAbove(priced, 2000)
  })

  it("say yes or no only where the facts do", async () => {
    const found = await byKey()
    for (const { caps = [], caps_unknown = [], id, provider } of facts!.endpoints) {
      const { features = {} } = found.get(`${provider}/${id}`)!.capabilities
      for (const feature of ["tools", "json_schema"] as const) {
        const known = caps.includes(feature) ? "yes" : caps_unknown.includes(feature) ? undefined : "no"
        assert.strictEqual(features[feature], known, `${provider}/${id} ${feature}`)
      }
    }
  })

  it("name every endpoint of the alias groups under its canonical model", async () => {
    const found = await byKey()
    const { aliases, models } = await memo.models()
    for (const [model, group] of Object.entries(facts!.aliases)) {
      assert.isTrue(models.has(model), model)
      if (group.hf !== undefined) assert.strictEqual(aliases.get(group.hf) ?? group.hf, model)
      for (const [provider, ids] of Object.entries(group.endpoints)) {
        for (const entry of ids) {
          const id = typeof entry === "string" ? entry : entry.id
          assert.strictEqual(found.get(`${provider}/${id}`)?.model, model, `${provider}/${id}`)
        }
      }
    }
  })
})
