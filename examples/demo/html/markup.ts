/** Text that is HTML already. */
export class Markup {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

type Part = Markup | string | number | ReadonlyArray<Markup>

const entities: { readonly [character: string]: string } = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;"
}

/** Names and words come from catalogs and vendors: control characters, which could turn the text around, are shown. */
const escaped = (text: string): string =>
  text.replaceAll(/(?!\n)\p{C}/gu, "\ufffd").replaceAll(/[&<>"']/g, (character) => entities[character]!)

const textOf = (part: Part): string => {
  if (part instanceof Markup) return part.text
  return typeof part === "object" ? part.map(textOf).join("\n") : escaped(String(part))
}

/** A template whose values are text, unless they are markup. */
export const html = (strings: TemplateStringsArray, ...parts: ReadonlyArray<Part>): Markup =>
  new Markup(strings.map((text, index) => (index === 0 ? "" : textOf(parts[index - 1]!)) + text).join(""))
