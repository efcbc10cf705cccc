import { assert, describe, it } from "@effect/vitest"
import { openaiCompatible } from "@turnout/openai-compatible"
import { Effect } from "effect"
import { type Options, createRouter, isRouterError } from "turnout"
import * as Upstream from "./upstream.ts"

const boom = new Error("boom")

/** What a function of a host's may do by mistake. */
const faults: { readonly [name: string]: () => unknown } = {
  "throws an error": () => {
    throw boom
  },
  "throws nothing": () => {
    throw undefined
  },
  "gives a promise": () => Promise.resolve(1),
  "gives a promise that is rejected": () => Promise.reject(boom),
  "gives a text": () => "rubbish",
  "gives a list of rubbish": () => [{}],
  "gives a function": () => () => 1,
  "gives an effect": () => Effect.fail(boom),
  "gives what throws when it is looked at": () =>
    new Proxy(
      {},
      {
        get: () => {
          throw boom
        },
        ownKeys: () => {
          throw boom
        }
      }
    )
}

interface Hook {
  readonly name: string
  readonly options: (fault: () => never) => Partial<Options>
  /** Faults that are none for it. */
  readonly takes?: ReadonlyArray<string>
}

const hooks: ReadonlyArray<Hook> = [
  { name: "estimate", options: (estimate) => ({ estimate }) },
  { name: "strategies.own", options: (own) => ({ strategies: { own }, optimize: "own" }) },
  { name: "signals.own", options: (own) => ({ signals: { own } }) },
  { name: "scorers.default", options: (own) => ({ scorers: { default: own } }) },
  { name: "constraints[0]", options: (compile) => ({ constraints: [{ reason: "own", compile }] }) },
  {
    name: "constraints[0]",
    // A text excludes, and is its reason.
    takes: ["gives a text"],
    options: (check) => ({ constraints: [{ reason: "own", compile: () => check }] })
  },
  { name: "validate", options: (validate) => ({ validate }), takes: ["throws an error", "throws nothing"] },
  { name: "validate", options: (check) => ({ validate: () => check }) },
  { name: "limits.principal()", options: (principal) => ({ limits: { principal } }) },
  { name: "limits.providers()", options: (providers) => ({ limits: { providers } }) },
  { name: "budgets.rules()", options: (rules) => ({ budgets: { rules } }) },
  { name: "credentials", options: (credentials) => ({ credentials }) }
]

/** What is a right answer of a hook that waits for it. */
const isRight = (hook: string, fault: string): boolean =>
  (hook === "constraints[0]" && fault === "gives a function") ||
  (hook === "validate" && fault === "gives a function")

describe("a function of the host's that is wrong", () => {
  for (const [index, { name, options, takes = [] }] of hooks.entries()) {
    it(`is named in an internal error, and is no vendor's fault: ${name} (${index})`, () =>
      Upstream.withUpstream(
        () => Upstream.text("{}"),
        async ({ url }) => {
          for (const [fault, run] of Object.entries(faults)) {
            if (takes.includes(fault)) continue
            await using router = createRouter({
              providers: [
                openaiCompatible({
                  id: "acme",
                  baseUrl: url,
                  models: { m: { price: { input: 1, output: 1 } } }
                })
              ],
              ...options(run as () => never)
            })
            const error: unknown = await router.chat.completions
              .create(
                {
                  model: "m@acme",
                  messages: [{ role: "user", content: "hi" }],
                  response_format: {
                    type: "json_schema",
                    json_schema: { name: "a", schema: { type: "object" } }
                  }
                },
                { principal: { workspace_id: "w" } }
              )
              .catch((error: unknown) => error)
            const where = `${name}: ${fault}`
            if (!isRouterError(error)) {
              assert.isTrue(isRight(name, fault), `${where}: it answered`)
              continue
            }
            assert.deepStrictEqual([error.status, error.code], [500, "internal_error"], where)
            assert.include(error.message, name === "credentials" ? "host's credentials" : name, where)
            if (fault.startsWith("throws an")) assert.strictEqual(error.cause, boom, where)
          }
        }
      ))
  }
})
