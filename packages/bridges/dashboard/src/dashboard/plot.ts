import { count, none } from "./format.ts"
import type { Plot } from "./history.ts"
import { html, type Html } from "./html.ts"

const value = (given: number | null, unit: Plot["unit"]): Html =>
  given === null
    ? none
    : unit === "USD"
      ? html`$${given.toPrecision(3)}`
      : html`${count(Number(given.toPrecision(3)))}`

const time = (at: number): string => new Date(at * 1000).toISOString().slice(0, 16).replace("T", " ")

/** A plot that the page's script draws; without it, and for who cannot see it, the same figures are a table. */
export const figure = (plot: Plot): Html => {
  const { at, id, lines, title, unit } = plot
  const isEmpty = lines.every(({ values }) => values.every((each) => each === null))
  if (isEmpty) {
    return html`<figure class="plot">
      <figcaption>${title}</figcaption>
      <p class="empty">Nothing measured yet.</p>
    </figure>`
  }
  return html`<figure class="plot">
    <figcaption>${title} <span class="unit">${unit}</span></figcaption>
    <div class="canvas" data-plot="${JSON.stringify(plot)}" aria-hidden="true"></div>
    <details data-key="plot-${id}">
      <summary>As a table</summary>
      <div class="scroll" tabindex="0" role="region" aria-label="${title}">
        <table>
          <thead>
            <tr>
              <th scope="col">from (UTC)</th>
              ${lines.map(({ label }) => html`<th scope="col" class="n"><bdi>${label}</bdi></th>`)}
            </tr>
          </thead>
          <tbody>
            ${at.map((second, index) =>
              lines.some(({ values }) => values[index] !== null)
                ? html`<tr>
                    <th scope="row">${time(second)}</th>
                    ${lines.map(
                      ({ values }) => html`<td class="n">${value(values[index] ?? null, unit)}</td>`
                    )}
                  </tr>`
                : ""
            )}
          </tbody>
        </table>
      </div>
    </details>
  </figure>`
}
