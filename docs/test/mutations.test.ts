import { assert, describe, it } from "@effect/vitest"
import { mutants } from "../../scripts/mutations/lines.ts"

const source = `import type { A } from "./a.ts"

/** What it maps. */
interface Row {
  readonly id: string
}

const table: ReadonlyArray<string> = [
  "one",
  "two"
]

export const bodyOf = (row: Row, all: A) => {
  const body: { [field: string]: unknown } = {
    id: row.id,
    // As the vendor has it.
    table
  }
  if (all.some) body["some"] = true
  return body
}
`

describe("removing one line at a time", () => {
  it("takes what a module does, and neither declarations, types, comments nor brackets", () => {
    assert.deepStrictEqual(
      mutants(source).map(({ line, text }) => [line, text]),
      [
        [9, `"one",`],
        [10, `"two"`],
        [15, "id: row.id,"],
        [17, "table"],
        [19, `if (all.some) body["some"] = true`],
        [20, "return body"]
      ]
    )
  })

  it("leaves the other lines as they are", () => {
    const [first] = mutants(source)
    assert.strictEqual(first!.source, source.replace(`  "one",\n`, ""))
  })
})
