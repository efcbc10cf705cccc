import { assert, describe, it } from "@effect/vitest"
import { fork } from "node:child_process"
import { fileURLToPath } from "node:url"
import type { Measures } from "../calls.ts"
import { most, tooLarge } from "../browser.ts"
import * as Cold from "../cold.ts"
import * as Counts from "../counts.ts"
import { mostRatio, tooSlow } from "../imports.ts"
import { callsTable, median } from "../table.ts"
import { type SubjectModule, words } from "../workload.ts"

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

  it("compares batch with batch of the same round, and the first subject is the measure of all", () => {
    assert.strictEqual(median([9, 1, 5]), 5)
    assert.strictEqual(median([4, 1, 2, 9]), 3)
    const measures = (...cpu: ReadonlyArray<number>): ReadonlyArray<Measures> =>
      (["unary", "stream"] as const).flatMap((mode) =>
        [1, 16].map((concurrency) => ({
          cell: { mode, concurrency, warmup: 0, requests: 1 },
          rounds: cpu.map((cpu_us) => ({ cpu_us, wall_us: cpu_us, rss_mb: 100 }))
        }))
      )
    const table = callsTable(
      new Map([
        ["floor", measures(10, 20, 12)],
        ["other", measures(20, 60, 18)]
      ]),
      new Map([["other", "Other"]])
    )
    const [, , floor, other] = table.split("\n")
    assert.match(floor ?? "", /^\| floor \| 1\.00 \(12\.0 µs\) \|/)
    assert.match(other ?? "", /^\| Other \| 2\.00 \| 2\.00 \| 2\.00 \| 2\.00 \|/)
  })

  it("a page or a start that is over its budget is told, and so is one that has none", () => {
    const last = Cold.last()
    assert.deepStrictEqual(Cold.worse(last, last), [])
    for (const [name, value] of Object.entries(last)) {
      assert.deepStrictEqual(Cold.worse({ [name]: value }, last), [])
      const [told] = Cold.worse({ [name]: Math.ceil(value * 1.06) }, last)
      assert.include(told, `and ${value} before`)
      assert.strictEqual(Cold.worse({ [name]: NaN }, last).length, 1)
    }
    assert.include(Cold.worse({ "import, of a new kind": 1 }, last)[0], "nothing before")
    assert.deepStrictEqual(tooLarge({ "browser, anthropic, esbuild": most }), [])
    assert.strictEqual(tooLarge({ "browser, anthropic, esbuild": most + 1 }).length, 1)
    assert.strictEqual(tooLarge({ "browser, anthropic, esbuild": NaN }).length, 1)
    assert.deepStrictEqual(tooSlow({ ratio: mostRatio }), [])
    assert.strictEqual(tooSlow({ ratio: mostRatio + 0.01 }).length, 1)
    assert.strictEqual(tooSlow({ ratio: NaN }).length, 1)
  })

  it("a count that has become worse is told, noise is not", () => {
    const before = { "unary, allocated": 20_000, "unary, operations": 25, "unary, promoted": 100 }
    const fine = { "unary, allocated": 20_400, "unary, operations": 25, "unary, promoted": 290 }
    assert.deepStrictEqual(Counts.worse(fine, before), [])
    assert.deepStrictEqual(
      Counts.worse({ ...fine, "unary, allocated": 24_000, "unary, operations": 26 }, before),
      ["unary, allocated: 24000, and 20000 before", "unary, operations: 26, and 25 before"]
    )
    assert.include(Counts.worse({ "unary, of a new kind": 1 }, before)[0], "nothing before")
    assert.strictEqual(Counts.worse({ "unary, operations": NaN }, before).length, 1)
  })
})
