import { assert, describe, it } from "@effect/vitest"
import { Anthropic } from "@turnout/anthropic"
import type { CatalogRow } from "@turnout/core/Catalog"
import * as Fit from "@turnout/core/Fit"
import type { Request } from "@turnout/core/Request"
import { Transport } from "@turnout/wire/Transport"
import { Effect } from "effect"

const silent = Transport.of({ send: () => Effect.die("no request leaves here") })
const make = (options: Partial<Anthropic.Options> = {}) =>
  Effect.runSync(Effect.provideService(Anthropic.make({ apiKey: "sk-test", ...options }), Transport, silent))
// What makes accounts is loaded with the first of them.
await Effect.runPromise(Effect.provideService(Anthropic.make({ apiKey: "sk-test" }), Transport, silent))
const provider = make()

const fitted = (model: string, rest: Partial<Request>, account = provider) => {
  const endpoint = account.passthrough(model)
  const request: Request = { messages: [{ role: "user", content: "Hi" }], stream: false, ...rest }
  const { request: bent, ledger } = Fit.fit(request, endpoint, account)
  const { body } = account.prepare({ request: bent, ledger }, endpoint)
  return { bent, ledger, body: body as unknown as Said }
}

interface Said {
  readonly max_tokens: number
  readonly thinking?: { readonly type: string }
  readonly output_config?: { readonly effort?: string }
}

const row = (id: string, rest: Partial<CatalogRow> = {}): CatalogRow => ({
  provider: "anthropic",
  id,
  name: id,
  tier: "standard",
  limits: {},
  input: ["text"],
  output: ["text"],
  capabilities: {},
  prices: [],
  seen: "2026-11-01",
  ...rest
})

describe("efforts of Anthropic's models", () => {
  const asked = ["none", "minimal", "low", "medium", "high", "xhigh", "max"] as const
  const known = ["low", "low", "medium", "high", "xhigh", "max"]
  const table: { readonly [model: string]: Array<string> } = {
    "claude-sonnet-4-6": ["disabled", "low", "low", "medium", "high", "high", "max"],
    "claude-opus-4-6": ["disabled", "low", "low", "medium", "high", "high", "max"],
    "claude-opus-4-7": ["disabled", ...known],
    "claude-opus-4-8": ["disabled", ...known],
    "claude-sonnet-5": ["disabled", ...known],
    "claude-opus-5": ["disabled", ...known],
    "claude-haiku-5-5": ["disabled", ...known],
    "claude-sonnet-5-5": ["between_tools", ...known],
    "claude-opus-5-5": ["low", ...known],
    "claude-fable-5": ["low", ...known],
    "claude-fable-5-1": ["low", ...known],
    "claude-mythos-5-2": ["low", ...known]
  }
  for (const [model, levels] of Object.entries(table)) {
    it(model, () => {
      const said = asked.map((reasoning_effort) => {
        const { thinking, output_config } = fitted(model, { reasoning_effort }).body
        return output_config?.effort ?? thinking?.type
      })
      assert.deepStrictEqual(said, levels)
    })
  }

  it("are budgets until 4.5, within the output limit", () => {
    for (const [model, tokens] of [
      ["claude-sonnet-4-5-20250929", 38_400],
      ["claude-haiku-4-5", 38_400],
      ["claude-opus-4-1-20250805", 19_200],
      ["claude-sonnet-4-20250514", 38_400],
      ["claude-3-7-sonnet-20250219", 38_400]
    ] as const) {
      const { body } = fitted(model, { reasoning_effort: "high" })
      assert.deepStrictEqual(body.thinking, { type: "enabled", budget_tokens: tokens } as never)
    }
  })

  it("are none before 3.7", () => {
    const { body, ledger } = fitted("claude-3-5-haiku-20241022", { reasoning_effort: "high" })
    assert.notProperty(body, "thinking")
    assert.isTrue(ledger.some(({ action, param }) => action === "dropped" && param === "reasoning_effort"))
  })
})

describe("what Anthropic's models take", () => {
  const kept = (model: string, account = provider) => {
    const { bent } = fitted(model, { temperature: 1.5, top_k: 3 }, account)
    const { bent: other } = fitted(model, { top_p: 0.9 }, account)
    return [bent.temperature, other.top_p, bent.top_k]
  }

  it("sampling, until Opus 4.6 and next to no thinking", () => {
    for (const model of ["claude-3-haiku-20240307", "claude-sonnet-4-5", "claude-opus-4-6"]) {
      assert.deepStrictEqual(kept(model), [1, 0.9, 3], model)
    }
    for (const model of ["claude-opus-4-7", "claude-sonnet-5", "claude-fable-5-2", "claude-next-7"]) {
      assert.deepStrictEqual(kept(model), [undefined, undefined, undefined], model)
    }
    const { bent } = fitted("claude-sonnet-4-5", { temperature: 0.5, top_k: 3, reasoning_effort: "low" })
    assert.notProperty(bent, "temperature")
    assert.notProperty(bent, "top_k")
  })

  it("no sampling at all in later versions of the API", () => {
    assert.deepStrictEqual(kept("claude-sonnet-4-5", make({ version: "2026-10-21" })), [
      undefined,
      undefined,
      undefined
    ])
  })

  it("schemas, forced tools and a begun answer, each as far as it is known", () => {
    const features = (model: string) => provider.passthrough(model).facts.capabilities.features
    assert.include(features("claude-sonnet-4-20250514"), { json_schema: "emulated", prefill: "yes" })
    assert.include(features("claude-sonnet-4-5"), { json_schema: "yes", prefill: "yes" })
    assert.include(features("claude-opus-4-6"), { json_schema: "yes", prefill: "no" })
    for (const model of ["claude-opus-5-5", "claude-sonnet-5-5", "claude-fable-5-1", "claude-fable-5-2"]) {
      assert.include(features(model), { tool_choice_required: "no", tool_choice_named: "no" }, model)
    }
    assert.include(features("claude-fable-5"), { tool_choice_required: "yes", tool_choice_named: "yes" })
  })

  it("an output limit in every request: the endpoint's own, where the caller sets none", () => {
    const limit = (model: string) => fitted(model, {}).body.max_tokens
    assert.strictEqual(limit("claude-opus-5-5"), 128_000)
    assert.strictEqual(limit("claude-haiku-4-5-20251001"), 64_000)
    assert.strictEqual(limit("claude-opus-4-1"), 32_000)
    assert.strictEqual(limit("claude-3-haiku-20240307"), 4096)
    assert.strictEqual(limit("another-model"), 4096)
    const { ledger, bent } = fitted("claude-opus-4-1", { max_completion_tokens: 99_999 })
    assert.strictEqual(bent.max_completion_tokens, 32_000)
    assert.deepInclude(ledger, {
      action: "clamped",
      param: "max_completion_tokens",
      from: 99_999,
      to: 32_000,
      reason: "out_of_range"
    })
    assert.strictEqual(fitted("another-model", { max_completion_tokens: 99_999 }).body.max_tokens, 99_999)
  })

  it("the catalog's limits before the family's, and the host's before both", () => {
    const rows = [row("claude-opus-4-1", { limits: { output: 16_000 } }), row("claude-sonnet-4-5")]
    const account = make({
      models: {
        "claude-sonnet-4-5": { limits: { output: 9000 } },
        "my-claude": {
          model: "claude-opus-5",
          capabilities: { params: { max_completion_tokens: { demanded: 7 } } }
        }
      }
    })
    const demanded = account
      .endpoints(rows)
      .map(({ provider_model_id, facts }) => [
        provider_model_id,
        facts.capabilities.params["max_completion_tokens"]?.demanded
      ])
    assert.deepStrictEqual(demanded, [
      ["claude-opus-4-1", 16_000],
      ["claude-sonnet-4-5", 9000],
      ["my-claude", 7]
    ])
  })
})
