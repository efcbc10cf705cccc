/**
 * No import cycle, in types as little as at run time: none between files, and none between modules, where a module
 * and the lower-case folder of its name are one.
 */
import { posix } from "node:path"
import type { Rule, Workspace } from "./Workspace.ts"

/** The file that a specifier means, among those given; undefined for anything else. */
export const resolver = ({ packages }: Workspace) => {
  const roots = new Map(packages.map(({ folder, name }) => [name, `${folder}/src`]))
  const known = new Set(packages.flatMap(({ sources }) => sources.map(({ path }) => path)))
  return (from: string, specifier: string): string | undefined => {
    let path: string | undefined
    if (specifier.startsWith(".")) path = posix.join(posix.dirname(from), specifier)
    else {
      for (const [name, root] of roots) {
        if (specifier === name) path = `${root}/index.ts`
        else if (specifier.startsWith(`${name}/`)) path = `${root}/${specifier.slice(name.length + 1)}.ts`
      }
    }
    return path !== undefined && known.has(path) ? path : undefined
  }
}

/** Folders that hold modules, not the parts of one. */
const rooms = new Set(["intake", "answer", "attempt", "decide", "resolve", "memory"])

/** `packages/core/src/price/select.ts` and `…/src/Price.ts` → the same word; a room's modules each have their own. */
const moduleOf = (path: string): string => {
  const [folder = "", rest = ""] = path.split("/src/")
  const [first = "", second] = rest.split("/")
  const isRoom = folder === "packages/router" && second !== undefined && rooms.has(first)
  const name = isRoom ? `${first}/${second}` : first
  return `${folder}/${name.replace(/\.ts$/, "").replaceAll("-", "").toLowerCase()}`
}

type Graph = ReadonlyMap<string, ReadonlySet<string>>

const walk = (graph: Graph, report: (trail: ReadonlyArray<string>) => void): void => {
  const done = new Set<string>()
  const visit = (node: string, trail: ReadonlyArray<string>): void => {
    const seen = trail.indexOf(node)
    if (seen >= 0) return report([...trail.slice(seen), node])
    if (done.has(node)) return
    for (const next of graph.get(node) ?? []) visit(next, [...trail, node])
    done.add(node)
  }
  for (const node of graph.keys()) visit(node, [])
}

export const cycles: Rule = (workspace) => {
  const resolve = resolver(workspace)
  const files = new Map<string, Set<string>>()
  const modules = new Map<string, Set<string>>()
  for (const { imports, path } of workspace.packages.flatMap(({ sources }) => sources)) {
    const targets = new Set<string>()
    files.set(path, targets)
    const module = modules.get(moduleOf(path)) ?? new Set<string>()
    modules.set(moduleOf(path), module)
    for (const { specifier } of imports) {
      const target = resolve(path, specifier)
      if (target === undefined) continue
      targets.add(target)
      if (moduleOf(target) !== moduleOf(path)) module.add(moduleOf(target))
    }
  }
  const found: Array<string> = []
  walk(files, (trail) => found.push(`${trail[0]}:1: files import each other: ${trail.join(" → ")}`))
  walk(modules, (trail) => found.push(`${trail[0]}: modules import each other: ${trail.join(" → ")}`))
  return found
}
