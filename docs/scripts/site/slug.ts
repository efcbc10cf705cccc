/** The anchor of a heading, as GitHub writes it: a link to it works there and on the site. */
export const slug = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}\p{Pc}\- ]/gu, "")
    .replaceAll(" ", "-")

/** Anchors of a page, in order; equal headings get a number. */
export const anchorsOf = (markdown: string): ReadonlyArray<string> => {
  const seen = new Map<string, number>()
  const text = markdown.replace(/^(```+)[\s\S]*?^\1$/gm, "")
  return Array.from(text.matchAll(/^#{1,6} (.+)$/gm), ([, heading = ""]) => {
    const plain = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/[`*]|\b_|_\b/g, "")
    const name = slug(plain)
    const count = seen.get(name) ?? 0
    seen.set(name, count + 1)
    return count === 0 ? name : `${name}-${count}`
  })
}
