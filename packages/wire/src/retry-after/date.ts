const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

const imf = /^[a-z]{3}, ?(\d{1,2}) ([a-z]{3}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) (?:gmt|utc|[+-]0000)$/i
const rfc850 = /^[a-z]{6,9}, ?(\d{1,2})-([a-z]{3})-(\d{2}) (\d{2}):(\d{2}):(\d{2}) (?:gmt|utc)$/i
const asctime = /^[a-z]{3} ([a-z]{3}) {1,2}(\d{1,2}) (\d{2}):(\d{2}):(\d{2}) (\d{4})$/i
const rfc3339 = /^\d{4}-\d{2}-\d{2}[tT ]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[zZ]|[+-]\d{2}:?\d{2})$/

const utc = (year: number, month: string, day: string, hour: string, minute: string, second: string) => {
  const index = months.indexOf(month.toLowerCase())
  if (index < 0) return undefined
  return Date.UTC(year, index, Number(day), Number(hour), Number(minute), Number(second))
}

/** RFC 9110 5.6.7: two digits that look more than fifty years ahead are the past century's. */
const fullYear = (twoDigits: number, now: number): number => {
  const current = new Date(now).getUTCFullYear()
  const year = current - (current % 100) + twoDigits
  return year > current + 50 ? year - 100 : year
}

/** The three forms of an HTTP date, and RFC 3339: milliseconds since the epoch. */
export const parse = (text: string, now: number): number | undefined => {
  let match = imf.exec(text)
  if (match !== null) return utc(Number(match[3]), match[2]!, match[1]!, match[4]!, match[5]!, match[6]!)
  match = rfc850.exec(text)
  if (match !== null) {
    return utc(fullYear(Number(match[3]), now), match[2]!, match[1]!, match[4]!, match[5]!, match[6]!)
  }
  match = asctime.exec(text)
  if (match !== null) return utc(Number(match[6]), match[1]!, match[2]!, match[3]!, match[4]!, match[5]!)
  if (!rfc3339.test(text)) return undefined
  const at = Date.parse(text)
  return Number.isFinite(at) ? at : undefined
}
