import { assert, describe, it } from "@effect/vitest"
import * as Decide from "../src/decide/Decide.ts"
import { explain } from "@turnout/router/Explain"
import { decide, endpoint, measured } from "./world.ts"

const decision = Decide.decision(
  decide(
    [
      endpoint("north", "m", { usd: 1 }),
      endpoint("south", "m", { usd: 3 }),
      endpoint("west", "odd|id\u001b[31m")
    ],
    {
      routing: { max_ttft_ms: 500 },
      signals: {
        "north/m": measured({ ttft_ms: 120, tps: 40, outcomes: 10, successes: 9 }),
        "west/odd|id\u001b[31m": { cooling_until: 1_700_000_004_000 }
      }
    }
  )
)

describe("Explain", () => {
  const lines = explain(decision).split("\n")

  it("shows the order, the terms of the score, and the measurements", () => {
    assert.match(lines[0]!, /^2 of 3 candidates by balanced \(cost 0.25, .*\), selection argmax, seed 7$/)
    assert.match(lines[2]!, /# +endpoint +score +first +cost +ttft +tps +reliability/)
    const { score } = decision.candidates[0]!
    assert.match(lines[3]!, new RegExp(`^1  north/m +${score!.toFixed(3)} +100%`))
    assert.include(lines[3], "$0.00150")
    assert.include(lines[3], "120 ms")
    assert.include(lines[3], "9/10")
  })

  it("shows why others are excluded, and which passed only for lack of samples", () => {
    assert.match(lines[4]!, /^2 +south\/m .*unmeasured: ttft$/)
    assert.match(lines[5]!, /^- +west\/.*cooling: for 4000 ms$/)
  })

  it("columns stand below each other", () => {
    const end = lines[2]!.indexOf("score") + "score".length
    for (const line of lines.slice(3, 5)) assert.match(line.slice(0, end), /\d\.\d{3}$/)
  })

  it("no id moves the cursor of a terminal or ends a cell", () => {
    assert.notInclude(explain(decision), "\u001b")
    const markdown = explain(decision, { markdown: true }).split("\n").slice(2)
    const cells = (line: string) => line.replaceAll("\\|", "").split("|").length
    for (const line of markdown) assert.strictEqual(cells(line), cells(markdown[0]!))
    assert.include(markdown[4], "odd\\|id")
  })

  it("fits a terminal: reasons stand beneath their rows, and what matters less is left out", () => {
    const narrow = explain(decision, { columns: 60 }).split("\n")
    for (const line of narrow) assert.isAtMost(line.length, 60)
    const table = narrow.slice(narrow.indexOf("") + 1)
    assert.match(table[0]!, /^# +endpoint +score .*expected/)
    assert.notInclude(table[0], "reliability")
    assert.match(table[1]!, /^1 {2}north\/m .*\$0\.00150/)
    assert.strictEqual(table[3], "   unmeasured: ttft")
    assert.strictEqual(table[5], "   cooling: for 4000 ms")
    const wider = explain(decision, { columns: 80 })
    assert.include(wider, "120 ms", "a measurement has the name of a term, and is none")
    assert.strictEqual(explain(decision, { columns: 500 }), explain(decision))
    assert.strictEqual(
      explain(decision, { columns: 60, markdown: true }),
      explain(decision, { markdown: true })
    )
  })

  it("a decision without candidates can be told too", () =>
    assert.include(explain({ ...decision, candidates: [] }), "0 of 0 candidates"))
})
