import { html, type Html } from "./html.ts"

/** What is not known. */
export const none: Html = html`<span class="none" title="not known">–</span>`

export const ms = (value: number | undefined): Html =>
  value === undefined
    ? none
    : value >= 10_000
      ? html`${(value / 1000).toFixed(1)}&#8239;s`
      : html`${Math.round(value)}&#8239;ms`

/** At least three digits, and no power of ten. */
export const dollars = (usd: number): string =>
  `$${usd === 0 || Math.abs(usd) >= 1 ? usd.toFixed(2) : usd.toFixed(Math.min(12, 2 - Math.floor(Math.log10(Math.abs(usd)))))}`

export const usd = (value: number | undefined): Html => (value === undefined ? none : html`${dollars(value)}`)

export const percent = (share: number | undefined): Html =>
  share === undefined ? none : html`${Number((100 * share).toPrecision(3))}&#8239;%`

export const count = (value: number | undefined): Html =>
  value === undefined ? none : html`${value.toLocaleString("en-US")}`

export const decimal = (value: number | undefined, digits = 0): Html =>
  value === undefined ? none : html`${value.toFixed(digits)}`

const isDate = (at: number): boolean => Math.abs(at) <= 8.64e15

/** A date in UTC, to the second. */
export const date = (at: number | undefined): Html => {
  if (at === undefined || !isDate(at)) return none
  const iso = new Date(at).toISOString()
  return html`<time datetime="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 19)}</time>`
}

/** `in 12 s`, `3 min ago`. */
export const away = (at: number | undefined, now: number): Html => {
  if (at === undefined || !isDate(at)) return none
  const seconds = Math.round(Math.abs(at - now) / 1000)
  const text =
    seconds < 120
      ? `${seconds} s`
      : seconds < 7200
        ? `${Math.round(seconds / 60)} min`
        : seconds < 172_800
          ? `${Math.round(seconds / 3600)} h`
          : `${Math.round(seconds / 86_400)} d`
  return html`<time datetime="${new Date(at).toISOString()}"
    >${at > now ? `in ${text}` : `${text} ago`}</time
  >`
}

/** The percentile of sorted values, by nearest rank; undefined where there are none. */
export const percentile = (sorted: ReadonlyArray<number>, share: number): number | undefined =>
  sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]
