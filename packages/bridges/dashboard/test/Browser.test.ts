import { assert, describe, it } from "@effect/vitest"
import { type Browser, executable, launch, problems, sizes, tabTo, visit } from "@turnout/browser"
import { afterAll, beforeAll } from "vitest"
import { hostile, receiptOf, served } from "./setting.ts"

const chromium = executable()
const why = chromium === undefined ? " (skipped: this machine has no Chromium)" : ""

const evil = (() => {
  const receipt = receiptOf(7)
  const [text] = hostile
  return {
    ...receipt,
    attempts: receipt.attempts.map((attempt) => ({ ...attempt, endpoint: text!, provider_message: text! })),
    asked: { models: hostile }
  }
})()

const pages = [
  "/",
  "/calls?q=user-3&outcome=failed",
  "/calls/10001",
  "/decisions/10000",
  "/spend",
  "/budgets"
]

describe.skipIf(chromium === undefined)(`in Chromium${why}`, () => {
  let browser: Browser
  let site: Awaited<ReturnType<typeof served>>

  beforeAll(async () => {
    browser = await launch()
    const receipts = Array.from({ length: 10_000 }, (_, index) => receiptOf(index))
    site = await served([...receipts, evil], { public: true, keep: { calls: 20_000 }, names: hostile })
  })
  afterAll(async () => {
    await browser.close()
    await site.close()
  })

  for (const path of pages) {
    it(`${path}: in both colour schemes and widths nothing is broken, unreadable or told to the console`, async () => {
      const shown = await visit(browser, site.url + path)
      assert.deepStrictEqual(await problems(shown), [], "light, 1440 px")
      await shown.page.emulateMedia({ colorScheme: "dark" })
      await shown.page.setViewportSize(sizes.phone)
      assert.deepStrictEqual(await problems(shown), [], "dark, 375 px")
      assert.isUndefined(await shown.page.evaluate("globalThis.pwned"), "names are text")
      await shown.close()
    })
  }

  it("hostile names can be read as they are", async () => {
    const { close, page } = await visit(browser, `${site.url}/calls/10001`)
    const names = await page.locator("bdi").allTextContents()
    assert.include(names, hostile[0])
    assert.include(names, hostile[1])
    const shares = await visit(browser, site.url)
    const drawn = await shares.page.locator(".canvas canvas").count()
    assert.strictEqual(drawn, 4, "every plot is drawn")
    await shares.close()
    await close()
  })

  it("10,000 calls are a hundred rows, and a page of as many nodes as of 200 calls", async () => {
    const small = await served(200, { public: true })
    const nodes = async (url: string) => {
      const { close, page } = await visit(browser, `${url}/calls`)
      const counted = [await page.locator("tbody tr").count(), await page.locator("*").count()]
      await close()
      return counted as [number, number]
    }
    const [fewRows, few] = await nodes(small.url)
    const [manyRows, many] = await nodes(site.url)
    await small.close()
    assert.deepStrictEqual([fewRows, manyRows], [100, 100])
    assert.isBelow(many / few, 1.1)
  })

  it("the keyboard reaches everything, in order, and the focus is seen", async () => {
    const small = await served(20, { public: true })
    const { close, page } = await visit(browser, small.url)
    assert.strictEqual(await tabTo(page, ".skip"), 1)
    assert.isAtLeast(
      (await page.locator(".skip").boundingBox())?.x ?? -1,
      0,
      "it is shown when it has the focus"
    )
    await page.keyboard.press("Enter")
    assert.strictEqual(await page.evaluate(() => document.activeElement?.id), "main")
    await page.goto(small.url)
    assert.isDefined(await tabTo(page, 'a[href$="/calls"]'))
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement!).outlineStyle)
    assert.strictEqual(outline, "solid")
    await Promise.all([page.waitForURL(/\/calls$/), page.keyboard.press("Enter")])
    assert.isDefined(await tabTo(page, "#live"))
    await page.keyboard.press("Space")
    assert.strictEqual(await page.locator("#live").getAttribute("aria-pressed"), "false")
    assert.isDefined(await tabTo(page, "#q"))
    await page.keyboard.type("user-3")
    await Promise.all([page.waitForURL(/q=user-3/), page.keyboard.press("Enter")])
    assert.isDefined(await tabTo(page, "tbody a"))
    await Promise.all([page.waitForURL(/\/calls\/\d+$/), page.keyboard.press("Enter")])
    assert.isDefined(await tabTo(page, 'a[href*="/decisions/"]'))
    await Promise.all([page.waitForURL(/\/decisions\/\d+$/), page.keyboard.press("Enter")])
    await close()
    await small.close()
  })

  it("it is shown anew when calls end, keeps the focus and what is open, and stops when it is told to", async () => {
    const own = await served(3, { public: true })
    const { close, errors, page } = await visit(browser, `${own.url}/calls`)
    const rows = page.locator("tbody tr")
    const link = page.locator('tbody a[href$="/calls/3"]')
    await link.focus()
    own.board.observe.receipt(receiptOf(3))
    await page.locator('tbody a[href$="/calls/4"]').waitFor()
    assert.strictEqual(await rows.count(), 4)
    assert.isTrue(await link.evaluate((element) => element === document.activeElement), "the focus stays")
    for (let index = 4; index < 3000; index++) own.board.observe.receipt(receiptOf(index))
    await page.locator('tbody a[href$="/calls/3000"]').waitFor()
    assert.strictEqual(await rows.count(), 100)
    await page.locator("#live").click()
    own.board.observe.receipt(receiptOf(3000))
    assert.strictEqual(await page.locator("#live-state").textContent(), "paused")
    await page.locator("#live").click()
    await page.locator('tbody a[href$="/calls/3001"]').waitFor()
    assert.deepStrictEqual(errors, [])
    await close()
    await own.close()
  })

  it("without scripts every page can be read", async () => {
    const context = await browser.newContext({ javaScriptEnabled: false })
    const page = await context.newPage()
    for (const path of pages) {
      await page.goto(site.url + path)
      assert.isAbove((await page.locator("main").textContent())?.trim().length ?? 0, 100)
      assert.isAbove(await page.locator("main table tbody tr").count(), 0, path)
    }
    await page.goto(site.url)
    await page.locator("summary", { hasText: "As a table" }).first().click()
    assert.isTrue(await page.locator("figure table").first().isVisible(), "a plot is a table then")
    assert.strictEqual(await page.locator("#live").isVisible(), false)
    await context.close()
  })
})
