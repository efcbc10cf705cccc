import { assert, describe, it } from "@effect/vitest"
import type { Report } from "../demo/report.ts"
import { run, type Ran } from "./run.ts"

/** Runs the demo as a person would, without their keys. */
const demo = (...input: Array<string>): Promise<Ran> => run("demo/main.ts", {}, [], input)

describe("pnpm demo", () => {
  for (const form of [[], ["--unary"]]) {
    it(`answers from the second vendor after the first failed ${form.join("")}`, async () => {
      const nonce = `nonce-${globalThis.crypto.randomUUID()}`
      const { code, stderr, stdout } = await demo("--json", ...form, "--prompt", `Say ${nonce} back.`)
      assert.strictEqual(code, 0, stderr)
      const report = JSON.parse(stdout) as Report
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
      const [cheap, dear] = report.decision?.candidates ?? []
      assert.isAbove(
        cheap?.score ?? 0,
        dear?.score ?? 1,
        "two candidates of one pool, told apart by their cost"
      )
    })
  }

  it("shows a person candidates, answer, attempts, warnings and cost", async () => {
    const { code, stderr, stdout } = await demo("What", "is", "shown?")
    assert.strictEqual(code, 0, stderr)
    for (const text of [
      "2 of 2 candidates by balanced",
      "openai/gpt-4o-mini",
      "anthropic/claude-haiku-4-5"
    ]) {
      assert.include(stdout, text)
    }
    assert.include(stdout, "You asked: “What is shown?”")
    assert.include(stdout, "503")
    for (const part of ["Attempts", "Warnings", "Cost", "openai saw 1 request", "anthropic saw 1 request"]) {
      assert.include(stdout, part)
    }
  })

  it("says what else it can do, and what it did not understand", async () => {
    const told = await demo("--help")
    assert.strictEqual(told.code, 0)
    for (const option of ["--prompt", "--model", "--strategy", "--json", "--live"])
      assert.include(told.stdout, option)
    const wrong = await demo("--mode", "sideways")
    assert.strictEqual(wrong.code, 2)
    assert.include(wrong.stderr, "--mode is pool or fallback")
  })

  it("tells a refused request from a failed one", async () => {
    const { code, stderr, stdout } = await demo("--json", "--model", "no-such-model")
    assert.strictEqual(code, 1)
    assert.strictEqual(stdout, "")
    assert.include(stderr, "404 model_not_found")
  })
})
