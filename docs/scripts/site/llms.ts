import { guide, inside, topics } from "./navigation.ts"
import { summaryOf } from "./pages.ts"
import type { Staged } from "./stage.ts"

const plain = (text: string): string =>
  text.replace(/^---\n[\s\S]*?\n---\n+/, "").replace(/<!--[\s\S]*?-->\n*/g, "")

/** The site's pages under headings, in the order of the navigation. */
const sections = (pages: ReadonlyArray<Staged>): ReadonlyArray<readonly [string, ReadonlyArray<Staged>]> => {
  const byPath = new Map(pages.map((page) => [page.path, page]))
  const named = (paths: ReadonlyArray<string>) => paths.flatMap((path) => byPath.get(path) ?? [])
  const under = (prefix: string) =>
    pages.filter(({ path }) => path.startsWith(prefix) && path !== `${prefix}index`)
  return [
    ["Guide", named(guide.map(({ path }) => path))],
    ["Topics", named(["overview", ...topics.map(({ path }) => path), "examples", "bench"])],
    ["Reference", under("reference/")],
    ["Packages", under("packages/")],
    ["Vendors", under("vendors/")],
    ["Inside", [...named(inside.map(({ path }) => path)), ...under("decisions/")]]
  ]
}

const intro = (pages: ReadonlyArray<Staged>): string => {
  const overview = pages.find(({ path }) => path === "overview")
  return `# Turnout\n\n> ${summaryOf(plain(overview?.text ?? ""))}`
}

/** `llms.txt`: every page by its address as Markdown, with one sentence. `base` ends with a slash. */
export const llms = (pages: ReadonlyArray<Staged>, base: string): string =>
  [
    intro(pages),
    ...sections(pages).map(([title, listed]) => {
      const lines = listed.map((page) => {
        const summary = summaryOf(plain(page.text))
        return `- [${page.title}](${base}${page.path}.md)${summary === "" ? "" : `: ${summary}`}`
      })
      return `## ${title}\n\n${lines.join("\n")}`
    })
  ].join("\n\n") + "\n"

/** What is looked up and not read: it would be most of the text. */
const isTable = ({ path }: Staged): boolean =>
  /^(reference\/(matrix|hosts|vendors)|vendors\/|decisions\/)/.test(path)

/** `llms-full.txt`: the text of all that is read, one page after another. */
export const llmsFull = (pages: ReadonlyArray<Staged>, base: string): string =>
  [
    intro(pages),
    ...sections(pages)
      .flatMap(([, listed]) => listed)
      .filter((page) => !isTable(page))
      .map(({ path, text }) => `<!-- ${base}${path}.md -->\n\n${plain(text).trim()}`)
  ].join("\n\n") + "\n"
