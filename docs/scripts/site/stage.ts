import { mkdirSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { home } from "./home.ts"
import { rewrite } from "./links.ts"
import { pages, textOf, titleOf } from "./pages.ts"
import { type Option, subjectsByFolder, vendorPage } from "./vendor-pages.ts"

export interface Staged {
  readonly path: string
  readonly source: string
  readonly title: string
  readonly text: string
}

export interface Stage {
  readonly pages: ReadonlyArray<Staged>
  /** Links to what there is not, as `page: link`. */
  readonly dead: ReadonlyArray<string>
}

/** Every page of the site that is no API reference, as Markdown with links of the site. `options`: of each vendor's account, by folder. */
export const stage = async (
  options: ReadonlyMap<string, ReadonlyArray<Option>> = new Map()
): Promise<Stage> => {
  const dead: Array<string> = []
  const subjects = await subjectsByFolder()
  const staged: Array<Staged> = []
  for (const page of pages) {
    const { path, source } = page
    const own = rewrite(textOf(page), source, (link) => dead.push(`${source}: ${link}`))
    const vendor = /^vendors\/(.+)$/.exec(path)?.[1]
    const text =
      vendor === undefined
        ? path === "index"
          ? await home(own)
          : own
        : await vendorPage(vendor, own, subjects.get(vendor) ?? [], options.get(vendor) ?? [])
    staged.push({ path, source, title: titleOf(text), text })
  }
  const vendors = staged.filter(({ path }) => path.startsWith("vendors/"))
  const list = vendors.map(({ path, title }) => `- [${title}](/${path})`).join("\n")
  const text = `# Vendors\n\nOne package each; \`@turnout/all\` registers every vendor whose key the environment holds. What is checked of each stands in [one table](/reference/vendors).\n\n${list}\n`
  staged.push({ path: "vendors/index", source: "packages/providers", title: "Vendors", text })
  return { pages: staged, dead }
}

/** Writes the pages into a folder that is theirs alone. */
export const write = (folder: string, staged: ReadonlyArray<Pick<Staged, "path" | "text">>): void => {
  rmSync(folder, { recursive: true, force: true })
  for (const { path, text } of staged) {
    const file = join(folder, `${path}.md`)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text.replace(/^<!--[\s\S]*?-->\n+/gm, ""))
  }
}
