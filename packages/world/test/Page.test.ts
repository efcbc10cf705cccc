import { assert, describe, it } from "@effect/vitest"
import * as Scenarios from "@turnout/world/Scenarios"
import * as World from "@turnout/world/World"
import * as Effect from "effect/Effect"

/** Once for all tests. */
const compared = Effect.runPromise(
  World.compare({
    ...Scenarios.steady({ hours: 0.02 }),
    routers: { balanced: {}, "<b>slo</b> & 'more'": { optimize: "slo" } },
    seeds: [1, 2]
  })
)

/** Tags that stand for themselves or have been closed, in their order. */
const unclosed = (page: string): ReadonlyArray<string> => {
  const alone = new Set(["meta", "line", "!doctype"])
  const open: Array<string> = []
  for (const [, slash, name, end] of page.matchAll(/<(\/?)([a-z!][a-z0-9]*)[^>]*?(\/?)>/g)) {
    if (slash === "/") assert.strictEqual(open.pop(), name)
    else if (end !== "/" && !alone.has(name!)) open.push(name!)
  }
  return open
}

describe("a comparison as a page", () => {
  it.live(
    "tells every router, its loss and its endpoints, the same for the same results, and needs nothing else",
    () =>
      Effect.gen(function* () {
        const results = yield* Effect.promise(() => compared)
        const page = World.html({ steady: results }, { title: "Ours" })
        assert.strictEqual(World.html({ steady: results }, { title: "Ours" }), page)
        assert.deepStrictEqual(unclosed(page), [])
        assert.notMatch(page, /<script|src=|https?:|url\(|@import/)
        assert.include(page, "<title>Ours</title>")
        assert.include(page, "prefers-color-scheme:dark")
        for (const { loss } of results) assert.include(page, `<td>${loss.mean.toFixed(0)} (`)
        for (const { provider } of Scenarios.hosts) assert.include(page, `<td>${provider}/model</td>`)
        assert.strictEqual(page.match(/<svg /g)?.length, 2)
        assert.strictEqual(page.match(/<path /g)?.length, 2, "a line per router")
        assert.strictEqual(page.match(/<rect /g)?.length, 6, "three parts of each router's loss")
        assert.notInclude(page, "NaN")
        assert.notInclude(page, "Infinity")
      })
  )

  it.live("is text where names are markup", () =>
    Effect.gen(function* () {
      const page = World.html(
        { "<script>alert(1)</script>": yield* Effect.promise(() => compared) },
        { title: `"><img src=x>` }
      )
      assert.notInclude(page, "<script")
      assert.notInclude(page, "<img")
      assert.notInclude(page, "<b>slo")
      assert.include(page, "&lt;b&gt;slo&lt;/b&gt; &amp; &#39;more&#39;")
      assert.deepStrictEqual(unclosed(page), [])
    })
  )

  it.live("of one seed has no intervals, and of nothing no rows", () =>
    Effect.gen(function* () {
      const [one] = yield* World.compare({
        ...Scenarios.steady({ hours: 0.02 }),
        routers: { balanced: {} },
        seeds: [1]
      })
      const page = World.html({ one: [one!], none: [] })
      assert.deepStrictEqual(unclosed(page), [])
      assert.notInclude(page, 'class="whisker"')
      assert.notMatch(page, /NaN|Infinity|undefined/)
      assert.include(page, '<a href="#world-1">none</a>')
    })
  )
})
