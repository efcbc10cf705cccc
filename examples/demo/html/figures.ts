export const ms = (value: number): string =>
  value >= 10_000 ? `${(value / 1000).toFixed(1)} s` : `${Math.round(value)} ms`

export const usd = (amount: number | undefined): string =>
  amount === undefined ? "unknown" : `$${amount === 0 ? "0" : amount.toPrecision(3).replace(/e.*$/, "")}`

/** A share as CSS has it. */
export const percent = (part: number, whole: number): string =>
  `${Number(((100 * part) / whole).toFixed(2)).toString()}%`
