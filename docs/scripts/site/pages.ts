import { globSync, readFileSync } from "node:fs"
import { guide, inside, topics } from "./navigation.ts"
import { root } from "./repository.ts"

/** A Markdown file of the repository that is a page of the site. */
export interface Page {
  /** From the root: `docs/guide/start.md`. */
  readonly source: string
  /** Of the site, without slash and extension: `guide/start`. */
  readonly path: string
}

const at = (source: string, path: string): Page => ({ source, path })

const find = (...patterns: ReadonlyArray<string>): ReadonlyArray<string> =>
  globSync(patterns, { cwd: root })
    .map((path) => path.replaceAll("\\", "/"))
    .sort()

const nameOf = (readme: string): string => readme.replace("packages/", "").replace("/README.md", "")

/** Every page that a file of the repository is. Pages of vendors hold their package's README. */
export const pages: ReadonlyArray<Page> = [
  at("docs/site/index.md", "index"),
  at("README.md", "overview"),
  ...find("{CHANGELOG,CODE_OF_CONDUCT,CONTRIBUTING,SECURITY}.md").map((file) =>
    at(file, file.slice(0, -".md".length).toLowerCase().replaceAll("_", "-"))
  ),
  at("bench/README.md", "bench"),
  at("examples/README.md", "examples"),
  ...find("docs/*.md", "docs/{guide,decisions,reference}/*.md").map((file) =>
    at(file, file.slice("docs/".length, -".md".length))
  ),
  ...find("packages/{*,bridges/*}/README.md").map((file) =>
    at(file, `packages/${nameOf(file).split("/").at(-1)}`)
  ),
  ...find("packages/providers/*/README.md").map((file) =>
    at(file, `vendors/${nameOf(file).split("/").at(-1)}`)
  )
]

const byPath = new Map(pages.map((page) => [page.path, page]))

/** Pages of the guide that the navigation names and no file holds, or the other way round. */
export const unlisted = (): ReadonlyArray<string> => {
  const listed: ReadonlyArray<string> = [...guide, ...topics, ...inside].map(({ path }) => path)
  const shown = pages
    .filter(({ source }) => /^docs\/(guide\/)?[\w-]+\.md$/.test(source))
    .map(({ path }) => path)
  return [
    ...listed
      .filter((path, place) => listed.indexOf(path) !== place)
      .map((path) => `the navigation names docs/${path}.md twice`),
    ...listed
      .filter((path) => !byPath.has(path))
      .map((path) => `the navigation names docs/${path}.md, which there is not`),
    ...shown
      .filter((path) => !listed.includes(path))
      .map((path) => `docs/${path}.md stands nowhere in the navigation`)
  ]
}

export const textOf = ({ source }: Page): string => readFileSync(root + source, "utf8")

/** The first heading, without marks of code. */
export const titleOf = (text: string): string =>
  (/^# (.+)$/m.exec(text)?.[1] ?? "").replaceAll("`", "").trim()

/** The first sentence below the heading, as plain text. */
export const summaryOf = (text: string): string => {
  const paragraphs = text
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/^---\n[\s\S]*?\n---\n/, "")
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim())
  const first =
    paragraphs.find((paragraph) => paragraph !== "" && !/^(#|```|\||[-*] |<|>)/.test(paragraph)) ?? ""
  const plain = first.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/\s+/g, " ")
  return (/^(?:`[^`]*`|[^`])*?[.:](?= |$)/.exec(plain)?.[0] ?? plain).replace(/:$/, ".")
}
