import { posix } from "node:path"
import { type Page, pages } from "./pages.ts"
import { sourceOf } from "./repository.ts"

const bySource = new Map(pages.map((page) => [page.source, page]))

/** A link to a folder is one to its README. */
const pageOf = (path: string): Page | undefined =>
  bySource.get(path) ?? bySource.get(posix.join(path, "README.md"))

/** Links, outside code. A fence and a code span are kept as they are. */
const tokens = /^(?:```+)[\s\S]*?^```+$|`[^`\n]+`|\]\(([^)\s]+)\)/gm

/**
 * The page's text with links for the site: to a page where the file is one, else to the repository. `dead` is told of
 * links to what there is not.
 */
export const rewrite = (text: string, source: string, dead: (link: string) => void): string =>
  text.replace(tokens, (whole: string, link?: string) => {
    if (link === undefined || /^([a-z]+:|#)/i.test(link)) return whole
    const [file = "", hash] = link.split("#")
    const path = posix.join(posix.dirname(source), file).replace(/\/$/, "")
    const anchor = hash === undefined ? "" : `#${hash}`
    const page = pageOf(path)
    if (page !== undefined) return `](/${page.path}${anchor})`
    const address = sourceOf(path)
    if (address === undefined) {
      dead(link)
      return whole
    }
    return `](${address}${anchor})`
  })
