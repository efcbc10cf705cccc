import { assert, describe, it } from "@effect/vitest"
import type { Receipt } from "@turnout/router/Receipt"
import * as Sqlite from "@turnout/sqlite/Sqlite"
import * as Effect from "effect/Effect"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { table } from "../src/cli/table.ts"
import { turnout } from "./run.ts"

const day = 86_400_000

const receipt = (model: string, tags: ReadonlyArray<string>, usd: number, ago: number): Receipt => ({
  outcome: "answered",
  id: `${model}-${ago}`,
  stream: false,
  started_at: Date.now() - ago,
  duration_ms: 10,
  cost: { usd, confidence: "exact" },
  usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
  attempts: [
    {
      endpoint: `acme/${model}`,
      provider: "acme",
      model,
      outcome: "answered",
      started_ms: 0,
      duration_ms: 10,
      cost: { usd, confidence: "exact", buckets: {} as never, payer: "platform" }
    }
  ],
  metadata: { tags } as never,
  principal: {}
})

const lines = [
  receipt("large", ["=cmd|'/c calc'!A1"], 0.25, day),
  receipt("small", ['b, "quoted"\u001b[31m'], 0.000001, 2 * day),
  receipt("small", [], 0.5, 30 * day)
].map((each) => `${JSON.stringify(each)}\n`)

const spend = (args: ReadonlyArray<string>, stdin = lines.join("")) =>
  turnout(["spend", "--receipts", "-", ...args], {}, { stdin })

describe("turnout spend", () => {
  it("is a table that a person can read, with its total", async () => {
    const { code, stderr, stdout } = await spend(["--by", "model"])
    assert.strictEqual(code, 0, stderr)
    const rows = stdout.trimEnd().split("\n")
    assert.match(rows[0]!, /^model +calls +prompt_tokens +completion_tokens +exact_usd$/)
    assert.match(rows[1]!, /^small +2 +20 +10 +0\.500001/)
    assert.match(rows[2]!, /^large +1 +10 +5 +0\.25/)
    assert.match(rows[3]!, /^total +3 +30 +15 +0\.750001/)
  })

  it("fits a terminal: the words of the header stand below each other, and so do the points of amounts", () => {
    const header = ["day", "calls", "prompt_tokens", "exact_usd"]
    const rows = [["2026-12-01", "12", "1200", "0.5000"]]
    const numbers = new Set(header.slice(1))
    const shown = (columns?: number) => table(header, rows, numbers, columns).trimEnd().split("\n")
    assert.deepStrictEqual(shown(80), shown())
    assert.deepStrictEqual(shown(36), [
      "                   prompt   exact",
      "day         calls  tokens     usd",
      "2026-12-01     12    1200  0.5000"
    ])
    for (const line of shown(31)) assert.isAtMost(line.length, 31)
  })

  it("reads a file of @turnout/sqlite", async () => {
    const folder = await mkdtemp(join(tmpdir(), "turnout-spend-"))
    const file = join(folder, "state.db")
    const kept = lines.map((text, index) => ({
      id: `${index}`,
      at: (JSON.parse(text) as Receipt).started_at,
      text
    }))
    await Effect.runPromise(
      Effect.scoped(Effect.flatMap(Sqlite.make({ file }), ({ receipts }) => receipts.append(kept)))
    )
    const { code, stderr, stdout } = await turnout(["spend", "--db", file, "--by", "model", "--since", "7d"])
    assert.strictEqual(code, 0, stderr)
    assert.match(stdout, /^total +2 +20 +10 +0\.250001/m)
    await rm(folder, { recursive: true })
  })

  it("counts what is in the time, by combinations", async () => {
    const { stdout } = await spend(["--by", "model", "--by", "day", "--since", "7d", "--json"])
    const report = JSON.parse(stdout) as { rows: ReadonlyArray<{ key: object }>; total: { calls: number } }
    assert.strictEqual(report.total.calls, 2)
    assert.deepStrictEqual(Object.keys(report.rows[0]!.key), ["model", "day"])
    const none = await spend(["--to", "2020-01-01"])
    assert.include(none.stdout, "No calls in this time.")
  })

  it("its CSV quotes, and no cell is a formula", async () => {
    const { stdout } = await spend(["--by", "tag", "--csv"])
    const rows = stdout.split("\r\n")
    assert.match(rows[0]!, /^tag,calls,failed,/)
    assert.include(stdout, "'=cmd|'/c calc'!A1,1,")
    assert.include(stdout, '"b, ""quoted""')
  })

  it("a receipt that cannot be read is counted aloud", async () => {
    const { code, stderr } = await spend([], `${lines[0]}{"half":\n`)
    assert.strictEqual(code, 0)
    assert.include(stderr, "1 receipts could not be read.")
  })

  it("a file that is not there is an error, and is not made", async () => {
    const { code, stderr } = await turnout(["spend", "--db", "no-such.db"])
    assert.strictEqual(code, 1)
    assert.include(stderr, "There is no file 'no-such.db'.")
  })
})
