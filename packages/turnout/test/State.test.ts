import { assert, describe, it } from "@effect/vitest"
import { openai } from "@turnout/openai"
import type * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import * as StoreTrouble from "@turnout/testing/StoreTrouble"
import * as Memory from "@turnout/state/Memory"
import { type Parts, Store } from "@turnout/state/Store"
import { conflict } from "@turnout/state/StoreError"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { createRouter, isRouterError, type Options, type TurnoutRouter } from "turnout"
import * as Upstream from "./upstream.ts"

const principal = { workspace_id: "acme" }
const ask = {
  model: "gpt-4o-mini",
  max_completion_tokens: 10,
  messages: [{ role: "user", content: "hi" }]
} as const

/** What one such call costs: 9 tokens in and 3 out. */
const cost = 9 * 150 + 3 * 600

type More = Partial<Pick<Options, "budgets" | "limits" | "on_store_failure" | "cooling" | "cache">>

/** Routers that share a store, as so many processes. */
const together = async (
  stores: ReadonlyArray<Parts>,
  more: More,
  use: (
    routers: ReadonlyArray<TurnoutRouter>,
    server: ScriptedHttp.ScriptedHttp,
    close: () => Promise<void>
  ) => Promise<void>,
  script: ScriptedHttp.Script = () => Upstream.text("hello")
): Promise<void> =>
  Upstream.withUpstream(script, async (server) => {
    const routers = stores.map((store) =>
      createRouter({
        providers: [openai({ apiKey: "sk-1", baseUrl: server.url, api: "chat" })],
        state: Layer.succeed(Store, store),
        ...more
      })
    )
    const close = async () => {
      await Promise.all(routers.map((router) => router.close()))
    }
    try {
      await use(routers, server, close)
    } finally {
      await close()
    }
  })

const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "answered",
    (error: unknown) => (isRouterError(error) ? error.code : String(error))
  )

const call = (router: TurnoutRouter) => router.chat.completions.create(ask, { principal })

const until = async (holds: () => Promise<boolean> | boolean): Promise<void> => {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 10))
}

const spendOf = async (router: TurnoutRouter): Promise<number> => {
  const { budgets } = await router.quotaStatus({ principal })
  return Math.round((budgets[0]?.spend_usd ?? 0) * 1e9)
}

const daily = (limit_usd: number) =>
  ({ rules: [{ scope: "workspace", period: "daily", limit_usd }] }) satisfies Options["budgets"]

describe("budgets over a store", () => {
  it("count what all routers spent, and outlive them", async () => {
    const store = Memory.make(() => Date.now())
    await together([store, store], { budgets: daily(1) }, async ([one, other]) => {
      await call(one!)
      await call(other!)
      assert.strictEqual(await spendOf(one!), 2 * cost)
      assert.strictEqual(await spendOf(other!), 2 * cost)
    })
    await together([store], { budgets: daily(1) }, async ([next]) => {
      assert.strictEqual(await spendOf(next!), 2 * cost)
    })
  })

  it("are overspent by nothing, however many call at once", async () => {
    const store = Memory.make(() => Date.now())
    await together([store, store, store], { budgets: daily(0.000_02) }, async (routers) => {
      const codes = await Promise.all(
        Array.from({ length: 60 }, (_, index) => codeOf(call(routers[index % 3]!)))
      )
      const answered = codes.filter((code) => code === "answered").length
      assert.isAbove(answered, 0)
      assert.deepStrictEqual([...new Set(codes)].toSorted(), ["answered", "budget_exhausted"])
      const spent = await spendOf(routers[0]!)
      assert.strictEqual(spent, answered * cost)
      assert.isAtMost(spent, 20_000)
    })
  })

  it("give back what a call that nobody heard to the end had reserved", async () => {
    const store = Memory.make(() => Date.now())
    const gate = Promise.withResolvers<void>()
    await together(
      [store],
      { budgets: daily(1) },
      async ([router], server) => {
        const controller = new AbortController()
        const calling = codeOf(router!.chat.completions.create(ask, { principal, signal: controller.signal }))
        await server.request(0)
        controller.abort(new Error("gone"))
        assert.strictEqual(await calling, "Error: gone")
        gate.resolve()
        const { budgets } = await router!.quotaStatus({ principal })
        assert.strictEqual(budgets[0]?.reserved_usd, 0)
      },
      async () => {
        await gate.promise
        return Upstream.text("late")
      }
    )
  })
})

describe("a store that is away", () => {
  it("is waited for once, and calls go on within what is known of budgets", async () => {
    const trouble = StoreTrouble.make(Memory.make(() => Date.now()))
    await together([trouble.store], { budgets: daily(1) }, async ([router]) => {
      await call(router!)
      trouble.be("hung")
      assert.strictEqual(await codeOf(call(router!)), "answered")
      const asked = trouble.requests()
      for (let count = 0; count < 5; count++) assert.strictEqual(await codeOf(call(router!)), "answered")
      // Nothing but the tries to reach it, four a second, was sent meanwhile.
      assert.isBelow(trouble.requests() - asked, 100)
      trouble.be("up")
      await until(async () => (await spendOf(router!)) === 7 * cost)
    })
  })

  it("refuses calls under a budget that is closed, with 503, until it is back", async () => {
    const trouble = StoreTrouble.make(Memory.make(() => Date.now()))
    const more: More = { budgets: daily(1), on_store_failure: { budgets: "closed" } }
    await together([trouble.store], more, async ([router], server) => {
      await call(router!)
      trouble.be("down")
      assert.strictEqual(await codeOf(call(router!)), "service_unavailable")
      assert.strictEqual(await codeOf(call(router!)), "service_unavailable")
      assert.strictEqual(await codeOf(router!.chat.completions.create(ask)), "service_unavailable")
      assert.lengthOf(server.requests, 1)
      trouble.be("up")
      await until(async () => (await codeOf(call(router!))) === "answered")
      assert.strictEqual(await spendOf(router!), 2 * cost)
    })
  })

  it("refuses calls under a limit that is closed, with 503, and lets them through where it is open", async () => {
    for (const kind of ["requests_per_minute", "concurrent"] as const) {
      for (const limits of ["closed", "open"] as const) {
        const trouble = StoreTrouble.make(Memory.make(() => Date.now()))
        const more: More = { limits: { principal: { [kind]: 100 } }, on_store_failure: { limits } }
        await together([trouble.store], more, async ([router], server) => {
          await call(router!)
          trouble.be("down")
          const expected = limits === "closed" ? "service_unavailable" : "answered"
          assert.strictEqual(await codeOf(call(router!)), expected)
          assert.strictEqual(await codeOf(call(router!)), expected)
          assert.lengthOf(server.requests, limits === "closed" ? 1 : 3)
        })
      }
    }
  })

  it("books nothing twice where only its answers were lost", async () => {
    const trouble = StoreTrouble.make(Memory.make(() => Date.now()))
    await together([trouble.store], { budgets: daily(1) }, async ([router]) => {
      await call(router!)
      trouble.be("lost")
      assert.strictEqual(await codeOf(call(router!)), "answered")
      trouble.be("up")
      await until(async () => (await spendOf(router!)) === 2 * cost)
      const { budgets } = await router!.quotaStatus({ principal })
      assert.strictEqual(budgets[0]?.reserved_usd, 0)
    })
  })

  it("keeps an open budget within what was left of it", async () => {
    const trouble = StoreTrouble.make(Memory.make(() => Date.now()))
    await together([trouble.store], { budgets: daily(0.000_03) }, async ([router]) => {
      await call(router!)
      trouble.be("down")
      const codes = await Promise.all(Array.from({ length: 20 }, () => codeOf(call(router!))))
      assert.include(codes, "answered")
      assert.include(codes, "budget_exhausted")
      trouble.be("up")
      await until(async () => (await spendOf(router!)) > cost)
      assert.isAtMost(await spendOf(router!), 30_000)
    })
  })

  it("lets a router begin without it", async () => {
    const trouble = StoreTrouble.make(Memory.make(() => Date.now()))
    trouble.be("hung")
    await together([trouble.store], { budgets: daily(1) }, async ([router]) => {
      assert.strictEqual(await codeOf(call(router!)), "answered")
      trouble.be("up")
      await until(async () => (await spendOf(router!)) === cost)
    })
  })
})

describe("limits over a store", () => {
  it("hold for all routers together", async () => {
    const store = Memory.make(() => Date.now())
    const limits = { principal: { requests_per_minute: 12 } }
    await together([store, store, store, store], { limits }, async (routers) => {
      const codes = await Promise.all(
        Array.from({ length: 40 }, (_, index) => codeOf(call(routers[index % 4]!)))
      )
      assert.lengthOf(
        codes.filter((code) => code === "answered"),
        12
      )
      assert.lengthOf(
        codes.filter((code) => code === "rate_limit_exceeded"),
        28
      )
      assert.deepInclude((await routers[3]!.quotaStatus({ principal })).requests, {
        limit: 12,
        remaining: 0
      })
    })
  })

  it("count calls in flight of all routers, and none that has ended", async () => {
    const store = Memory.make(() => Date.now())
    const gate = Promise.withResolvers<void>()
    const limits = { principal: { concurrent: 2 } }
    await together(
      [store, store],
      { limits },
      async ([one, other], server) => {
        const running = [call(one!), call(other!)]
        await Promise.all([server.request(0), server.request(1)])
        assert.strictEqual(await codeOf(call(one!)), "concurrent_requests_exceeded")
        gate.resolve()
        await Promise.all(running)
        await until(async () => (await codeOf(call(other!))) === "answered")
      },
      async () => {
        await gate.promise
        return Upstream.text("hello")
      }
    )
  })
})

describe("what routers over one store know", () => {
  it("a cooldown that one raised holds in the other", async () => {
    const store = Memory.make(() => Date.now())
    await together(
      [store, store],
      { cooling: "fail" },
      async ([one, other], server) => {
        assert.strictEqual(await codeOf(call(one!)), "rate_limit_exceeded")
        const before = server.requests.length
        await until(async () => (await codeOf(other!.plan(ask))) === "rate_limit_exceeded")
        assert.strictEqual(await codeOf(call(other!)), "rate_limit_exceeded")
        assert.strictEqual(server.requests.length, before)
      },
      () => Upstream.refusal(429, { message: "slow down" }, { "retry-after": "7200" })
    )
  })

  it("a router that begins knows what earlier ones measured", async () => {
    const store = Memory.make(() => Date.now())
    await together([store], {}, async ([router]) => {
      for (let count = 0; count < 12; count++) await call(router!)
    })
    await together([store], {}, async ([router]) => {
      const { decision } = await router!.plan(ask)
      const row = decision.candidates.find(({ endpoint }) => endpoint.startsWith("openai/"))
      assert.strictEqual(row?.signals.unary?.outcomes ?? row?.signals.outcomes, 12)
    })
  })

  it("nothing in the feed that is no news of ours does harm", async () => {
    const store = Memory.make(() => Date.now())
    await Effect.runPromise(
      store.feed.append([
        "",
        "{}",
        "null",
        '{"v":1,"type":"outcome","outcome":{}}',
        '{"v":1,"type":"cooldown"}'
      ])
    )
    await together([store], {}, async ([router]) => {
      assert.strictEqual(await codeOf(call(router!)), "answered")
    })
  })
})

describe("answers kept in a store", () => {
  it("are given again by another router, at no cost and without a vendor", async () => {
    const store = Memory.make(() => Date.now())
    const more: More = { cache: {}, budgets: daily(1) }
    const sure = { ...ask, temperature: 0 }
    await together([store, store], more, async ([one, other], server) => {
      const first = await one!.chat.completions.create(sure, { principal })
      await until(async () => {
        const next = await other!.chat.completions.create(sure, { principal })
        return next.routing_metadata.cache?.hit === true
      })
      const asked = server.requests.length
      const again = await other!.chat.completions.create(sure, { principal })
      assert.deepStrictEqual(again.choices, first.choices)
      assert.lengthOf(server.requests, asked)
      assert.strictEqual(await spendOf(other!), asked * cost)
      const { calls, exact_usd, saved_by_cache_usd, tokens } = (await other!.spend()).total
      assert.strictEqual(Math.round(Number(exact_usd) * 1e9), asked * cost)
      assert.isAbove(calls, asked)
      assert.isAtLeast(Math.round(Number(saved_by_cache_usd) * 1e9), cost)
      assert.strictEqual(tokens.prompt, asked * 9)
    })
  })

  it("are not asked for where the store is away, and no call waits", async () => {
    const trouble = StoreTrouble.make(Memory.make(() => Date.now()))
    await together([trouble.store], { cache: {} }, async ([router], server) => {
      trouble.be("hung")
      const sure = { ...ask, temperature: 0 }
      for (let count = 0; count < 3; count++) {
        assert.strictEqual(await codeOf(router!.chat.completions.create(sure, { principal })), "answered")
      }
      assert.lengthOf(server.requests, 3)
    })
  })
})

describe("receipts in a store", () => {
  it("tell what was spent, by what is asked, as exact decimals, and hold no words", async () => {
    const store = Memory.make(() => Date.now())
    await together([store], {}, async ([router]) => {
      const tagged = { ...ask, gateway: { metadata: { tags: ["a", "b"] } } }
      await router!.chat.completions.create(tagged, { principal: { workspace_id: "acme", user_id: "ada" } })
      await call(router!)
      const { rows, total } = await router!.spend({ by: "tag" })
      assert.deepStrictEqual(
        rows.map(({ calls, key }) => [key.tag, calls]),
        [
          ["a", 1],
          ["b", 1],
          [null, 1]
        ]
      )
      assert.strictEqual(total.calls, 2)
      assert.strictEqual(total.exact_usd, "0.0000063")
      assert.deepStrictEqual(total.tokens, {
        prompt: 18,
        cached: 0,
        cache_write: 0,
        completion: 6,
        reasoning: 0
      })
      const [row] = (await router!.spend({ by: ["workspace", "model", "provider"] })).rows
      assert.deepStrictEqual(row?.key, { workspace: "acme", model: "gpt-4o-mini", provider: "openai" })
      assert.deepStrictEqual((await router!.spend({ to: 5 })).total.calls, 0)
      assert.strictEqual(await router!.receipts.remove({ user_id: "ada" }), 1)
      assert.strictEqual((await router!.spend()).total.calls, 1)
    })
    const { receipts } = await Effect.runPromise(store.receipts.read({ from: 0, to: Infinity }, 10))
    assert.lengthOf(receipts, 1)
    assert.notInclude(receipts[0]!.text, "hello")
  })

  it("are told what is wrong with a query, and that there are none without a store", async () => {
    const store = Memory.make(() => Date.now())
    await together([store], {}, async ([router]) => {
      assert.strictEqual(await codeOf(router!.spend({ by: "colour" as never })), "internal_error")
      assert.strictEqual(await codeOf(router!.spend({ from: "yesterday" })), "internal_error")
    })
    const router = createRouter({ providers: [openai({ apiKey: "sk-1" })] })
    assert.strictEqual(await codeOf(router.spend()), "invalid_request")
    await router.close()
  })

  it("of a store that cannot use its keys leave calls alone", async () => {
    const store = Memory.make(() => Date.now())
    const broken = Effect.fail(conflict("The key 'receipts' holds something else."))
    const receipts = { append: () => broken, read: () => broken, remove: () => broken }
    await together([{ ...store, receipts }], {}, async ([router]) => {
      assert.strictEqual(await codeOf(call(router!)), "answered")
      assert.strictEqual(await codeOf(router!.spend()), "service_unavailable")
    })
  })
})

describe("options of a store", () => {
  it("are told what is wrong with them", async () => {
    const providers = [openai({ apiKey: "sk-1" })]
    const wrong: ReadonlyArray<[Partial<Options>, string]> = [
      [{ state: {} as never }, "state"],
      [{ on_store_failure: "open" }, "on_store_failure"],
      [{ state: Memory.layer(), on_store_failure: "ajar" as never }, "on_store_failure"]
    ]
    for (const [options, param] of wrong) {
      const router = createRouter({ providers, ...options })
      const error: unknown = await router.ready().catch((error: unknown) => error)
      assert.isTrue(isRouterError(error) && error.message.includes(param), String(error))
      await router.close()
    }
  })
})
