import { assert, describe, it } from "@effect/vitest"
import type { Capabilities, Rule } from "@turnout/core/Capabilities"
import type { Endpoint } from "@turnout/core/Endpoint"
import * as Fit from "@turnout/core/Fit"
import * as Param from "@turnout/core/Param"
import type { Request } from "@turnout/core/Request"
import * as Warning from "@turnout/core/Warning"

const provider = { id: "acme-eu", vendor: "acme", aliases: ["acme-cloud"] }

const endpoint = (capabilities: Partial<Capabilities>, listed = true): Endpoint => ({
  id: "acme-eu/m",
  provider: "acme-eu",
  provider_model_id: "m",
  model: "m",
  tier: "standard",
  facts: {
    limits: {},
    prices: [],
    listed,
    capabilities: {
      params: {},
      features: {},
      reasoning: { support: "yes", control: "effort" },
      unlisted: "pass",
      ...capabilities
    }
  }
})

const base: Request = { messages: [{ role: "user", content: "x" }], stream: false }
const yes: Rule = { support: "yes" }
const no: Rule = { support: "no" }

const fit = (request: Partial<Request>, capabilities: Partial<Capabilities>, listed = true) =>
  Fit.fit({ ...base, ...request }, endpoint(capabilities, listed), provider)

describe("Fit", () => {
  it("what an endpoint takes is kept, and nothing is said", () => {
    const { request, ledger } = fit(
      { seed: 1, stop: ["a"] },
      { params: { seed: yes, stop: { support: "yes", max_items: 4 } } }
    )
    assert.deepStrictEqual(request, { ...base, seed: 1, stop: ["a"] })
    assert.deepStrictEqual(ledger, [])
  })

  it("a parameter that it does not take is dropped, in the promised words", () => {
    const { request, ledger } = fit({ seed: 1 }, { params: { seed: no } })
    assert.deepStrictEqual(request, base)
    assert.deepStrictEqual(ledger, [{ action: "dropped", param: "seed", from: 1, reason: "unsupported" }])
    assert.strictEqual(
      Warning.fromLedger(ledger)[0]?.message,
      "Parameter 'seed' is not supported by the selected provider."
    )
  })

  it("next to reasoning other rules hold, and the warning says why", () => {
    const params = { temperature: { support: "yes", with_reasoning: "no" } as const, reasoning_effort: yes }
    const { ledger } = fit({ temperature: 1, reasoning_effort: "low" }, { params })
    assert.strictEqual(
      Warning.fromLedger(ledger)[0]?.message,
      "Parameter 'temperature' is not supported by the selected provider when reasoning is enabled."
    )
    assert.deepStrictEqual(fit({ temperature: 1, reasoning_effort: "none" }, { params }).ledger, [])
    const always = { support: "yes", control: "effort", always: true } as const
    assert.strictEqual(fit({ temperature: 1 }, { params, reasoning: always }).ledger.length, 1)
  })

  it("a number outside the range is clamped, with from and to", () => {
    const { request, ledger } = fit(
      { temperature: 1.5 },
      { params: { temperature: { support: "yes", max: 1 } } }
    )
    assert.strictEqual(request.temperature, 1)
    const [warning] = Warning.fromLedger(ledger)
    assert.deepStrictEqual([warning?.type, warning?.from, warning?.to], ["unsupported_parameter", 1.5, 1])
    assert.strictEqual(
      warning?.message,
      "Parameter 'temperature' was changed from 1.5 to 1 for the selected provider."
    )
  })

  it("of too many stops the first are kept", () => {
    const { request } = fit({ stop: ["a", "b", "c"] }, { params: { stop: { support: "yes", max_items: 2 } } })
    assert.deepStrictEqual(request.stop, ["a", "b"])
  })

  it("an effort moves to the next lower level, else to the next higher; none is never a fallback", () => {
    const level = (asked: NonNullable<Request["reasoning_effort"]>, values: ReadonlyArray<string>) =>
      fit({ reasoning_effort: asked }, { params: { reasoning_effort: { support: "yes", values } } }).request
        .reasoning_effort
    assert.strictEqual(level("xhigh", ["none", "low", "medium", "high"]), "high")
    assert.strictEqual(level("minimal", ["none", "low", "high"]), "low")
    assert.strictEqual(level("none", ["low", "high"]), "low")
    assert.strictEqual(level("none", ["none", "high"]), "none")
    assert.strictEqual(level("medium", ["none"]), undefined)
  })

  it("an effort yields to tools where a model refuses both", () => {
    const { request, ledger } = fit(
      { reasoning_effort: "high", tools: [{ type: "function", function: { name: "f" } }] },
      { params: { reasoning_effort: yes }, features: { tools_with_reasoning: "no" } }
    )
    assert.ok(request.tools !== undefined && request.reasoning_effort === undefined)
    assert.include(Warning.fromLedger(ledger)[0]!.message, "when tools are given")
  })

  it("a model that would reason unasked next to tools is told not to, and keeps its sampling", () => {
    const tools = [{ type: "function" as const, function: { name: "f" } }]
    const capabilities = {
      params: {
        temperature: { support: "yes", with_reasoning: "no" } as const,
        reasoning_effort: { support: "yes", values: ["none", "low", "high"] } as const
      },
      features: { tools_with_reasoning: "no" },
      reasoning: { support: "yes", control: "effort", by_default: true }
    } as const
    const silent = fit({ tools, temperature: 0.5 }, capabilities)
    assert.deepStrictEqual(silent.request, { ...base, tools, temperature: 0.5, reasoning_effort: "none" })
    assert.deepStrictEqual(silent.ledger, [
      { action: "defaulted", param: "reasoning_effort", to: "none", reason: "demanded" }
    ])
    const asked = fit({ tools, temperature: 0.5, reasoning_effort: "high" }, capabilities)
    assert.deepStrictEqual(asked.request, silent.request)
    assert.deepStrictEqual(
      Warning.fromLedger(asked.ledger).map(({ message }) => message),
      ["Parameter 'reasoning_effort' was changed from high to none for the selected provider."]
    )
    const without = fit({ temperature: 0.5 }, capabilities)
    assert.deepStrictEqual(without.request, base)
    const { capabilities: known } = endpoint(capabilities).facts
    assert.strictEqual(Fit.losses({ ...base, tools, temperature: 0.5 })(known), 0)
  })

  it("an effort that tools take away is a loss to a caller who wants all of it kept", () => {
    const tools = [{ type: "function" as const, function: { name: "f" } }]
    const capabilities = {
      params: { reasoning_effort: yes },
      features: { tools_with_reasoning: "no" }
    } as const
    const lost = Fit.losses({ ...base, tools, reasoning_effort: "high" })
    assert.deepStrictEqual(Fit.lostNames(lost(endpoint(capabilities).facts.capabilities)), [
      "reasoning_effort"
    ])
  })

  it("a model that does not reason is asked for none by silence, without a warning", () => {
    const capabilities = {
      params: { reasoning_effort: yes },
      reasoning: { support: "no", control: "unknown" }
    } as const
    const { request, ledger } = fit({ reasoning_effort: "none" }, capabilities)
    assert.deepStrictEqual(request, base)
    assert.deepStrictEqual(Warning.fromLedger(ledger), [])
    const lost = Fit.losses({ ...base, reasoning_effort: "none" })
    assert.strictEqual(lost(endpoint(capabilities).facts.capabilities, true), 0)
  })

  it("sampling is judged by the effort that is left, not by the one that was asked for", () => {
    const params = {
      temperature: { support: "yes", with_reasoning: "no" } as const,
      reasoning_effort: { support: "yes", values: ["low", "high"] } as const
    }
    const { request } = fit({ temperature: 1, reasoning_effort: "none" }, { params })
    assert.deepStrictEqual(request, { ...base, reasoning_effort: "low" })
    const refused = fit(
      { temperature: 1, reasoning_effort: "low" },
      { params: { ...params, reasoning_effort: no } }
    )
    assert.deepStrictEqual(refused.request, { ...base, temperature: 1 })
  })

  it("words that have an order move like efforts; words without one are dropped", () => {
    const verbosity = (values: ReadonlyArray<string>, asked: "low" | "medium" | "high") =>
      fit({ verbosity: asked }, { params: { verbosity: { support: "yes", values } } }).request.verbosity
    assert.strictEqual(verbosity(["low", "high"], "medium"), "low")
    assert.strictEqual(verbosity(["medium", "high"], "low"), "medium")
    assert.strictEqual(verbosity(["low", "medium"], "high"), "medium")
    const params = { prompt_cache_retention: { support: "yes", values: ["24h"] } as const }
    const { request, ledger } = fit({ prompt_cache_retention: "in_memory" }, { params })
    assert.deepStrictEqual(request, base)
    assert.strictEqual(Warning.fromLedger(ledger)[0]?.code, "prompt_cache_retention")
  })

  it("more choices than an endpoint gives are dropped, and not sent to be refused", () => {
    const { request, ledger } = fit({ n: 5 }, { params: { n: { support: "yes", max: 4 } } })
    assert.deepStrictEqual(request, base)
    assert.strictEqual(Warning.fromLedger(ledger)[0]?.type, "unsupported_parameter")
  })

  it("a value that asks for nothing is left out without a warning, and excludes nobody", () => {
    const { request, ledger } = fit({ n: 1, logprobs: false }, { params: { n: no, logprobs: no } })
    assert.deepStrictEqual(request, base)
    assert.deepStrictEqual(Warning.fromLedger(ledger), [])
    assert.strictEqual(ledger.length, 2)
    const { capabilities } = endpoint({ params: { n: no, logprobs: no } }).facts
    assert.strictEqual(Fit.losses({ ...base, n: 1, logprobs: false })(capabilities, true), 0)
  })

  it("of two parameters that an endpoint does not take together the one that yields goes", () => {
    const params = { temperature: yes, top_p: { support: "yes", yields_to: ["temperature"] } as const }
    const both = { temperature: 1, top_p: 0.5 }
    assert.deepStrictEqual(fit(both, { params }).request, { ...base, temperature: 1 })
    assert.deepStrictEqual(fit({ top_p: 0.5 }, { params }).request, { ...base, top_p: 0.5 })
    assert.deepStrictEqual(fit(both, { params: { ...params, temperature: no } }).request, {
      ...base,
      top_p: 0.5
    })
    const names = (rules: Capabilities["params"]) =>
      Fit.lostNames(Fit.losses({ ...base, ...both })(endpoint({ params: rules }).facts.capabilities))
    assert.deepStrictEqual(names(params), ["top_p"])
    assert.deepStrictEqual(names({ ...params, temperature: no }), ["temperature"])
  })

  it("tools that must not be called go, and weigh on nothing, where no call stands in the history", () => {
    const tools = [{ type: "function" as const, function: { name: "f" } }]
    const asked = { tools, tool_choice: "none", parallel_tool_calls: true, reasoning_effort: "high" } as const
    const capabilities = {
      params: { reasoning_effort: yes, parallel_tool_calls: no },
      features: { tools_with_reasoning: "no" }
    } as const
    const { request, ledger } = fit(asked, capabilities)
    assert.deepStrictEqual(request, { ...base, reasoning_effort: "high" })
    assert.deepStrictEqual(Warning.fromLedger(ledger), [])
    assert.strictEqual(Fit.losses({ ...base, ...asked })(endpoint(capabilities).facts.capabilities), 0)
    const call = { id: "c", type: "function" as const, function: { name: "f", arguments: "{}" } }
    const messages = [...base.messages, { role: "assistant", tool_calls: [call] } as const]
    assert.deepStrictEqual(fit({ ...asked, messages }, { params: {} }).request.tools, tools)
  })

  it("a value that the endpoint demands is stated as one", () => {
    const params = { max_completion_tokens: { support: "yes", demanded: 4096 } as const }
    const { request, ledger } = fit({}, { params })
    assert.strictEqual(request.max_completion_tokens, 4096)
    assert.strictEqual(Warning.fromLedger(ledger)[0]?.type, "defaulted_parameter")
    assert.deepStrictEqual(fit({ max_completion_tokens: 7 }, { params }).ledger, [])
  })

  it("what nobody knows passes, and is told", () => {
    const { request, ledger } = fit({ seed: 1 }, {})
    assert.strictEqual(request.seed, 1)
    assert.deepStrictEqual(
      Warning.fromLedger(ledger).map((each) => [each.type, each.code]),
      [["unverified_parameter", "seed"]]
    )
    const model = fit({}, {}, false)
    assert.deepStrictEqual(
      Warning.fromLedger(model.ledger).map((each) => each.code),
      ["model"]
    )
  })

  it("an unknown field passes to OpenAI's format and stays out of others, with the same warning type", () => {
    const passed = fit({ unknown: { later: 1 } }, {})
    assert.deepStrictEqual(passed.request.unknown, { later: 1 })
    const left = fit({ unknown: { later: 1 } }, { unlisted: "drop" })
    assert.strictEqual(left.request.unknown, undefined)
    for (const { ledger } of [passed, left]) {
      assert.deepStrictEqual(
        Warning.fromLedger(ledger).map((each) => [each.type, each.code]),
        [["unverified_parameter", "later"]]
      )
    }
  })

  it("an extension reaches the id before the vendor, and no other provider", () => {
    const of = (extensions: NonNullable<Request["extensions"]>) => fit({ extensions }, {}).extension
    assert.deepStrictEqual(of({ acme: { a: 1 }, ACME_EU: { b: 2 } }), { b: 2 })
    assert.deepStrictEqual(of({ acme: { a: 1 } }), { a: 1 })
    assert.deepStrictEqual(of({ "acme-cloud": { c: 3 } }), { c: 3 })
    assert.strictEqual(of({ other: { a: 1 } }), undefined)
  })

  it("losses of a request are the parameters that its fit would drop or change", () => {
    const capabilities = endpoint({
      params: { seed: no, temperature: { support: "yes", max: 1 }, top_p: yes, user: { support: "unknown" } }
    }).facts.capabilities
    const losses = Fit.losses({ ...base, seed: 1, temperature: 2, top_p: 1, user: "u" })
    assert.deepStrictEqual(Fit.lostNames(losses(capabilities)), ["temperature", "seed"])
    assert.deepStrictEqual(Fit.lostNames(losses(capabilities, true)), ["temperature", "seed", "user"])
  })

  it("a loss set tells every parameter from every other, however many there are", () => {
    const all = Object.fromEntries(Param.optional.map((name) => [name, "x"]))
    const request = { ...base, ...all, unknown: { later: 1 } } as unknown as Request
    const params = Object.fromEntries(Param.optional.map((name) => [name, no]))
    const { capabilities } = endpoint({ params, unlisted: "drop" }).facts
    const lost = Fit.losses(request)(capabilities)
    assert.deepStrictEqual(Fit.lostNames(lost, request), [...Param.optional, "later"])
    for (const name of Param.optional) {
      const one = Fit.losses({ ...base, [name]: "x" })(capabilities)
      assert.deepStrictEqual(Fit.lostNames(one), [name])
    }
    // One power of two each, and one for all unknown fields: beyond 2^52 sums are no longer exact.
    assert.isBelow(Param.optional.length, 52)
  })

  it("a field that nobody knows is lost where it is dropped, and unproven where it passes", () => {
    const request = { ...base, unknown: { later: 1, latest: 2 } }
    const lost = (unlisted: "pass" | "drop", strict: boolean) =>
      Fit.lostNames(Fit.losses(request)(endpoint({ unlisted }).facts.capabilities, strict), request)
    assert.deepStrictEqual(lost("drop", false), ["later", "latest"])
    assert.deepStrictEqual(lost("pass", false), [])
    assert.deepStrictEqual(lost("pass", true), ["later", "latest"])
  })
})
