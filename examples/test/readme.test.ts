import { assert, describe, it } from "@effect/vitest"
import { LLMock } from "@copilotkit/aimock"
import { execFile } from "node:child_process"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("../..", import.meta.url))

const run = (name: string, env: { readonly [name: string]: string }): Promise<string> =>
  new Promise((resolve, reject) => {
    const file = `${root}examples/readme/${name}.ts`
    execFile(
      process.execPath,
      [file],
      { env: { PATH: process.env["PATH"], ...env } },
      (error, stdout, stderr) => {
        if (error === null) resolve(stdout)
        else reject(new Error(stderr || stdout))
      }
    )
  })

/** Every program of the README, against a stand-in for both vendors. */
const withVendor = async <A>(use: (env: { readonly [name: string]: string }) => Promise<A>): Promise<A> => {
  const vendor = new LLMock({ port: 0, host: "127.0.0.1", logLevel: "silent" })
  vendor.on({}, { content: "Hello from loopback." })
  await vendor.start()
  try {
    return await use({
      OPENAI_API_KEY: "sk-loopback",
      OPENAI_BASE_URL: `${vendor.url}/v1`,
      ANTHROPIC_API_KEY: "sk-ant-loopback",
      ANTHROPIC_BASE_URL: `${vendor.url}/v1`,
      ACME_URL: `${vendor.url}/v1`,
      ACME_KEY: "acme-loopback"
    })
  } finally {
    await vendor.stop()
  }
}

describe("README", () => {
  const readme = readFileSync(`${root}README.md`, "utf8")
  const names = Array.from(readme.matchAll(/<!-- example: ([\w-]+) -->/g), ([, name]) => name!)

  it("its blocks are the programs of examples/readme, to the letter", () => {
    assert.deepStrictEqual(names, ["plain", "openai-sdk", "tenants", "effect", "provider", "strategy"])
    const blocks = Array.from(readme.matchAll(/```ts\n([\s\S]*?)```/g), ([, block]) => block!)
    assert.deepStrictEqual(
      blocks,
      names.map((name) => readFileSync(`${root}examples/readme/${name}.ts`, "utf8"))
    )
  })

  for (const [name, expected] of [
    ["plain", "Hello from loopback."],
    ["openai-sdk", "Hello from loopback."],
    ["tenants", "acme answered 0."],
    ["provider", "Hello from loopback."],
    ["strategy", "gpt-4.1"]
  ] as const) {
    it(`${name} runs as it stands`, async () => {
      assert.include(await withVendor((env) => run(name, env)), expected)
    })
  }

  it("effect runs as it stands", async () => {
    const output = await withVendor((env) => run("effect", env))
    assert.include(output.replaceAll("\n", ""), "Hello from loopback.")
    assert.include(output, "total_tokens")
  })
})
