/** Pieces that several pages have. */
import { html, type Html, type Value } from "./html.ts"

export interface Column {
  readonly name: string
  /** Figures stand at the right. */
  readonly number?: boolean
  /** It holds sentences. */
  readonly wide?: boolean
  /** What the name does not say. */
  readonly title?: string
}

/** A table in a region that can be scrolled sideways, by the keyboard too. The first cell of each row names it. */
export const table = (
  caption: string,
  columns: ReadonlyArray<Column>,
  rows: ReadonlyArray<ReadonlyArray<Value>>
): Html =>
  html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${columns.map(
            ({ name, number, title }) =>
              html`<th scope="col" class="${number === true ? "n" : ""}" title="${title ?? ""}">${name}</th>`
          )}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (cells) =>
            html`<tr>
              ${cells.map((cell, index) =>
                index === 0
                  ? html`<th scope="row">${cell}</th>`
                  : html`<td
                      class="${columns[index]?.number === true ? "n" : columns[index]?.wide === true ? "w" : ""}"
                    >
                      ${cell}
                    </td>`
              )}
            </tr>`
        )}
      </tbody>
    </table>
  </div>`

export type Tone = "good" | "bad" | "warn" | "quiet"

/** A word with a mark, so that it is not told by its colour alone. */
export const badge = (tone: Tone, text: string): Html => html`<span class="badge ${tone}">${text}</span>`

export const outcome = (text: string): Html =>
  badge(
    text === "answered" ? "good" : text === "failed" ? "bad" : text === "interrupted" ? "warn" : "quiet",
    text
  )

/** A name from outside: its direction is its own. */
export const name = (text: string): Html => html`<bdi class="name">${text}</bdi>`

const isAbsent = (value: Value): boolean =>
  value === undefined || value === null || value === false || value === ""

/** Terms and what they are; those that are absent are left out. */
export const facts = (entries: ReadonlyArray<readonly [string, Value]>): Html =>
  html`<dl class="facts">
    ${entries.map(
      ([term, value]) =>
        !isAbsent(value) &&
        html`<div>
          <dt>${term}</dt>
          <dd>${value}</dd>
        </div>`
    )}
  </dl>`

export interface Piece {
  /** Of the whole, 0–1. */
  readonly from: number
  readonly to: number
  readonly kind: string
}

/** A bar of pieces. What it says stands beside it in words. */
export const bar = (pieces: ReadonlyArray<Piece>, label: string): Html => {
  const x = (share: number) => Math.round(1000 * Math.min(1, Math.max(0, share)))
  return html`<svg
    class="bar"
    viewBox="0 0 1000 12"
    preserveAspectRatio="none"
    role="img"
    aria-label="${label}"
  >
    <rect class="ground" width="1000" height="12" />
    ${pieces.map(({ from, kind, to }) => {
      const start = Math.min(x(from), 996)
      return html`<rect class="${kind}" x="${start}" width="${Math.max(4, x(to) - start)}" height="12" />`
    })}
  </svg>`
}

/** What pieces of a bar mean. */
export const legend = (entries: ReadonlyArray<readonly [string, string]>): Html =>
  html`<ul class="legend">
    ${entries.map(
      ([kind, text]) =>
        html`<li>
          <svg viewBox="0 0 12 12" aria-hidden="true"><rect class="${kind}" width="12" height="12" /></svg>
          ${text}
        </li>`
    )}
  </ul>`
