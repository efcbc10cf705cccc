import { check } from "@turnout/testing/StrategyLaws"
import { assert, describe, it } from "@effect/vitest"
import { quiet } from "../04-strategy-alone/quiet.ts"
import { run } from "./run.ts"

describe("a strategy alone", () => {
  it("ranks a made-up moment, the quiet before the busy and the cheap before the dear", async () => {
    const { stdout } = await run("04-strategy-alone/main.ts")
    const names = stdout.split("\n").flatMap((line) => /[\w-]+(?= )/.exec(line) ?? [])
    assert.deepStrictEqual(names, ["quiet-and-cheap", "quiet-and-dear", "busy-and-cheap"])
  })

  it("keeps the laws of strategies", () => {
    check(quiet, { metrics: ["cost"] })
  })

  it("is tested without a module of Effect", async () => {
    const hooks = `
      import { registerHooks } from "node:module"
      registerHooks({ load: (url, context, next) => {
        if (url.includes("/effect/dist/")) throw new Error("loads " + url)
        return next(url, context)
      } })`
    const { code, stderr } = await run("04-strategy-alone/main.ts", {}, [
      "--import",
      `data:text/javascript,${encodeURIComponent(hooks)}`
    ])
    assert.strictEqual(code, 0, stderr)
  })
})
