/** Bar and side lists of the site, from the one list of its pages. */
import type { DefaultTheme } from "vitepress"
import * as Navigation from "../scripts/site/navigation.ts"

export interface Titled {
  readonly path: string
  readonly title: string
}

const item = ({ path, title }: Titled): DefaultTheme.SidebarItem => ({ text: title, link: `/${path}` })

export const nav: Array<DefaultTheme.NavItem> = [
  { text: "Guide", link: "/guide/start", activeMatch: "^/guide/" },
  { text: "Vendors", link: "/vendors/", activeMatch: "^/vendors/" },
  {
    text: "Reference",
    items: [
      { text: "Parameters", link: "/reference/parameters" },
      { text: "Model expressions", link: "/reference/expressions" },
      { text: "Failures", link: "/reference/faults" },
      { text: "Packages", link: "/packages/turnout" },
      { text: "API", link: "/api/" },
      { text: "Decisions", link: "/decisions/0001-effect-4" }
    ]
  }
]

export const sidebar = (
  pages: ReadonlyArray<Titled>,
  api: ReadonlyArray<Titled>
): DefaultTheme.SidebarMulti => {
  const byPath = new Map(pages.map((page) => [page.path, page]))
  const group = (text: string, entries: ReadonlyArray<Navigation.Entry>): DefaultTheme.SidebarItem => ({
    text,
    items: entries.flatMap(({ path, text: own }) => {
      const page = byPath.get(path)
      return page === undefined ? [] : [item({ path, title: own ?? page.title })]
    })
  })
  const under = (prefix: string) =>
    pages.filter(({ path }) => path.startsWith(prefix) && path !== `${prefix}index`).map(item)
  const reading = [
    group("Guide", Navigation.guide),
    group("Topics", Navigation.topics),
    { text: "Reference", items: under("reference/") },
    group("Inside", Navigation.inside),
    {
      text: "Project",
      items: ["overview", "examples", "bench", "contributing", "changelog", "security"].flatMap((path) =>
        byPath.has(path) ? [item(byPath.get(path) as Titled)] : []
      )
    }
  ]
  const owners = [
    ...new Set(api.filter(({ path }) => path !== "api/index").map(({ path }) => path.split("/")[1] ?? ""))
  ]
  const modules = (owner: string) => api.filter(({ path }) => path.startsWith(`api/${owner}/`))
  const first = (owner: string) => modules(owner)[0]?.path.slice("api/".length) ?? ""
  const ownerOf = (owner: string) => (owner === "turnout" ? owner : `@turnout/${owner}`)
  const apiOf = (owner: string): Array<DefaultTheme.SidebarItem> => [
    { text: "API reference", link: "/api/" },
    {
      text: ownerOf(owner),
      items: modules(owner).map(({ path, title }) => item({ path, title: title.split("/").at(-1) ?? title }))
    }
  ]
  return {
    "/vendors/": [{ text: "Vendors", link: "/vendors/", items: under("vendors/") }],
    "/packages/": [{ text: "Packages", items: under("packages/") }],
    "/decisions/": [{ text: "Decisions", items: under("decisions/") }],
    ...Object.fromEntries(owners.map((owner) => [`/api/${owner}/`, apiOf(owner)])),
    "/api/": [
      { text: "API", items: owners.map((owner) => ({ text: ownerOf(owner), link: `/api/${first(owner)}` })) }
    ],
    "/": reading
  }
}
