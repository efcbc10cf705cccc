import type { Receipt } from "@turnout/router/Receipt"
import type { Watched } from "../Watched.ts"
import { assets } from "./assets.ts"
import { Html, html } from "./html.ts"
import type { Kept } from "./kept.ts"

/** What a page is made of. */
export interface Asked {
  /** Path under which the dashboard is mounted, without a slash at its end. */
  readonly base: string
  readonly query: URLSearchParams
  /** What follows the page's name in its path. */
  readonly rest: string
  readonly router: Watched
  readonly kept: Kept
  /** Date in milliseconds. */
  readonly now: number
}

/** What a page tells, as data and as HTML. */
export interface Told {
  readonly data: object
  readonly title: string
  readonly body: Html
  /** Whether it is shown anew when calls end. */
  readonly live?: boolean
  /** Default: 200. */
  readonly status?: number
}

export type Page = (asked: Asked) => Told | Promise<Told>

const sections = [
  ["", "Endpoints"],
  ["calls", "Calls"],
  ["spend", "Spend"],
  ["budgets", "Budgets"]
] as const

const isAt = (page: string, section: string): boolean =>
  page === section || (page === "decisions" && section === "calls")

/** Not in a template: the bundler would escape it there with a helper from a package that nobody installs. */
const scriptEnd = new Html("</script>")

/** `page`: the name in its path. */
export const document = (
  base: string,
  page: string,
  { body, live = false, title }: Told,
  now: number
): Html =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · Turnout</title>
        <link rel="icon" href="${base}/assets/${assets.icon.name}" />
        <link rel="stylesheet" href="${base}/assets/${assets.style.name}" />
        ${[assets.uplot, assets.client].map(({ name }) => html`<script src="${base}/assets/${name}" defer>${scriptEnd}`)}
      </head>
      <body data-base="${base}">
        <a class="skip" href="#main">Skip to the content</a>
        <header>
          <a class="brand" href="${base}/">Turnout</a>
          <nav aria-label="Pages">
            <ul>
              ${sections.map(
                ([path, label]) =>
                  html`<li>
                    <a href="${base}/${path}" ${isAt(page, path) && html`aria-current="page"`}>${label}</a>
                  </li>`
              )}
            </ul>
          </nav>
          ${
            live &&
            html`<div class="live">
              <button type="button" id="live" aria-pressed="true" hidden>Live</button>
              <span id="live-state" role="status"></span>
            </div>`
          }
        </header>
        <main id="main" tabindex="-1" ${live && html`data-live`}>${body}</main>
        <footer>
          <p>Times are UTC. Made <span id="made">${new Date(now).toISOString().slice(11, 19)}</span>.</p>
        </footer>
      </body>
    </html> `

/** The same, of what cannot be told now. */
export const problem = (status: number, title: string, message: string): Told => ({
  status,
  title,
  data: { error: { status, message } },
  body: html`<h1>${title}</h1>
    <p>${message}</p>`
})

/** The endpoint that answered. */
export const answeredBy = ({ attempts, routing }: Receipt): string | undefined =>
  attempts.findLast(({ outcome }) => outcome === "answered")?.endpoint ??
  (routing === undefined ? undefined : `${routing.provider}/${routing.model_canonical}`)
