import { assert, describe, it } from "@effect/vitest"
import * as Capabilities from "@turnout/core/Capabilities"
import type { CatalogRow } from "@turnout/core/Catalog"
import * as Endpoint from "@turnout/core/Endpoint"
import * as Listing from "@turnout/core/Listing"

const row: CatalogRow = {
  provider: "acme",
  id: "m-1",
  model: "model-one",
  name: "Model One",
  tier: "standard",
  also: ["m-1-2026", "m-1-latest"],
  limits: { context: 1000, output: 100 },
  input: ["text", "image"],
  output: ["text"],
  capabilities: { params: { seed: { support: "no" } }, features: { tools: "yes" } },
  prices: [{ rates: { input: 1, output: 2 }, source: "catalog", date: "2026-11-01" }],
  seen: "2026-11-01"
}
const defaults: Capabilities.Capabilities = {
  ...Capabilities.unknown,
  params: { seed: { support: "yes" }, top_p: { support: "yes" } },
  features: { tools: "unknown", audio: "yes" }
}

describe("Listing.fromRows", () => {
  it("no more output is asked for than an endpoint writes, unless the host knows better", () => {
    const most = (more: Partial<Listing.Authorities>, base: CatalogRow = row) =>
      Listing.fromRow(base, { provider: "acme", defaults, ...more }).facts.capabilities.params[
        "max_completion_tokens"
      ]?.max
    const stating = (max: number) => ({ params: { max_completion_tokens: { max } } })
    assert.strictEqual(most({}), 100)
    assert.strictEqual(most({ override: () => stating(80) }), 80)
    assert.strictEqual(most({ override: () => stating(200) }), 100)
    assert.strictEqual(most({ models: { "m-1": { capabilities: stating(300) } } }), 300)
    assert.strictEqual(most({ models: { "m-1": { limits: { output: 400 } } } }), 400)
    assert.strictEqual(most({}, { ...row, limits: {} }), undefined)
  })

  it("merges four authorities, the host's word being the last", () => {
    const endpoint = Listing.fromRows([row], {
      provider: "acme-eu",
      defaults,
      override: () => ({ params: { top_p: { support: "no" } }, features: { file: "yes" } }),
      models: {
        "m-1": {
          limits: { output: 50 },
          capabilities: { features: { tools: "no" } },
          price: { input: 0.15, output: 0.6, cache_read: 0.075, web_search: 0.01 },
          data_policy: "zdr"
        }
      }
    })[0]!
    assert.strictEqual(endpoint.id, "acme-eu/m-1")
    assert.strictEqual(endpoint.model, "model-one")
    assert.deepStrictEqual(endpoint.facts.limits, { context: 1000, output: 50 })
    assert.deepStrictEqual(endpoint.facts.capabilities.params, {
      seed: { support: "no" },
      top_p: { support: "no" },
      max_completion_tokens: { support: "unknown", max: 50 }
    })
    const { features } = endpoint.facts.capabilities
    assert.deepInclude(features, {
      tools: "no",
      image: "yes",
      audio: "unknown",
      file: "yes",
      text_output: "yes"
    })
    assert.deepStrictEqual(endpoint.facts.prices, [
      {
        rates: { input: 150_000, output: 600_000, cache_read: 75_000, web_search: 10_000_000_000 },
        source: "host",
        date: ""
      }
    ])
    assert.strictEqual(endpoint.facts.data_policy, "zdr")
  })

  it("keeps editions out of the list and answers for one that is named", () => {
    const endpoints = Listing.fromRows([row], { provider: "acme", defaults })
    assert.deepStrictEqual(
      endpoints.map(({ id, also }) => [id, also]),
      [["acme/m-1", ["m-1-2026", "m-1-latest"]]]
    )
    const named = Endpoint.edition(endpoints[0]!, "m-1-2026")
    assert.deepInclude(named, { id: "acme/m-1-2026", provider_model_id: "m-1-2026", model: "model-one" })
    assert.isUndefined(named.also)
  })

  it("makes an endpoint of an edition that the host states, with its row's facts underneath", () => {
    const endpoints = Listing.fromRows([row], {
      provider: "acme",
      defaults,
      models: { "m-1-2026": { quality: 0.5 }, own: { model: "own-model" } }
    })
    assert.deepStrictEqual(
      endpoints.map(({ id, also, model }) => [id, also, model]),
      [
        ["acme/m-1", ["m-1-latest"], "model-one"],
        ["acme/m-1-2026", undefined, "model-one"],
        ["acme/own", undefined, "own-model"]
      ]
    )
    assert.isTrue(endpoints.every((endpoint) => endpoint.facts.listed))
  })

  it("knows no facts of an id that is passed through", () => {
    const { facts, model } = Listing.passthrough("who-knows", { provider: "acme", defaults })
    assert.deepStrictEqual([model, facts.limits, facts.prices, facts.listed], ["who-knows", {}, [], false])
  })
})
