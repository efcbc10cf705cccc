import { assert, describe, it } from "@effect/vitest"
import { EdgeVM } from "@edge-runtime/vm"
import type * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import OpenAI from "openai"
import { execFile } from "node:child_process"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { promisify } from "node:util"
import * as Edge from "./edge.ts"
import * as Upstream from "./upstream.ts"

/** Asks whole and streamed, and breaks off; what came. */
const asking = (upstream: string) => `
  import { createRouter } from "turnout"
  import { openai } from "@turnout/openai"
  import { anthropic } from "@turnout/anthropic"
  export const run = async () => {
    const lines = []
    const router = createRouter({
      providers: [openai({ apiKey: "k", baseUrl: "${upstream}" }), anthropic({ apiKey: "k", baseUrl: "${upstream}" })]
    })
    const ask = { model: "gpt-4o-mini", messages: [{ role: "user", content: "x" }] }
    lines.push((await router.chat.completions.create(ask)).choices[0].message.content)
    for await (const chunk of await router.chat.completions.create({ ...ask, stream: true })) {
      const text = chunk.choices[0].delta.content
      if (text) lines.push(text)
      if (text === "Ra") break
    }
    const refused = await router.chat.completions.create({ model: "none" }).catch((error) => error)
    lines.push(refused.status + " " + refused.param)
    await router.close()
    return lines
  }`

const answered = ["hello", "Ra", "400 messages"]

/** What became of the requests that a vendor got. */
const outcomes = async (server: ScriptedHttp.ScriptedHttp): Promise<ReadonlyArray<string>> =>
  Promise.all(server.requests.map(({ outcome }) => outcome))

const deno = Edge.binary(`@deno/linux-${process.arch}-glibc`, "deno")
const workerd = Edge.binary(
  `@cloudflare/workerd-linux-${process.arch === "x64" ? "64" : process.arch}`,
  "bin/workerd"
)

describe("a runtime that is no Node", () => {
  it("has all it needs where nothing may be compiled from text, and no AbortSignal.any is there", () =>
    Upstream.withUpstream(Edge.vendor, (server) =>
      Edge.within(async (folder) => {
        const program = `import { run } from "./program.mjs"; globalThis.run = run`
        writeFileSync(join(folder, "program.mjs"), asking(`${server.url}/v1`))
        const vm = new EdgeVM()
        assert.throws(() => vm.evaluate(`new Function("return 1")`), /[Cc]ode generation/)
        vm.evaluate(await Edge.bundled(folder, program, "iife"))
        const lines = await vm.evaluate<Promise<ReadonlyArray<string>>>("globalThis.run()")
        assert.deepStrictEqual([...lines], answered)
        assert.deepStrictEqual(await outcomes(server), ["ended", "aborted"])
      })
    ))

  it.skipIf(deno === undefined)("answers in Deno, and lets it end", () =>
    Upstream.withUpstream(Edge.vendor, (server) =>
      Edge.within(async (folder) => {
        const program = `${asking(`${server.url}/v1`)}\nfor (const line of await run()) console.log(line)`
        const file = join(folder, "program.mjs")
        writeFileSync(file, await Edge.bundled(folder, program, "esm"))
        const env = { ...process.env, NO_COLOR: "1", DENO_DIR: folder, DENO_NO_UPDATE_CHECK: "1" }
        const { stderr, stdout } = await promisify(execFile)(
          deno!,
          ["run", "--no-config", "--allow-net=127.0.0.1", file],
          { env, cwd: folder }
        )
        assert.deepStrictEqual([stdout.trim().split("\n"), stderr], [answered, ""])
        assert.deepStrictEqual(await outcomes(server), ["ended", "aborted"])
      })
    )
  )

  it.skipIf(workerd === undefined)(
    "serves the official SDK from workerd: answers of several requests, and, by its heartbeats, the end of a client who leaves",
    () =>
      Upstream.withUpstream(Edge.vendor, (server) =>
        Edge.worker(
          workerd!,
          `import { createRouter } from "turnout"
           import { openai } from "@turnout/openai"
           let router
           export default {
             fetch: (request, env) => {
               router ??= createRouter({
                 providers: [openai({ apiKey: "k", baseUrl: env.UPSTREAM })],
                 heartbeat_ms: 50
               })
               return router.fetch(request)
             }
           }`,
          `${server.url}/v1`,
          async (url) => {
            const client = new OpenAI({ apiKey: "k", baseURL: `${url}/v1`, maxRetries: 0 })
            const ask = { model: "gpt-4o-mini", messages: [{ role: "user" as const, content: "x" }] }
            for (let call = 0; call < 3; call++) {
              const { choices } = await client.chat.completions.create(ask)
              assert.strictEqual(choices[0]!.message.content, "hello")
            }
            const stream = await client.chat.completions.create({ ...ask, stream: true })
            for await (const { choices } of stream) if (choices[0]?.delta.content === "Ra") break
            assert.deepStrictEqual(await outcomes(server), ["ended", "ended", "ended", "aborted"])
            const wrong = await client.chat.completions
              .create({ ...ask, temperature: 9 })
              .catch((error) => error)
            assert.strictEqual((wrong as { status: number }).status, 400)
          }
        )
      )
  )
})
