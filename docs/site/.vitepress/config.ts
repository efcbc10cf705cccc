import { readFileSync } from "node:fs"
import { defineConfig, type MarkdownRenderer } from "vitepress"
import { repository } from "../../scripts/site/repository.ts"
import { slug } from "../../scripts/site/slug.ts"
import { nav, sidebar, type Titled } from "../navigation.ts"

/** The one element that tables of the reference hold; anything else in angle brackets is text. */
const breaks = (markdown: MarkdownRenderer) => {
  markdown.inline.ruler.before("html_inline", "br", (state, silent) => {
    if (!state.src.startsWith("<br>", state.pos)) return false
    if (!silent) state.push("hardbreak", "br", 0)
    state.pos += 4
    return true
  })
}

/** What `build.ts` has staged. */
const { api, base, pages } = JSON.parse(
  readFileSync(new URL("../.staged/site.json", import.meta.url), "utf8")
) as {
  readonly api: ReadonlyArray<Titled>
  readonly base: string
  readonly pages: ReadonlyArray<Titled>
}

export default defineConfig({
  srcDir: ".staged/pages",
  outDir: "dist",
  base,
  lang: "en",
  title: "Turnout",
  description: "An LLM router that lives in your process",
  cleanUrls: true,
  metaChunk: true,
  // The index of the search is large, and loaded when something is searched.
  vite: { build: { chunkSizeWarningLimit: 4_000 } },
  markdown: {
    html: false,
    theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
    anchor: { slugify: slug },
    config: breaks
  },
  themeConfig: {
    nav,
    sidebar: sidebar(pages, api),
    outline: [2, 3],
    search: {
      provider: "local",
      options: {
        // Numbers of tables are looked up on their pages; here they would be half of the index.
        _render: (source, env, markdown) => {
          const path: string = env.relativePath
          if (path.startsWith("vendors/"))
            return markdown.render(source.split("\n## Models\n")[0] ?? source, env)
          // Of the API: names and sentences.
          return markdown.render(path.startsWith("api/") ? source.replace(/^[|>].*\n/gm, "") : source, env)
        }
      }
    },
    socialLinks: [{ icon: "github", link: repository }],
    docFooter: { prev: "Previous", next: "Next" }
  }
})
