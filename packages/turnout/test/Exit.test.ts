import { assert, describe, it } from "@effect/vitest"
import * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import { execFile } from "node:child_process"
import { promisify } from "node:util"
import * as Upstream from "./upstream.ts"

const program = (baseUrl: string) => `
  import { createRouter } from "turnout"
  import { openai } from "@turnout/openai"
  const router = createRouter({ providers: [openai({ apiKey: "k", baseUrl: "${baseUrl}" })] })
  const ask = { model: "gpt-4o-mini", messages: [{ role: "user", content: "x" }] }
  const body = JSON.stringify({ ...ask, stream: true })

  for await (const _ of await router.chat.completions.create({ ...ask, stream: true })) break
  const brief = createRouter({ providers: [openai({ apiKey: "k", baseUrl: "${baseUrl}" })], unread_timeout_ms: 50 })
  await brief.chat.completions.create({ ...ask, stream: true })
  const aborted = await router.chat.completions.create({ ...ask, stream: true })
  aborted.controller.abort()
  const response = await router.fetch("/chat/completions", { method: "POST", body })
  await response.body.cancel()
  const abort = new AbortController()
  const unary = router.chat.completions.create(ask, { signal: abort.signal })
  setTimeout(() => abort.abort(new Error("enough")), 20)
  console.log(await unary.catch((error) => error.message))`

describe("calls that ended early", () => {
  it("leave no timer and no socket that keeps a process alive", () => {
    const pending: ScriptedHttp.Answer = {
      headers: { "content-type": "text/event-stream" },
      body: [Upstream.delta({ role: "assistant", content: "Ra" })],
      ending: "hang"
    }
    const script = ({ body }: ScriptedHttp.Recorded) =>
      body.includes('"stream":true') ? pending : ScriptedHttp.silence
    return Upstream.withUpstream(script, async (server) => {
      const input = ["--input-type=module", "--eval", program(`${server.url}/v1`)]
      // The router's own timers run for minutes; a process that has to be killed rejects here.
      const { stdout } = await promisify(execFile)(process.execPath, input, {
        cwd: new URL(".", import.meta.url),
        timeout: 50_000
      })
      assert.strictEqual(stdout.trim(), "enough")
      assert.isAtLeast(server.requests.length, 4)
      for (const request of server.requests) assert.strictEqual(await request.outcome, "aborted")
    })
  })

  it("or that came whole and were never read keep none alive either", () =>
    Upstream.withUpstream(
      () => Upstream.streamed("Ra"),
      async (server) => {
        const unread = `
          import { createRouter } from "turnout"
          import { openai } from "@turnout/openai"
          const router = createRouter({ providers: [openai({ apiKey: "k", baseUrl: "${server.url}/v1" })] })
          const ask = { model: "gpt-4o-mini", messages: [{ role: "user", content: "x" }], stream: true }
          await router.chat.completions.create(ask)
          await router.fetch("/chat/completions", { method: "POST", body: JSON.stringify(ask) })
          console.log("left")`
        const { stdout } = await promisify(execFile)(
          process.execPath,
          ["--input-type=module", "--eval", unread],
          { cwd: new URL(".", import.meta.url), timeout: 50_000 }
        )
        assert.strictEqual(stdout.trim(), "left")
      }
    ))
})
