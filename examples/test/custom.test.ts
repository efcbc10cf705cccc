import { assert, describe, it } from "@effect/vitest"
import type { Context, Subject } from "@turnout/router/Constraint"
import { withOwn } from "@turnout/router/Signals"
import { candidate, check, inputOf } from "@turnout/testing/StrategyLaws"
import { unmeasured } from "@turnout/core/Signals"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { review } from "../12-custom/constraint.ts"
import { green } from "../12-custom/green.ts"
import { coders } from "../12-custom/scorer.ts"
import { carbonOf } from "../12-custom/signal.ts"
import { bargain } from "../12-custom/strategy.ts"
import { nearest } from "../13-nearest-neighbours/scorer.ts"
import { run } from "./run.ts"

const ids = (ranked: ReadonlyArray<{ readonly id: string }>) => ranked.map(({ id }) => id)
const request = (content: string) =>
  ({ messages: [{ role: "user", content }], stream: false }) satisfies Parameters<typeof coders>[0]

describe("a host's own, each alone", () => {
  it("strategy: keeps the laws, and ranks by what it says", () => {
    check(bargain, { metrics: ["cost", "ttft"] })
    const moment = inputOf([
      candidate("slow-and-cheap", { ttft_ms: 900, cost: 1_000 }),
      candidate("quick-and-dear", { ttft_ms: 100, cost: 5_000 }),
      candidate("unknown", { ttft_ms: 100 })
    ])
    assert.deepStrictEqual(ids(bargain(moment)), ["p/quick-and-dear", "p/slow-and-cheap", "p/unknown"])
  })

  it("constraint: asks for nothing until the prompt is long, then for a review", () => {
    const compiled = (prompt_tokens: number) => review.compile({ facts: { prompt_tokens } } as Context)
    assert.isUndefined(compiled(10_000))
    const verdict = (provider: string) => compiled(10_001)!({ endpoint: { provider } } as Subject)
    assert.isUndefined(verdict("acme"))
    assert.strictEqual(verdict("initech"), "10001 tokens")
  })

  it("signal: a function of the endpoint, which strategies find by its name", () => {
    const carbon = carbonOf(new Map([["clean", 30]]))
    const snapshot = withOwn({ digest: "", endpoint: () => unmeasured }, { carbon }, 0)
    assert.strictEqual(snapshot.endpoint("clean/m").own?.["carbon"], 30)
    assert.strictEqual(snapshot.endpoint("dirty/m"), unmeasured)
    const candidates = ["dirty", "clean"].map((provider) => {
      const made = candidate("m", { provider })
      return { ...made, signals: snapshot.endpoint(made.endpoint.id) }
    })
    check(green)
    assert.deepStrictEqual(ids(green(inputOf(candidates))), ["clean/m", "dirty/m"])
  })

  it("scorer: judges what it knows of, and of the rest says nothing", () => {
    assert.strictEqual(coders(request("fix this bug"), "coder-1"), 0.9)
    assert.strictEqual(coders(request("fix this bug"), "talker"), 0.5)
    assert.isUndefined(coders(request("sing"), "coder-1"))
  })

  it("scorer: the grades of the nearest examples, by their likeness", () => {
    const scorer = nearest({
      embed: () => [1, 0],
      count: 2,
      examples: [
        { embedding: [1, 0], grades: { m: 1 } },
        { embedding: [1, 1], grades: { m: 0, n: 0.4 } },
        { embedding: [-1, 0], grades: { m: 0.5, far: 1 } }
      ]
    })
    const root = Math.SQRT1_2
    assert.closeTo(scorer(request(""), "m")!, 1 / (1 + root), 1e-12)
    assert.closeTo(scorer(request(""), "n")!, 0.4, 1e-12)
    assert.isUndefined(scorer(request(""), "far"))
    assert.isUndefined(scorer(request(""), "unheard-of"))
  })

  for (const name of ["strategy", "constraint", "signal", "scorer"]) {
    it(`${name}: under fifteen lines, and without a module of Effect, a clock or a network`, async () => {
      const path = fileURLToPath(new URL(`../12-custom/${name}.ts`, import.meta.url))
      const text = readFileSync(path, "utf8")
      assert.isBelow(text.trimEnd().split("\n").length, 15)
      const hooks = `
        import { registerHooks } from "node:module"
        registerHooks({ load: (url, context, next) => {
          if (/\\/effect\\/dist\\/|^node:/.test(url)) throw new Error("loads " + url)
          return next(url, context)
        } })
        globalThis.fetch = Date.now = Math.random = undefined`
      const options = ["--import", `data:text/javascript,${encodeURIComponent(hooks)}`]
      const { code, stderr } = await run(`12-custom/${name}.ts`, {}, options)
      assert.strictEqual(code, 0, stderr)
    })
  }
})

describe("a host's own, handed to a router", () => {
  it("the plan shows the constraint's reason, the strategy's order and the scorer's winner", async () => {
    const { code, stderr, stdout } = await run("12-custom/main.ts")
    assert.strictEqual(code, 0, stderr)
    const plans = stdout.split(/(?=^\d of \d candidates)/m)
    assert.match(plans[0]!, /by green[\s\S]*3 {2}acme\/talker/)
    assert.match(plans[1]!, /2 of 3[\s\S]*- {2}initech\/talker.*review: \d+ tokens/)
    assert.match(plans[2]!, /1 {2}acme\/coder-1/)
  })

  it("neighbours: each question to the model that did better on its like", async () => {
    const { stdout } = await run("13-nearest-neighbours/main.ts")
    const [code, poem] = stdout.trim().split("\n")
    const grades = (line: string) => [...line.matchAll(/0\.\d\d/g)].map(([grade]) => Number(grade))
    assert.isAbove(grades(code!)[0]!, grades(code!)[1]!)
    assert.isBelow(grades(poem!)[0]!, grades(poem!)[1]!)
  })
})
