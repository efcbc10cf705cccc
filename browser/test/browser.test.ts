import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import * as Browser from "@turnout/browser"

const page = (body: string): string =>
  `data:text/html,${encodeURIComponent(`<!doctype html><html lang="en"><title>A page</title><body><main><h1>A page</h1>${body}</main>`)}`

describe.skipIf(Browser.executable() === undefined)("a page in Chromium", () => {
  let browser: Browser.Browser
  beforeAll(async () => {
    browser = await Browser.launch()
  })
  afterAll(() => browser.close())

  const within = async <A>(body: string, options: Browser.Options, use: (visit: Browser.Visit) => A) => {
    const visit = await Browser.visit(browser, page(body), options)
    try {
      return await use(visit)
    } finally {
      await visit.close()
    }
  }

  it("in order has no problems", async () => {
    assert.deepStrictEqual(await within("<p>Text</p>", {}, Browser.problems), [])
  })

  it("is told of an error in its console, of an exception, and of an image that another machine has", async () => {
    const body = `<script>console.error("no")</script><script>throw new Error("thrown")</script><img alt="" src="http://cdn.example/a.png">`
    const errors = await within(body, {}, ({ errors }) => errors)
    assert.includeMembers(
      [...errors],
      ["console: no", "exception: thrown", "asks another machine: http://cdn.example/a.png"]
    )
  })

  it("is told of what is too wide for a telephone, and only there", async () => {
    const wide = `<div style="width:600px">Wide</div>`
    const [found = ""] = await within(wide, { size: "phone" }, ({ page }) => Browser.overflow(page))
    assert.match(found, /in a window of 375 px: div/)
    assert.deepStrictEqual(await within(wide, {}, ({ page }) => Browser.overflow(page)), [])
  })

  it("is told of faint text in one scheme, and only there", async () => {
    const faint = `<style>@media (prefers-color-scheme: dark) { p { color: #ccc } }</style><p>Text</p>`
    const [found = ""] = await within(faint, { scheme: "dark" }, Browser.problems)
    assert.match(found, /^color-contrast: p:/)
    assert.deepStrictEqual(await within(faint, {}, Browser.problems), [])
  })

  it("is walked by keyboard", async () => {
    const visit = await Browser.visit(browser, page(`<a href="#one">One</a><button>Two</button>`))
    assert.strictEqual(await Browser.tabTo(visit.page, "button"), 2)
    assert.isUndefined(await Browser.tabTo(visit.page, "input", 5))
    await visit.close()
  })
})
