import type { Estimate } from "../Statistics.ts"

/** Text of a page: nothing of it is read as markup. */
export const escaped = (text: string): string =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;")

/** Colours by place; the page states them, for light and for dark. */
export const series = 8
export const colourOf = (place: number): string => `var(--s${place % series})`

/** One bar: its parts from the left, and the interval of their sum. */
export interface Bar {
  readonly name: string
  readonly parts: ReadonlyArray<{ readonly name: string; readonly value: number }>
  readonly total: Estimate
}

/** A line over seconds. A value that is not finite interrupts it. */
export interface Line {
  readonly name: string
  readonly points: ReadonlyArray<readonly [at_s: number, value: number]>
}

const width = 760
const left = 180
const right = 70
const rowHeight = 26

const fixed = (value: number): string => value.toFixed(1)

/** About five round steps from 0 to the most. */
const stepsTo = (most: number): ReadonlyArray<number> => {
  if (!(most > 0) || !Number.isFinite(most)) return [0]
  const rough = most / 5
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map((each) => each * power).find((each) => each >= rough) ?? 10 * power
  return Array.from({ length: Math.floor(most / step + 1e-9) + 1 }, (_, index) => index * step)
}

const label = (value: number): string => String(Number(value.toPrecision(3)))

const svg = (height: number, title: string, body: ReadonlyArray<string>): string =>
  `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(title)}">${body.join("")}</svg>`

/** An interval that has no ends is not drawn; a single seed has none. */
const isDrawn = ({ high, low }: Estimate): boolean => Number.isFinite(low) && Number.isFinite(high)

/** Horizontal bars of stacked parts with whiskers of the 95 % interval of their sum. */
export const bars = (title: string, all: ReadonlyArray<Bar>): string => {
  const finite = all.filter(({ total }) => Number.isFinite(total.mean))
  const most = Math.max(
    0,
    ...finite.map(({ total }) => (isDrawn(total) ? Math.max(total.high, total.mean) : total.mean))
  )
  const scale = (value: number): number =>
    left + (most > 0 ? Math.min(1, Math.max(0, value) / most) : 0) * (width - left - right)
  const bottom = all.length * rowHeight
  const axis = stepsTo(most).map(
    (step) =>
      `<line class="grid" x1="${fixed(scale(step))}" y1="0" x2="${fixed(scale(step))}" y2="${bottom}"/>` +
      `<text class="axis" x="${fixed(scale(step))}" y="${bottom + 14}" text-anchor="middle">${label(step)}</text>`
  )
  const rows = all.map(({ name, parts, total }, index) => {
    const y = index * rowHeight + 5
    const middle = y + 8
    let from = 0
    const drawn = parts.map(({ name: part, value }, place) => {
      const start = scale(from)
      from += Number.isFinite(value) ? Math.max(0, value) : 0
      return `<rect x="${fixed(start)}" y="${y}" width="${fixed(scale(from) - start)}" height="16" fill="${colourOf(place)}"><title>${escaped(part)}: ${label(value)}</title></rect>`
    })
    const whisker = isDrawn(total)
      ? `<line class="whisker" x1="${fixed(scale(total.low))}" y1="${middle}" x2="${fixed(scale(total.high))}" y2="${middle}"/>`
      : ""
    const end = isDrawn(total) ? Math.max(total.high, total.mean) : total.mean
    return (
      `<text x="${left - 8}" y="${y + 12}" text-anchor="end">${escaped(name)}</text>${drawn.join("")}${whisker}` +
      `<text class="axis" x="${fixed(scale(end) + 6)}" y="${y + 12}">${label(total.mean)}</text>`
    )
  })
  return svg(bottom + 20, title, [...axis, ...rows])
}

/** Lines over time, in hours, from 0 upwards. */
export const lines = (title: string, all: ReadonlyArray<Line>): string => {
  const height = 260
  const bottom = height - 20
  const edge = 60
  const points = all.flatMap((line) => line.points.filter(([, value]) => Number.isFinite(value)))
  const most = Math.max(0, ...points.map(([, value]) => value))
  const last = Math.max(0, ...points.map(([at_s]) => at_s))
  const x = (at_s: number): string => fixed(edge + (last > 0 ? at_s / last : 0) * (width - edge - 10))
  const y = (value: number): string => fixed(bottom - (most > 0 ? value / most : 0) * (bottom - 10))
  const across = stepsTo(most).map(
    (step) =>
      `<line class="grid" x1="${edge}" y1="${y(step)}" x2="${width - 10}" y2="${y(step)}"/>` +
      `<text class="axis" x="${edge - 6}" y="${y(step)}" dy="4" text-anchor="end">${label(step)}</text>`
  )
  const along = stepsTo(last / 3600).map(
    (hour) =>
      `<text class="axis" x="${x(hour * 3600)}" y="${height - 4}" text-anchor="middle">${label(hour)} h</text>`
  )
  const paths = all.map((line, place) => {
    let isOpen = false
    let path = ""
    for (const [at_s, value] of line.points) {
      if (!Number.isFinite(value)) {
        isOpen = false
        continue
      }
      path += `${isOpen ? "L" : "M"}${x(at_s)} ${y(value)}`
      isOpen = true
    }
    return `<path d="${path}" stroke="${colourOf(place)}"><title>${escaped(line.name)}</title></path>`
  })
  return svg(height, title, [...across, ...along, ...paths])
}

/** What colours stand for. */
export const legend = (names: ReadonlyArray<string>): string =>
  `<p class="legend">${names
    .map((name, place) => `<span><i style="background:${colourOf(place)}"></i>${escaped(name)}</span>`)
    .join("")}</p>`
