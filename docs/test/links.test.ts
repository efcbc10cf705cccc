import { assert, describe, it } from "@effect/vitest"
import { existsSync, globSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { anchorsOf } from "../scripts/site/slug.ts"

const root = fileURLToPath(new URL("../..", import.meta.url))

const pages = globSync(["*.md", "bench/*.md", "docs/**/*.md", "packages/{*,providers/*,bridges/*}/*.md"], {
  cwd: root,
  exclude: (name) => name === "node_modules" || name === "dist"
})

/** Relative links of a page: those into the workspace. */
const linksOf = (text: string): ReadonlyArray<string> =>
  Array.from(text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g), ([, link]) => link ?? "").filter(
    (link) => !/^[a-z]+:/.test(link)
  )

describe("documents", () => {
  it("are found", () => {
    for (const page of ["README.md", "CONTRIBUTING.md", "docs/tour.md", "docs/house.md"]) {
      assert.include(pages, page)
    }
  })

  for (const page of pages) {
    it(`${page} links to files that exist`, () => {
      const missing = linksOf(readFileSync(join(root, page), "utf8")).filter(
        (link) => !existsSync(join(root, dirname(page), link))
      )
      assert.deepStrictEqual(missing, [])
    })
  }

  it("link to headings that exist", () => {
    const missing: Array<string> = []
    for (const page of pages) {
      const text = readFileSync(join(root, page), "utf8")
      for (const [, link = "", anchor = ""] of text.matchAll(/\]\(([^)#\s:]*)#([^)\s]+)\)/g)) {
        const target = link === "" ? page : join(dirname(page), link)
        if (link !== "" && !link.endsWith(".md")) continue
        if (!anchorsOf(readFileSync(join(root, target), "utf8")).includes(anchor))
          missing.push(`${page}: ${link}#${anchor}`)
      }
    }
    assert.deepStrictEqual(missing, [])
  })

  it("the README names every package, those of vendors in one row", () => {
    const readme = readFileSync(join(root, "README.md"), "utf8")
    const names = globSync("packages/{*,bridges/*}/package.json", { cwd: root }).map(
      (file) => (JSON.parse(readFileSync(join(root, file), "utf8")) as { readonly name: string }).name
    )
    assert.deepStrictEqual(
      names.filter((name) => !readme.includes(`\`${name}\``)),
      []
    )
  })

  it("the tour names files, and names all that it means to", () => {
    const tour = readFileSync(join(root, "docs/tour.md"), "utf8")
    const named = Array.from(tour.matchAll(/`((?:normalize|decide)\/\w+\.ts)`/g), ([, name]) => name ?? "")
    assert.isAbove(named.length, 3)
    for (const name of named) {
      assert.isTrue(
        ["core", "router"].some((folder) => existsSync(join(root, "packages", folder, "src", name))),
        name
      )
    }
  })
})
