import { assert, describe, it } from "@effect/vitest"
import type { CatalogRow } from "@turnout/core/Catalog"
import * as Fit from "@turnout/core/Fit"
import type { Request } from "@turnout/core/Request"
import { OpenAi } from "@turnout/openai"
import { Transport } from "@turnout/wire/Transport"
import { Effect } from "effect"

const silent = Transport.of({ send: () => Effect.die("no request leaves here") })
const account = (options: Partial<OpenAi.Options> = {}) =>
  Effect.runSync(Effect.provideService(OpenAi.make({ apiKey: "sk-test", ...options }), Transport, silent))
// What makes accounts is loaded with the first of them.
await Effect.runPromise(Effect.provideService(OpenAi.make({ apiKey: "sk-test" }), Transport, silent))
const provider = account()
const chat = account({ api: "chat" })
const responses = account({ api: "responses" })

const request = (rest: Partial<Request>): Request => ({
  messages: [{ role: "user", content: "Hi" }],
  stream: false,
  ...rest
})

const prepared = (model: string, rest: Partial<Request>, by = provider) => {
  const endpoint = by.passthrough(model)
  return by.prepare(Fit.fit(request(rest), endpoint, by), endpoint)
}

const sent = (model: string, rest: Partial<Request>, by = chat): { readonly [key: string]: unknown } =>
  prepared(model, rest, by).body as { readonly [key: string]: unknown }

const row = (id: string): CatalogRow => ({
  provider: "openai",
  id,
  name: id,
  tier: "standard",
  limits: {},
  input: ["text"],
  output: ["text"],
  capabilities: {},
  prices: [],
  seen: "2026-11-01"
})

describe("efforts of OpenAI's models", () => {
  const asked = ["none", "minimal", "low", "medium", "high", "xhigh", "max"] as const
  const table: { readonly [model: string]: Array<string> } = {
    "gpt-5": ["minimal", "minimal", "low", "medium", "high", "high", "high"],
    "gpt-5-mini": ["minimal", "minimal", "low", "medium", "high", "high", "high"],
    "gpt-5.1": ["none", "low", "low", "medium", "high", "high", "high"],
    "gpt-5.2": ["none", "low", "low", "medium", "high", "xhigh", "xhigh"],
    "gpt-5.5": ["none", "low", "low", "medium", "high", "xhigh", "xhigh"],
    "gpt-6-astra": ["low", "low", "low", "medium", "high", "xhigh", "max"],
    "gpt-6.1-sol": ["low", "low", "low", "medium", "high", "xhigh", "max"],
    "gpt-6-sol": ["none", "low", "low", "medium", "high", "xhigh", "max"],
    "gpt-6-luna": ["none", "low", "low", "medium", "high", "xhigh", "max"],
    "gpt-6.1-terra": ["none", "low", "low", "medium", "high", "xhigh", "max"],
    "o4-mini": ["low", "low", "low", "medium", "high", "high", "high"]
  }
  for (const [model, levels] of Object.entries(table)) {
    it(model, () => {
      assert.deepStrictEqual(
        asked.map((reasoning_effort) => sent(model, { reasoning_effort })["reasoning_effort"]),
        levels
      )
    })
  }
})

const tools = [{ type: "function" as const, function: { name: "f" } }]

describe("what OpenAI's models refuse", () => {
  const sampling = { temperature: 0.5, top_p: 0.5, logprobs: true, top_logprobs: 1 } as const
  const kept = (model: string, rest: Partial<Request> = {}) =>
    Object.keys(sampling).filter((name) => Object.hasOwn(sent(model, { ...sampling, ...rest }), name))

  it("is no sampling where a model only reasons, and none next to reasoning", () => {
    const all = Object.keys(sampling)
    for (const model of ["o1", "o3-mini", "gpt-5", "gpt-5-nano", "gpt-6-astra", "gpt-6.1-sol"]) {
      assert.deepStrictEqual(kept(model), [], model)
      assert.deepStrictEqual(kept(model, { reasoning_effort: "none" }), [], model)
    }
    for (const model of ["gpt-5.1", "gpt-5.4-mini", "gpt-5.6-sol", "gpt-6-luna", "gpt-6.1-terra"]) {
      assert.deepStrictEqual(kept(model, { reasoning_effort: "none" }), all, model)
      assert.deepStrictEqual(kept(model, { reasoning_effort: "low" }), [], model)
    }
    assert.deepStrictEqual(kept("gpt-5.2"), all)
    assert.deepStrictEqual(kept("gpt-6-sol"), [])
    for (const model of ["gpt-4o", "gpt-4.1-mini", "gpt-5-chat-latest"])
      assert.deepStrictEqual(kept(model), all, model)
  })

  it("is penalties, bias and stop in every reasoning family, but not elsewhere", () => {
    const more = { presence_penalty: 1, frequency_penalty: 1, logit_bias: { "1": 1 }, stop: ["x"] }
    const names = (model: string) =>
      Object.keys(more).filter((name) => Object.hasOwn(sent(model, more), name))
    assert.deepStrictEqual(names("gpt-5.2"), [])
    assert.deepStrictEqual(names("o3"), [])
    assert.deepStrictEqual(names("o1"), ["stop"])
    assert.deepStrictEqual(names("gpt-4o"), Object.keys(more))
  })

  it("is temperature in search models, which alone take search options", () => {
    const asked = { temperature: 1, web_search_options: {} }
    assert.notProperty(sent("gpt-4o-search-preview", asked), "temperature")
    assert.property(sent("gpt-4o-search-preview", asked), "web_search_options")
    assert.notProperty(sent("gpt-4o", asked), "web_search_options")
  })

  it("is reasoning next to tools in one family of the chat API, which gets the tools where a host pins it", () => {
    for (const rest of [{}, { reasoning_effort: "high" as const }]) {
      assert.deepInclude(sent("gpt-5.6", { tools, ...rest }), { tools, reasoning_effort: "none" })
    }
    assert.notProperty(sent("gpt-5.6", {}), "reasoning_effort")
    assert.notProperty(sent("gpt-6-sol", { tools }), "reasoning_effort")
  })

  it("is the role system where a model reasons", () => {
    const messages = [{ role: "system", content: "Be" } as const]
    const role = (model: string) =>
      (sent(model, { messages })["messages"] as ReadonlyArray<{ role: string }>)[0]!.role
    assert.deepStrictEqual(["o3", "gpt-5", "gpt-6-sol"].map(role), ["developer", "developer", "developer"])
    assert.deepStrictEqual(["gpt-4o", "gpt-5-chat-latest"].map(role), ["system", "system"])
  })
})

describe("the API of a model", () => {
  const apiOf = (id: string, by = provider) => by.passthrough(id).facts.api
  const other = (id: string, by = provider) => {
    const [entry] = prepared(id, {}, by).ledger
    return entry?.param === "api" ? [entry.from, entry.to, entry.reason] : undefined
  }

  it("is chat, but where chat serves the model less well or not at all", () => {
    for (const id of ["gpt-4o", "gpt-5.5", "gpt-6-sol", "o3", "gpt-4o-audio-preview", "chat-latest"]) {
      assert.deepStrictEqual(apiOf(id), { name: "chat", usual: "chat", source: "default" }, id)
      assert.isUndefined(other(id))
    }
    for (const id of ["gpt-5.6", "gpt-5.6-sol", "gpt-5.6-luna"]) {
      assert.deepInclude(
        apiOf(id),
        { name: "responses", usual: "chat", reason: "unsupported_with_tools" },
        id
      )
      assert.deepStrictEqual(other(id), ["chat", "responses", "unsupported_with_tools"])
    }
    for (const id of ["gpt-5-pro", "o1-pro", "gpt-5.3-codex", "codex-mini-latest", "gpt-5.6-cyber"]) {
      assert.deepInclude(apiOf(id), { name: "responses", reason: "unsupported" }, id)
      assert.deepStrictEqual(other(id), ["chat", "responses", "unsupported"])
    }
  })

  it("is the one that the host pins, for every model", () => {
    assert.deepStrictEqual(apiOf("gpt-4o", responses), {
      name: "responses",
      usual: "chat",
      reason: "demanded",
      source: "host"
    })
    assert.deepStrictEqual(apiOf("gpt-5.6", chat), { name: "chat", usual: "chat", source: "host" })
    assert.deepStrictEqual(other("gpt-4o", responses), ["chat", "responses", "demanded"])
    assert.isUndefined(other("gpt-5.6", chat))
    const ids = (by: typeof provider) =>
      by.endpoints(all.map(row)).map(({ provider_model_id }) => provider_model_id)
    const all = ["gpt-4o", "gpt-5-pro", "gpt-4o-audio-preview", "gpt-4o-search-preview", "gpt-image-2"]
    assert.deepStrictEqual(ids(chat), ["gpt-4o", "gpt-4o-audio-preview", "gpt-4o-search-preview"])
    assert.deepStrictEqual(ids(responses), ["gpt-4o", "gpt-5-pro"])
  })

  it("takes tools next to reasoning where it is Responses, and every effort that the model has", () => {
    const { body } = prepared("gpt-5.6", { tools, reasoning_effort: "max", verbosity: "low" })
    assert.deepInclude(body as object, { reasoning: { effort: "max" }, text: { verbosity: "low" } } as never)
    assert.lengthOf((body as unknown as { tools: ReadonlyArray<object> }).tools, 1)
    const effort = (id: string, reasoning_effort: Request["reasoning_effort"] & {}) =>
      sent(id, { reasoning_effort }, provider)["reasoning"]
    assert.deepStrictEqual(effort("gpt-5-pro", "low"), { effort: "high" })
    assert.deepStrictEqual(effort("gpt-5.3-codex", "max"), { effort: "xhigh" })
    assert.deepStrictEqual(effort("o3-pro", "minimal"), { effort: "low" })
  })

  it("says what it does not take: an answer shorter than 16 tokens, stop and several choices", () => {
    const asked = {
      reasoning_effort: "none",
      max_completion_tokens: 5,
      stop: ["x"],
      n: 2,
      temperature: 0.5,
      seed: 1
    } as const
    const endpoint = provider.passthrough("gpt-5.6")
    const { ledger } = Fit.fit(request(asked), endpoint, provider)
    assert.sameMembers(
      ledger.map(({ action, param }) => `${action} ${param}`),
      ["clamped max_completion_tokens", "dropped stop", "dropped seed", "dropped n", "unverified model"]
    )
    assert.include(sent("gpt-5.6", asked, provider), { max_output_tokens: 16, temperature: 0.5 })
  })

  it("is an option that is checked when the account is made", () => {
    const wrong = OpenAi.make({ apiKey: "k", api: "completions" as never })
    const error = Effect.runSync(Effect.flip(Effect.provideService(wrong, Transport, silent)))
    assert.strictEqual(error.param, "api")
    assert.include(error.message, "'responses'")
  })
})

describe("OpenAI's endpoints", () => {
  it("are those that answer a chat, by whatever API", () => {
    const chat = ["gpt-4o", "gpt-5", "o3", "gpt-4o-audio-preview", "gpt-4o-search-preview", "chat-latest"]
    const responses = ["gpt-5-pro", "o1-pro", "gpt-5.3-codex", "gpt-5.3-codex-spark"]
    const other = [
      "o3-deep-research",
      "text-embedding-3-large",
      "gpt-image-2",
      "gpt-realtime-2.1",
      "gpt-4o-transcribe",
      "gpt-4o-mini-tts",
      "whisper-1"
    ]
    assert.deepStrictEqual(
      provider
        .endpoints([...chat, ...responses, ...other].map(row))
        .map(({ provider_model_id }) => provider_model_id),
      [...chat, ...responses]
    )
  })

  it("may be stated by the host, whose word is the last", () => {
    const own = Effect.runSync(
      OpenAi.make({
        apiKey: "sk-test",
        id: "openai-eu",
        models: {
          "gpt-5": {
            price: { input: 1, output: 2 },
            capabilities: { params: { temperature: { support: "yes" } } }
          },
          "gpt-5-pro": { model: "gpt-5-pro" }
        }
      }).pipe(Effect.provideService(Transport, silent))
    )
    const endpoints = own.endpoints([row("gpt-5"), row("gpt-5-pro")])
    assert.deepStrictEqual(
      endpoints.map(({ id }) => id),
      ["openai-eu/gpt-5", "openai-eu/gpt-5-pro"]
    )
    assert.strictEqual(endpoints[0]!.facts.capabilities.params["temperature"]?.support, "yes")
    assert.deepStrictEqual(endpoints[0]!.facts.prices[0]?.rates, { input: 1e6, output: 2e6 })
  })
})
