import { assert, describe, it } from "@effect/vitest"
import { openai } from "@turnout/openai"
import { type CallOptions, createRouter, isRouterError, type TurnoutRouter } from "turnout"
import * as Upstream from "./upstream.ts"

const request = { model: "gpt-4o-mini", messages: [{ role: "user" as const, content: "hi" }] }

const refusing = (name: string): object => ({
  get [name]() {
    throw new Error("a getter of the host's")
  }
})

const revoked = (): object => {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}

/** What is no option of a call, and what the error names. */
const wrong: ReadonlyArray<readonly [options: unknown, param: string]> = [
  [{ signal: {} }, "options.signal"],
  [{ signal: "now" }, "options.signal"],
  [{ signal: { aborted: false } }, "options.signal"],
  [{ signal: { aborted: false, addEventListener: 1, removeEventListener: 1 } }, "options.signal"],
  [{ principal: "u1" }, "options.principal"],
  [{ principal: { user_id: 7 } }, "options.principal.user_id"],
  [{ principal: { api_key_id: {} } }, "options.principal.api_key_id"],
  [{ principal: { rate_limit_rpm: Number.NaN } }, "options.principal.rate_limit_rpm"],
  [{ principal: { rate_limit_rpm: "3" } }, "options.principal.rate_limit_rpm"],
  [{ sginal: AbortSignal.abort() }, "options.sginal"],
  [{ Principal: {} }, "options.Principal"],
  [{ routing_events: false }, "options.routing_events"],
  [{ principal: { usr_id: "u" } }, "options.principal.usr_id"],
  [{ keys: "sk-canary-1" }, "options.keys"],
  [{ keys: { openai: 7 } }, "options.keys.openai"],
  [{ keys: { openai: ["sk-canary-1", { key: "sk-canary-1" }] } }, "options.keys.openai[1].id"],
  ["options", "options"],
  [7, "options"],
  [refusing("signal"), "options"],
  [refusing("principal"), "options"],
  [{ principal: refusing("user_id") }, "options"],
  [{ signal: refusing("aborted") }, "options"],
  [revoked(), "options"]
]

/** Each door that takes options. */
const doors: { readonly [name: string]: (router: TurnoutRouter, options: CallOptions) => Promise<unknown> } =
  {
    create: (router, options) => router.chat.completions.create(request, options),
    "create with a stream": (router, options) =>
      router.chat.completions.create({ ...request, stream: true }, options),
    plan: (router, options) => router.plan(request, options),
    quotaStatus: (router, options) => router.quotaStatus(options)
  }

describe("options of a call that are none", () => {
  for (const [name, door] of Object.entries(doors)) {
    for (const when of ["before", "after"] as const) {
      it(`reject typed ${when} the router is built, never throw, and nothing is sent: ${name}`, () =>
        Upstream.withUpstream(
          () => Upstream.text("a"),
          async (server) => {
            const router = createRouter({
              providers: [openai({ apiKey: "sk", baseUrl: `${server.url}/v1` })]
            })
            if (when === "after") await router.ready()
            for (const [options, param] of wrong) {
              const error = await door(router, options as CallOptions).catch((cause: unknown) => cause)
              assert.ok(isRouterError(error), param)
              assert.strictEqual(error.status, 400)
              assert.strictEqual(error.param, param)
              assert.notInclude(`${error.message}${JSON.stringify(error)}`, "sk-canary")
            }
            assert.strictEqual(server.requests.length, 0)
            await router.close()
          }
        ))
    }
  }

  it("of the wrong name are told with the nearest one, all at once", async () => {
    await using router = createRouter({ providers: [openai({ apiKey: "sk" })] })
    const given = { sginal: 1, principal: { usr_id: "u", tier: 3 } } as object
    const error = await router.plan(request, given).catch((cause: unknown) => cause)
    assert.ok(isRouterError(error))
    assert.deepStrictEqual(
      error.violations.map(({ code, param }) => [code, param]),
      [
        ["unknown_parameter", "options.sginal"],
        ["unknown_parameter", "options.principal.usr_id"],
        ["invalid_parameter_value", "options.principal.tier"]
      ]
    )
    assert.include(error.message, "Did you mean 'options.signal'?")
    assert.include(error.message, "Did you mean 'options.principal.user_id'?")
  })

  it("of a router on somebody's behalf are told by its calls", async () => {
    await using router = createRouter({ providers: [openai({ apiKey: "sk" })] })
    for (const [identity, param] of [
      [{ princpal: {} }, "options.princpal"],
      [{ keys: "sk-canary-1" }, "options.keys"],
      [7, "options.principal"]
    ] as const) {
      const error = await router
        .with(identity as never)
        .plan(request)
        .catch((cause: unknown) => cause)
      assert.ok(isRouterError(error), param)
      assert.deepStrictEqual([error.status, error.param], [400, param])
    }
  })

  it("null, undefined and none are the same", () =>
    Upstream.withUpstream(
      () => Upstream.text("a"),
      async (server) => {
        await using router = createRouter({
          providers: [openai({ apiKey: "sk", baseUrl: `${server.url}/v1` })]
        })
        for (const options of [undefined, {}, { signal: null, principal: null }, { principal: undefined }]) {
          await router.chat.completions.create(request, options)
        }
        await router.chat.completions.create(request, null as unknown as CallOptions)
        assert.strictEqual(server.requests.length, 5)
      }
    ))

  it("a signal that is none is a 400 of fetch, which rejects with nothing", async () => {
    await using router = createRouter({ providers: [openai({ apiKey: "sk" })] })
    for (const signal of [{}, "x", 7, { aborted: true }]) {
      for (const _ of ["not built", "built"]) {
        const init = { method: "POST", body: JSON.stringify(request), signal: signal as AbortSignal }
        const response = await router.fetch("http://x/v1/chat/completions", init)
        assert.strictEqual(response.status, 400)
        assert.strictEqual(((await response.json()) as { error: { param: string } }).error.param, "signal")
      }
    }
  })
})

describe("an array of requests that is none", () => {
  const lengths: ReadonlyArray<unknown> = [Number.NaN, -1, 1e300, 0.5, "many", null]

  it("is refused whatever its length says, before one of its items is read", async () => {
    await using router = createRouter({ providers: [openai({ apiKey: "sk" })] })
    for (const length of lengths) {
      let reads = 0
      const list = new Proxy([request], {
        get: (target, key) => {
          if (key === "length") return length
          reads += 1
          return Reflect.get(target, key) as unknown
        }
      })
      const error = await router.chat.completions.create(list).catch((cause: unknown) => cause)
      assert.ok(isRouterError(error), String(length))
      assert.isAtMost(reads, 1, "only whether the first is streamed")
    }
    const holes: Array<typeof request> = []
    holes.length = 3e8
    const error = await router.chat.completions.create(holes).catch((cause: unknown) => cause)
    assert.ok(isRouterError(error))
    assert.include(error.message, "at most 5")
  })
})
