import { assert, describe, it } from "@effect/vitest"
import * as Param from "@turnout/core/Param"
import { readFileSync } from "node:fs"
import { through } from "../scripts/reference/doors.ts"
import { faults } from "../scripts/reference/faults.ts"
import { matrix } from "../scripts/reference/matrix.ts"
import { groups } from "../scripts/reference/matrix/cases.ts"
import { hosts } from "../scripts/reference/matrix/hosts.ts"
import { makers } from "../scripts/reference/matrix/models.ts"
import { parameters } from "../scripts/reference/parameters.ts"
import { vendors } from "../scripts/reference/vendors.ts"

const page = (name: string): string =>
  readFileSync(new URL(`../reference/${name}.md`, import.meta.url), "utf8")

const stale = "it is stale: run pnpm reference"

describe("the reference", () => {
  it("of parameters is what the table says", () => {
    assert.strictEqual(page("parameters"), parameters(), stale)
    for (const name of Param.names) assert.include(page("parameters"), `| \`${name}\` |`)
  })

  it("of what is sent is what is really planned", async () => {
    assert.strictEqual(page("matrix"), await matrix(), stale)
    assert.strictEqual(page("hosts"), await matrix(hosts), stale)
  })

  it("of vendors is what the suite of each package checks", async () => {
    assert.strictEqual(page("vendors"), await vendors(), stale)
  })

  it("of failures is what the router does", async () => {
    assert.strictEqual(page("faults"), await faults(), stale)
  })

  it("of doors is what every client was told, and no door loses anything", async () => {
    assert.strictEqual(page("doors"), await through(), stale)
    assert.notInclude(page("doors"), "**")
  })

  it("asks for every parameter that a vendor reads, of every kind of model", () => {
    const asked = new Set(groups.flatMap(({ cases }) => cases.flatMap(({ asked }) => Object.keys(asked))))
    const known = Param.names.filter((name) => Param.params[name].governs === "wire" && name !== "extensions")
    assert.deepStrictEqual(
      known.filter((name) => !asked.has(name)),
      []
    )
    const lines = page("matrix").split("\n")
    const cells = lines.filter((line) => line.startsWith("| ")).map((line) => line.split(/(?<!\\)\|/).length)
    assert.deepStrictEqual([...new Set(cells)], [makers.columns.length + 3])
  })
})
