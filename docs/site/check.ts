/** Every link of the built site: pages, anchors and files that it names exist. */
import { globSync, existsSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"

const decoded = (text: string): string => decodeURIComponent(text.replaceAll("&amp;", "&"))

/** The file that a server answers an address with. */
const fileOf = (dist: string, path: string): string | undefined =>
  [path, `${path}.html`, join(path, "index.html")]
    .map((name) => join(dist, name))
    .find((file) => existsSync(file) && statSync(file).isFile())

export const deadLinks = (dist: string, base: string): ReadonlyArray<string> => {
  const anchors = new Map<string, ReadonlySet<string>>()
  const anchorsOf = (file: string): ReadonlySet<string> => {
    const known = anchors.get(file)
    if (known !== undefined) return known
    const found = new Set(
      Array.from(readFileSync(file, "utf8").matchAll(/\sid="([^"]+)"/g), ([, id = ""]) => decoded(id))
    )
    anchors.set(file, found)
    return found
  }
  const dead = new Set<string>()
  for (const page of globSync("**/*.html", { cwd: dist })) {
    const own = join(dist, page)
    for (const [, link = ""] of readFileSync(own, "utf8").matchAll(
      /<(?:a|link|img|script)\b[^>]*?\s(?:href|src)="([^"]*)"/g
    )) {
      if (/^[a-z]+:/i.test(link) || link === "") continue
      const [path = "", hash] = decoded(link).split("#")
      const file =
        path === "" ? own : path.startsWith(base) ? fileOf(dist, path.slice(base.length)) : undefined
      if (file === undefined) dead.add(`${page}: ${link}`)
      else if (hash !== undefined && hash !== "" && !anchorsOf(file).has(hash))
        dead.add(`${page}: ${link} (no such anchor)`)
    }
  }
  return [...dead].sort()
}
