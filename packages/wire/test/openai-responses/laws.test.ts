import { assert, describe, it } from "@effect/vitest"
import * as Capabilities from "@turnout/core/Capabilities"
import type { Provider } from "@turnout/core/Provider"
import * as Laws from "@turnout/testing/Laws"
import * as Requests from "@turnout/testing/Requests"
import * as Auth from "@turnout/wire/Auth"
import * as OpenAiResponses from "@turnout/wire/OpenAiResponses"
import { Transport } from "@turnout/wire/Transport"
import * as Vendor from "@turnout/wire/Vendor"
import { Effect } from "effect"
import * as fc from "fast-check"
import { endpoint } from "./endpoints.ts"

const silent = Transport.of({ send: () => Effect.die("no request leaves here") })

const made = (options: Partial<OpenAiResponses.Dialect>): Effect.Effect<Provider, unknown> =>
  Vendor.define({
    id: "somewhere",
    protocol: OpenAiResponses.make(options),
    baseUrl: "http://somewhere.test",
    path: "/responses",
    auth: Auth.bearer,
    env: {}
  })
    .make({ apiKey: "k", models: { reasons: { capabilities: { reasoning: { support: "yes" } } } } })
    .pipe(Effect.provideService(Transport, silent))

// What makes accounts is loaded with the first of them.
await Effect.runPromise(made({}))

const account = (options: Partial<OpenAiResponses.Dialect>): Provider => Effect.runSync(made(options))

const word = { character: /[A-Za-z0-9_-]/, max: 64 }

/** A vendor that demands nothing, and one that demands all that can be demanded. */
const dialects: { readonly [name: string]: Partial<OpenAiResponses.Dialect> } = {
  free: {},
  strict: {
    roles: { system: "developer", developer: "developer" },
    forms: { tool_name: word, schema_name: word, call_id: { max: 64 }, user: { max: 4 } },
    toolRoot: { refuses: ["allOf", "anyOf", "oneOf", "enum", "not"], properties: true },
    openSchemas: false,
    reasoning: "plain",
    refusals: false,
    adjacent: true,
    more: ["min_p", "stop"],
    roundTrip: { vendors: ["somewhere"], fields: ["phase"] }
  }
}

/** Generous: a busy machine is no broken law. */
const timeout = 60_000

describe("what is sent is what was asked, or the ledger says otherwise", { timeout }, () => {
  for (const [name, dialect] of Object.entries(dialects)) {
    for (const seed of [1, 2]) {
      it(`for 500 requests of seed ${seed}: ${name}`, () => {
        Laws.check(account(dialect), {
          runs: 500,
          seed,
          models: ["some-model"],
          formats: ["openai-responses-v1"]
        })
      })
    }
  }
})

describe("a body of the Responses family", { timeout }, () => {
  const origin = { format: "openai-responses-v1", provider: "somewhere", model: "some-model" }

  it("keeps the family's grammar", () => {
    fc.assert(
      fc.property(
        Requests.requests([origin]),
        fc.option(Requests.override, { nil: undefined }),
        (request, override) => {
          const at = endpoint()
          const capabilities = Capabilities.merge(at.facts.capabilities, override)
          const asked = { ...at, facts: { ...at.facts, capabilities } }
          const { body } = OpenAiResponses.make(dialects["strict"]).body({ request, ledger: [] }, asked)
          assert.strictEqual(body["store"], false)
          const input = body["input"] as ReadonlyArray<{ readonly [key: string]: unknown }>
          input.forEach((item, index) => {
            if (item["type"] === "reasoning") {
              // It needs the item that it led to.
              assert.isDefined(input[index + 1])
              assert.isString(item["id"])
            }
            if (item["call_id"] !== undefined) assert.isAtMost((item["call_id"] as string).length, 64)
          })
          const tools = (body["tools"] ?? []) as ReadonlyArray<{ readonly [key: string]: unknown }>
          for (const tool of tools) {
            if (tool["type"] === "function") assert.isBoolean(tool["strict"])
            assert.notProperty(tool, "function")
          }
        }
      ),
      { numRuns: 500 }
    )
  })
})
