import { assert, describe, it } from "@effect/vitest"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { page } from "../demo/html/page.ts"
import * as Print from "../demo/print.ts"
import type { Story } from "../demo/report.ts"
import { run, type Ran } from "./run.ts"

/** Runs the demo as a person would, without their keys. */
const demo = (...input: Array<string>): Promise<Ran> => run("demo/main.ts", {}, [], input)

describe("pnpm demo", () => {
  for (const form of [[], ["--unary"]]) {
    it(`answers from the second vendor after the first failed ${form.join("")}`, async () => {
      const nonce = `nonce-${globalThis.crypto.randomUUID()}`
      const { code, stderr, stdout } = await demo("--json", ...form, "--prompt", `Say ${nonce} back.`)
      assert.strictEqual(code, 0, stderr)
      const report = JSON.parse(stdout) as Story
      assert.include(report.answer, nonce)
      assert.deepStrictEqual(report.upstreams, { openai: 1, anthropic: 1 })
      assert.deepStrictEqual(
        report.attempts.map(({ outcome, provider, status }) => ({ outcome, provider, status })),
        [
          { outcome: "failed", provider: "openai", status: 503 },
          { outcome: "answered", provider: "anthropic", status: undefined }
        ]
      )
      const { price, usage } = report
      assert.isDefined(price)
      assert.isDefined(usage)
      const expected =
        (usage.prompt_tokens * price.input_per_1m + usage.completion_tokens * price.output_per_1m) / 1e6
      assert.isAbove(expected, 0)
      assert.closeTo(report.cost?.usd ?? NaN, expected, 0.5e-9)
      assert.strictEqual(usage.cost, report.cost?.usd)
      assert.deepStrictEqual(report.warnings, [], "what the request says, both vendors take")
      assert.isTrue(
        report.hedging.attempts.some(({ hedge, outcome }) => hedge === true && outcome === "answered")
      )
      assert.strictEqual(report.hedging.endpoint, "anthropic/claude-haiku-4-5")
      assert.isAbove(report.budget.answered.length, 0)
      assert.strictEqual(report.budget.refused?.code, "budget_exhausted")
      const paid = report.budget.answered.reduce((sum, { cost }) => sum + cost!.usd, 0)
      assert.isAtMost(paid, report.budget.limit_usd)
      assert.closeTo(report.total_usd!, report.cost!.usd + report.hedging.cost!.usd + paid, 1e-12)
      const [cheap, dear] = report.decision?.candidates ?? []
      assert.isAbove(
        cheap?.score ?? 0,
        dear?.score ?? 1,
        "two candidates of one pool, told apart by their cost"
      )
    })
  }

  it("shows a person candidates, answer, attempts, warnings and cost, and keeps them as a page", async () => {
    const folder = mkdtempSync(join(tmpdir(), "turnout-demo-"))
    const file = join(folder, "page.html")
    const { code, stderr, stdout } = await demo("--html", file, "What", "is", "<b>shown</b>?")
    assert.strictEqual(code, 0, stderr)
    const text = readFileSync(file, "utf8")
    rmSync(folder, { recursive: true })
    assert.notMatch(text, /<script|https?:|src=|href=|url\(|@import/, "nothing is loaded from anywhere")
    assert.include(text, "&lt;b&gt;shown&lt;/b&gt;")
    for (const part of ["Failover", "Hedging", "(hedge)", "budget_exhausted", "503", "The decision"])
      assert.include(text, part)
    for (const text of [
      "2 of 2 candidates by balanced",
      "openai/gpt-4o-mini",
      "anthropic/claude-haiku-4-5"
    ]) {
      assert.include(stdout, text)
    }
    assert.include(stdout, "You asked: “What is <b>shown</b>?”")
    assert.include(stdout, "503")
    assert.match(
      stdout,
      /call 1 {2}answered {2}\$0\.0000\d+\n[\s\S]*refused {3}429 budget_exhausted; nothing was sent/
    )
    assert.match(stdout, /1 {2}openai\/gpt-4o-mini .*▒.* failed 503/)
    assert.match(stdout, /2 {2}anthropic\/claude-haiku-4-5 \(hedge\) .*█.* answered/)
    for (const part of ["Attempts", "Warnings", "Cost", "openai saw 1 request", "anthropic saw 1 request"]) {
      assert.include(stdout, part)
    }
  })

  it("says what else it can do, and what it did not understand", async () => {
    const told = await demo("--help")
    assert.strictEqual(told.code, 0)
    for (const option of ["--prompt", "--model", "--strategy", "--json", "--live", "--html"])
      assert.include(told.stdout, option)
    for (const line of told.stdout.split("\n")) assert.isAtMost(line.length, 80, "as wide as a terminal")
    const wrong = await demo("--mode", "sideways")
    assert.strictEqual(wrong.code, 2)
    assert.include(wrong.stderr, "--mode is pool or fallback")
  })

  it("streams an answer in lines that end at words", () => {
    const text = Print.flowing({ columns: 20 })
    const written = ["One two thr", "ee four f", "ive si", "x\u001b[2J"].map(text.piece).join("") + text.end()
    assert.strictEqual(written, "  One two three four \n  five six?[2J")
  })

  it("a page shows hostile names and words as text", () => {
    const evil = `"><script>alert(1)</script>'\u202e&`
    const attempt = {
      endpoint: evil,
      provider: evil,
      model: evil,
      outcome: "failed",
      message: evil,
      started_ms: 0,
      duration_ms: 0
    } as const
    const text = page({
      answer: evil,
      model: evil,
      attempts: [attempt],
      warnings: [{ type: evil as never, message: evil }],
      hedging: { after_ms: 1, attempts: [attempt] },
      budget: {
        workspace_id: evil,
        limit_usd: 1,
        answered: [],
        refused: { status: 429, code: evil, message: evil }
      }
    } as unknown as Story)
    assert.notInclude(text, "<script")
    assert.notInclude(text, "\u202e")
    assert.isAtLeast(text.split("&quot;&gt;&lt;script&gt;").length - 1, 8)
  })

  it("tells a refused request from a failed one", async () => {
    const { code, stderr, stdout } = await demo("--json", "--model", "no-such-model")
    assert.strictEqual(code, 1)
    assert.strictEqual(stdout, "")
    assert.include(stderr, "404 model_not_found")
  })
})
