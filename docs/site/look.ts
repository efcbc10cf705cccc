/**
 * `pnpm site:look`: the built site in headless Chromium, in two sizes and two colour schemes. Fails on errors of the
 * console, sideways scrolling, what is not accessible at level AA, and a search that no keyboard reaches. `--shots FOLDER`
 * keeps pictures.
 */
import * as Browser from "@turnout/browser"
import { readFile } from "node:fs/promises"
import { mkdirSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { extname } from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"

const dist = fileURLToPath(new URL("dist/", import.meta.url))
const { shots } = parseArgs({ options: { shots: { type: "string" } } }).values
if (shots !== undefined) mkdirSync(shots, { recursive: true })

const types: { readonly [extension: string]: string } = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".md": "text/markdown; charset=utf-8"
}

const server = createServer(async (request, response) => {
  const path = decodeURIComponent((request.url ?? "/").split("?")[0] ?? "/")
  const name = path.endsWith("/") ? `${path}index.html` : extname(path) in types ? path : `${path}.html`
  try {
    const body = await readFile(dist + name)
    response.writeHead(200, { "content-type": types[extname(name)] ?? "application/octet-stream" }).end(body)
  } catch {
    response.writeHead(404).end()
  }
})
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

/** In every view; pages that are laid out in the same way in one. */
const pages = ["/", "/guide/routing", "/vendors/groq"]
const once = ["/guide/tasks", "/reference/faults", "/api/core/Price"]
const found: Array<string> = []
const browser = await Browser.launch()

/** By keyboard alone: the search opens, finds, and leads to what it found. */
const search = async (view: (typeof Browser.views)[number]) => {
  const visit = await Browser.visit(browser, `${origin}/vendors/groq`, view)
  const { page } = visit
  await page.locator(".VPNavBarSearch button").first().waitFor()
  if ((await Browser.tabTo(page, ".VPNavBarSearch button")) === undefined)
    found.push("no Tab reaches the search")
  await page.keyboard.press("Enter")
  await page.locator("#localsearch-input").fill("hedge")
  await page.locator("#localsearch-list a").first().waitFor()
  if (shots !== undefined) await page.screenshot({ path: `${shots}/search-${view.size}-${view.scheme}.png` })
  await page.keyboard.press("ArrowDown")
  await page.keyboard.press("Enter")
  await page.waitForURL((url) => !url.pathname.endsWith("/vendors/groq"))
  found.push(...visit.errors.map((error) => `search, ${view.size}, ${view.scheme}: ${error}`))
  await visit.close()
}

for (const view of Browser.views) {
  const isNarrow = view.size === "phone" && view.scheme === "dark"
  for (const path of isNarrow ? [...pages, ...once] : pages) {
    const visit = await Browser.visit(browser, origin + path, view)
    await visit.page.locator(".VPNavBarSearch button").first().waitFor()
    const problems = await Browser.problems(visit)
    found.push(...problems.map((problem) => `${path}, ${view.size}, ${view.scheme}: ${problem}`))
    if (shots !== undefined) {
      const name = path === "/" ? "first" : path.slice(1).replaceAll("/", "-")
      await visit.page.screenshot({
        path: `${shots}/${name}-${view.size}-${view.scheme}.png`,
        fullPage: path === "/"
      })
    }
    await visit.close()
  }
}
for (const view of Browser.views.filter(({ scheme }) => scheme === "light")) await search(view)

await browser.close()
server.close()
for (const problem of found) console.error(problem)
console.log(`${pages.length + once.length} pages in ${Browser.views.length} views, ${found.length} problems`)
process.exitCode = found.length === 0 ? 0 : 1
