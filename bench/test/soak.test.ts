import { assert, describe, it } from "@effect/vitest"
import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"

describe("soak", () => {
  it("calls to vendors that misbehave in every way end as answers or typed errors, and leave nothing behind", () => {
    const main = fileURLToPath(new URL("../soak/main.ts", import.meta.url))
    const { status, stderr, stdout } = spawnSync(process.execPath, [main, "--short"], { encoding: "utf8" })
    assert.strictEqual(status, 0, `${stdout}\n${stderr}`)
    const kinds = stdout
      .slice(stdout.indexOf("| trouble"))
      .split("\n")
      .filter((line) => line.startsWith("| "))
    assert.isAbove(kinds.length, 14, "every kind of trouble was met")
    assert.match(stdout, /✓ the heap is as large as before/)
  })
})
