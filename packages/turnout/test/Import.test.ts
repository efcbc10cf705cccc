import { assert, describe, it } from "@effect/vitest"
import { run } from "./loaded.ts"

const imports = `
  const { createRouter } = await import("turnout")
  const { openai } = await import("@turnout/openai")
  const { anthropic } = await import("@turnout/anthropic")
  await import("@turnout/catalog/Catalog")`

const make = `
  const port = 9
  const baseUrl = "http://127.0.0.1:" + port
  const router = createRouter({ providers: [openai({ apiKey: "a", baseUrl }), anthropic({ apiKey: "b", baseUrl })] })
  const ask = { model: "gpt-4o-mini", messages: [{ role: "user", content: "hi" }] }`

describe("importing", { timeout: 30_000 }, () => {
  it("loads no barrel of Effect and no HTTP client of its", () => {
    const loaded = run<ReadonlyArray<string>>(`${imports}; return loaded()`)
    const effect = loaded.filter((url) => url.includes("/effect/dist/"))
    assert.isAbove(effect.length, 10)
    assert.deepStrictEqual(
      effect.filter((url) => /\/effect\/dist\/(index|.*\/index)\.js$/.test(url)),
      []
    )
    assert.deepStrictEqual(
      effect.filter((url) =>
        /\/dist\/(http\/\w*(Client|Server|Router|Sse)|ai|rpc|sql|cli|cluster|unstable)/.test(url)
      ),
      []
    )
  })

  it("loads what an import is for, and leaves the rest to the first use", () => {
    const loaded = run<ReadonlyArray<string>>(`${imports}; ${make}; return loaded()`)
    assert.deepStrictEqual(
      loaded.filter((url) =>
        /\/undici\/|\/router\/src\/Router\.ts|catalog\/(src\/)?data\/.*(json|openai)/.test(url)
      ),
      []
    )
  })

  it("undici comes with the first request, not with a plan", () => {
    const { after, before, code } = run<{ before: boolean; after: boolean; code: string }>(`
      ${imports}; ${make}
      const undici = () => loaded().some((url) => url.includes("/undici/"))
      await router.plan(ask)
      const before = undici()
      const code = await router.chat.completions.create(ask).catch((error) => error.code)
      return { before, after: undici(), code }`)
    assert.isFalse(before)
    assert.isTrue(after)
    assert.strictEqual(code, "upstream_error")
  })
})
