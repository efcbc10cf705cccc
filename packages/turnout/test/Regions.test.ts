import { assert, describe, it } from "@effect/vitest"
import { openai } from "@turnout/openai"
import { openaiCompatible } from "@turnout/openai-compatible"
import * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import { type AttemptRecord, createRouter, type ChatRequest } from "turnout"

const messages = [{ role: "user", content: "Hello." }] as const

const answer = ScriptedHttp.json({
  id: "1",
  model: "m",
  choices: [{ index: 0, message: { role: "assistant", content: "Hi." }, finish_reason: "stop" }]
})
const gone = { status: 404, body: `{"error":{"code":"model_not_found","message":"no such model"}}` }

/** A vendor with a usual host and one in each of two regions. */
const hosts = async (script: { readonly [host: string]: ScriptedHttp.Answer } = {}) => {
  const names = ["usual", "eu", "us-east1"] as const
  const started = await Promise.all(names.map((name) => ScriptedHttp.start(() => script[name] ?? answer)))
  const [usual, eu, us] = started.map(({ url }) => url)
  const account = openaiCompatible({
    id: "acme",
    baseUrl: usual!,
    apiKey: "a-key",
    regions: { eu: `${eu}/v1`, "us-east1": us! },
    models: { m: {} }
  })
  const router = createRouter({ providers: [account], seed: 1 })
  const ask = (request: object) =>
    router.chat.completions.create({ model: "m", messages, ...request } as ChatRequest)
  return {
    router,
    ask,
    plan: (request: object) => router.plan({ model: "m", messages, ...request } as ChatRequest),
    /** Where requests went, in the order of hosts. */
    asked: () => Object.fromEntries(started.map(({ requests }, index) => [names[index]!, requests.length])),
    paths: () => started.flatMap(({ requests }) => requests.map(({ path }) => path)),
    close: async () => {
      await router.close()
      await Promise.all(started.map((each) => each.close()))
    }
  }
}

const using = async (
  script: { readonly [host: string]: ScriptedHttp.Answer },
  body: (world: Awaited<ReturnType<typeof hosts>>) => Promise<void>
) => {
  const world = await hosts(script)
  try {
    await body(world)
  } finally {
    await world.close()
  }
}

const warningsOf = (answered: object): ReadonlyArray<string> =>
  (
    answered as { readonly routing_metadata: { readonly warnings: ReadonlyArray<{ readonly code: string }> } }
  ).routing_metadata.warnings.map(({ code }) => code)

describe("a region that has a host of its own", () => {
  it("is in the address, and nothing is told of it", () =>
    using({}, async ({ ask, asked, paths }) => {
      const answered = await ask({ region: "EU" })
      assert.deepStrictEqual(asked(), { usual: 0, eu: 1, "us-east1": 0 })
      assert.deepStrictEqual(paths(), ["/v1/chat/completions"])
      assert.notInclude(warningsOf(answered), "region")
    }))

  it("is not in the address of a request that names none", () =>
    using({}, async ({ ask, asked }) => {
      await ask({})
      assert.deepStrictEqual(asked(), { usual: 1, eu: 0, "us-east1": 0 })
    }))

  it("is where a request goes that allows nothing else", () =>
    using({}, async ({ ask, asked }) => {
      await ask({ gateway: { routing: { regions: ["us_east1"] } } })
      assert.deepStrictEqual(asked(), { usual: 0, eu: 0, "us-east1": 1 })
    }))

  it("is tried in each region of a chain that an endpoint has, in its order", () =>
    using({ eu: gone, "us-east1": gone }, async ({ ask, asked, plan }) => {
      const { steps } = await plan({ region: "us-east1->eu" })
      assert.deepStrictEqual(
        steps.map(({ endpoint, region }) => [endpoint, region]),
        [
          ["acme/m#us-east1", "us-east1"],
          ["acme/m#eu", "eu"]
        ]
      )
      const error = (await ask({ region: "us-east1->eu" }).catch((failed: unknown) => failed)) as {
        readonly attempts: ReadonlyArray<AttemptRecord>
      }
      assert.deepStrictEqual(
        error.attempts.map(({ endpoint, reason }) => [endpoint, reason]),
        [
          ["acme/m#us-east1", "ModelNotFound"],
          ["acme/m#eu", "ModelNotFound"]
        ]
      )
      assert.deepStrictEqual(asked(), { usual: 0, eu: 1, "us-east1": 1 })
    }))

  it("cools down apart from the others", () =>
    using(
      { "us-east1": { status: 429, headers: { "retry-after": "60" }, body: "{}" } },
      async ({ ask, asked }) => {
        await ask({ region: "us-east1->eu" })
        await ask({ region: "us-east1->eu" })
        await ask({})
        assert.deepStrictEqual(asked(), { usual: 1, eu: 2, "us-east1": 1 })
      }
    ))

  it("is no candidate where the chain and the allow-list have no region in common", () =>
    using({}, async ({ ask, asked }) => {
      const both = { region: "eu", gateway: { routing: { regions: ["us-east1"] } } }
      const error = (await ask(both).catch((failed: unknown) => failed)) as { readonly status: number }
      assert.isAtLeast(error.status, 400)
      assert.deepStrictEqual(asked(), { usual: 0, eu: 0, "us-east1": 0 })
      await ask({ region: "us-east1->eu", gateway: { routing: { regions: ["eu"] } } })
      assert.deepStrictEqual(asked(), { usual: 0, eu: 1, "us-east1": 0 })
    }))

  it("that nobody has is refused with those that are offered", () =>
    using({}, async ({ ask, asked }) => {
      const error = (await ask({ region: "mars" }).catch((failed: unknown) => failed)) as {
        readonly param: string
        readonly suggestion: string
      }
      assert.strictEqual(error.param, "region")
      assert.include(error.suggestion, "eu, us-east1")
      assert.deepStrictEqual(asked(), { usual: 0, eu: 0, "us-east1": 0 })
    }))
})

describe("OpenAI's regions", () => {
  const planned = async (options: object) => {
    const router = createRouter({ providers: [openai({ apiKey: "k", ...options })] })
    try {
      return await router.plan({ model: "gpt-4o-mini", messages, region: "eu" })
    } finally {
      await router.close()
    }
  }

  it("are hosts of its own", async () => {
    const { steps } = await planned({})
    assert.deepStrictEqual([steps[0]?.region, steps[0]?.warnings], ["eu", []])
  })

  it("are none of another host", async () => {
    const { steps } = await planned({ baseUrl: "http://localhost:1" })
    assert.strictEqual(steps[0]?.region, undefined)
    assert.deepStrictEqual(
      steps[0]?.warnings.map(({ code }) => code),
      ["region"]
    )
  })
})
