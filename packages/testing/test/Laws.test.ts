import { assert, describe, it } from "@effect/vitest"
import * as Fit from "@turnout/core/Fit"
import type { JsonObject } from "@turnout/core/Json"
import * as Listing from "@turnout/core/Listing"
import * as Param from "@turnout/core/Param"
import type { Provider } from "@turnout/core/Provider"
import type { Request } from "@turnout/core/Request"
import * as Laws from "@turnout/testing/Laws"
import * as Requests from "@turnout/testing/Requests"
import * as OpenAiChat from "@turnout/wire/OpenAiChat"
import { Effect } from "effect"
import * as fc from "fast-check"

type Fitted = Parameters<Provider["prepare"]>[0]

const { body, defaults } = OpenAiChat.protocol

/** An adapter of a third party, with one thing wrong with it. */
const adapter = (change: (prepared: { readonly body: JsonObject }, fitted: Fitted) => unknown): Provider => ({
  id: "theirs",
  aliases: [],
  open: true,
  credentials: [],
  endpoints: () => [],
  passthrough: (id) => Listing.passthrough(id, { provider: "theirs", defaults }),
  prepare: (fitted, endpoint) => {
    const prepared = { ...body(fitted, endpoint), stream: fitted.request.stream }
    return { ...prepared, body: change(prepared, fitted) as JsonObject }
  },
  run: () => Effect.die("nothing is sent")
})

describe("the laws of the ledger", () => {
  it("hold for an adapter that tells everything", () => {
    Laws.check(
      adapter(({ body }) => body),
      { runs: 300, seed: 1 }
    )
  })

  const wrongs: { readonly [wrong: string]: readonly [Parameters<typeof adapter>[0], RegExp] } = {
    "drops a parameter": [
      ({ body }) => Object.fromEntries(Object.entries(body).filter(([name]) => name !== "temperature")),
      /Law B.*'temperature' is lost in silence/
    ],
    "forgets all but the last two messages": [
      ({ body }) => ({ ...body, messages: (body["messages"] as ReadonlyArray<never>).slice(-2) }),
      /Law B.*'messages\[0\]/
    ],
    "forgets a part's odd fields": [
      ({ body }) =>
        JSON.parse(JSON.stringify(body, (key, value: unknown) => (key === "odd" ? undefined : value))),
      /Law B.*odd' is lost in silence/
    ],
    "rounds a number": [
      ({ body }) => ({
        ...body,
        ...("seed" in body ? { seed: Math.trunc(Number(body["seed"]) / 10) * 10 } : {})
      }),
      /Law B.*'seed'/
    ],
    "adds a parameter of its own": [
      ({ body }) => ({ ...body, top_p: body["top_p"] ?? 0.9 }),
      /Law C.*'top_p'/
    ],
    "adds a switch where there are tools": [
      ({ body }) =>
        "tools" in body ? { ...body, parallel_tool_calls: body["parallel_tool_calls"] ?? false } : body,
      /Law C.*'parallel_tool_calls'/
    ],
    "adds an instruction": [
      ({ body }) => ({
        ...body,
        messages: [...(body["messages"] as ReadonlyArray<never>), { role: "system", content: "JSON!" }]
      }),
      /Law C.*'messages/
    ],
    "marks every message": [
      ({ body }) => ({
        ...body,
        messages: (body["messages"] as ReadonlyArray<JsonObject>).map((each) => ({ ...each, weight: 1 }))
      }),
      /Law C.*weight'/
    ],
    "writes into the request": [
      ({ body }, { request }) => {
        ;(request as unknown as { seed: number }).seed = 7
        return body
      },
      /changed in place/
    ],
    "says what is no JSON": [({ body }) => ({ ...body, at: new Date(0) }), /Law C.*not JSON/]
  }
  for (const [wrong, [change, message]] of Object.entries(wrongs)) {
    it(`are broken by an adapter that ${wrong}`, () => {
      assert.throws(() => Laws.check(adapter(change), { runs: 2_000, seed: 1 }), message)
    })
  }

  it("are broken by an adapter that says the same thing in two ways", () => {
    let calls = 0
    const restless = adapter(({ body }) => ({ ...body, nonce: calls++ }))
    assert.throws(() => Laws.check(restless, { runs: 10, seed: 1 }), /in two ways/)
  })

  it("a ledger of another request does not account for this one", () => {
    const provider = adapter(({ body }) => body)
    const endpoint = provider.passthrough("m")
    const request: Request = { messages: [{ role: "user", content: "Hi" }], stream: false, top_k: 3, seed: 1 }
    const fitted = Fit.fit(request, endpoint, provider)
    assert.deepStrictEqual(Laws.apply(request, fitted.ledger), fitted.request)
    assert.notDeepEqual(Laws.apply(request, []), fitted.request)
    const entries = [
      { action: "dropped", param: "stop[0]", reason: "unsupported" },
      { action: "dropped", param: "stop[1]", reason: "unsupported" },
      { action: "clamped", param: "seed", to: 2, reason: "out_of_range" },
      { action: "dropped", param: "odd", reason: "unknown" },
      { action: "renamed", param: "top_k", to: "k", reason: "same_meaning" }
    ] as const
    assert.deepStrictEqual(Laws.apply({ ...request, stop: ["a", "b", "c"], unknown: { odd: 1 } }, entries), {
      ...request,
      stop: ["c"],
      seed: 2
    })
  })
})

describe("generated requests", () => {
  it("hold every parameter, every role, every part and every kind of tool, and nothing that is absent", () => {
    const params = new Set<string>()
    const kinds = new Set<string>()
    const visit = (value: unknown): void => {
      if (typeof value !== "object" || value === null) return
      for (const key of ["role", "type"] as const) {
        const kind = (value as { [key: string]: unknown })[key]
        if (typeof kind === "string") kinds.add(kind)
      }
      for (const each of Object.values(value)) {
        assert.isDefined(each)
        visit(each)
      }
    }
    for (const request of fc.sample(Requests.requests(), { numRuns: 2_000, seed: 1 })) {
      for (const key of Object.keys(request)) params.add(key)
      visit(request)
    }
    for (const name of Param.optional) assert.isTrue(params.has(name), name)
    for (const name of ["tools", "tool_choice", "response_format", "modalities", "unknown"]) {
      assert.isTrue(params.has(name), name)
    }
    for (const kind of [
      "system",
      "developer",
      "user",
      "assistant",
      "tool",
      "text",
      "image_url",
      "input_audio",
      "file",
      "refusal",
      "function",
      "custom",
      "reasoning.text",
      "reasoning.summary",
      "reasoning.encrypted",
      "json_object",
      "json_schema",
      "ephemeral"
    ]) {
      assert.isTrue(kinds.has(kind), kind)
    }
  })
})
