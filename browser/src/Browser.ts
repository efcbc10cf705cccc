/**
 * Pages in headless Chromium: what they look like, and what is wrong with them. The browser is the machine's own
 * (Debian's `chromium`); nothing is downloaded.
 */
import axe from "axe-core"
import { accessSync, constants } from "node:fs"
import { delimiter, join } from "node:path"
import { type Browser, chromium, type Page } from "playwright-core"

export type { Browser, Page } from "playwright-core"

/** Sizes of windows in CSS pixels: a small telephone and a desk. */
export const sizes = { phone: { width: 375, height: 812 }, desk: { width: 1440, height: 900 } } as const

export const schemes = ["light", "dark"] as const

export type Size = keyof typeof sizes
export type Scheme = (typeof schemes)[number]

/** Every combination of size and colour scheme. */
export const views: ReadonlyArray<{ readonly size: Size; readonly scheme: Scheme }> = (
  Object.keys(sizes) as Array<Size>
).flatMap((size) => schemes.map((scheme) => ({ size, scheme })))

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Path of the machine's Chromium: `CHROMIUM` of the environment, else the first in its `PATH`. */
export const executable = (
  env: { readonly [name: string]: string | undefined } = process.env
): string | undefined => {
  const folders = (env["PATH"] ?? "").split(delimiter)
  const names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"]
  const paths = [
    env["CHROMIUM"] ?? "",
    ...names.flatMap((name) => folders.map((folder) => join(folder, name)))
  ]
  return paths.find((path) => path !== "" && isExecutable(path))
}

/** Starts Chromium; rejects where the machine has none. Its owner closes it. */
export const launch = async (): Promise<Browser> => {
  const executablePath = executable()
  if (executablePath === undefined) {
    throw new Error("there is no Chromium: install the package chromium, or name its path in CHROMIUM")
  }
  // Chromium refuses its sandbox to root; what is opened here are pages of this workspace on loopback.
  const args = ["--disable-dev-shm-usage", ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])]
  return chromium.launch({ executablePath, args, chromiumSandbox: process.getuid?.() !== 0 })
}

export interface Options {
  /** Default: "desk". */
  readonly size?: Size
  /** Default: "light". */
  readonly scheme?: Scheme
  /** Sent with every request of the page. */
  readonly headers?: { readonly [name: string]: string }
}

export interface Visit {
  readonly page: Page
  /** What has gone wrong since the page was opened: errors of the console, exceptions, requests that failed or left this machine. */
  readonly errors: ReadonlyArray<string>
  readonly close: () => Promise<void>
}

const isLoopback = (url: string): boolean =>
  /^(data|blob|about):/.test(url) || /^(localhost|127\.0\.0\.1|\[::1\])$/.test(new URL(url).hostname)

/** Opens a page in a window of its own, without what earlier ones have stored. Requests to other machines are refused. */
export const visit = async (browser: Browser, url: string, options: Options = {}): Promise<Visit> => {
  const { headers, scheme = "light", size = "desk" } = options
  const context = await browser.newContext({
    viewport: sizes[size],
    colorScheme: scheme,
    reducedMotion: "reduce",
    ...(headers === undefined ? {} : { extraHTTPHeaders: { ...headers } })
  })
  const errors: Array<string> = []
  await context.route(
    (address) => !isLoopback(address.href),
    (route) => {
      errors.push(`asks another machine: ${route.request().url()}`)
      return route.abort()
    }
  )
  const page = await context.newPage()
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(`console: ${message.text()}`)
  })
  page.on("pageerror", (error) => errors.push(`exception: ${error.message}`))
  page.on("response", (response) => {
    if (response.status() >= 400) errors.push(`${response.status()}: ${response.url()}`)
  })
  await page.goto(url, { waitUntil: "load" })
  return { page, errors, close: () => context.close() }
}

/** What is wider than the window, where the page can be scrolled sideways. */
export const overflow = (page: Page): Promise<ReadonlyArray<string>> =>
  page.evaluate(() => {
    const { clientWidth, scrollWidth } = document.documentElement
    if (scrollWidth <= clientWidth) return []
    const wide = [...document.body.querySelectorAll("*")].filter(
      (element) => element.getBoundingClientRect().right > clientWidth + 1
    )
    const names = wide
      .slice(0, 5)
      .map((element) => `${element.localName}.${[...element.classList].join(".")}`)
    return [`the page is ${scrollWidth} px wide in a window of ${clientWidth} px: ${names.join(", ")}`]
  })

/** What breaks WCAG 2.2 at level AA, contrast among it, by axe. */
export const inaccessible = async (page: Page): Promise<ReadonlyArray<string>> => {
  // As an expression and not as an element: the page's own policy may refuse scripts.
  await page.evaluate(axe.source)
  const results = await page.evaluate(() =>
    (globalThis as unknown as { readonly axe: typeof axe }).axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
      resultTypes: ["violations"]
    })
  )
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.slice(0, 5).map((node) => `${id}: ${node.target.join(" ")}: ${node.failureSummary ?? ""}`)
  )
}

/** All of it. An empty list is a page in order. */
export const problems = async ({ errors, page }: Visit): Promise<ReadonlyArray<string>> => [
  ...(await overflow(page)),
  ...(await inaccessible(page)),
  ...errors
]

/** Presses Tab until what matches the selector has the focus: how often, or nothing after so many times. */
export const tabTo = async (page: Page, selector: string, most = 50): Promise<number | undefined> => {
  for (let pressed = 1; pressed <= most; pressed++) {
    await page.keyboard.press("Tab")
    const isThere = await page.evaluate(
      (wanted) => document.activeElement?.matches(wanted) === true,
      selector
    )
    if (isThere) return pressed
  }
  return undefined
}
