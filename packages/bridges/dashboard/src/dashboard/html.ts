/** HTML that is safe by default: whatever is put into a template is text, unless it is `Html` itself. */
export class Html {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/** Nothing is written for what is absent, and for `false`. */
export type Value = Html | string | number | null | undefined | false | ReadonlyArray<Value>

const entities: { readonly [character: string]: string } = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  "`": "&#96;"
}

/** Also safe in a quoted attribute. Control characters, and those that turn the direction of text, are shown as such. */
export const escape = (text: string): string =>
  text
    .replace(/[&<>"'`]/g, (character) => entities[character]!)
    // oxlint-disable-next-line no-control-regex
    .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/g, "\uFFFD")

/** In an address: half of a character, which a name from outside may hold, has none there. */
export const encode = (text: string): string =>
  encodeURIComponent(
    text.replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, "\uFFFD")
  )

const write = (value: Value): string => {
  if (value instanceof Html) return value.text
  if (value === null || value === undefined || value === false) return ""
  if (Array.isArray(value)) return value.map(write).join("")
  return escape(String(value))
}

export const html = (strings: TemplateStringsArray, ...values: ReadonlyArray<Value>): Html =>
  new Html(strings.reduce((text, string, index) => text + write(values[index - 1]) + string))
