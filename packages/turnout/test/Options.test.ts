import { assert, describe, it } from "@effect/vitest"
import { openai } from "@turnout/openai"
import * as Strategies from "@turnout/router/Strategies"
import { createRouter, isRouterError, type Options, type RouterError } from "turnout"

const ask = { model: "gpt-4o-mini", messages: [{ role: "user" as const, content: "hi" }] }
const providers = [openai({ apiKey: "sk" })]
const right: Options = { providers }

const rejection = async (promise: Promise<unknown>): Promise<RouterError> => {
  const error: unknown = await promise.then(
    () => assert.fail("should have rejected"),
    (error: unknown) => error
  )
  assert.isTrue(isRouterError(error), String(error))
  return error as RouterError
}

/** What `ready` and the first call are rejected with. */
const told = async (options: object): Promise<RouterError> => {
  await using router = createRouter(options as Options)
  const error = await rejection(router.ready())
  assert.deepInclude(error, { status: 500, code: "internal_error" })
  assert.strictEqual((await rejection(router.chat.completions.create(ask))).message, error.message)
  return error
}

const wrong: ReadonlyArray<readonly [options: object, param: string, says: string]> = [
  [{ limits: { rpm: 3 } }, "limits.rpm", "'principal'"],
  [
    { limits: { principal: { requests_per_minut: 3 } } },
    "limits.principal.requests_per_minut",
    "'limits.principal.requests_per_minute'"
  ],
  [
    { limits: { providers: { openai: { concurrent: "3" } } } },
    "limits.providers.openai.concurrent",
    "a number"
  ],
  [
    { budgets: { rules: [{ scope: "team", period: "daily", limit_usd: 1 }] } },
    "budgets.rules[0].scope",
    "'workspace'"
  ],
  [
    { budgets: { rules: [{ scope: "workspace", period: "dayly", limit_usd: 1 }] } },
    "budgets.rules[0].period",
    "Did you mean 'daily'?"
  ],
  [
    { budgets: { rules: [{ scope: "workspace", period: "daily", limit_usd: -1 }] } },
    "budgets.rules[0].limit_usd",
    "from 0 to 9000000"
  ],
  [
    { budgets: { rules: [{ scope: "workspace", period: "daily" }] } },
    "budgets.rules[0].limit_usd",
    "missing"
  ],
  [{ budgets: {} }, "budgets.rules", "missing"],
  [{ params: "strict" }, "params", "'error'"],
  [{ unknown: "rejct" }, "unknown", "Did you mean 'reject'?"],
  [{ include: "attempts" }, "include", "a list"],
  [{ include: ["attempt"] }, "include[0]", "Did you mean 'attempts'?"],
  [{ optimise: "cost" }, "optimise", "Did you mean 'optimize'?"],
  [{ optimize: "balnced" }, "optimize", "Did you mean 'balanced'?"],
  [{ optimize: "mine", strategies: { mien: () => [] } }, "optimize", "'mien'"],
  [{ routing: { optimize: "csot" } }, "routing.optimize", "Did you mean 'cost'?"],
  [{ routing: { max_ttft: 3 } }, "routing.max_ttft", "'routing.max_ttft_ms'"],
  [{ routing: { deadline_ms: "3" } }, "routing.deadline_ms", "'routing.deadline_ms'"],
  [{ routing: 3 }, "routing", "'routing'"],
  [{ explore: 2 }, "explore", "from 0 to 1"],
  [{ explore: Number.NaN }, "explore", "NaN"],
  [{ max_chain_items: 0 }, "max_chain_items", "at least 1"],
  [{ max_queries: 2.5 }, "max_queries", "whole"],
  [{ health: { max_ejectd: 1 } }, "health.max_ejectd", "'health.max_ejected'"],
  [{ health: { retry_budget: { ratio: "1" } } }, "health.retry_budget.ratio", "a number"],
  [{ hedge: { share: 5 } }, "hedge.share", "from 0 to 1"],
  [{ verdicts: { RateLimitd: {} } }, "verdicts.RateLimitd", "'verdicts.RateLimited'"],
  [{ verdicts: { RateLimited: { same: "twice" } } }, "verdicts.RateLimited.same", "'once'"],
  [{ observe: { receipts: () => {} } }, "observe.receipt", "missing"],
  [{ observe: "log" }, "observe", "an object"],
  [{ cooling: "wait" }, "cooling", "'fail'"],
  [{ cooling: { wait: 1 } }, "cooling.wait_ms", "missing"],
  [{ strategies: { mine: {} } }, "strategies.mine", "a function"],
  [{ scorers: { mine: 1 } }, "scorers.mine", "a function"],
  [{ signals: { mine: 1 } }, "signals.mine", "a function"],
  [{ constraints: { mine: {} } }, "constraints", "a list"],
  [{ constraints: [{ reason: "mine", check: () => undefined }] }, "constraints[0].compile", "missing"],
  [{ estimate: 4 }, "estimate", "a function"],
  [{ credentials: { openai: "sk-canary-1" } }, "credentials", "a function"],
  [{ validate: true }, "validate", "a function"],
  [
    { strategies: { mine: Strategies.slo({ deadline: 3 } as object) } },
    "strategies.mine.deadline",
    "'strategies.mine.deadline_ms'"
  ],
  [{ seed: "7" }, "seed", "a number"],
  [{ unread_timeout_ms: "1s" }, "unread_timeout_ms", "a number"],
  [{ max_body_bytes: "10mb" }, "max_body_bytes", "a number"],
  [{ body_timeout_ms: 0 }, "body_timeout_ms", "at least 1"],
  [{ heartbeat_ms: true }, "heartbeat_ms", "a number"],
  [{ authenticate: "sk-canary-1" }, "authenticate", "a function"],
  [{ cors: { origins: "*", credentials: true } }, "cors.credentials", "every origin"],
  [{ onError: "log" }, "onError", "a function"],
  [{ download: { most_bytes: 3 } }, "download.most_bytes", "'download.mostBytes'"],
  [{ download: "yes" }, "download", "an object"],
  [{ proxy: "enviroment" }, "proxy", "Did you mean 'environment'?"],
  [{ transport: {} }, "transport", "a layer"],
  [{ catalog: [] }, "catalog", "a layer"],
  [{ providers: [openai] }, "providers[0]", "a function"],
  [{ providers: openai() }, "providers", "a list"],
  [{ providers: undefined }, "providers", "missing"]
]

describe("an option of a router that is wrong", () => {
  it("is a configuration error that names it, by ready() and by the first call", async () => {
    for (const [options, param, says] of wrong) {
      const error = await told({ ...right, ...options })
      assert.strictEqual(error.param, param, error.message)
      assert.include(error.message, says)
      assert.notInclude(error.message, "sk-canary")
    }
  })

  it("is told with all others and with the mistakes in the options of providers", async () => {
    const error = await told({
      providers: [openai({ apiKey: "a\nb" }), 7],
      params: "strict",
      limits: { rpm: 3 },
      budgets: { rules: [{ scope: "team", period: "daily", limit_usd: "1" }] }
    })
    assert.deepStrictEqual(
      error.violations.map(({ param }) => param),
      [
        "providers[1]",
        "params",
        "limits.rpm",
        "budgets.rules[0].scope",
        "budgets.rules[0].limit_usd",
        "apiKey"
      ]
    )
  })

  it("is told of no options at all", async () => {
    assert.strictEqual((await told(undefined as never)).param, "options")
    assert.strictEqual((await told({})).param, "providers")
  })

  it("is told over a connection that is never made, where proxy and transport contradict each other", async () => {
    const { layerFetch } = await import("@turnout/wire/TransportFetch")
    const error = await told({ ...right, transport: layerFetch, proxy: "environment" })
    assert.strictEqual(error.param, "proxy")
  })
})

describe("options of a router that are right", () => {
  it("pass, whatever they are, and undefined is none", async () => {
    await using router = createRouter({
      providers,
      optimize: "cheapest",
      strategies: { mine: Strategies.slo() },
      constraints: [{ reason: "mine", compile: () => undefined }],
      scorers: { default: () => 0.5 },
      signals: { load: () => 1 },
      explore: 0,
      routing: { deadline_ms: 3000, weights: { cost: 1 }, providers: null },
      params: "error",
      unknown: "reject",
      include: ["attempts", "decision"],
      verdicts: { RateLimited: { same: "no" } },
      credentials: () => undefined,
      cooling: { wait_ms: 10 },
      health: { max_ejected: 1, retry_budget: { ratio: 1, burst: 1 } },
      unread_timeout_ms: 1000,
      hedge: { share: 1, calls: 10, price_ratio: 2 },
      observe: { receipt: () => {}, bodies: true },
      validate: () => () => [],
      seed: -1.5,
      download: { mostBytes: 10, ports: [8080] },
      budgets: { rules: () => [{ scope: "workspace", period: "daily", limit_usd: 1 }] },
      limits: { principal: () => undefined, providers: { openai: { concurrent: 3 } } },
      max_body_bytes: 1000,
      body_timeout_ms: 1000,
      heartbeat_ms: 1000,
      authenticate: () => undefined,
      authenticate_timeout_ms: 1000,
      cors: { origins: ["https://app.example"], credentials: true },
      onError: () => {}
    })
    await router.ready()
    assert.lengthOf((await router.plan(ask, { principal: { user_id: null } })).steps, 1)
  })
})

describe("a function of the host's that gives what is no limit", () => {
  it("fails the call with the option's name, since it would limit nothing", async () => {
    for (const [options, param] of [
      [{ limits: { principal: () => ({ rpm: 3 }) } }, "limits.principal().rpm"],
      [{ limits: { providers: () => ({ rpm: 3 }) } }, "limits.providers().rpm"],
      [
        { budgets: { rules: () => [{ scope: "team", period: "daily", limit_usd: 1 }] } },
        "budgets.rules()[0].scope"
      ]
    ] as const) {
      await using router = createRouter({
        providers: [openai({ apiKey: "sk", baseUrl: "http://127.0.0.1:9/v1" })],
        ...(options as object)
      })
      await router.ready()
      const error = await rejection(router.chat.completions.create(ask, { principal: { workspace_id: "w" } }))
      assert.deepInclude(error, { status: 500, code: "internal_error", param })
    }
  })
})
