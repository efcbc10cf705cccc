import { assert, describe, it } from "@effect/vitest"
import * as ModelExpression from "@turnout/core/ModelExpression"
import * as Strategies from "@turnout/router/Strategies"
import { readFileSync } from "node:fs"

const page = readFileSync(new URL("../reference/expressions.md", import.meta.url), "utf8")

const models = new Set(["gpt-4o", "claude-sonnet-4", "llama-3.3-70b"])
const endpoint = "groq/llama-3.3-70b-versatile"
const options: ModelExpression.Options = {
  isKnown: (id) => id === endpoint || models.has(id),
  isEndpoint: (id) => id === endpoint,
  isProvider: (name) => ["openai", "anthropic", "groq", "together"].includes(name),
  strategy: (word) => Strategies.current(word)
}

/** The rows of every table with this head, without the pipes' escapes and the marks of code. */
const rows = (head: string): ReadonlyArray<ReadonlyArray<string>> =>
  page
    .split(`| ${head} |\n`)
    .slice(1)
    .flatMap((table) => {
      const lines = table.split("\n").slice(1)
      return lines.slice(
        0,
        lines.findIndex((line) => !line.startsWith("|"))
      )
    })
    .map((line) =>
      line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim().replace(/\\\|/g, "|").replace(/^`|`$/g, ""))
    )

describe("the reference of model expressions", () => {
  const examples = rows("written | read as | meaning")

  it("has the examples that it means to", () => assert.isAbove(examples.length, 28))

  for (const [written = "", canonical = ""] of examples) {
    it(`${written} is read as it says`, () => {
      const read = ModelExpression.parse(written, options)
      if (ModelExpression.isError(read)) assert.fail(`${read.message} at ${read.position}`)
      assert.strictEqual(ModelExpression.print(read), canonical)
      assert.deepStrictEqual(ModelExpression.parse(canonical, options), read)
    })
  }

  for (const [written = "", position, message] of rows("written | at | message")) {
    it(`${written} is refused as it says`, () => {
      const read = ModelExpression.parse(written, options)
      if (!ModelExpression.isError(read)) assert.fail(`it is read as ${ModelExpression.print(read)}`)
      assert.deepStrictEqual([String(read.position), read.message], [position, message])
    })
  }

  it("names every metric, its other names and its good direction", () => {
    const metrics = rows("name | others | unit | good")
    assert.deepStrictEqual(
      Object.fromEntries(metrics.map(([name, , , good]) => [name, good])),
      ModelExpression.good
    )
    for (const [name = "", others = ""] of metrics) {
      for (const other of others.split(", ").map((text) => text.replaceAll("`", ""))) {
        const terms = ModelExpression.parseTerms(other)
        assert.deepStrictEqual(terms, ModelExpression.parseTerms(name), other)
        assert.strictEqual(terms?.length, 1)
      }
    }
  })
})
