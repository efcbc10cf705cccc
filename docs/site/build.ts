/**
 * `pnpm site`: the site into `docs/site/dist`. Fails on links and anchors that there are not, and on pages outside the
 * navigation. `SITE_BASE` is the path that it is served under.
 */
import { cpSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { build } from "vitepress"
import { llms, llmsFull } from "../scripts/site/llms.ts"
import { deadLinks } from "./check.ts"
import { folder, stageAll } from "./staged.ts"

const root = fileURLToPath(new URL(".", import.meta.url))
const base = process.env["SITE_BASE"] ?? "/"

const fail = (mistakes: ReadonlyArray<string>): void => {
  for (const mistake of mistakes) console.error(mistake)
  if (mistakes.length > 0) process.exit(1)
}

const { mistakes, pages } = await stageAll(base)
fail(mistakes)
await build(root)
// Each page is there as Markdown too, for those who read no HTML.
cpSync(`${folder}/pages`, `${root}dist`, { recursive: true })
writeFileSync(`${root}dist/llms.txt`, llms(pages, base))
writeFileSync(`${root}dist/llms-full.txt`, llmsFull(pages, base))
fail(deadLinks(`${root}dist`, base).map((link) => `dead link in ${link}`))
