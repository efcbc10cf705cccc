import { assert, describe, it } from "@effect/vitest"
import * as RouterError from "@turnout/core/RouterError"
import type { AttemptRecord } from "@turnout/core/RoutingMetadata"
import { explainCall, hasColor } from "@turnout/router/ExplainCall"

const attempt = (more: Partial<AttemptRecord>): AttemptRecord => ({
  endpoint: "north/m",
  provider: "north",
  model: "m",
  outcome: "failed",
  started_ms: 0,
  duration_ms: 100,
  ...more
})

const attempts = [
  attempt({ status: 503, reason: "Overloaded", message: "The endpoint answered with status 503." }),
  attempt({ endpoint: "south/m", outcome: "interrupted", started_ms: 100, duration_ms: 300 }),
  attempt({
    endpoint: "west/m",
    hedge: true,
    outcome: "answered",
    started_ms: 200,
    duration_ms: 200,
    ttft_ms: 100,
    cost: { usd: 0.0000305, confidence: "exact", buckets: {} as never, payer: "platform" }
  })
]
const metadata = {
  provider: "west",
  model_canonical: "m",
  ttft_ms: 300,
  cost: { usd: 0.0000305 },
  attempts
}

describe("a call as a timeline", () => {
  const lines = explainCall({ routing_metadata: metadata }, { width: 40 }).split("\n")

  it("has one bar per attempt, all on one scale", () => {
    const bars = lines.slice(2, 5).map((line) => / ms {2}([ ▒┄░█]{40}) /.exec(line)![1]!)
    assert.deepStrictEqual(
      [..."▒┄░█"].map((each) => bars.join("").split(each).length - 1),
      [10, 30, 10, 10]
    )
    assert.isTrue(bars[0]!.startsWith("▒"))
    assert.match(bars[1]!, /^ {10}┄/)
    assert.match(bars[2]!, /^ {20}░{10}█{10}/)
  })

  it("says who answered, when, for how much, and why the others did not", () => {
    assert.strictEqual(lines[0], "answered by west/m, first content after 300 ms, $0.0000305")
    assert.match(lines[2]!, /^1 {2}north\/m .* failed 503 Overloaded, The endpoint answered/)
    assert.match(
      lines[4]!,
      /^3 {2}west\/m \(hedge\) .* \$0\.0000305 {2}answered, first content after 100 ms$/
    )
  })

  it("explains an error, a receipt and bare metadata alike", () => {
    const error = RouterError.make("model_unavailable", "Nobody answered.", {
      attempts: attempts.slice(0, 1)
    })
    assert.match(explainCall(error), /^Nobody answered\. \(503 model_unavailable\)\n\n1 {2}north/)
    const receipt = { routing: metadata, attempts, cost: { usd: 0.5, confidence: "unknown" as const } }
    assert.include(explainCall(receipt), "3  west/m (hedge)")
    assert.include(explainCall({ attempts, cost: receipt.cost }), "at least $0.500")
  })

  it("tells an answer without attempts from a call that sent nothing", () => {
    assert.include(explainCall({ routing_metadata: { provider: "p" } }), 'gateway.include: ["attempts"]')
    assert.include(explainCall({ attempts: [] }), "Nothing was sent.")
  })

  it("shows an unknown cost as unknown, and a skipped attempt with its reason", () => {
    const skipped = attempt({ outcome: "skipped", skipped: "cooling", duration_ms: 0 })
    const unknown = attempt({
      outcome: "answered",
      cost: { confidence: "unknown", buckets: {} as never, payer: "byok" }
    })
    const text = explainCall({ attempts: [skipped, unknown] })
    assert.match(text, /╳.*skipped cooling/)
    assert.include(text, "cost unknown")
    assert.notInclude(text, "$0")
  })

  it("no name or word of a vendor moves the cursor, colours the terminal or starts a line", () => {
    const evil = "\u001b[2J\u0007\u009b31m\r\nroot# \u202e"
    const text = explainCall({
      message: evil,
      code: evil,
      attempts: [
        attempt({ endpoint: evil, provider_message: evil, reason: evil as never, skipped: evil as never })
      ]
    })
    assert.notMatch(text.replaceAll("\n", ""), /\p{C}/u)
    assert.strictEqual(text.split("\n").filter((line) => line.startsWith("root#")).length, 0)
  })

  it("fits a terminal: where lines would be longer, what came of an attempt stands beneath its bar", () => {
    for (const columns of [60, 80, 100]) {
      const text = explainCall({ routing_metadata: metadata }, { columns })
      for (const line of text.split("\n")) assert.isAtMost(line.length, columns)
      for (const words of ["failed 503 Overloaded", "(hedge)", "$0.0000305  answered"])
        assert.include(text.replaceAll(/\n */g, " "), words)
    }
    const whole = explainCall({ routing_metadata: metadata })
    assert.strictEqual(explainCall({ routing_metadata: metadata }, { columns: 500 }), whole)
    assert.strictEqual(explainCall({ routing_metadata: metadata }, { columns: undefined }), whole)
    assert.match(
      explainCall({ routing_metadata: metadata }, { columns: 0 }),
      /^answered by west\/m,/,
      "not a word a line"
    )
  })

  it("is coloured only where asked, and says the same without", () => {
    const coloured = explainCall({ routing_metadata: metadata }, { color: true })
    assert.include(coloured, "\u001b[31m")
    // oxlint-disable-next-line no-control-regex
    assert.strictEqual(coloured.replace(/\u001b\[\d+m/g, ""), explainCall({ routing_metadata: metadata }))
  })
})

describe("whether a terminal has colours", () => {
  for (const [is, env, isTTY] of [
    [true, {}, true],
    [false, {}, false],
    [false, {}, undefined],
    [false, { NO_COLOR: "1" }, true],
    [true, { NO_COLOR: "" }, true],
    [true, { FORCE_COLOR: "1", NO_COLOR: "1" }, false],
    [true, { FORCE_COLOR: "" }, false],
    [false, { FORCE_COLOR: "0" }, true],
    [false, { TERM: "dumb" }, true]
  ] as const) {
    it(`${is}: ${JSON.stringify(env)}, isTTY ${isTTY}`, () =>
      assert.strictEqual(hasColor({ env, isTTY }), is))
  }
})
