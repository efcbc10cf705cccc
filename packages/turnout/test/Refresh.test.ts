import { assert, describe, it } from "@effect/vitest"
import { anthropic } from "@turnout/anthropic"
import type { RouterError } from "@turnout/core/RouterError"
import { openai } from "@turnout/openai"
import * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import { createRouter } from "turnout"
import * as Upstream from "./upstream.ts"

/** A router whose vendors are all this server. */
const served = async (
  script: ScriptedHttp.Script,
  use: (router: ReturnType<typeof createRouter>, server: ScriptedHttp.ScriptedHttp) => Promise<void>
) => {
  const server = await ScriptedHttp.start(script)
  const router = createRouter({
    providers: [
      openai({ apiKey: () => Promise.resolve("sk-secret"), baseUrl: `${server.url}/v1` }),
      anthropic({ apiKey: "sk-a", baseUrl: server.url })
    ]
  })
  try {
    await use(router, server)
  } finally {
    await router.close()
    await server.close()
  }
}

const refused = (promise: Promise<unknown>) =>
  promise.then(
    () => assert.fail("it was answered"),
    (error: RouterError) => error
  )

const page = ScriptedHttp.json({
  object: "list",
  data: [{ id: "gpt-4o-mini" }, { id: "brand-new" }, { id: "gpt-4o-mini" }, { id: 7 }, "no"]
})

describe("asking a vendor which models an account has", () => {
  it("happens on request alone, by one GET with the account's key", () =>
    served([page], async (router, server) => {
      await router.ready()
      await router.models.list()
      assert.strictEqual(server.requests.length, 0)
      await router.models.refresh("openai")
      const [request] = server.requests
      assert.strictEqual(server.requests.length, 1)
      assert.deepInclude(request, { method: "GET", path: "/v1/models", body: "" })
      assert.strictEqual(request!.headers["authorization"], "Bearer sk-secret")
      assert.notProperty(request!.headers, "content-type")
    }))

  it("serves what nobody stated from then on, and tells what is not listed", () =>
    served([page, Upstream.text("hello")], async (router, server) => {
      const { missing, ...told } = await router.models.refresh("OpenAI")
      assert.deepStrictEqual(told, {
        object: "models_refresh",
        provider: "openai",
        listed: 2,
        added: ["brand-new"]
      })
      assert.include(missing, "gpt-4o")
      assert.notInclude(missing, "gpt-4o-mini")
      assert.strictEqual((await router.models.retrieve("brand-new")).providers[0]?.name, "openai")
      const messages = [{ role: "user" as const, content: "Hi" }]
      const answer = await router.chat.completions.create({ model: "brand-new", messages })
      assert.strictEqual(answer.choices[0]?.message.content, "hello")
      assert.deepInclude(JSON.parse(server.requests[1]!.body), { model: "brand-new" })
    }))

  it("of the Messages family is at its own path, under its own header", () =>
    served([ScriptedHttp.json({ data: [{ type: "model", id: "claude-next" }] })], async (router, server) => {
      assert.deepStrictEqual((await router.models.refresh("anthropic")).added, ["claude-next"])
      assert.deepInclude(server.requests[0], { path: "/v1/models?limit=1000" })
      assert.strictEqual(server.requests[0]!.headers["x-api-key"], "sk-a")
    }))

  const failures: ReadonlyArray<readonly [string, ScriptedHttp.Answer, RegExp]> = [
    [
      "a refusal",
      ScriptedHttp.json({ error: { message: "Wrong key sk-secret." } }, { status: 401 }),
      /did not list its models/
    ],
    ["no JSON", { status: 200, body: "<html>" }, /no list of models/],
    ["another JSON", ScriptedHttp.json({ data: "none" }), /no list of models/],
    ["nothing", { status: 200, body: "" }, /no list of models/]
  ]
  for (const [name, answer, expected] of failures) {
    it(`that answers with ${name} is an error that names it, keeps its cause and tells no key`, () =>
      served([answer], async (router) => {
        const before = await router.models.list()
        const error = await refused(router.models.refresh("openai"))
        assert.strictEqual(error.code, "upstream_error")
        assert.strictEqual(error.provider, "openai")
        assert.match(error.message, expected)
        assert.isDefined(error.cause)
        assert.notInclude(JSON.stringify(error) + String(error.cause), "sk-secret")
        assert.deepStrictEqual((await router.models.list()).data, before.data)
      }))
  }

  it("that is not registered is refused, with the nearest", () =>
    served([], async (router) => {
      const error = await refused(router.models.refresh("opnai"))
      assert.deepInclude(error, { code: "invalid_parameter_value", param: "provider" })
      assert.include(error.suggestion ?? "", "openai")
    }))
})
