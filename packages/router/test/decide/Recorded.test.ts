import { assert, describe, it } from "@effect/vitest"
import type { Decision } from "@turnout/core/Decision"
import { replay } from "@turnout/router/Decision"
import { readFileSync } from "node:fs"
import * as Decide from "../../src/decide/Decide.ts"
import * as Tables from "../../src/decide/table/tables.ts"
import { input } from "../world.ts"
import { worlds } from "./recorded.ts"

/** Written by the router as it was before there were compiled tables; those of `slo` when its backups got a budget of money. */
const lines = readFileSync(new URL("recorded.jsonl", import.meta.url), "utf8")
  .trimEnd()
  .split("\n")

describe("decisions that were recorded", () => {
  it("are made again, byte for byte, with a compiled table and without", () => {
    assert.strictEqual(lines.length, worlds.length)
    for (const [number, { asked, endpoints }] of worlds.entries()) {
      const asInput = input(endpoints, asked)
      const tables = Tables.make(asInput.items)
      for (const given of [asInput, { ...asInput, tables }, { ...asInput, tables }]) {
        assert.strictEqual(JSON.stringify(Decide.decision(Decide.decide(given))), lines[number], `${number}`)
      }
    }
  })

  it("replay from their own JSON, byte for byte", () => {
    for (const line of lines) assert.strictEqual(JSON.stringify(replay(JSON.parse(line) as Decision)), line)
  })
})
