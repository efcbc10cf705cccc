import { assert, describe, it } from "@effect/vitest"
import { run } from "./loaded.ts"

interface Seen {
  readonly loaded: ReadonlyArray<string>
  readonly list: {
    readonly data: ReadonlyArray<{ readonly id: string; readonly endpoints: number; readonly keys: number }>
    readonly unconfigured: ReadonlyArray<{ readonly provider: string }>
  }
  readonly model: { readonly code: string; readonly suggestion: string }
  readonly provider: { readonly suggestion: string }
  readonly answer: string
}

/** A program with two keys in its environment. */
const seen = () =>
  run<Seen>(`
    for (const name of Object.keys(process.env)) if (/KEY|TOKEN|_URL|ENDPOINT|_HOST/.test(name)) delete process.env[name]
    process.env.OPENAI_API_KEY = "sk-one"
    process.env.OPENAI_BASE_URL = "http://127.0.0.1:9/v1"
    process.env.ANTHROPIC_API_KEY = "sk-two"
    const { createRouter } = await import("turnout")
    const { fromEnvironment } = await import("@turnout/all")
    const router = createRouter({ providers: fromEnvironment() })
    await router.ready()
    const messages = [{ role: "user", content: "hi" }]
    const told = (model) => router.plan({ model, messages }).catch(({ code, suggestion }) => ({ code, suggestion }))
    const list = await router.providers.list()
    const model = await told("gemini-2.5-flash")
    const provider = await told("gemini-2.5-flash@google")
    const answer = await router.chat.completions.create({ model: "gpt-4o-mini", messages }).catch((error) => error.code)
    await router.close()
    return { loaded: loaded(), list, model, provider, answer }`)

describe("createRouter({ providers: fromEnvironment() })", () => {
  const once = seen()

  it("has the accounts whose keys are set, and calls them", () => {
    assert.deepStrictEqual(once.list.data.map(({ id }) => id).sort(), ["anthropic", "openai"])
    for (const { endpoints, keys } of once.list.data) {
      assert.isAbove(endpoints, 0)
      assert.strictEqual(keys, 1)
    }
    assert.strictEqual(once.answer, "upstream_error")
  })

  it("loads the code of no other vendor", () => {
    const vendors = once.loaded.flatMap((url) => /\/providers\/([\w-]+)\//.exec(url)?.[1] ?? [])
    assert.deepStrictEqual([...new Set(vendors)].sort(), ["anthropic", "openai"])
  })

  it("says which vendors were not found, in the list and where a model or a provider is not", () => {
    assert.include(
      once.list.unconfigured.map(({ provider }) => provider),
      "google"
    )
    assert.strictEqual(once.model.code, "model_not_found")
    assert.match(once.model.suggestion, /Not set in the environment: google \(GEMINI_API_KEY\)/)
    assert.strictEqual(once.provider.suggestion, "Not set in the environment: GEMINI_API_KEY.")
  })
})
