import { globSync, readFileSync } from "node:fs"
import { theirsFirst } from "./foreign.ts"
import { root } from "../site/repository.ts"

/** A piece of inline code, and where it stands. */
export interface Span {
  readonly page: string
  readonly line: number
  readonly code: string
}

/** Pages whose names are held to the code. What `pnpm reference` writes is compared with the code by a test of its own. */
export const pages: ReadonlyArray<string> = globSync(
  [
    "README.md",
    "CONTRIBUTING.md",
    "docs/*.md",
    "docs/{guide,decisions}/*.md",
    "docs/reference/expressions.md",
    "docs/site/index.md",
    "examples/README.md",
    "packages/{*,providers/*,bridges/*}/README.md"
  ],
  { cwd: root }
)
  .map((page) => page.replaceAll("\\", "/"))
  .sort()

/** Inline code of a page, outside its blocks. A pipe of a table is written `\|`. */
export const spansOf = (page: string, text: string): ReadonlyArray<Span> => {
  const prose = text.replace(/^( *)(```+)[\s\S]*?^\1\2$/gm, (block) => block.replace(/[^\n]/g, ""))
  const ours = theirsFirst.has(page) ? prose.replace(/^\|(?:[^|\n\\]|\\.)*\|/gm, "|") : prose
  return ours.split("\n").flatMap((content, index) =>
    Array.from(content.matchAll(/(`+)(.+?)\1(?!`)/g), ([, , code = ""]) => ({
      page,
      line: index + 1,
      code: code.trim().replaceAll("\\|", "|")
    }))
  )
}

/** What the package descriptions and pages say. */
export const spans = (): ReadonlyArray<Span> =>
  pages.flatMap((page) => spansOf(page, readFileSync(root + page, "utf8")))
