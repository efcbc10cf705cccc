/** Writes every page of the site, as Markdown, and the list of them that the configuration reads. */
import { writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { unlisted } from "../scripts/site/pages.ts"
import { root } from "../scripts/site/repository.ts"
import { stage, type Staged, write } from "../scripts/site/stage.ts"
import { api, entries } from "./api.ts"
import { barrels, optionsByFolder } from "./options.ts"
import { programOf } from "./program.ts"

export const folder = fileURLToPath(new URL(".staged", import.meta.url))

const titled = ({ path, title }: { readonly path: string; readonly title: string }) => ({ path, title })

/** `mistakes`: of what is written by hand, each as a sentence. */
export const stageAll = async (
  base: string
): Promise<{ readonly mistakes: ReadonlyArray<string>; readonly pages: ReadonlyArray<Staged> }> => {
  const program = programOf([...entries.map((file) => root + file), ...barrels])
  const modules = await api(program)
  const { dead, pages } = await stage(optionsByFolder(program))
  write(`${folder}/pages`, [...pages, ...modules])
  const list = { base, pages: pages.map(titled), api: modules.map(titled) }
  writeFileSync(`${folder}/site.json`, JSON.stringify(list))
  return { mistakes: [...unlisted(), ...dead.map((link) => `dead link in ${link}`)], pages }
}
