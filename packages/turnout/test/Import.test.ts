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

describe("importing", () => {
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

  for (const from of ["an option", "the environment"]) {
    it(`neither a schema nor a compiler is on the way to the first call, with a key from ${from}`, () => {
      const { code, compiled, loaded } = run<{
        loaded: ReadonlyArray<string>
        compiled: number
        code: string
      }>(`
        let compiled = 0
        const count = (call) => (...given) => (compiled++, call(...given))
        globalThis.Function = new Proxy(Function, { construct: count(Reflect.construct), apply: count(Reflect.apply) })
        process.env.OPENAI_API_KEY = "sk-env"
        ${imports}
        const baseUrl = "http://127.0.0.1:9"
        const router = createRouter({ providers: [openai(${from === "an option" ? '{ apiKey: "a", baseUrl }' : "{ baseUrl }"})] })
        const ask = { model: "gpt-4o-mini", messages: [{ role: "user", content: "hi" }] }
        await router.chat.completions.create({ ...ask, temperature: "warm", tools: [1] }).catch(() => {})
        const code = await router.chat.completions.create(ask).catch((error) => error.code)
        return { loaded: loaded(), compiled, code }`)
      assert.strictEqual(code, "upstream_error")
      assert.deepStrictEqual(
        loaded.filter((url) => /\/effect\/dist\/(Schema\w*|Config|schema\/.*)\.js$/.test(url)),
        []
      )
      assert.strictEqual(compiled, 0)
    })
  }

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

  /** Calls a vendor on this machine that notes what was loaded when it was asked. */
  const vendor = `
    const { createServer } = await import("node:http")
    await import("node:zlib")
    let asked
    const server = createServer((request, response) => {
      request.resume().on("end", () => {
        asked ??= all()
        const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 }
        const message = { role: "assistant", content: "hi" }
        const answer = { id: "a", object: "chat.completion", created: 1, model: "gpt-4o-mini", choices: [{ index: 0, message, finish_reason: "stop" }], usage }
        const chunk = { ...answer, object: "chat.completion.chunk", choices: [{ index: 0, delta: message, finish_reason: "stop" }] }
        response.setHeader("content-type", streamed ? "text/event-stream" : "application/json")
        response.end(streamed ? "data: " + JSON.stringify(chunk) + "\\n\\ndata: [DONE]\\n\\n" : JSON.stringify(answer))
      })
    })
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve))
    // The server's own modules, which are loaded by its first answer.
    await fetch("http://127.0.0.1:" + server.address().port, { method: "POST", body: "x" }).then((it) => it.text())
    asked = undefined
    const router = createRouter({ providers: [openai({ apiKey: "a", baseUrl: "http://127.0.0.1:" + server.address().port })] })
    const ask = { model: "gpt-4o-mini", messages: [{ role: "user", content: "hi" }], stream: streamed }
    const call = async () => {
      const answer = await router.chat.completions.create(ask)
      if (streamed) for await (const chunk of answer) void chunk
    }
    const since = (before, after) => after.filter((each) => !before.includes(each))`

  for (const streamed of [false, true]) {
    it(`behind ready() the first call loads nothing (${streamed ? "streamed" : "whole"})`, () => {
      const loaded = run<ReadonlyArray<string>>(`
        const streamed = ${streamed}
        ${imports}; ${vendor}
        await router.ready()
        const before = all()
        await call()
        return since(before, all())`)
      assert.deepStrictEqual(loaded, [])
    })

    it(`without ready() nothing is loaded once the vendor is asked (${streamed ? "streamed" : "whole"})`, () => {
      const { after, before } = run<{ before: number; after: ReadonlyArray<string> }>(`
        const streamed = ${streamed}
        ${imports}; ${vendor}
        const none = all()
        await call()
        return { before: since(none, asked).length, after: since(asked, all()) }`)
      assert.isAbove(before, 0)
      assert.deepStrictEqual(after, [])
    })
  }
})
