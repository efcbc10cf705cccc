import { inspect } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import { openai } from "@turnout/openai"
import type * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import OpenAI from "openai"
import {
  type ApiError,
  createRouter,
  isRouterError,
  type Options,
  type Receipt,
  type TurnoutRouter
} from "turnout"
import * as Upstream from "./upstream.ts"

const request = { model: "gpt-4o-mini", messages: [{ role: "user", content: "hi" }] } as const

const routed = (
  options: Partial<Options>,
  use: (router: TurnoutRouter, server: ScriptedHttp.ScriptedHttp) => Promise<void>,
  script: ScriptedHttp.Script = () => Upstream.text("hello")
) =>
  Upstream.withUpstream(script, async (server) => {
    const router = createRouter({
      ...options,
      providers: [openai({ apiKey: "sk-platform", baseUrl: server.url })]
    })
    try {
      await use(router, server)
    } finally {
      await router.close()
    }
  })

const failed = async (promise: Promise<unknown>) => {
  const error = await promise.then(
    () => undefined,
    (cause: unknown) => cause
  )
  assert.isTrue(isRouterError(error), String(error))
  return error as ApiError
}

const keysOf = (server: ScriptedHttp.ScriptedHttp) =>
  server.requests.map(({ headers }) => headers["authorization"])

describe("a router on somebody's behalf", () => {
  const budgets = { rules: [{ scope: "workspace", period: "monthly", limit_usd: 5 }] } as const

  it("spends their budget under the official SDK, before and after it was built", () => {
    const receipts: Array<Receipt> = []
    return routed({ budgets, observe: (receipt) => receipts.push(receipt) }, async (router) => {
      const spent = async (workspace_id: string) =>
        (await router.quotaStatus({ principal: { workspace_id } })).budgets[0]!.spend_usd
      for (const workspace_id of ["one", "other"]) {
        const fetch = router.fetchFor({ workspace_id })
        const client = new OpenAI({ apiKey: "unused", fetch })
        const answer = await client.chat.completions.create({ ...request, messages: [...request.messages] })
        assert.strictEqual(answer.choices[0]?.message.content, "hello")
        const usage = answer.usage as { readonly cost?: number } | undefined
        assert.strictEqual(await spent(workspace_id), usage?.cost)
      }
      assert.deepStrictEqual(
        receipts.map(({ principal }) => principal.workspace_id),
        ["one", "other"]
      )
      assert.strictEqual(await spent(""), 0)
    })
  })

  it("is refused at its own limit, with the headers of its own budget", () =>
    routed({ budgets, limits: { principal: { requests_per_minute: 1 } } }, async (router) => {
      const ask = (api_key_id: string) =>
        router.fetchFor({ api_key_id, workspace_id: "w" })("https://x.example/v1/chat/completions", {
          method: "POST",
          body: JSON.stringify(request)
        })
      const first = await ask("a")
      assert.strictEqual(first.status, 200)
      assert.strictEqual(first.headers.get("x-budget-monthly-limit"), "5")
      assert.strictEqual((await ask("a")).status, 429)
      assert.strictEqual((await ask("b")).status, 200)
    }))

  it("asks with their keys, chats, plans and says what they have used", () =>
    routed({ budgets }, async (router, server) => {
      const theirs = router.with({ principal: { workspace_id: "w" }, keys: { openai: "sk-theirs" } })
      const answer = await theirs.chat.completions.create({ ...request, gateway: { include: ["attempts"] } })
      assert.strictEqual(answer.routing_metadata.attempts?.[0]?.cost?.payer, "byok")
      const chunks = await theirs.chat.completions.create({ ...request, stream: true })
      for await (const _ of chunks) {
        // read to its end
      }
      await router.chat.completions.create(request)
      await router.chat.completions.create(request, { keys: { openai: "sk-once" } })
      assert.deepStrictEqual(
        keysOf(server).map((key) => String(key).replace("Bearer ", "")),
        ["sk-theirs", "sk-theirs", "sk-platform", "sk-once"]
      )
      assert.strictEqual((await theirs.plan(request)).steps.length, 1)
      // A key of theirs spends no workspace's money.
      assert.strictEqual((await theirs.quotaStatus()).budgets[0]?.spend_usd, 0)
    }))

  it("a key of theirs is sent as it is meant, and what is none is their host's mistake, before anything is sent", () =>
    routed({}, async (router, server) => {
      await router.chat.completions.create(request, { keys: { openai: " Bearer sk-once\n" } })
      assert.deepStrictEqual(keysOf(server), ["Bearer sk-once"])
      for (const key of ["a\nb", "a b", "", " ", "sk-\u2026"]) {
        for (const ask of [
          () => router.chat.completions.create(request, { keys: { openai: key } }),
          () => router.with({ keys: { openai: ["k", key] } }).chat.completions.create(request)
        ]) {
          const error: unknown = await ask().catch((error: unknown) => error)
          assert.isTrue(isRouterError(error), JSON.stringify(key))
          assert.deepInclude(error as object, { status: 400, code: "invalid_parameter_value" })
        }
      }
      assert.strictEqual(server.requests.length, 1)
    }))

  it("a hook's key that is none is the host's mistake, with its cause", () =>
    routed({ credentials: () => ({ openai: "a\nb" }) }, async (router, server) => {
      const error: unknown = await router.chat.completions.create(request).catch((error: unknown) => error)
      assert.deepInclude(error as object, { status: 500, code: "internal_error", param: "credentials" })
      assert.instanceOf((error as Error).cause, TypeError)
      assert.strictEqual(server.requests.length, 0)
    }))

  it("a principal that was not found is nobody, and not everybody", () =>
    routed({ budgets }, async (router, server) => {
      const body = JSON.stringify(request)
      const unreadable = Object.defineProperty({}, "principal", {
        enumerable: true,
        get: () => {
          throw new Error("boom")
        }
      })
      for (const fetch of [
        router.fetchFor(undefined as never),
        router.fetchFor(null as never),
        router.with(unreadable).fetch
      ]) {
        const response = await fetch("https://x.example/v1/chat/completions", { method: "POST", body })
        assert.strictEqual(response.status, 400)
        assert.include(await response.text(), "options.principal")
      }
      assert.strictEqual(server.requests.length, 0)
    }))

  it("its own principal applies, whatever a call says", () =>
    routed({ budgets }, async (router) => {
      const theirs = router.with({ principal: { workspace_id: "w" } })
      await theirs.chat.completions.create(request, { principal: { workspace_id: "another" } })
      const spent = async (workspace_id: string) =>
        (await router.quotaStatus({ principal: { workspace_id } })).budgets[0]!.spend_usd
      assert.isAbove(await spent("w"), 0)
      assert.strictEqual(await spent("another"), 0)
    }))

  it("keeps their keys as nothing that prints, in no receipt and no error", () => {
    const receipts: Array<Receipt> = []
    const refuse = () =>
      Upstream.refusal(401, { message: "Incorrect API key provided: sk-theirs-1234567890" })
    return routed(
      { observe: { receipt: (receipt) => receipts.push(receipt), bodies: true } },
      async (router) => {
        const theirs = router.with({ keys: { openai: ["sk-theirs-1234567890"] } })
        const error = await failed(
          theirs.chat.completions.create({ ...request, gateway: { routing: { only_byok: true } } })
        )
        assert.strictEqual(error.code, "invalid_api_key")
        const all = `${inspect(theirs, { depth: 9, showHidden: true })}${inspect(error, { depth: 9 })}${JSON.stringify(receipts)}`
        assert.notInclude(all, "1234567890")
      },
      refuse
    )
  })
})

describe("what the host is told of a call", () => {
  const words = "my grandmother's recipe"
  const asked = { ...request, messages: [{ role: "user", content: words }] } as const
  const quoting = () =>
    Upstream.refusal(400, { message: `Invalid content: '${words}'.`, type: "invalid_request_error" })

  it("holds no bodies unless the host asks for them", async () => {
    for (const bodies of [undefined, false, true]) {
      const receipts: Array<Receipt> = []
      const receipt = (each: Receipt) => void receipts.push(each)
      const observe = bodies === undefined ? receipt : { receipt, bodies }
      await routed({ observe }, async (router) => {
        await router.chat.completions.create(asked)
        assert.strictEqual(JSON.stringify(receipts).includes(words), bodies === true)
        assert.strictEqual(JSON.stringify(receipts).includes("hello"), bodies === true)
      })
    }
  })

  it("a vendor's words that quote the question stand nowhere where the caller forbids that, streamed or not", async () => {
    for (const stream of [false, true]) {
      for (const quiet of [true, false]) {
        const receipts: Array<Receipt> = []
        await routed(
          { observe: { receipt: (receipt) => receipts.push(receipt), bodies: true } },
          async (router) => {
            const log = quiet ? { log_query_body: false } : {}
            const error = await failed(router.chat.completions.create({ ...asked, ...log, stream }))
            assert.strictEqual(error.status, 400)
            const told = `${error.message}${JSON.stringify(error.attempts)}${inspect(error, { depth: 9 })}${JSON.stringify(receipts)}`
            assert.strictEqual(told.includes(words), !quiet)
            assert.strictEqual(error.attempts[0]?.reason, "InvalidRequest")
          },
          quoting
        )
      }
    }
  })

  it("nor does what a stream ends with", async () => {
    const broken = () =>
      Upstream.broken([Upstream.delta({ content: "he" })], {
        error: { message: `Flagged: '${words}'`, code: "server_error" }
      })
    const receipts: Array<Receipt> = []
    await routed(
      { observe: { receipt: (receipt) => receipts.push(receipt), bodies: true } },
      async (router) => {
        const chunks = await router.chat.completions.create({ ...asked, log_query_body: false, stream: true })
        const error = await failed(Array.fromAsync(chunks))
        const told = `${inspect(error, { depth: 9 })}${JSON.stringify(receipts)}`
        assert.notInclude(told, words)
      },
      broken
    )
  })
})

describe("a small budget", () => {
  it("lets a short question through that has twice its upper cost left, and names what is needed otherwise", async () => {
    const ask = { model: "gpt-4o", messages: [{ role: "user", content: "hi" }], max_tokens: 10 } as const
    const rules = (limit_usd: number) => ({
      rules: [{ scope: "workspace", period: "daily", limit_usd }] as const
    })
    let upper = 0
    await routed({}, async (router) => {
      const { decision } = await router.plan(ask)
      upper = decision.candidates[0]!.expected_cost!.upper! / 1e9
    })
    assert.isAbove(upper, 0)
    await routed({ budgets: rules(2 * upper) }, async (router) => {
      await router.chat.completions.create(ask)
    })
    await routed({ budgets: rules(upper / 2) }, async (router) => {
      const error = await failed(router.chat.completions.create(ask))
      assert.strictEqual(error.code, "budget_exhausted")
      assert.match(
        error.message,
        /0\.0000\d+ USD are left, and this request can cost up to 0\.000\d+ USD at 'openai\/gpt-4o'/
      )
      assert.match(error.suggestion ?? "", /max_completion_tokens.*limit_usd.*budgets\.reserve/)
    })
  })
})
