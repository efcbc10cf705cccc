import { assert, describe, it } from "@effect/vitest"
import { build } from "esbuild"
import { execFile, execFileSync } from "node:child_process"
import { existsSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { delimiter, join } from "node:path"
import { promisify } from "node:util"
import { rolldown } from "rolldown"
import * as Edge from "./edge.ts"
import * as Upstream from "./upstream.ts"

/** Asks whole and streamed, breaks off, closes; prints what came. */
const program = `
  import { createRouter } from "turnout"
  import { openai } from "@turnout/openai"
  const router = createRouter({ providers: [openai({ apiKey: "k", baseUrl: process.env.UPSTREAM })] })
  const ask = { model: "gpt-4o-mini", messages: [{ role: "user", content: "x" }] }
  const tell = (error) => console.log(error.status, error.code, error.message)
  await router.ready().catch(tell)
  const whole = await router.chat.completions.create(ask).catch(tell)
  console.log(whole?.choices[0].message.content)
  const chunks = await router.chat.completions.create({ ...ask, stream: true }).catch(() => [])
  for await (const chunk of chunks) {
    console.log(chunk.choices[0].delta.content)
    if (chunk.choices[0].delta.content === "Ra") break
  }
  await router.close()
  console.log("closed")`

interface Said {
  readonly lines: ReadonlyArray<string>
  readonly stderr: string
}

/** Runs it against a vendor that answers whole requests and never ends a stream. */
const run = async (runtime: string, file: string): Promise<Said> => {
  let said: Said | undefined
  await Upstream.withUpstream(Edge.vendor, async (server) => {
    const env = { ...process.env, UPSTREAM: `${server.url}/v1`, NODE_OPTIONS: "" }
    const { stderr, stdout } = await promisify(execFile)(runtime, [file], { env, cwd: import.meta.dirname })
    said = { lines: stdout.trim().split("\n"), stderr }
    for (const request of server.requests) {
      assert.strictEqual(await request.outcome, request.body.includes('"stream"') ? "aborted" : "ended")
    }
  })
  return said!
}

const answered = ["hello", "Ra", "closed"]

/** A folder that holds the program. */
const within = (use: (folder: string) => Promise<void>): Promise<void> =>
  Edge.within((folder) => {
    writeFileSync(join(folder, "program.js"), program)
    return use(folder)
  })

const bundled = async (folder: string, format: "esm" | "cjs"): Promise<string> => {
  const outfile = join(folder, format === "esm" ? "out.mjs" : "out.cjs")
  const contents =
    format === "esm"
      ? program
      : `void (async () => {${program.replace(/import (.*) from (".*")/g, "const $1 = await import($2)")}})()`
  await build({
    stdin: { contents, resolveDir: folder },
    bundle: true,
    platform: "node",
    target: "node20",
    format,
    outfile,
    logLevel: "silent"
  })
  return outfile
}

/** A Node that is too old, where the machine has one beside the workspace's. */
const oldNode = (process.env["PATH"] ?? "")
  .split(delimiter)
  .map((folder) => join(folder, "node"))
  .filter(existsSync)
  .find((path) =>
    /^v(?:1\d|20|21|22\.(?:\d|1[0-8])\.)/.test(execFileSync(path, ["--version"], { encoding: "utf8" }))
  )

const bun = Edge.binary(
  `@oven/bun-${process.platform}-${process.arch === "arm64" ? "aarch64" : process.arch}`,
  "bin/bun"
)

describe("a program with turnout in it", () => {
  it("runs as it is", () =>
    within(async (folder) => {
      const { lines, stderr } = await run(process.execPath, join(folder, "program.js"))
      assert.deepStrictEqual([lines, stderr], [answered, ""])
    }))

  it("runs as one ESM file of esbuild, over fetch, and says so once", () =>
    within(async (folder) => {
      const { lines, stderr } = await run(process.execPath, await bundled(folder, "esm"))
      assert.deepStrictEqual(lines, answered)
      assert.lengthOf(stderr.match(/undici could not be loaded/g) ?? [], 1)
      assert.include(stderr, "over fetch")
      assert.include(stderr, "Dynamic require")
    }))

  it("runs as one CommonJS file of esbuild", () =>
    within(async (folder) => {
      const { lines, stderr } = await run(process.execPath, await bundled(folder, "cjs"))
      assert.deepStrictEqual([lines, stderr], [answered, ""])
    }))

  it("runs as an ESM bundle of rolldown", () =>
    within(async (folder) => {
      const bundle = await rolldown({
        input: join(folder, "program.js"),
        platform: "node",
        logLevel: "silent"
      })
      await bundle.write({ dir: join(folder, "out"), format: "esm", entryFileNames: "out.mjs" })
      await bundle.close()
      const { lines, stderr } = await run(process.execPath, join(folder, "out/out.mjs"))
      assert.deepStrictEqual([lines, stderr], [answered, ""])
    }))

  it.skipIf(oldNode === undefined)(
    "is refused in words by a Node that is too old, at ready and at every call",
    () =>
      within(async (folder) => {
        for (const format of ["esm", "cjs"] as const) {
          const { lines } = await run(oldNode!, await bundled(folder, format))
          assert.deepStrictEqual(
            lines.map((line) => line.replace(/Node [\d.]+\.$/, "Node …")),
            [
              ...Array(2).fill("500 internal_error Turnout needs Node 22.19 or newer, and this is Node …"),
              "undefined",
              "closed"
            ]
          )
        }
      })
  )

  it.skipIf(bun === undefined)("runs on Bun, and closes there", () =>
    within(async (folder) => {
      const { lines, stderr } = await run(bun!, join(folder, "program.js"))
      assert.deepStrictEqual([lines, stderr], [answered, ""])
    })
  )

  it("is meant for fetch by the condition of Bun", () => {
    const manifest = createRequire(import.meta.url)("../package.json") as {
      readonly imports: { readonly "#transport": object }
    }
    // The first condition that holds decides, and Bun is a `node` too.
    assert.deepStrictEqual(Object.keys(manifest.imports["#transport"]), ["bun", "node", "default"])
  })
})
