import { assert, describe, it } from "@effect/vitest"
import { fork } from "node:child_process"
import { fileURLToPath } from "node:url"
import { callsTable, median } from "../table.ts"
import { type Measure, type SubjectModule, words } from "../workload.ts"

const upstream = fileURLToPath(new URL("../upstream.ts", import.meta.url))

const withUpstream = async (use: (origin: string) => Promise<void>): Promise<void> => {
  const child = fork(upstream, { stdio: ["ignore", "pipe", "inherit", "ipc"] })
  try {
    const port = await new Promise((resolve) =>
      child.stdout?.once("data", (bytes) => resolve(String(bytes).trim()))
    )
    await use(`http://127.0.0.1:${String(port)}`)
  } finally {
    child.kill()
  }
}

describe("the bench", () => {
  for (const name of ["undici", "fetch", "openai-sdk", "ai-sdk-openai", "ai-sdk-anthropic"]) {
    it(`${name} gets the whole answer, in one piece and streamed`, async () => {
      await withUpstream(async (origin) => {
        const { make } = (await import(`../subjects/${name}.ts`)) as SubjectModule
        const subject = await make(origin)
        assert.match(await subject.unary(), /^The quick brown fox/)
        assert.strictEqual(await subject.stream(), words.join("").length)
        await subject.close?.()
      })
    })
  }

  it("compares medians, and the first subject is the measure of all", () => {
    assert.strictEqual(median([9, 1, 5]), 5)
    assert.strictEqual(median([4, 1, 2, 9]), 3)
    const cell = (mode: Measure["mode"], concurrency: number, cpu_us: number): Measure => ({
      mode,
      concurrency,
      cpu_us,
      wall_us: cpu_us,
      rss_mb: 100
    })
    const run = (cpu: number) =>
      (["unary", "stream"] as const).flatMap((mode) => [cell(mode, 1, cpu), cell(mode, 16, cpu)])
    const table = callsTable(
      new Map([
        ["floor", [run(10), run(20), run(12)]],
        ["other", [run(24), run(99), run(23)]]
      ]),
      new Map([["other", "Other"]])
    )
    const [, , floor, other] = table.split("\n")
    assert.match(floor ?? "", /^\| floor \| 1\.00 \(12\.0 µs\) \|/)
    assert.match(other ?? "", /^\| Other \| 2\.00 \| 2\.00 \| 2\.00 \| 2\.00 \|/)
  })
})
